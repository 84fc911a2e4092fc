import type { PutRegistryScanningConfigurationCommandInput as Input } from '@aws-sdk/client-ecr'
import { describe, expect, test } from 'vitest'
import { kindOf } from '../../src/kinds/index.ts'
import { clientOf } from '../emulator/ecr.ts'
import { registry } from '../registry.ts'
import { declared } from '../world.ts'
import { changes, linesIn, many, problemsIn, type Setting, settingIn } from './configuration.ts'

const KIND = 'scanningConfiguration'
const onPush = (...repositoryFilters: readonly unknown[]) => ({ scanFrequency: 'SCAN_ON_PUSH', repositoryFilters })
const continuous = (...repositoryFilters: readonly unknown[]) => ({
  scanFrequency: 'CONTINUOUS_SCAN',
  repositoryFilters,
})
const typed = (...filters: readonly string[]) => filters.map(filter => ({ filter, filterType: 'WILDCARD' }))
const ENHANCED = { scanType: 'ENHANCED', rules: [continuous('prod*', 'stable'), onPush('*')] }

/** A registry that holds this. */
async function over(live?: object): Promise<Setting> {
  const ecr = await registry()
  const client = clientOf(ecr.emulator)
  if (live) await client.putRegistryScanningConfiguration(live as Input)
  client.destroy()
  return settingIn(ecr, KIND)
}

async function liveIn({ registry: { emulator } }: Setting) {
  const client = clientOf(emulator)
  const { scanningConfiguration } = await client.getRegistryScanningConfiguration({})
  client.destroy()
  return scanningConfiguration
}

const PUT = ['PutRegistryScanningConfiguration']

describe('a scanning configuration', () => {
  test('is created, changed field by field with one call each, and taken away', async () => {
    const setting = await over()
    expect(await changes(setting, ENHANCED)).toEqual(['create', [], PUT])
    expect(await changes(setting, { rules: [continuous('prod*', 'more'), onPush('*')] })).toEqual([
      'update',
      ['rules[0].repositoryFilters'],
      PUT,
    ])
    expect(await changes(setting, { rules: [onPush('*')] })).toEqual(['update', ['rules[0]'], PUT])
    expect(await changes(setting, { rules: [continuous('*')] })).toEqual(['update', ['rules[0].scanFrequency'], PUT])
    expect(await changes(setting, { rules: [onPush('*')] })).toEqual(['update', ['rules[0].scanFrequency'], PUT])
    expect(await changes(setting, { scanType: 'BASIC' })).toEqual(['update', ['scanType'], PUT])
    expect(await changes(setting, null)).toEqual(['delete', [], PUT])
    expect(await liveIn(setting)).toEqual({ scanType: 'BASIC', rules: [] })
  })

  test.each([
    ['null', null],
    ['BASIC without rules', { scanType: 'BASIC', rules: [] }],
    ['nothing of it', {}],
  ])('where nothing was ever said, %s is no change', async (_, value) => {
    expect(await (await over()).plan(value)).toEqual([])
  })

  test('of the same filters and rules in another order is no change', async () => {
    const setting = await over({
      scanType: 'ENHANCED',
      rules: [onPush(...typed('*')), continuous(...typed('stable', 'prod*'))],
    })
    expect(await setting.plan(ENHANCED)).toEqual([])
    expect(await setting.plan({ rules: [continuous('stable', 'prod*', 'prod*'), onPush(...typed('*'))] })).toEqual([])
  })

  test('keeps a filter of a type that nobody knows', () => {
    const rules = [onPush({ filter: 'a', filterType: 'NEW' })]
    const { canonical, write } = kindOf(KIND)
    const after = canonical({ scanType: 'BASIC', rules })
    const [put] = write({ name: 'registry', action: 'create', before: null, after, paths: [] }, {})
    expect(put?.input).toEqual({ scanType: 'BASIC', rules })
  })
})

