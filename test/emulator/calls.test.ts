import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { startEmulator } from '../../src/emulator/server.ts'
import { ACCOUNT, arnOf, clientOf, emulated, uploadLayer } from './ecr.ts'

const world = emulated({ now: () => new Date('2026-01-01T00:00:00Z') })
const time = '2026-01-01T00:00:00.000Z'
let folder: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ecrsync-calls-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

test('every call is logged with what it asked and how it failed', async () => {
  await world.ecr.createRepository({ repositoryName: 'aa' })
  await world.ecr.createRepository({ repositoryName: 'aa' }).catch(() => {})
  await world.ecr.listTagsForResource({ resourceArn: arnOf('aa') })
  await world.ecr.describeRepositories({})
  const by = { account: ACCOUNT, region: 'us-east-1' }
  const create = { time, operation: 'CreateRepository', name: 'aa', peak: 1, ...by, input: { repositoryName: 'aa' } }
  expect(world.emulator.calls).toEqual([
    create,
    { ...create, error: 'RepositoryAlreadyExistsException' },
    { time, operation: 'ListTagsForResource', name: 'aa', peak: 1, ...by, input: { resourceArn: arnOf('aa') } },
    { time, operation: 'DescribeRepositories', peak: 1, ...by, input: {} },
  ])
})

test('the bytes of layers are not', async () => {
  await world.ecr.createRepository({ repositoryName: 'aa' })
  await uploadLayer(world.ecr, 'aa', Buffer.from('x'))
  const call = world.emulator.calls.find(({ operation }) => operation === 'UploadLayerPart')
  expect(Object.keys(call?.input ?? {}).sort()).toEqual(['partFirstByte', 'partLastByte', 'repositoryName', 'uploadId'])
})

test('the log can be cleared', async () => {
  await world.ecr.describeRepositories({})
  world.emulator.clearCalls()
  expect(world.emulator.calls).toEqual([])
})

test('the log file has a line of JSON for each call, and goes on after a restart', async () => {
  const logFile = join(folder, 'new', 'calls.ndjson')
  for (const repositoryName of ['aa', 'bb']) {
    const emulator = await startEmulator({ logFile, now: () => new Date(time) })
    const ecr = clientOf(emulator)
    await ecr.getRepositoryPolicy({ repositoryName }).catch(() => {})
    await ecr.describeRegistry({})
    await emulator.close()
  }
  const lines = readFileSync(logFile, 'utf8').trimEnd().split('\n')
  expect(lines).toHaveLength(4)
  expect(lines.slice(0, 2).map(line => JSON.parse(line))).toEqual([
    { time, operation: 'GetRepositoryPolicy', name: 'aa', error: 'RepositoryNotFoundException', peak: 1 },
    { time, operation: 'DescribeRegistry', peak: 1 },
  ])
})
