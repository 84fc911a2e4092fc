import { beforeEach, describe, expect, test } from 'vitest'
import { sha256 } from '../ecr.ts'
import { docked, errorIn, MISSING } from './docker.ts'

const { world, docker } = docked()
const repositoryName = 'aa'
const UUID = '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}'
const WRONG_DIGEST = 'None of the provided layer digests match the calculated layer digest'

beforeEach(async () => {
  await world.ecr.createRepository({ repositoryName })
})

/** Begins an upload; answers where it goes on. */
async function begin(): Promise<string> {
  return String((await docker.ask('POST', '/v2/aa/blobs/uploads/')).headers.location)
}

const patch = (location: string, body: string, range?: string) =>
  docker.ask('PATCH', location, { body, headers: range === undefined ? {} : { 'content-range': range } })
const finish = (location: string, digest: string, body?: string) =>
  docker.ask('PUT', `${location}?digest=${digest}`, body === undefined ? {} : { body })
const sizeOf = async (digest: string) => {
  const { status, headers } = await docker.ask('HEAD', `/v2/aa/blobs/${digest}`)
  return status === 200 ? Number(headers['content-length']) : undefined
}

test('an upload begins with an address of its own', async () => {
  const { status, headers, text } = await docker.ask('POST', '/v2/aa/blobs/uploads/')
  expect([status, text]).toEqual([202, ''])
  expect(headers.location).toMatch(new RegExp(`^/v2/aa/blobs/uploads/${UUID}$`))
  expect(headers).toMatchObject({ 'docker-upload-uuid': expect.stringMatching(UUID), range: '0-0' })
})

test('a blob comes whole with the POST', async () => {
  const { status, headers } = await docker.ask('POST', `/v2/aa/blobs/uploads/?digest=${sha256('blob')}`, {
    body: 'blob',
  })
  expect(status).toBe(201)
  expect(headers).toMatchObject({
    location: `/v2/aa/blobs/${sha256('blob')}`,
    'docker-content-digest': sha256('blob'),
  })
  expect(await sizeOf(sha256('blob'))).toBe(4)
})

test('a blob comes whole with the PUT', async () => {
  const { status, headers } = await finish(await begin(), sha256('blob'), 'blob')
  expect([status, headers['docker-content-digest']]).toEqual([201, sha256('blob')])
  expect(await sizeOf(sha256('blob'))).toBe(4)
})

test('a blob comes in one stream, and ECR answers 201 where the specification says 202', async () => {
  const location = await begin()
  const { status, headers } = await patch(location, 'blob')
  expect([status, headers.range, headers.location]).toEqual([201, '0-3', location])
  expect((await finish(location, sha256('blob'))).status).toBe(201)
  expect(await sizeOf(sha256('blob'))).toBe(4)
})

test('a blob comes in chunks, the last with the PUT', async () => {
  const location = await begin()
  expect((await patch(location, 'one ', '0-3')).headers.range).toBe('0-3')
  expect((await patch(location, 'two ', 'bytes 4-7')).headers.range).toBe('0-7')
  expect((await finish(location, sha256('one two three'), 'three')).status).toBe(201)
  expect(await sizeOf(sha256('one two three'))).toBe(13)
})

test.each(['0-3', '3-6', '5-8', 'bytes 5-8'])(
  'the range %s after four bytes is refused, and changes nothing',
  async range => {
    const location = await begin()
    await patch(location, 'one ')
    const [status, code, message] = errorIn(await patch(location, 'two ', range))
    expect([status, code]).toEqual([416, 'BLOB_UPLOAD_INVALID'])
    expect(message).toContain('The next byte is 4')
    expect((await finish(location, sha256('one two'), 'two')).status).toBe(201)
  },
)

test('an upload says how far it is', async () => {
  const location = await begin()
  const status = async () => {
    const answer = await docker.ask('GET', location)
    return [answer.status, answer.headers.range, answer.headers.location]
  }
  expect(await status()).toEqual([204, '0-0', location])
  await patch(location, '0123456789')
  expect(await status()).toEqual([204, '0-9', location])
})

