import type { ECR, ReplicationRule } from '@aws-sdk/client-ecr'
import { describe, expect, test } from 'vitest'
import { PLANNED, race } from './race.ts'
import type { Moment } from './second-client.ts'

const manifest = (registry: string) => () => `version: 1\nname: acme\nregistry:\n  ${registry}\n`
const to = (region: string, prefix: string): ReplicationRule => ({
  destinations: [{ region, registryId: '123456789012' }],
  repositoryFilters: [{ filter: prefix, filterType: 'PREFIX_MATCH' }],
})
const yaml = (region: string, prefix: string) =>
  `{ destinations: [{ region: ${region}, registryId: "123456789012" }], repositoryFilters: ["${prefix}"] }`
const OURS = to('eu-west-1', 'ours/')
const THEIRS = to('us-west-2', 'theirs/')

const putRules =
  (...rules: readonly ReplicationRule[]) =>
  (ecr: ECR) =>
    ecr.putReplicationConfiguration({ replicationConfiguration: { rules: [...rules] } })
const rulesIn = async (ecr: ECR) => (await ecr.describeRegistry({})).replicationConfiguration?.rules

const MOMENTS: readonly (readonly [string, Omit<Moment, 'act'>])[] = [
  ['after the plan', { before: PLANNED }],
  ['when the write was throttled', { before: 'PutReplicationConfiguration', fate: 'throttled' }],
  ['when the write got no answer', { before: 'PutReplicationConfiguration', fate: 'lost' }],
]

describe('with live, a rule that somebody else puts there', () => {
  const start = (...there: readonly ReplicationRule[]) =>
    race({
      given: putRules(...there),
      manifest: manifest(`replicationConfiguration: { rules: [live, ${yaml('eu-west-1', 'ours/')}] }`),
    })

  test.each(MOMENTS)('is carried along, %s', async (_, moment) => {
    const { apply, ecr } = await start()
    const { code } = await apply({ ...moment, act: putRules(THEIRS) })
    expect([code, await rulesIn(ecr)]).toEqual([0, [THEIRS, OURS]])
  })

  test.each(MOMENTS)('and takes away again stays away, %s', async (_, moment) => {
    const { apply, ecr } = await start(THEIRS)
    const { code } = await apply({ ...moment, act: putRules() })
    expect([code, await rulesIn(ecr)]).toEqual([0, [OURS]])
  })

  test('is ours, and there is nothing left to do', async () => {
    const { apply, calls } = await start().then(async ({ apply, ecr }) => {
      const run = await apply({ before: PLANNED, act: putRules(OURS, THEIRS) })
      expect([run.code, await rulesIn(ecr)]).toEqual([0, [OURS, THEIRS]])
      return { apply, calls: run.calls }
    })
    expect(calls.filter(({ by, operation }) => by === 'ecrsync' && operation.startsWith('Put'))).toEqual([])
    expect((await apply()).code).toBe(0)
  })

  test('fills the registry, and what does not fit any more is refused', async () => {
    const { apply, ecr } = await start()
    const full = Array.from({ length: 10 }, (_, index) => to(`eu-west-${index + 1}`, 'theirs/'))
    const { code, stdout } = await apply({ before: PLANNED, act: putRules(...full) })
    expect([code, await rulesIn(ecr)]).toEqual([6, full])
    expect(stdout).toContain('would have 11 rules with those that are not ours')
  })
})

describe('what the plan has not shown is not taken away', () => {
  test.each([
    ['by an exact list', `replicationConfiguration: { rules: [${yaml('eu-west-1', 'ours/')}] }`],
    ['by null', 'replicationConfiguration: null'],
    [
      'by absent',
      `replicationConfiguration: { rules: [live, ${yaml('eu-west-1', 'ours/')}, { absent: ${yaml('us-west-2', 'theirs/')} }] }`,
    ],
  ])('%s', async (_, registry) => {
    const given = putRules(to('ap-south-1', 'old/'))
    const { apply, ecr } = await race({ given, manifest: manifest(registry) })
    const there = [to('ap-south-1', 'old/'), THEIRS]
    const { code, stdout } = await apply({ before: PLANNED, act: putRules(...there) })
    expect([code, await rulesIn(ecr)]).toEqual([6, there])
    expect(stdout).toContain('is not any more what the plan showed')
  })
})

describe('of a scanning configuration', () => {
  const scanning = (scanType: 'BASIC' | 'ENHANCED', ...filters: readonly string[]) => ({
    scanType,
    rules: [
      {
        scanFrequency: 'SCAN_ON_PUSH' as const,
        repositoryFilters: filters.map(filter => ({ filter, filterType: 'WILDCARD' as const })),
      },
    ],
  })
  const put = (input: ReturnType<typeof scanning>) => (ecr: ECR) => ecr.putRegistryScanningConfiguration(input)
  const start = (scanType = '') =>
    race({
      given: put(scanning('BASIC', 'theirs')),
      manifest: manifest(
        `scanningConfiguration: { ${scanType}rules: [live, { scanFrequency: SCAN_ON_PUSH, repositoryFilters: [ours] }] }`,
      ),
    })
  const scanningIn = async (ecr: ECR) => (await ecr.getRegistryScanningConfiguration({})).scanningConfiguration

  test('filters and a type of somebody else are carried along', async () => {
    const { apply, ecr } = await start()
    const { code } = await apply({ before: PLANNED, act: put(scanning('ENHANCED', 'more', 'theirs')) })
    expect([code, await scanningIn(ecr)]).toEqual([0, scanning('ENHANCED', 'more', 'theirs', 'ours')])
  })

  test('a type that is ours, and that somebody else has turned, is refused', async () => {
    const { apply, ecr } = await start('scanType: BASIC, ')
    const { code } = await apply({ before: PLANNED, act: put(scanning('ENHANCED', 'theirs')) })
    expect([code, await scanningIn(ecr)]).toEqual([6, scanning('ENHANCED', 'theirs')])
  })

  test('a type that somebody else has turned as we would is no hindrance', async () => {
    const { apply, ecr } = await start('scanType: ENHANCED, ')
    const { code } = await apply({ before: PLANNED, act: put(scanning('ENHANCED', 'theirs')) })
    expect([code, await scanningIn(ecr)]).toEqual([0, scanning('ENHANCED', 'theirs', 'ours')])
  })
})
