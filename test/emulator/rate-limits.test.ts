import { describe, expect, onTestFinished, test } from 'vitest'
import { startEmulator } from '../../src/emulator/server.ts'
import { type Docker, dockerAs, errorIn, MISSING } from './distribution/docker.ts'
import { clientOf, emulated } from './ecr.ts'
import { send, signed } from './http.ts'

const outcome = (call: Promise<unknown>) =>
  call.then(
    () => 'done',
    ({ name }: Error) => name,
  )

/** How many of so many calls get through. */
async function admitted(call: () => Promise<unknown>, count = 10): Promise<number> {
  const outcomes = []
  for (let index = 0; index < count; index += 1) outcomes.push(await outcome(call()))
  return outcomes.filter(one => one === 'done').length
}

const now = () => new Date('2026-01-01T00:00:00Z')

describe('a rate', () => {
  const world = emulated({
    now,
    rateLimits: [
      { operation: 'DescribeRegistry', perSecond: 2 },
      { operation: 'DescribeRepositories', perSecond: 1, burst: 5 },
      { operation: 'GetRegistryPolicy', perSecond: 0.5 },
      { operation: 'GetCallerIdentity', perSecond: 1 },
      { operation: 'GetResources', perSecond: 1 },
    ],
  })
  const registry = () => world.ecr.describeRegistry({})
  const repositories = () => world.ecr.describeRepositories({})

  test('lets as many through as it says, and throttles the rest in the words of AWS', async () => {
    expect(await admitted(registry)).toBe(2)
    await expect(registry()).rejects.toMatchObject({
      name: 'ThrottlingException',
      message: 'Rate exceeded',
      $metadata: { httpStatusCode: 400 },
    })
    expect(world.emulator.calls.at(-1)).toMatchObject({ operation: 'DescribeRegistry', error: 'ThrottlingException' })
  })

  test('is refilled by the clock, and never beyond its burst', async () => {
    expect(await admitted(repositories)).toBe(5)
    world.emulator.clock.advance(999)
    expect(await admitted(repositories)).toBe(0)
    world.emulator.clock.advance(1)
    expect(await admitted(repositories)).toBe(1)
    world.emulator.clock.advance(3000)
    expect(await admitted(repositories)).toBe(3)
    world.emulator.clock.advance(60_000)
    expect(await admitted(repositories)).toBe(5)
  })

  test('may be less than one a second', async () => {
    const policy = () => outcome(world.ecr.getRegistryPolicy({}))
    expect([await policy(), await policy()]).toEqual(['RegistryPolicyNotFoundException', 'ThrottlingException'])
    world.emulator.clock.advance(1000)
    expect(await policy()).toBe('ThrottlingException')
    world.emulator.clock.advance(1000)
    expect(await policy()).toBe('RegistryPolicyNotFoundException')
  })

  test('is emptied by no clock that is set back', async () => {
    expect(await admitted(registry, 1)).toBe(1)
    world.emulator.clock.advance(-60_000)
    expect(await admitted(registry)).toBe(1)
    world.emulator.clock.advance(60_000)
    expect(await admitted(registry)).toBe(2)
  })

  test('is of one operation, account and region', async () => {
    expect(await admitted(registry)).toBe(2)
    expect(await admitted(repositories)).toBe(5)
    for (const caller of [{ region: 'eu-west-1' }, { accessKey: '444455556666' }]) {
      const ecr = clientOf(world.emulator, caller)
      expect(await admitted(() => ecr.describeRegistry({}))).toBe(2)
    }
    expect(await admitted(() => world.ecr.getAccountSetting({ name: 'BLOB_MOUNTING' }))).toBe(10)
  })

  test('is of the other APIs, too', async () => {
    const tagging = {
      method: 'POST',
      headers: { 'x-amz-target': 'ResourceGroupsTaggingAPI_20170126.GetResources', authorization: signed('AKIA') },
      body: '{}',
    }
    const sts = {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: 'Action=GetCallerIdentity',
    }
    for (const raw of [tagging, sts]) {
      const [first, second] = [await send(world.emulator.url, raw), await send(world.emulator.url, raw)]
      expect([first.status, second.status]).toEqual([200, 400])
      expect(second.text).toContain('Rate exceeded')
    }
  })

  test('counts what a fault hits as nothing', async () => {
    world.emulator.inject({ operation: 'DescribeRegistry', error: 'ServerException', when: { first: 5 } })
    expect(await admitted(registry)).toBe(2)
  })
})

