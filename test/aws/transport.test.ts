import type { ServerResponse } from 'node:http'
import { describe, expect, test } from 'vitest'
import { answered, fakeEcr, PATIENT } from './fake-ecr.ts'

const describeRegistry = ({ client }: Awaited<ReturnType<typeof fakeEcr>>) => client.reader.call('DescribeRegistry', {})
const unreachable = { code: 'UNREACHABLE' }
/** Tries of a call that nobody answers. On a machine with much else to do, one may end before it has got there. */
const UNANSWERED = 3

const PART = {
  repositoryName: 'a',
  uploadId: 'u',
  partFirstByte: 0,
  partLastByte: 2,
  layerPartBlob: Buffer.from('abc'),
}
const SENT = { lastByteReceived: 2 }

/** The beginning of an answer, and nothing more. */
const begin = (response: ServerResponse) => {
  response.writeHead(200, { 'content-type': 'application/x-amz-json-1.1', 'content-length': 1000 })
  response.write('{"registryId":')
}

/** A byte at a time, and never the last. */
const trickle = (response: ServerResponse) => {
  begin(response)
  const timer = setInterval(() => response.write(' '), 2)
  response.on('close', () => clearInterval(timer))
}

describe('a small call', () => {
  test.each([
    ['is never answered', () => {}, { silent: 30 }],
    ['is answered with headers and nothing else', begin, { silent: 30 }],
    ['is answered a byte at a time', trickle, { whole: 60 }],
  ])('that %s ends', async (_, answer, patience) => {
    const ecr = await fakeEcr(answer, { patience: { ...PATIENT, ...patience } })
    await expect(describeRegistry(ecr)).rejects.toMatchObject(unreachable)
    expect(ecr.asked.length).toBeLessThanOrEqual(UNANSWERED)
  })

  test('whose answer has no end is not listened to, nor made again', async () => {
    const ecr = await fakeEcr(response => {
      response.writeHead(200, { 'content-type': 'application/x-amz-json-1.1' })
      const chunk = Buffer.alloc(1024 * 1024, ' ')
      const more = () => response.writable && response.write(chunk, () => setImmediate(more))
      more()
    })
    await expect(describeRegistry(ecr)).rejects.toMatchObject({
      ...unreachable,
      detail: expect.stringContaining('the answer has no end'),
    })
    expect(ecr.asked).toHaveLength(1)
  })

  test('goes on while transfers are stuck', async () => {
    const ecr = await fakeEcr((response, operation) => {
      if (operation === 'DescribeRegistry') answered(response, { registryId: '1', replicationConfiguration: {} })
    })
    const interruption = new AbortController()
    const stuck = [1, 2].map(() => ecr.client.images.call('UploadLayerPart', PART, { signal: interruption.signal }))
    expect(await describeRegistry(ecr)).toMatchObject({ registryId: '1' })
    interruption.abort()
    for (const each of stuck) await expect(each).rejects.toMatchObject({ code: 'INTERRUPTED' })
  })
})

describe('a transfer', () => {
  const upload = ({ client }: Awaited<ReturnType<typeof fakeEcr>>, more = {}) =>
    client.images.call('UploadLayerPart', PART, more)

  test('may take longer than a small call', async () => {
    let arrived: (response: ServerResponse) => void = () => {}
    const uploading = new Promise<ServerResponse>(resolve => {
      arrived = resolve
    })
    const answer = (response: ServerResponse, operation: string) =>
      operation === 'UploadLayerPart' ? arrived(response) : undefined
    const ecr = await fakeEcr(answer, { patience: { ...PATIENT, whole: 30 } })
    const uploaded = upload(ecr)
    const response = await uploading
    await expect(describeRegistry(ecr)).rejects.toMatchObject(unreachable)
    answered(response, SENT)
    expect(await uploaded).toMatchObject(SENT)
  })

  test('that moves nothing ends', async () => {
    const ecr = await fakeEcr(() => {}, { patience: { ...PATIENT, silent: 30 } })
    await expect(upload(ecr)).rejects.toMatchObject(unreachable)
    expect(ecr.asked.length).toBeLessThanOrEqual(UNANSWERED)
  })

  test('below its floor ends, and is not tried again', async () => {
    const ecr = await fakeEcr(trickle, { patience: { ...PATIENT, slow: 30 } })
    await expect(upload(ecr, { minTransferRate: 1000 })).rejects.toMatchObject({
      code: 'TOO_SLOW',
      hint: expect.stringContaining('--min-transfer-rate'),
    })
    expect(ecr.asked.length).toBeLessThanOrEqual(1)
  })

  test('has as long as its bytes take at the floor', async () => {
    const ecr = await fakeEcr(response => setImmediate(() => answered(response, SENT)), {
      patience: { ...PATIENT, slow: 0 },
    })
    expect(await upload(ecr, { minTransferRate: 0.0001 })).toMatchObject(SENT)
  })

  test('without a floor takes what it takes', async () => {
    const ecr = await fakeEcr(response => setImmediate(() => answered(response, SENT)), {
      patience: { ...PATIENT, slow: 0 },
    })
    expect(await upload(ecr, { minTransferRate: 0 })).toMatchObject(SENT)
  })
})

describe('an interruption', () => {
  test.each(['DescribeImages', 'UploadLayerPart'] as const)('ends %s under way, and its retries', async action => {
    const interruption = new AbortController()
    const ecr = await fakeEcr(() => interruption.abort())
    const call = ecr.client.images.call(action, PART, { signal: interruption.signal })
    await expect(call).rejects.toMatchObject({ code: 'INTERRUPTED' })
    expect(ecr.asked).toHaveLength(1)
  })

  test('ends the wait before a retry', async () => {
    const interruption = new AbortController()
    const ecr = await fakeEcr(response => answered(response, { __type: 'ThrottlingException' }, 400), {
      emit: ({ type }) => void (type === 'throttled' && interruption.abort()),
    })
    const call = ecr.client.images.call('DescribeImages', PART, { signal: interruption.signal })
    await expect(call).rejects.toMatchObject({ code: 'INTERRUPTED' })
  })

  test('that came before the call makes none', async () => {
    const ecr = await fakeEcr(() => {})
    const call = ecr.client.images.call('DescribeImages', PART, { signal: AbortSignal.abort() })
    await expect(call).rejects.toMatchObject({ code: 'INTERRUPTED' })
    expect(ecr.asked).toEqual([])
  })
})
