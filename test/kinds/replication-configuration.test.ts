import type { ReplicationRule } from '@aws-sdk/client-ecr'
import { describe, expect, test } from 'vitest'
import { kindOf } from '../../src/kinds/index.ts'
import { clientOf } from '../emulator/ecr.ts'
import { registry } from '../registry.ts'
import { ACCOUNT, declared, REGION } from '../world.ts'
import { changes, linesIn, many, problemsIn, type Setting, settingIn } from './configuration.ts'

const KIND = 'replicationConfiguration'
const OTHER = '444455556666'
const to = (region: string, registryId = ACCOUNT) => ({ region, registryId })
const rule = (destination: object, ...repositoryFilters: readonly unknown[]) => ({
  destinations: [destination].flat(),
  ...(repositoryFilters.length > 0 && { repositoryFilters }),
})
const typed = (...filters: readonly string[]) => filters.map(filter => ({ filter, filterType: 'PREFIX_MATCH' }))
const OURS = rule(to('eu-west-1'), 'prod/')
const THEIRS = rule(to('us-west-2', OTHER), ...typed('data/'))
const MORE = rule(to('eu-north-1'))

/** A registry that holds these rules. */
async function over(...rules: readonly object[]): Promise<Setting> {
  const ecr = await registry()
  const client = clientOf(ecr.emulator)
  await client.putReplicationConfiguration({ replicationConfiguration: { rules: rules as ReplicationRule[] } })
  client.destroy()
  return settingIn(ecr, KIND)
}

async function liveIn({ registry: { emulator } }: Setting) {
  const client = clientOf(emulator)
  const { replicationConfiguration } = await client.describeRegistry({})
  client.destroy()
  return replicationConfiguration?.rules
}

const PUT = ['PutReplicationConfiguration']
const destinations = (count: number) =>
  many(count, index => to(`${['eu-west', 'us-west', 'ap-south'][index % 3]}-${10 + index}`, OTHER))

describe('a replication configuration', () => {
  test('is created, changed field by field with one call each, and taken away', async () => {
    const setting = await over()
    expect(await changes(setting, { rules: [OURS, MORE] })).toEqual(['create', [], PUT])
    expect(await changes(setting, { rules: [rule(to('ap-south-1'), 'prod/'), MORE] })).toEqual([
      'update',
      ['rules[0].destinations[0].region'],
      PUT,
    ])
    expect(await changes(setting, { rules: [MORE, rule(to('ap-south-1', OTHER), 'prod/')] })).toEqual([
      'update',
      ['rules[0].destinations[0].registryId'],
      PUT,
    ])
    const third = rule(to('ap-south-1', OTHER), 'prod/', 'stable/')
    expect(await changes(setting, { rules: [third, MORE] })).toEqual(['update', ['rules[0].repositoryFilters'], PUT])
    const fourth = rule([to('ap-south-1', OTHER), to('eu-west-1')], 'prod/', 'stable/')
    expect(await changes(setting, { rules: [fourth, MORE] })).toEqual(['update', ['rules[0].destinations[1]'], PUT])
    expect(await changes(setting, { rules: [MORE] })).toEqual(['update', ['rules[0]'], PUT])
    expect(await changes(setting, null)).toEqual(['delete', [], PUT])
    expect(await liveIn(setting)).toEqual([])
  })

  test.each([
    ['null', null],
    ['no rules', { rules: [] }],
  ])('where nothing is copied, %s is no change', async (_, value) => {
    expect(await (await over()).plan(value)).toEqual([])
  })

  test('of the same rules, destinations and filters in another order is no change', async () => {
    const both = [to('eu-west-1'), to('us-west-2')]
    const setting = await over(rule(both, ...typed('b/', 'a/')), MORE)
    expect(await setting.plan({ rules: [MORE, rule(both.toReversed(), 'a/', 'b/', 'a/')] })).toEqual([])
  })

  test('is written as ECR takes it', async () => {
    const setting = await over()
    await setting.apply({ rules: [rule(to('eu-west-1'), 'prod/', ...typed('a/')), MORE] })
    expect(await liveIn(setting)).toEqual([rule(to('eu-west-1'), ...typed('prod/', 'a/')), MORE])
  })

  test('has the policies of the registries that it copies to come first', () => {
    const rules = ['live', OURS, rule([to('eu-west-1'), to('us-west-2', OTHER)]), { absent: MORE }]
    const [want] = kindOf(KIND)
      .want({ [KIND]: { rules } }, { accounts: new Map() })
      .values()
    expect(kindOf(KIND).needsIn?.(want)).toEqual([
      { account: ACCOUNT, region: 'eu-west-1' },
      { account: OTHER, region: 'us-west-2' },
    ])
    expect(kindOf(KIND).needsIn?.({})).toEqual([])
  })
})