describe('a rate of all operations', () => {
  const world = emulated({ now, rateLimits: [{ operation: '*', perSecond: 3 }] })

  test('is one bucket for all', async () => {
    const outcomes = [
      await outcome(world.ecr.describeRegistry({})),
      await outcome(world.ecr.describeRepositories({})),
      await outcome(world.ecr.createRepository({ repositoryName: 'aa' })),
      await outcome(world.ecr.describeRegistry({})),
    ]
    expect(outcomes).toEqual(['done', 'done', 'done', 'ThrottlingException'])
  })

  test('is in force beside that of an operation', async () => {
    const emulator = await startEmulator({
      now,
      rateLimits: [
        { operation: '*', perSecond: 4 },
        { operation: 'DescribeRegistry', perSecond: 2 },
      ],
    })
    const ecr = clientOf(emulator)
    expect(await admitted(() => ecr.describeRegistry({}), 3)).toBe(2)
    expect(await admitted(() => ecr.describeRepositories({}))).toBeGreaterThanOrEqual(1)
    expect(await admitted(() => ecr.describeRepositories({}))).toBe(0)
    await emulator.close()
  })
})

describe('a rate in the Docker Registry API', () => {
  const world = emulated({ now, rateLimits: [{ operation: 'BatchGetImage', perSecond: 2 }] })
  const statuses = async ({ ask }: Docker) => {
    const answers = []
    for (const _ of [1, 2, 3]) answers.push(await ask('GET', `/v2/aa/manifests/${MISSING}`))
    return answers.map(({ status }) => status)
  }

  test('is the same as in the ECR API', async () => {
    await world.ecr.createRepository({ repositoryName: 'aa' })
    const docker = await dockerAs(world.emulator, {})
    expect(await statuses(docker)).toEqual([404, 404, 429])
    const answer = await docker.ask('GET', `/v2/aa/manifests/${MISSING}`)
    expect(errorIn(answer)).toEqual([429, 'TOOMANYREQUESTS', 'Rate exceeded'])
    const imageIds = [{ imageDigest: MISSING }]
    expect(await outcome(world.ecr.batchGetImage({ repositoryName: 'aa', imageIds }))).toBe('ThrottlingException')
    world.emulator.clock.advance(1000)
    expect(await statuses(docker)).toEqual([404, 404, 429])
  })

  test('is of the region that the host name says', async () => {
    const host = `123456789012.dkr.ecr.eu-west-1.localhost:${new URL(world.emulator.url).port}`
    expect(await statuses(await dockerAs(world.emulator, {}))).toEqual([404, 404, 429])
    expect(await statuses(await dockerAs(world.emulator, {}, host))).toEqual([404, 404, 429])
    const there = await dockerAs(world.emulator, { region: 'eu-west-1' })
    expect(await statuses(there)).toEqual([429, 429, 429])
  })
})

test('while a call waits for the latency, others are let through, and Node warns of no leak', async () => {
  const warnings: string[] = []
  const note = ({ name }: Error) => warnings.push(name)
  process.on('warning', note)
  onTestFinished(() => void process.off('warning', note))
  const emulator = await startEmulator({ latency: 1000 })
  const ecr = clientOf(emulator)
  const docker = await dockerAs(emulator, {})
  emulator.clearCalls()
  const calls = [1, 2, 3, 4, 5, 6].flatMap(() => [ecr.describeRegistry({}), docker.ask('GET', '/v2/_catalog')])
  await Promise.all(calls)
  expect(emulator.calls).toHaveLength(12)
  expect([emulator.calls.at(-1)?.peak, warnings]).toEqual([12, []])
  await emulator.close()
})