describe('with live', () => {
  const LIVE = { scanType: 'BASIC', rules: [onPush(...typed('theirs', 'legacy/*'))] }

  test('filters are joined with those that are there, and the plan says what it keeps', async () => {
    const setting = await over(LIVE)
    const value = { rules: ['live', onPush('ours/*')] }
    const planned = await setting.plan(value)
    expect(linesIn(planned)).toEqual([
      'SCAN_ON_PUSH: + ours/*',
      'keeps 2 filters that are not ours: SCAN_ON_PUSH legacy/*; SCAN_ON_PUSH theirs',
    ])
    expect(await changes(setting, value)).toEqual(['update', ['rules[0].repositoryFilters'], PUT])
    expect((await liveIn(setting))?.rules).toEqual([onPush(...typed('theirs', 'legacy/*', 'ours/*'))])
  })

  test('absent takes its filters out, and a rule that is left without any goes', async () => {
    const setting = await over(LIVE)
    await setting.apply({ rules: ['live', { absent: onPush('legacy/*', 'never/there') }] })
    expect((await liveIn(setting))?.rules).toEqual([onPush(...typed('theirs'))])
    expect(await changes(setting, { rules: ['live', { absent: onPush('theirs') }] })).toEqual(['delete', [], PUT])
  })

  test('a rule without filters that somebody else put there stays', async () => {
    const setting = await over({ scanType: 'ENHANCED', rules: [continuous(), onPush(...typed('a'))] })
    await setting.apply({ rules: ['live', onPush('b')] })
    expect((await liveIn(setting))?.rules).toEqual([continuous(), onPush(...typed('a', 'b'))])
  })

  test('the type of scanning is ours where we say it', async () => {
    const setting = await over(LIVE)
    await setting.apply({ scanType: 'ENHANCED', rules: ['live', continuous('prod*')] })
    expect(await liveIn(setting)).toEqual({
      scanType: 'ENHANCED',
      rules: [onPush(...typed('theirs', 'legacy/*')), continuous(...typed('prod*'))],
    })
  })

  test('what exceeds the limits only together is blocked', async () => {
    const setting = await over({ rules: [onPush(...typed(...many(90, index => `theirs-${index}`)))] })
    const [change] = await setting.plan({ rules: ['live', onPush(...many(11, index => `ours-${index}`))] })
    expect(change?.blocked).toMatchObject({ code: 'TOO_MANY_FILTERS', reason: expect.stringContaining('101 filters') })
  })
})

describe('what stays is judged together with what is declared', () => {
  const MANUAL = { scanFrequency: 'MANUAL', repositoryFilters: typed('*') }

  test.each([
    [
      'rules of ENHANCED under BASIC',
      { scanType: 'ENHANCED', rules: [continuous(...typed('*'))] },
      { scanType: 'BASIC' },
      'CONTINUOUS_SCAN, which BASIC',
    ],
    ['a rule of BASIC under ENHANCED', { rules: [MANUAL] }, { scanType: 'ENHANCED' }, 'MANUAL, which ENHANCED'],
    ['a rule of ENHANCED over BASIC', undefined, { rules: [continuous('*')] }, 'CONTINUOUS_SCAN, which BASIC'],
  ])('%s', async (_, live, value, reason) => {
    const [change] = await (await over(live)).plan(value)
    expect(change?.blocked).toMatchObject({ code: 'SCAN_FREQUENCY', reason: expect.stringContaining(reason) })
  })
})

describe('a plan says', () => {
  test.each<[string, object | undefined, unknown, readonly string[]]>([
    [
      'what scans',
      undefined,
      ENHANCED,
      [
        'scanType: BASIC → ENHANCED: Amazon Inspector scans, and only what a rule matches',
        '+ CONTINUOUS_SCAN prod*, stable',
        '+ SCAN_ON_PUSH *',
      ],
    ],
    [
      'what ends with ENHANCED',
      { scanType: 'ENHANCED', rules: [continuous(...typed('*'))] },
      { scanType: 'BASIC', rules: [] },
      ['falls back to BASIC without rules; Amazon Inspector stops, and with it continuous scans'],
    ],
    [
      'what is left with BASIC',
      { scanType: 'ENHANCED', rules: [onPush(...typed('*')), continuous(...typed('prod*'))] },
      { scanType: 'BASIC', rules: [onPush('a')] },
      [
        'scanType: ENHANCED → BASIC: ECR itself scans; Amazon Inspector stops, and with it continuous scans',
        '- CONTINUOUS_SCAN prod*',
        'SCAN_ON_PUSH: + a  - *',
      ],
    ],
    ['what null does', { rules: [onPush(...typed('*'))] }, null, ['falls back to BASIC without rules']],
    ['what is about nothing', undefined, { rules: [onPush()] }, ['+ SCAN_ON_PUSH no repository']],
  ])('%s', async (_, live, value, lines) => {
    expect(linesIn(await (await over(live)).plan(value))).toEqual(lines)
  })
})

