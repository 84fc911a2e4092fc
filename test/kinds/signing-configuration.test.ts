import type { SigningRule } from '@aws-sdk/client-ecr'
import { describe, expect, test } from 'vitest'
import { clientOf } from '../emulator/ecr.ts'
import { registry } from '../registry.ts'
import { changes, linesIn, many, problemsIn, type Setting, settingIn } from './configuration.ts'

const KIND = 'signingConfiguration'
const profile = (name: string, partition = 'aws') =>
  `arn:${partition}:signer:us-east-1:123456789012:/signing-profiles/${name}`
const rule = (name: string, ...repositoryFilters: readonly unknown[]) => ({
  signingProfileArn: profile(name),
  ...(repositoryFilters.length > 0 && { repositoryFilters }),
})
const typed = (...filters: readonly string[]) => filters.map(filter => ({ filter, filterType: 'WILDCARD_MATCH' }))
const ALL = rule('everything')

/** A registry that holds these rules; left out: none was ever put. */
async function over(...rules: readonly object[]): Promise<Setting> {
  const ecr = await registry()
  const client = clientOf(ecr.emulator)
  if (rules.length > 0)
    await client.putSigningConfiguration({ signingConfiguration: { rules: rules as SigningRule[] } })
  client.destroy()
  return settingIn(ecr, KIND)
}

const PUT = ['PutSigningConfiguration']

describe('a signing configuration', () => {
  test('is created, changed field by field with one call each, and taken away', async () => {
    const setting = await over()
    expect(await changes(setting, { rules: [rule('release', 'prod/*'), ALL] })).toEqual(['create', [], PUT])
    expect(await changes(setting, { rules: [rule('other', 'prod/*'), ALL] })).toEqual([
      'update',
      ['rules[0].signingProfileArn'],
      PUT,
    ])
    expect(await changes(setting, { rules: [ALL, rule('other', 'prod/*', 'stable/*')] })).toEqual([
      'update',
      ['rules[0].repositoryFilters'],
      PUT,
    ])
    expect(await changes(setting, { rules: [ALL] })).toEqual(['update', ['rules[0]'], PUT])
    expect(await changes(setting, null)).toEqual(['delete', [], ['DeleteSigningConfiguration']])
    const client = clientOf(setting.registry.emulator)
    await expect(client.getSigningConfiguration({})).rejects.toMatchObject({
      name: 'SigningConfigurationNotFoundException',
    })
    client.destroy()
  })

  test.each([
    ['null', null],
    ['no rules', { rules: [] }],
  ])('where nothing is signed, %s is no change', async (_, value) => {
    expect(await (await over()).plan(value)).toEqual([])
    const setting = await over(ALL)
    const client = clientOf(setting.registry.emulator)
    await client.putSigningConfiguration({ signingConfiguration: { rules: [] } })
    client.destroy()
    expect(await setting.plan(value)).toEqual([])
  })

  test('of the same rules and filters in another order is no change', async () => {
    const setting = await over(ALL, rule('release', ...typed('b', 'a')))
    expect(await setting.plan({ rules: [rule('release', 'a', 'b', ...typed('a')), ALL, ALL] })).toEqual([])
  })

  test('that somebody else has taken away by the time of the write is done', async () => {
    const setting = await over(ALL)
    const { emulator } = setting.registry
    emulator.inject({ operation: 'DeleteSigningConfiguration', error: 'SigningConfigurationNotFoundException' })
    await setting.apply(null)
  })
})

describe('a plan says', () => {
  test.each<[string, readonly object[], unknown, readonly string[]]>([
    [
      'what is signed',
      [],
      { rules: [rule('release', 'prod/*'), ALL] },
      [
        'images that are pushed from now on are signed',
        `+ prod/* by ${profile('release')}`,
        `+ every repository by ${profile('everything')}`,
      ],
    ],
    [
      'what else is signed',
      [rule('release', ...typed('prod/*'))],
      { rules: [rule('release', 'stable/*')] },
      [`by ${profile('release')}: + stable/*  - prod/*`],
    ],
    [
      'what stops',
      [ALL],
      null,
      ['nothing is signed any more: signatures that are there stay', `- every repository by ${profile('everything')}`],
    ],
  ])('%s', async (_, live, value, lines) => {
    expect(linesIn(await (await over(...live)).plan(value))).toEqual(lines)
  })
})

describe('what ECR would refuse', () => {
  test.each<[string, unknown, readonly string[]]>([
    ['nothing', { rules: [ALL, rule('release', 'prod/*')] }, []],
    ['null', null, []],
    ['eleven rules', { rules: many(11, index => rule(`p${index}`)) }, ['TOO_MANY_RULES rules']],
    ['a rule twice', { rules: [rule('pp', 'a'), rule('pp', ...typed('a'))] }, ['warning SAID_TWICE rules[1]']],
    [
      'a profile with a version',
      { rules: [{ signingProfileArn: `${profile('release')}/abc` }] },
      ['INVALID_SIGNING_PROFILE rules[0].signingProfileArn'],
    ],
    [
      'a profile of 200 characters and more',
      { rules: [rule('p'.repeat(200))] },
      ['INVALID_SIGNING_PROFILE rules[0].signingProfileArn'],
    ],
    [
      'a profile of another partition',
      { rules: [{ signingProfileArn: profile('release', 'aws-cn') }] },
      ['WRONG_PARTITION rules[0].signingProfileArn'],
    ],
    ['what is not filled in yet', { rules: [{ signingProfileArn: 'arn:${{ target.partition }}:signer' }] }, []],
    ['no filters', { rules: [{ ...ALL, repositoryFilters: [] }] }, ['NO_FILTERS rules[0].repositoryFilters']],
    ['a filter in capitals', { rules: [rule('pp', 'Prod')] }, ['INVALID_FILTER rules[0].repositoryFilters[0]']],
    [
      '101 filters',
      { rules: [rule('pp', ...many(101, index => `r${index}`))] },
      ['TOO_MANY_FILTERS rules[0].repositoryFilters'],
    ],
  ])('%s', (_, value, problems) => {
    expect(problemsIn(KIND, value)).toEqual(problems)
  })

  test('where the region is not known, the partition is not judged', () => {
    const rules = [{ signingProfileArn: profile('release', 'aws-cn') }]
    expect(problemsIn(KIND, { rules }, { region: undefined } as unknown as { region: string })).toEqual([])
  })
})