test('an upload that is cancelled is gone', async () => {
  const location = await begin()
  await patch(location, 'blob')
  expect((await docker.ask('DELETE', location)).status).toBe(204)
  for (const method of ['GET', 'PATCH', 'PUT', 'DELETE']) {
    expect(errorIn(await docker.ask(method, location)).slice(0, 2)).toEqual([404, 'BLOB_UPLOAD_UNKNOWN'])
  }
})

test('an upload that is finished is gone', async () => {
  const location = await begin()
  await finish(location, sha256('blob'), 'blob')
  expect(errorIn(await finish(location, sha256('blob'))).slice(0, 2)).toEqual([404, 'BLOB_UPLOAD_UNKNOWN'])
})

test.each(['x', '..', '%2e%2e%2fimages', '00000000-0000-0000-0000-000000000000', '__proto__'])(
  'there is no upload %s',
  async id => {
    const { status } = await docker.ask('PATCH', `/v2/aa/blobs/uploads/${id}`, { body: 'blob' })
    expect(status).toBeGreaterThanOrEqual(404)
    expect(status).toBeLessThan(406)
  },
)

test('an upload is of one repository', async () => {
  await world.ecr.createRepository({ repositoryName: 'bb' })
  const elsewhere = (await begin()).replace('/aa/', '/bb/')
  expect(errorIn(await patch(elsewhere, 'blob')).slice(0, 2)).toEqual([404, 'BLOB_UPLOAD_UNKNOWN'])
})

describe('a digest that is not that of the blob', () => {
  test.each([
    ['another one', MISSING],
    ['of another kind', `sha512:${'0'.repeat(128)}`],
    ['no digest', 'x'],
  ])('is refused: %s', async (_, digest) => {
    expect(errorIn(await finish(await begin(), digest, 'blob'))).toEqual([400, 'BLOB_UPLOAD_INVALID', WRONG_DIGEST])
    expect(await sizeOf(sha256('blob'))).toBeUndefined()
  })

  test('is refused with the POST', async () => {
    const answer = await docker.ask('POST', `/v2/aa/blobs/uploads/?digest=${MISSING}`, { body: 'blob' })
    expect(errorIn(answer)).toEqual([400, 'BLOB_UPLOAD_INVALID', WRONG_DIGEST])
  })

  test('is that of an empty upload, whatever it is', async () => {
    const refused = [400, 'BLOB_UPLOAD_INVALID', 'The upload holds no bytes']
    expect(errorIn(await finish(await begin(), sha256('')))).toEqual(refused)
  })

  test('is refused before anything is received where there is none, and the upload goes on', async () => {
    const upload = await begin()
    const refused = [400, 'DIGEST_INVALID', 'The digest of the blob is missing']
    expect(errorIn(await finish(upload, '', 'blob'))).toEqual(refused)
    expect((await finish(upload, sha256('blob'), 'blob')).status).toBe(201)
  })
})

test('a blob that is there already is pushed as well as it can be', async () => {
  await docker.pushBlob('aa', 'blob')
  const location = await begin()
  await patch(location, 'blob')
  expect((await finish(location, sha256('blob'))).status).toBe(201)
  const whole = await docker.ask('POST', `/v2/aa/blobs/uploads/?digest=${sha256('blob')}`, { body: 'blob' })
  expect(whole.status).toBe(201)
  expect(await sizeOf(sha256('blob'))).toBe(4)
})

test('a digest may be escaped', async () => {
  const escaped = encodeURIComponent(sha256('blob'))
  expect((await finish(await begin(), escaped, 'blob')).status).toBe(201)
  expect(await sizeOf(escaped)).toBe(4)
})

test('an upload that one API began, the other finishes', async () => {
  const { uploadId } = await world.ecr.initiateLayerUpload({ repositoryName })
  const location = `/v2/aa/blobs/uploads/${uploadId}`
  await patch(location, 'one ')
  await world.ecr.uploadLayerPart({
    ...{ repositoryName, uploadId, partFirstByte: 4, partLastByte: 6 },
    layerPartBlob: Buffer.from('two'),
  })
  expect((await docker.ask('GET', location)).headers.range).toBe('0-6')
  const layerDigests = [sha256('one two')]
  await world.ecr.completeLayerUpload({ repositoryName, uploadId, layerDigests })
  expect(await sizeOf(sha256('one two'))).toBe(7)
})
