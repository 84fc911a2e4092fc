import { randomBytes } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import type { ImageCaller } from '../../src/aws/api.ts'
import { EcrsyncError } from '../../src/errors.ts'
import { copier } from '../../src/images/copier.ts'
import { counting } from '../../src/images/count.ts'
import { openPool } from '../../src/images/pool.ts'
import type { ImageStore } from '../../src/images/store.ts'
import { uploadLayer as sendLayer } from '../../src/images/upload.ts'
import { sha256, uploadLayer } from '../emulator/ecr.ts'
import { folderWith } from '../folder.ts'
import { layoutOf } from './layouts.ts'
import { copyWith, counted, imagesIn, layoutAt, REPOSITORY, world } from './world.ts'

const MIB = 1024 * 1024

describe('a copy arrives whole', () => {
  const steps = ['InitiateLayerUpload', 'UploadLayerPart', 'CompleteLayerUpload', 'PutImage']
  const faults = [
    { what: 'before it took effect', error: 'DropBefore' },
    { what: 'after it took effect', error: 'DropAfter' },
    { what: 'by throttling', error: 'ThrottlingException' },
  ]
  const cases = steps.flatMap(operation => faults.map(fault => ({ operation, ...fault })))

  test.each(cases)('where $operation is lost $what', async ({ operation, error }) => {
    const folder = await folderWith({})
    const { digest } = await layoutOf(folder, randomBytes(operation === 'UploadLayerPart' ? 11 * MIB : 10))
    const { emulator, ecr, copy } = await world()
    emulator.inject({ operation, error, when: { at: operation === 'PutImage' ? 1 : 2 } })
    const { counts, listener } = counted()
    const source = layoutAt(folder)
    await copy(
      { repositoryName: REPOSITORY, imageTag: 'v1', imageDigest: digest, source, referrers: false },
      listener(),
    )
    expect(await imagesIn(ecr)).toEqual({ [digest]: ['v1'] })
    expect(counts.sent).toBe(counts.total)
  })

  test('in one upload where every other answer to a part is lost', async () => {
    const folder = await folderWith({})
    const { digest } = await layoutOf(folder, randomBytes(21 * MIB))
    const { emulator, ecr, bring, inputs } = await world()
    emulator.inject({ operation: 'UploadLayerPart', error: 'DropAfter', when: { every: 2 } })
    await bring(layoutAt(folder), digest)
    expect(await imagesIn(ecr)).toEqual({ [digest]: ['v1'] })
    expect(inputs('InitiateLayerUpload')).toHaveLength(2)
  })

  test('once only where the answer to its end is lost', async () => {
    const folder = await folderWith({})
    const { digest } = await layoutOf(folder, randomBytes(10))
    const { emulator, bring, inputs } = await world()
    emulator.inject({ operation: 'CompleteLayerUpload', error: 'DropAfter', when: { first: 2 } })
    await bring(layoutAt(folder), digest)
    expect(inputs('InitiateLayerUpload')).toHaveLength(2)
  })
})

test('a failure that stays ends the copy before the manifest, with nothing under way', async () => {
  const folder = await folderWith({})
  const { digest } = await layoutOf(folder, ...Array.from({ length: 12 }, (_, index) => `layer ${index}`))
  const { emulator, bring, calls } = await world()
  emulator.inject({ operation: 'CompleteLayerUpload', error: 'AccessDeniedException' })
  await expect(bring(layoutAt(folder), digest)).rejects.toMatchObject({ code: 'ACCESS_DENIED' })
  const before = calls().length
  expect(calls()).not.toContain('PutImage')
  expect(calls().filter(call => call === 'CompleteLayerUpload').length).toBeLessThan(12)
  await new Promise(setImmediate)
  expect(calls()).toHaveLength(before)
})