describe('with live', () => {
  test('a rule that is there is written as it stands, and so is what is left of one', async () => {
    const both = [to('us-west-2'), to('eu-west-1')]
    const setting = await over(rule(both, ...typed('z/', 'a/')), rule(to('ap-south-1'), ...typed('z/', 'y/', 'x/')))
    await setting.apply({ rules: ['live', MORE] })
    expect((await liveIn(setting))?.[0]).toEqual(rule(both, ...typed('z/', 'a/')))
    await setting.apply({ rules: [rule(both.toReversed(), 'a/', 'z/'), rule(to('ap-south-1'), 'w/', 'x/', 'z/')] })
    expect(await liveIn(setting)).toEqual([
      rule(both, ...typed('z/', 'a/')),
      rule(to('ap-south-1'), ...typed('z/', 'w/', 'x/')),
    ])
  })

  test('rules that are there stay, and the plan says so', async () => {
    const setting = await over(THEIRS)
    const value = { rules: ['live', OURS] }
    expect(linesIn(await setting.plan(value))).toEqual([
      `+ prod/ to eu-west-1 of this account`,
      `keeps 1 rule that is not ours: data/ to us-west-2 of ${OTHER}`,
    ])
    expect(await changes(setting, value)).toEqual(['update', ['rules[1]'], PUT])
    expect(await liveIn(setting)).toEqual([THEIRS, rule(to('eu-west-1'), ...typed('prod/'))])
  })

  test('rules of others are written back as whoever wrote them has them', async () => {
    const theirs = rule(to('us-west-2', OTHER), ...typed('x/', 'ab', 'data/'))
    const setting = await over(theirs)
    await setting.apply({ rules: ['live', OURS] })
    expect(JSON.stringify((await liveIn(setting))?.[0])).toBe(JSON.stringify(theirs))
  })

  test('a rule that gets a filter more keeps the others where they are', async () => {
    const setting = await over(rule(to('eu-west-1'), ...typed('x/', 'ab')))
    await setting.apply({ rules: [rule(to('eu-west-1'), 'ab', 'new/', 'x/')] })
    expect(await liveIn(setting)).toEqual([rule(to('eu-west-1'), ...typed('x/', 'ab', 'new/'))])
  })

  test('absent takes away a rule that is equal, and no other', async () => {
    const setting = await over(THEIRS, MORE)
    const absent = rule(to('us-west-2', OTHER), 'data/')
    expect(await changes(setting, { rules: ['live', { absent }] })).toEqual(['update', ['rules[0]'], PUT])
    expect(await setting.plan({ rules: ['live', { absent: OURS }] })).toEqual([])
    expect(await changes(setting, { rules: ['live', { absent: MORE }] })).toEqual(['delete', [], PUT])
  })

  test('of many that are kept, some are named', async () => {
    const setting = await over(...many(7, index => rule(to(`eu-west-${index + 1}`))))
    const lines = linesIn(await setting.plan({ rules: ['live', OURS] }))
    expect(lines[1]).toMatch(
      /^keeps 7 rules that are not ours: every repository to eu-west-1 of this account; .*; and 2 more$/,
    )
  })

  test.each([
    ['rules', many(10, index => rule(to(`eu-west-${index + 1}`, OTHER))), [rule(to('eu-north-1'))], 'TOO_MANY_RULES'],
    ['destinations', [rule(destinations(25))], [rule(to('eu-north-1'))], 'TOO_MANY_DESTINATIONS'],
  ])('%s that exceed the limits only together are blocked', async (_, live, ours, code) => {
    const [change] = await (await over(...live)).plan({ rules: ['live', ...ours] })
    expect(change?.blocked).toMatchObject({ code, reason: expect.stringContaining('that are not ours') })
  })
})

