import { beforeEach, describe, expect, test } from 'vitest'
import { startEmulator } from '../../../src/emulator/server.ts'
import { folderWith } from '../../folder.ts'
import { clientOf, sha256 } from '../ecr.ts'
import { send } from '../http.ts'
import { docked, dockerAs, MISSING } from './docker.ts'

const { world, docker } = docked()
const LAYER = sha256('layer')

const allow = () => world.ecr.putAccountSetting({ name: 'BLOB_MOUNTING', value: 'ENABLED' })
const mount = (digest = LAYER, from = 'source', to = 'target') =>
  docker.ask('POST', `/v2/${to}/blobs/uploads/?mount=${digest}&from=${from}`)
const isThere = async (digest = LAYER, name = 'target') =>
  (await docker.ask('HEAD', `/v2/${name}/blobs/${digest}`)).status === 200

beforeEach(async () => {
  for (const repositoryName of ['source', 'target']) await world.ecr.createRepository({ repositoryName })
  await docker.push('source', 'layer', 'v1')
})

test('a blob of another repository is mounted', async () => {
  await allow()
  const { status, headers } = await mount()
  expect(status).toBe(201)
  expect(headers).toMatchObject({ location: `/v2/target/blobs/${LAYER}`, 'docker-content-digest': LAYER })
  expect(await isThere()).toBe(true)
  await world.ecr.deleteRepository({ repositoryName: 'source', force: true })
  const found = await docker.ask('GET', `/v2/target/blobs/${LAYER}`)
  const { text } = await send(world.emulator.url, { path: String(found.headers.location) })
  expect(text).toBe('layer')
})

describe('an upload begins instead', () => {
  const expectUpload = async (answer: Promise<{ status: number; headers: object }>) => {
    expect(await answer).toMatchObject({
      status: 202,
      headers: { location: expect.stringContaining('/blobs/uploads/') },
    })
    expect(await isThere()).toBe(false)
  }

  test('unless mounting is enabled', () => expectUpload(mount()))

  test('where mounting was disabled again', async () => {
    await allow()
    await world.ecr.putAccountSetting({ name: 'BLOB_MOUNTING', value: 'DISABLED' })
    await expectUpload(mount())
  })

  test.each([
    ['the blob is not there', MISSING, 'source'],
    ['the digest is none', 'x', 'source'],
    ['the repository is not there', LAYER, 'elsewhere'],
    ['the repository has no such blob', LAYER, 'target'],
    ['the repository is no name', LAYER, '../source'],
  ])('where %s', async (_, digest, from) => {
    await allow()
    await expectUpload(mount(digest, from))
  })

  test('where no image needs the blob', async () => {
    await allow()
    const digest = await docker.pushBlob('source', 'loose')
    await expectUpload(mount(digest))
  })

  test('where nothing is said of the other repository', async () => {
    await allow()
    await expectUpload(docker.ask('POST', `/v2/target/blobs/uploads/?mount=${LAYER}`))
  })
})

test('a blob goes only where it is encrypted alike', async () => {
  await allow()
  const kms = { encryptionType: 'KMS' } as const
  await world.ecr.createRepository({ repositoryName: 'kms', encryptionConfiguration: kms })
  await world.ecr.createRepository({ repositoryName: 'kms/same', encryptionConfiguration: kms })
  const key = { encryptionType: 'KMS', kmsKey: 'another' } as const
  await world.ecr.createRepository({ repositoryName: 'kms/key', encryptionConfiguration: key })
  await docker.push('kms', 'secret', 'v1')
  expect((await mount(LAYER, 'source', 'kms')).status).toBe(202)
  expect((await mount(sha256('secret'), 'kms', 'target')).status).toBe(202)
  expect((await mount(sha256('secret'), 'kms', 'kms/key')).status).toBe(202)
  expect((await mount(sha256('secret'), 'kms', 'kms/same')).status).toBe(201)
})

test('the setting is that of one account and region', async () => {
  await allow()
  const other = { accessKey: '444455556666' }
  const ecr = clientOf(world.emulator, other)
  for (const repositoryName of ['source', 'target']) await ecr.createRepository({ repositoryName })
  const theirs = await dockerAs(world.emulator, other)
  await theirs.push('source', 'layer', 'v1')
  const { status } = await theirs.ask('POST', `/v2/target/blobs/uploads/?mount=${LAYER}&from=source`)
  expect(status).toBe(202)
})

test('what was mounted is there after a restart', async () => {
  const dataDirectory = await folderWith({})
  const first = await startEmulator({ dataDirectory })
  const ecr = clientOf(first)
  for (const repositoryName of ['source', 'target']) await ecr.createRepository({ repositoryName })
  await ecr.putAccountSetting({ name: 'BLOB_MOUNTING', value: 'ENABLED' })
  const before = await dockerAs(first, {})
  await before.push('source', 'layer', 'v1')
  const mounted = await before.ask('POST', `/v2/target/blobs/uploads/?mount=${LAYER}&from=source`)
  expect(mounted.status).toBe(201)
  await first.close()
  const second = await startEmulator({ dataDirectory })
  const after = await dockerAs(second, {})
  expect((await after.ask('HEAD', `/v2/target/blobs/${LAYER}`)).headers['content-length']).toBe('5')
  await second.close()
})
