import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { applyExit } from '../../src/apply/exit.ts'
import { EcrsyncError } from '../../src/errors.ts'
import type { Kind } from '../../src/kinds/kind.ts'
import type { Target } from '../../src/model.ts'
import { clientOf, pushImage } from '../emulator/ecr.ts'
import { EU, endsOf, expiring, type Fleet, fleet, repository, US, type Wanted } from '../fleet.ts'
import { bridge, gate, leadingTo, opened } from '../kinds/elsewhere.ts'
import { list, unlist } from '../kinds/setting.ts'
import { declared } from '../world.ts'

const KINDS = [gate, bridge]
beforeAll(() => {
  for (const kind of KINDS) list(kind as Kind)
})
afterAll(() => {
  for (const kind of KINDS) unlist(kind as Kind)
})

const image = (name: string, tag: string, from: string) => declared('image', name, { images: { [tag]: from } })

const applied = async (ecr: Fleet, wanted: Wanted) => {
  const { plan, outcomes } = await ecr.apply(wanted)
  return { plan, outcomes, ends: endsOf(plan.changes, outcomes) }
}

const pushed = async (ecr: Fleet, { account: accessKey, region }: typeof EU, name: string, contents: string[]) => {
  const client = clientOf(ecr.emulator, { accessKey, region })
  for (const content of contents) await pushImage(client, name, content, content)
  client.destroy()
}

describe('an apply of two targets', () => {
  test('makes each change in its own, and then there is nothing left to do', async () => {
    const ecr = await fleet()
    const wanted = { eu: [repository('app')], us: [repository('app'), repository('web')] }
    const { plan, outcomes } = await ecr.apply(wanted)
    expect(applyExit(plan, outcomes, undefined)).toBe(0)
    expect([...ecr.writes()].sort()).toEqual(['eu CreateRepository', 'us CreateRepository', 'us CreateRepository'])
    ecr.calls.length = 0
    const again = await ecr.apply(wanted)
    expect([again.plan.changes, ecr.writes()]).toEqual([[], []])
  })

  test('brings images into each, by its own client', async () => {
    const ecr = await fleet()
    await ecr.apply({ eu: [repository('base'), repository('app')], us: [repository('base'), repository('app')] })
    for (const there of [EU, US]) await pushed(ecr, there, 'base', [`of-${there.name}`])
    const { ends } = await applied(ecr, {
      eu: [image('app', 'prod', 'ecr:base:of-eu')],
      us: [image('app', 'prod', 'ecr:base:of-us')],
    })
    expect(ends).toEqual({ 'eu image["app:prod"]': 'done', 'us image["app:prod"]': 'done' })
  })

  test('deletes when all else of all of them has ended', async () => {
    const ecr = await fleet()
    await ecr.apply({ eu: [repository('old')], us: [] })
    ecr.calls.length = 0
    const gone = { ...repository('old'), want: { removed: { maxImages: 0 } } }
    await ecr.apply({ eu: [gone], us: [repository('app'), expiring('app')] })
    expect(ecr.writes()).toEqual(['us CreateRepository', 'us PutLifecyclePolicy', 'eu DeleteRepository'])
  })
})

describe('what fails in one target', () => {
  test('stops nothing in another', async () => {
    const ecr = await fleet()
    ecr.emulator.inject({ operation: 'CreateRepository', error: 'LimitExceededException', when: { first: 1 } })
    const both = [repository('app'), expiring('app')]
    const { ends, plan, outcomes } = await applied(ecr, { eu: both, us: both })
    const [failed, other] = ends['eu repository["app"]'] === 'failed' ? ['eu', 'us'] : ['us', 'eu']
    expect(ends).toEqual({
      [`${failed} repository["app"]`]: 'failed',
      [`${failed} lifecyclePolicy["app"]`]: 'skipped repository["app"]',
      [`${other} repository["app"]`]: 'done',
      [`${other} lifecyclePolicy["app"]`]: 'done',
    })
    expect(applyExit(plan, outcomes, undefined)).toBe(6)
  })

  test('as a whole leaves the others to be applied, and the run incomplete', async () => {
    const ecr = await fleet()
    const { ends, plan, outcomes } = await applied(ecr, {
      eu: new EcrsyncError('UNREACHABLE', 'Nobody answers'),
      us: [repository('app')],
    })
    expect(ends).toEqual({ 'us repository["app"]': 'done' })
    expect(applyExit(plan, outcomes, undefined)).toBe(6)
  })
})