test('a layer that somebody else has sent meanwhile is a success', async () => {
  const folder = await folderWith({})
  const { digest } = await layoutOf(folder, 'app')
  const { ecr, caller, sources } = await world()
  const call: ImageCaller['call'] = async (action, input, options) => {
    if (action === 'CompleteLayerUpload' && JSON.stringify(input).includes(sha256('app')))
      await uploadLayer(ecr, REPOSITORY, Buffer.from('app'))
    return caller.call(action, input, options)
  }
  const copy = copyWith(copier({ sources, caller: { call } }), async () => undefined)
  const { listener } = counted()
  const source = layoutAt(folder)
  await copy({ repositoryName: REPOSITORY, imageTag: 'v1', imageDigest: digest, source, referrers: false }, listener())
  expect(await imagesIn(ecr)).toMatchObject({ [digest]: ['v1'] })
})

test('a tag that must not move is what ECR says it is', async () => {
  const folder = await folderWith({})
  const other = await folderWith({})
  const [one, two] = [await layoutOf(folder, 'one'), await layoutOf(other, 'two')]
  const { ecr, bring } = await world()
  await ecr.putImageTagMutability({ repositoryName: REPOSITORY, imageTagMutability: 'IMMUTABLE' })
  await bring(layoutAt(folder), one.digest)
  await expect(bring(layoutAt(other), two.digest)).rejects.toMatchObject({ awsName: 'ImageTagAlreadyExistsException' })
})