describe('what ECR would refuse', () => {
  test.each<[string, unknown, readonly string[]]>([
    ['nothing', ENHANCED, []],
    ['null', null, []],
    [
      'a frequency that BASIC does not have',
      { scanType: 'BASIC', rules: [continuous('*')] },
      ['SCAN_FREQUENCY rules[0].scanFrequency'],
    ],
    [
      'MANUAL under ENHANCED',
      { scanType: 'ENHANCED', rules: [{ ...onPush('*'), scanFrequency: 'MANUAL' }] },
      ['SCAN_FREQUENCY rules[0].scanFrequency'],
    ],
    [
      'MANUAL under BASIC',
      { scanType: 'BASIC', rules: [{ ...onPush('*'), scanFrequency: 'MANUAL' }] },
      ['warning MANUAL_SCANS rules[0].scanFrequency'],
    ],
    [
      'MANUAL',
      { rules: [{ ...onPush('*'), scanFrequency: 'MANUAL' }] },
      ['warning MANUAL_SCANS rules[0].scanFrequency'],
    ],
    ['a type that is not filled in yet', { scanType: '${{ env.T }}', rules: [continuous('*')] }, []],
    [
      'frequencies that are not filled in yet',
      { rules: [1, 2].map(() => ({ ...onPush('*'), scanFrequency: '${{ env.T }}' })) },
      [],
    ],
    ['two rules of one frequency', { rules: [onPush('a'), onPush('b')] }, ['SCAN_FREQUENCY rules[1]']],
    ['a rule without members', { rules: [{}] }, ['MISSING_KEY rules[0]', 'MISSING_KEY rules[0]']],
    ['a rule without filters', { rules: [onPush()] }, ['warning NO_FILTERS rules[0].repositoryFilters']],
    [
      '101 filters',
      { rules: [onPush(...many(101, index => `f${index}`))] },
      ['TOO_MANY_FILTERS rules[0].repositoryFilters'],
    ],
    ['a filter in capitals', { rules: [onPush('a', 'Prod')] }, ['INVALID_FILTER rules[0].repositoryFilters[1]']],
    [
      'a filter of 256 characters',
      { rules: [onPush('a'.repeat(256))] },
      ['INVALID_FILTER rules[0].repositoryFilters[0]'],
    ],
    ['an empty filter', { rules: [onPush({ filter: '' })] }, ['INVALID_FILTER rules[0].repositoryFilters[0].filter']],
    ['a filter that is not filled in yet', { rules: [onPush('${{ env.T }}')] }, []],
    [
      'the same filter twice',
      { rules: [onPush('a', { filter: 'a' })] },
      ['warning SAID_TWICE rules[0].repositoryFilters[1]'],
    ],
    ['live twice', { rules: ['live', 'live'] }, ['LIVE_TWICE rules[1]']],
    ['another word', { rules: ['lives'] }, ['WRONG_VALUE rules[0]']],
    ['absent without live', { rules: [{ absent: onPush('a') }] }, ['ABSENT_WITHOUT_LIVE rules[0]']],
    [
      'absent beside a rule in one',
      { rules: ['live', { ...onPush('a'), absent: onPush('b') }] },
      ['EXACTLY_ONE rules[1]'],
    ],
    [
      'absent without filters',
      { rules: ['live', { absent: { scanFrequency: 'SCAN_ON_PUSH' } }] },
      ['MISSING_KEY rules[1].absent'],
    ],
    [
      'absent of what is declared',
      { rules: ['live', onPush('a', 'b'), { absent: onPush('c', { filter: 'b' }) }] },
      ['ABSENT_AND_DECLARED rules[2].absent.repositoryFilters[1]'],
    ],
    [
      'absent of the same filter in another frequency',
      { rules: ['live', onPush('a'), { absent: continuous('a') }] },
      [],
    ],
  ])('%s', (_, value, problems) => {
    expect(problemsIn(KIND, value)).toEqual(problems)
  })

  test('a policy of the organization is said to be one', async () => {
    const { registry: ecr } = await over()
    ecr.emulator.inject({
      operation: 'PutRegistryScanningConfiguration',
      error: 'BlockedByOrganizationPolicyException',
    })
    const { outcomes } = await ecr.apply([declared(KIND, '', { [KIND]: ENHANCED })])
    expect(outcomes).toMatchObject([
      { status: 'failed', error: { code: 'AWS_ERROR', hint: expect.stringContaining('policy of the organization') } },
    ])
  })
})