describe('a change that needs one of another target', () => {
  const gates = (ecr: Fleet) => ecr.writes().filter(call => /RegistryPolicy|Replication/.test(call))

  test('comes after it', async () => {
    const ecr = await fleet()
    await ecr.apply({ eu: [leadingTo(US)], us: [opened(EU.account)] })
    expect(gates(ecr)).toEqual(['us PutRegistryPolicy', 'eu PutReplicationConfiguration'])
  })

  test('is skipped where that was to be created and was not, and says where', async () => {
    const ecr = await fleet()
    ecr.emulator.inject({ operation: 'PutRegistryPolicy', error: 'AccessDeniedException' })
    const { ends } = await applied(ecr, { eu: [leadingTo(US), repository('app')], us: [opened(EU.account)] })
    expect(ends).toEqual({
      'eu bridge["registry"]': 'skipped gate["registry"] us',
      'eu repository["app"]': 'done',
      'us gate["registry"]': 'failed',
    })
  })

  test('goes on where an update of that failed', async () => {
    const ecr = await fleet()
    await ecr.apply({ us: [opened('999999999999')] })
    ecr.emulator.inject({ operation: 'PutRegistryPolicy', error: 'AccessDeniedException' })
    const { ends } = await applied(ecr, { eu: [leadingTo(US)], us: [opened(EU.account)] })
    expect(ends).toEqual({ 'eu bridge["registry"]': 'done', 'us gate["registry"]': 'failed' })
  })
})

describe('a copy from another target', () => {
  const from = (tag: string) => `ecr:${US.account}.dkr.ecr.${US.region}.amazonaws.com/base:${tag}`
  const within = (tag: string) => `ecr:base:${tag}`

  /** With `old` in `base` of us. */
  async function held(): Promise<Fleet> {
    const ecr = await fleet([{ ...EU, account: US.account }, US])
    await ecr.apply({ eu: [repository('app')], us: [repository('base')] })
    await pushed(ecr, US, 'base', ['old'])
    return ecr
  }

  test('is brought by its own target', async () => {
    const ecr = await held()
    const { ends } = await applied(ecr, { eu: [image('app', 'prod', from('old'))], us: [] })
    expect(ends).toEqual({ 'eu image["app:prod"]': 'done' })
  })

  test('that this run brings there first waits for the next run, and says so', async () => {
    const ecr = await held()
    const wanted = { eu: [image('app', 'prod', from('new'))], us: [image('base', 'new', within('old'))] }
    const { plan, ends } = await applied(ecr, wanted)
    expect(ends).toEqual({ 'eu image["app:prod"]': 'skipped blocked', 'us image["base:new"]': 'done' })
    const [blocked] = plan.changes
    expect(blocked?.blocked).toMatchObject({ code: 'SOURCE_NOT_FOUND', hint: expect.stringContaining('apply again') })
    expect(blocked?.lines).toMatchObject([
      { text: 'waits for image["base:new"] of the target us, which this run brings there first' },
    ])
    expect((await applied(ecr, wanted)).ends).toEqual({ 'eu image["app:prod"]': 'done' })
  })

  test('by its digest waits likewise', async () => {
    const ecr = await held()
    const there = clientOf(ecr.emulator, { accessKey: US.account, region: US.region })
    await there.createRepository({ repositoryName: 'other' })
    const digest = await pushImage(there, 'other', 'another')
    there.destroy()
    const { plan } = await applied(ecr, {
      eu: [image('app', 'prod', from('x').replace(':x', `@${digest}`))],
      us: [image('base', 'new', `ecr:other@${digest}`)],
    })
    expect(plan.changes[0]?.blocked?.reason).toContain('image["base:new"] of the target us')
  })

  test('of what nobody brings is not found', async () => {
    const ecr = await held()
    const { changes } = await ecr.plan({
      eu: [image('app', 'prod', from('new')), image('app', 'v1', within('x'))],
      us: [image('base', 'other', within('old'))],
    })
    expect(changes.map(({ blocked }) => blocked?.reason.includes('of the target'))).toEqual([false, false, undefined])
  })
})