test('that cannot be read is unread, also beside a policy of the registry that cannot be read either', async () => {
  const { registry: ecr } = await over()
  for (const operation of ['DescribeRegistry', 'GetRegistryPolicy'])
    ecr.emulator.inject({ operation, error: 'AccessDeniedException' })
  const policy = { statements: [{ Effect: 'Allow', Principal: '*', Action: 'ecr:ReplicateImage', Resource: '*' }] }
  const plan = await ecr.plan([
    declared(KIND, '', { [KIND]: { rules: [OURS] } }),
    declared('registryPolicy', '', { policy: [{ body: policy }] }),
  ])
  expect(plan.targets[0]?.unread.map(({ address, code }) => [address, code])).toEqual([
    ['registryPolicy["registry"]', 'ACCESS_DENIED'],
    ['replicationConfiguration["registry"]', 'ACCESS_DENIED'],
  ])
})

test('a registry that would be copied to itself is blocked, where its account is known only by asking', async () => {
  const [change] = await (await over()).plan({ rules: [rule(to(REGION))] })
  expect(change?.blocked).toMatchObject({ code: 'SAME_REGISTRY', reason: expect.stringContaining(ACCOUNT) })
})

describe('a plan says', () => {
  const both = rule([to('us-west-2', OTHER), to('eu-west-1'), to('ap-south-1')])

  test.each<[string, readonly object[], unknown, readonly string[]]>([
    [
      'what is copied',
      [],
      { rules: [both] },
      [
        'images that are pushed from now on are copied',
        `+ every repository to ap-south-1, eu-west-1 of this account and us-west-2 of ${OTHER}`,
      ],
    ],
    [
      'what is copied of more and of fewer repositories',
      [THEIRS, MORE],
      { rules: [rule(to('us-west-2', OTHER), 'logs/'), rule(to('eu-north-1'), 'prod/')] },
      [`to us-west-2 of ${OTHER}: + logs/  - data/`, `to eu-north-1 of this account: + prod/  - every repository`],
    ],
    [
      'what stops',
      [MORE],
      null,
      ['replication stops: what was copied stays', `- every repository to eu-north-1 of this account`],
    ],
    [
      'what copies nothing',
      [],
      { rules: [rule([])] },
      ['images that are pushed from now on are copied', '+ every repository to nowhere'],
    ],
  ])('%s', async (_, live, value, lines) => {
    expect(linesIn(await (await over(...live)).plan(value))).toEqual(lines)
  })
})