describe('an upload', () => {
  const bytes = randomBytes(12 * MIB)
  const layer = { digest: sha256(bytes), size: bytes.length, mediaType: 'application/layer' }

  /** A store that has one layer, which can break off. */
  const storeOf = (read: (from: number) => AsyncIterable<Uint8Array>): ImageStore => ({
    where: 'oci:test',
    origin: 'oci:test',
    resolve: () => Promise.reject(new Error('not asked')),
    manifest: () => Promise.reject(new Error('not asked')),
    referrers: () => Promise.reject(new Error('not asked')),
    blob: async (_layer, from) => read(from),
  })

  const failed = (awsName: string, cause: object = {}) =>
    new EcrsyncError('AWS_ERROR', `UploadLayerPart failed: ${awsName}`, { awsName, cause })

  /** An ECR of one repository and no checks, whose answers to parts can be others. */
  function fakeEcr(answer: (part: number) => void) {
    const parts: string[] = []
    let kept: Buffer[] = []
    let begun = 0
    const call = async (action: string, input: object) => {
      if (action === 'BatchCheckLayerAvailability') return { layers: [] }
      if (action === 'InitiateLayerUpload') {
        begun += 1
        kept = []
        return { uploadId: `upload ${begun}`, partSize: 5 * MIB }
      }
      if (action === 'CompleteLayerUpload') return { layerDigest: sha256(Buffer.concat(kept)) }
      const {
        partFirstByte: first,
        partLastByte: last,
        layerPartBlob,
      } = input as Record<string, number> & {
        readonly layerPartBlob: Buffer
      }
      parts.push(`${first}-${last}`)
      answer(parts.length)
      kept.push(Buffer.from(layerPartBlob))
      return { lastByteReceived: last }
    }
    return { caller: { call } as unknown as ImageCaller, parts, kept: () => Buffer.concat(kept), begun: () => begun }
  }

  async function upload(
    caller: ImageCaller,
    read = async function* (from: number) {
      yield bytes.subarray(from)
    } as (from: number) => AsyncIterable<Uint8Array>,
  ) {
    const slept: number[] = []
    const sleep = async (milliseconds: number) => slept.push(milliseconds)
    const pool = openPool(2)
    const { counts, listener } = counted()
    const pace = { minTransferRate: 0, now: () => 0 }
    const to = { caller, repositoryName: REPOSITORY, pool, waiting: { sleep }, pace, count: counting(listener()) }
    const done = sendLayer(layer, storeOf(read), to)
    await done.finally(async () => {
      // All memory is given back, whatever has happened.
      await Promise.all([pool.take(1), pool.take(1)])
    })
    return { counts, slept }
  }

  test('goes on from the byte that ECR asks for, out of the part that it has', async () => {
    const ecr = fakeEcr(part => {
      if (part === 2) throw failed('InvalidLayerPartException', { lastValidByteReceived: 6 * MIB - 1 })
    })
    await upload(ecr.caller)
    expect(ecr.parts).toEqual([
      `0-${5 * MIB - 1}`,
      `${5 * MIB}-${10 * MIB - 1}`,
      `${6 * MIB}-${10 * MIB - 1}`,
      `${10 * MIB}-${12 * MIB - 1}`,
    ])
  })

  test.each([
    ['UploadNotFoundException', {}],
    ['InvalidLayerPartException', { lastValidByteReceived: 3 }],
    ['InvalidLayerPartException', {}],
  ])('is begun again after %s with %j, which leaves nothing to go on from', async (awsName, cause) => {
    const ecr = fakeEcr(part => {
      if (part === 2) throw failed(awsName, cause)
    })
    const { counts } = await upload(ecr.caller)
    expect(ecr.begun()).toBe(2)
    expect(sha256(ecr.kept())).toBe(layer.digest)
    expect(counts.sent).toBe(bytes.length)
  })

  test('is given up when it has been begun three times', async () => {
    const ecr = fakeEcr(() => {
      throw failed('UploadNotFoundException')
    })
    await expect(upload(ecr.caller)).rejects.toMatchObject({ awsName: 'UploadNotFoundException' })
    expect(ecr.begun()).toBe(3)
  })

  test('is given up when ECR asks for the same byte again and again', async () => {
    const ecr = fakeEcr(() => {
      throw failed('InvalidLayerPartException', {})
    })
    await expect(upload(ecr.caller)).rejects.toMatchObject({ awsName: 'InvalidLayerPartException' })
    expect(ecr.parts).toHaveLength(24)
  })

  test.each(['THROTTLED', 'UNREACHABLE'] as const)('sends a part again, after a while, where ECR is %s', async code => {
    const ecr = fakeEcr(part => {
      if (part === 2 || part === 3) throw new EcrsyncError(code, 'no answer')
    })
    const { slept } = await upload(ecr.caller)
    expect(slept).toEqual([250, 500])
    expect(ecr.begun()).toBe(1)
    expect(sha256(ecr.kept())).toBe(layer.digest)
  })

  test('reads on behind what it has when the source breaks off', async () => {
    const ecr = fakeEcr(() => {})
    const asked: number[] = []
    const { slept } = await upload(ecr.caller, async function* (from) {
      asked.push(from)
      yield bytes.subarray(from, from + 4 * MIB)
      if (from + 4 * MIB < bytes.length) throw new EcrsyncError('SOURCE_UNREACHABLE', 'broken off')
    })
    expect(asked).toEqual([0, 4 * MIB, 8 * MIB])
    expect(sha256(ecr.kept())).toBe(layer.digest)
    expect(slept).toEqual([250, 250])
  })

  test('ends when the source answers no more', async () => {
    const ecr = fakeEcr(() => {})
    await expect(
      upload(ecr.caller, async function* () {
        yield* []
        throw new EcrsyncError('SOURCE_UNREACHABLE', 'broken off')
      }),
    ).rejects.toMatchObject({ code: 'SOURCE_UNREACHABLE' })
    expect(ecr.parts).toEqual([])
  })

  test.each([
    { what: 'too few bytes', read: bytes.subarray(0, bytes.length - 1), said: 'ends after' },
    { what: 'too many bytes', read: Buffer.concat([bytes, Buffer.from('x')]), said: 'has more than' },
    { what: 'other bytes', read: Buffer.alloc(bytes.length), said: 'what should be' },
  ])('does not complete $what', async ({ read, said }) => {
    const ecr = fakeEcr(() => {})
    const reading = async function* () {
      yield read
    }
    await expect(upload(ecr.caller, reading)).rejects.toMatchObject({
      code: 'SOURCE_INVALID',
      detail: expect.stringContaining(said),
    })
  })
})