test('guards hold over all targets together also at the last look', async () => {
  const ecr = await fleet()
  const both = [repository('app')]
  await ecr.apply({ eu: both, us: both })
  for (const there of [EU, US]) await pushed(ecr, there, 'app', ['one', 'two'])
  const wanted = { eu: [expiring('app')], us: [expiring('app')] }
  const plan = await ecr.plan(wanted, { guards: { expireImages: { max: 2 } } })
  expect(plan.refused).toEqual([])
  await pushed(ecr, US, 'app', ['three'])
  const outcomes = await ecr.carryOut(plan)
  expect(endsOf(plan.changes, outcomes)).toEqual({
    'eu lifecyclePolicy["app"]': 'done',
    'us lifecyclePolicy["app"]': 'failed',
  })
  expect(outcomes[1]).toMatchObject({ error: { code: 'REFUSED', message: expect.stringContaining('3 images would') } })
})

test('a guard over the share of a repository says in which target', async () => {
  const ecr = await fleet()
  await ecr.apply({ eu: [repository('app')], us: [repository('app')] })
  await pushed(ecr, EU, 'app', ['one', 'two', 'three'])
  await pushed(ecr, US, 'app', ['one'])
  const guards = { expireImages: { percent: 50 } }
  const both = await ecr.plan({ eu: [expiring('app')], us: [expiring('app')] }, { guards })
  expect(both.refused.map(({ summary, targets }) => [summary, targets])).toEqual([
    ['67 % of the images of app would expire, guards.expireImages.percent is 50', ['eu']],
  ])
  const one = await ecr.plan({ eu: [expiring('app')] }, { guards })
  expect(one.refused.map(({ targets }) => targets)).toEqual([undefined])
})

describe('registries that replicate to each other', () => {
  const policy = ({ account }: Target) =>
    declared('registryPolicy', '', {
      policy: [
        {
          body: {
            statements: [
              { Sid: 'in', Effect: 'Allow', Principal: { AWS: account }, Action: 'ecr:ReplicateImage', Resource: '*' },
            ],
          },
        },
      ],
    })
  const replication = ({ account, region }: Target) =>
    declared('replicationConfiguration', '', {
      replicationConfiguration: { rules: [{ destinations: [{ region, registryId: account }] }] },
    })
  const WANTED = { eu: [policy(US), replication(US)], us: [policy(EU), replication(EU)] }
  const inKind = (ends: Readonly<Record<string, string>>) =>
    Object.fromEntries(Object.entries(ends).map(([key, end]) => [key.replace('["registry"]', ''), end]))

  test('let each other in first, and wait in no circle', async () => {
    const ecr = await fleet()
    await ecr.apply(WANTED)
    const writes = ecr.writes().map(call => call.split(' ')[1])
    const [first, second] = ['PutRegistryPolicy', 'PutReplicationConfiguration']
    expect(writes).toEqual([first, first, second, second])
    expect((await ecr.plan(WANTED)).changes).toEqual([])
  })

  test('and where one lets nobody in, it is not replicated to, and replicates all the same', async () => {
    const ecr = await fleet()
    ecr.emulator.inject({ operation: 'PutRegistryPolicy', error: 'AccessDeniedException', region: US.region })
    const { ends } = await applied(ecr, WANTED)
    expect(inKind(ends)).toEqual({
      'eu registryPolicy': 'done',
      'eu replicationConfiguration': 'skipped registryPolicy["registry"] us',
      'us registryPolicy': 'failed',
      'us replicationConfiguration': 'skipped registryPolicy["registry"]',
    })
  })

  test('and where the policy of one cannot be read, it is left as it is, and replicated to', async () => {
    const ecr = await fleet()
    ecr.emulator.inject({ operation: 'GetRegistryPolicy', error: 'AccessDeniedException', region: US.region })
    const { ends } = await applied(ecr, WANTED)
    expect(inKind(ends)).toEqual({
      'eu registryPolicy': 'done',
      'eu replicationConfiguration': 'done',
      'us replicationConfiguration': 'done',
    })
  })
})