describe('what ECR would refuse', () => {
  test.each<[string, unknown, readonly string[]]>([
    ['nothing', { rules: [OURS, rule(to(REGION, OTHER)), { destinations: destinations(23) }] }, []],
    ['null', null, []],
    ['eleven rules', { rules: many(11, index => rule(to(`eu-west-${index + 1}`))) }, ['TOO_MANY_RULES rules']],
    [
      'ten rules beside live and absent',
      { rules: ['live', ...many(10, index => rule(to(`eu-west-${index + 1}`))), { absent: THEIRS }] },
      [],
    ],
    ['26 destinations', { rules: [rule(destinations(26))] }, ['TOO_MANY_DESTINATIONS rules']],
    [
      '101 destinations in a rule',
      { rules: [rule(many(101, () => to('eu-west-1')))] },
      ['TOO_MANY_DESTINATIONS rules[0].destinations'],
    ],
    ['a rule without members', { rules: [{}] }, ['MISSING_KEY rules[0]']],
    ['a rule without destinations', { rules: [rule([])] }, ['warning NO_DESTINATIONS rules[0].destinations']],
    [
      'a destination twice',
      { rules: [rule([to('eu-west-1'), to('eu-west-1')])] },
      ['warning SAID_TWICE rules[0].destinations[1]'],
    ],
    [
      'a rule twice',
      { rules: ['live', OURS, rule(to('eu-west-1'), ...typed('prod/'))] },
      ['warning SAID_TWICE rules[2]'],
    ],
    ['live twice', { rules: ['live', 'live'] }, ['LIVE_TWICE rules[1]']],
    [
      'a name of an account',
      { rules: [rule(to('eu-west-1', 'ci'))] },
      ['INVALID_ACCOUNT rules[0].destinations[0].registryId'],
    ],
    ['no account', { rules: [rule(to('eu-west-1', '1234'))] }, ['INVALID_ACCOUNT rules[0].destinations[0].registryId']],
    ['no region', { rules: [rule(to('Frankfurt'))] }, ['INVALID_REGION rules[0].destinations[0].region']],
    ['another partition', { rules: [rule(to('cn-north-1'))] }, ['WRONG_PARTITION rules[0].destinations[0].region']],
    ['what is not filled in yet', { rules: [rule(to('${{ env.R }}', '${{ env.A }}'), '${{ env.F }}')] }, []],
    ['no filters', { rules: [{ ...MORE, repositoryFilters: [] }] }, ['NO_FILTERS rules[0].repositoryFilters']],
    [
      'a filter of one character',
      { rules: [rule(to('eu-west-1'), 'a')] },
      ['INVALID_FILTER rules[0].repositoryFilters[0]'],
    ],
    ['a wildcard', { rules: [rule(to('eu-west-1'), 'prod/*')] }, ['INVALID_FILTER rules[0].repositoryFilters[0]']],
    ['absent without live', { rules: [{ absent: MORE }] }, ['ABSENT_WITHOUT_LIVE rules[0]']],
    [
      'absent of what is declared',
      { rules: ['live', OURS, { absent: rule(to('eu-west-1'), ...typed('prod/')) }] },
      ['ABSENT_AND_DECLARED rules[2].absent'],
    ],
    [
      'what is wrong in absent',
      { rules: ['live', { absent: rule(to('x')) }] },
      ['INVALID_REGION rules[1].absent.destinations[0].region'],
    ],
  ])('%s', (_, value, problems) => {
    expect(problemsIn(KIND, value)).toEqual(problems)
  })

  test.each([
    ['its own registry', { account: ACCOUNT, region: REGION }, ['SAME_REGISTRY rules[0].destinations[0]']],
    ['the same region of another account', { account: OTHER, region: REGION }, []],
    ['the same account in another region', { account: ACCOUNT, region: 'eu-west-1' }, []],
    ['a registry of which nothing is known', { account: undefined, region: undefined }, []],
  ])('%s', (_, { account, region }, problems) => {
    const context = { ...(account && { account }), region } as { region: string }
    expect(problemsIn(KIND, { rules: [rule(to(REGION))] }, context)).toEqual(problems)
  })

  test('two partitions, also where that of the registry is not known', () => {
    const rules = [OURS, 'live', rule(to('cn-north-1')), rule(to('us-gov-west-1', OTHER))]
    expect(problemsIn(KIND, { rules }, { region: undefined } as unknown as { region: string })).toEqual([
      'WRONG_PARTITION rules[2].destinations[0].region',
      'WRONG_PARTITION rules[3].destinations[0].region',
    ])
  })

  test('25 rules are allowed in ca-central-1', () => {
    const rules = many(25, () => rule(to('eu-west-1')))
    const errors = (region: string) =>
      problemsIn(KIND, { rules }, { region }).filter(text => !text.startsWith('warning'))
    expect([errors('ca-central-1'), errors(REGION)]).toEqual([[], ['TOO_MANY_RULES rules']])
  })
})
