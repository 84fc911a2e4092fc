import type { ECR } from '@aws-sdk/client-ecr'
import { describe, expect, test } from 'vitest'
import { type Standing, sortChanges } from '../../src/apply/sorting.ts'
import type { Declared, Plan } from '../../src/model.ts'
import { clientOf, pushImage } from '../emulator/ecr.ts'
import { intentOf } from '../properties/manifests.ts'
import { type Registry, registry } from '../registry.ts'
import { declared, tombstone } from '../world.ts'

const wish = (name: string, fields: object = {}) => declared('repository', name, fields as never)
const lifecycle = (name: string, newest: number) =>
  declared('lifecyclePolicy', name, { lifecyclePolicy: [{ body: [{ any: true, keepNewest: newest }] }] })
const image = (name: string, key: string, said: unknown) => declared('image', name, { images: { [key]: said } })
const scanning = (scanFrequency: string) =>
  declared('scanningConfiguration', 'registry', {
    scanningConfiguration: { scanType: 'ENHANCED', rules: [{ scanFrequency, repositoryFilters: ['*'] }] },
  })
const scanningInput = (scanFrequency: 'SCAN_ON_PUSH' | 'CONTINUOUS_SCAN') => ({
  scanType: 'ENHANCED' as const,
  rules: [{ scanFrequency, repositoryFilters: [{ filter: '*', filterType: 'WILDCARD' as const }] }],
})
const policyText = JSON.stringify({
  rules: [
    {
      rulePriority: 1,
      selection: { tagStatus: 'any', countType: 'imageCountMoreThan', countNumber: 7 },
      action: { type: 'expire' },
    },
  ],
})

interface Case {
  readonly given?: (ecr: ECR) => Promise<unknown>
  readonly wishes: (digest: string) => readonly Declared[]
  /** What happens between plan and apply. */
  readonly meanwhile?: (ecr: ECR, registry: Registry, plan: Plan) => Promise<unknown>
  /** By address; of what is stale, the paths. */
  readonly stands: Readonly<Record<string, Standing | readonly string[]>>
}

const create =
  (repositoryName: string, more: object = {}) =>
  (ecr: ECR) =>
    ecr.createRepository({ repositoryName, ...more })
const drop = (repositoryName: string) => (ecr: ECR) => ecr.deleteRepository({ repositoryName, force: true })

const CASES: Readonly<Record<string, Case>> = {
  'a create of what is still not there': {
    wishes: () => [wish('aa'), lifecycle('aa', 5)],
    stands: { 'repository["aa"]': 'fresh', 'lifecyclePolicy["aa"]': 'fresh' },
  },
  'a create of what somebody has created alike': {
    wishes: () => [wish('aa')],
    meanwhile: create('aa'),
    stands: { 'repository["aa"]': 'done' },
  },
  'a create of what somebody has created otherwise': {
    wishes: () => [wish('aa', { imageTagMutability: 'IMMUTABLE' })],
    meanwhile: create('aa'),
    stands: { 'repository["aa"]': [''] },
  },
  'an update of what is as it was': {
    given: create('aa'),
    wishes: () => [wish('aa', { imageTagMutability: 'IMMUTABLE' })],
    stands: { 'repository["aa"]': 'fresh' },
  },
  'an update that somebody has made': {
    given: create('aa'),
    wishes: () => [wish('aa', { imageTagMutability: 'IMMUTABLE' })],
    meanwhile: ecr => ecr.putImageTagMutability({ repositoryName: 'aa', imageTagMutability: 'IMMUTABLE' }),
    stands: { 'repository["aa"]': 'done' },
  },
  'an update of a tag that somebody has set otherwise': {
    given: create('aa', { tags: [{ Key: 'team', Value: 'x' }] }),
    wishes: () => [wish('aa', { tags: { team: 'y' } })],
    meanwhile: async (ecr, { plan }) => {
      const { targets } = await plan([])
      const resourceArn = `arn:aws:ecr:us-east-1:${targets[0]?.account}:repository/aa`
      await ecr.tagResource({ resourceArn, tags: [{ Key: 'team', Value: 'z' }] })
    },
    stands: { 'repository["aa"]': ['tags.team'] },
  },
  'an update beside what somebody has changed, and that is not asked for': {
    given: create('aa'),
    wishes: () => [wish('aa', { imageTagMutability: 'IMMUTABLE' })],
    meanwhile: ecr =>
      ecr.putImageScanningConfiguration({ repositoryName: 'aa', imageScanningConfiguration: { scanOnPush: true } }),
    stands: { 'repository["aa"]': 'fresh' },
  },
  'an update of a repository that is gone': {
    given: create('aa'),
    wishes: () => [wish('aa', { imageTagMutability: 'IMMUTABLE' }), lifecycle('aa', 5)],
    meanwhile: drop('aa'),
    stands: { 'repository["aa"]': [''], 'lifecyclePolicy["aa"]': [] },
  },
  'a policy that somebody has put': {
    given: create('aa'),
    wishes: () => [lifecycle('aa', 5)],
    meanwhile: ecr => ecr.putLifecyclePolicy({ repositoryName: 'aa', lifecyclePolicyText: policyText }),
    stands: { 'lifecyclePolicy["aa"]': [''] },
  },
  'a delete of what is as it was': {
    given: create('aa'),
    wishes: () => [tombstone('aa')],
    stands: { 'repository["aa"]': 'fresh' },
  },
  'a delete of what is gone': {
    given: create('aa'),
    wishes: () => [tombstone('aa')],
    meanwhile: drop('aa'),
    stands: { 'repository["aa"]': 'done' },
  },
  'a delete of what has got an image': {
    given: create('aa'),
    wishes: () => [tombstone('aa', { maxImages: 5 })],
    meanwhile: ecr => pushImage(ecr, 'aa', 'new', 'v9'),
    stands: { 'repository["aa"]': ['imageCount', 'images'] },
  },
  'a delete of what has got more images than it may have': {
    given: create('aa'),
    wishes: () => [tombstone('aa')],
    meanwhile: ecr => pushImage(ecr, 'aa', 'new', 'v9'),
    stands: { 'repository["aa"]': ['imageCount', 'images'] },
  },
  'a tag that is to move, and has not': {
    given: create('aa'),
    wishes: digest => [image('aa', 'prod', digest)],
    stands: { 'image["aa:prod"]': 'fresh' },
  },
  'a tag that somebody has put there': {
    given: create('aa'),
    wishes: digest => [image('aa', 'prod', digest)],
    meanwhile: ecr => pushImage(ecr, 'aa', 'base', 'prod'),
    stands: { 'image["aa:prod"]': 'done' },
  },
  'a tag that somebody has put elsewhere': {
    given: create('aa'),
    wishes: digest => [image('aa', 'prod', digest)],
    meanwhile: ecr => pushImage(ecr, 'aa', 'other', 'prod'),
    stands: { 'image["aa:prod"]': [''] },
  },
  'a tag that is pinned, whatever becomes of the one that it comes from': {
    given: create('aa'),
    wishes: () => [image('aa', 'prod', 'ecr:base:v1')],
    meanwhile: ecr => pushImage(ecr, 'base', 'another', 'v1'),
    stands: { 'image["aa:prod"]': 'fresh' },
  },
  'a policy that waits for the image which it would take without its tag': {
    given: create('aa'),
    wishes: digest => [
      image('aa', 'prod', digest),
      declared('lifecyclePolicy', 'aa', {
        lifecyclePolicy: [
          {
            body: [
              { tagPattern: 'prod*', keepAll: true },
              { any: true, keepNewest: 1 },
            ],
          },
        ],
      }),
    ],
    meanwhile: ecr => pushImage(ecr, 'aa', 'newer', 'v2'),
    stands: { 'image["aa:prod"]': 'fresh', 'lifecyclePolicy["aa"]': 'fresh' },
  },
  'a setting of the registry that is as it was': {
    wishes: () => [scanning('SCAN_ON_PUSH')],
    stands: { 'scanningConfiguration["registry"]': 'fresh' },
  },
  'a setting of the registry that somebody has made alike': {
    wishes: () => [scanning('SCAN_ON_PUSH')],
    meanwhile: ecr => ecr.putRegistryScanningConfiguration(scanningInput('SCAN_ON_PUSH')),
    stands: { 'scanningConfiguration["registry"]': 'done' },
  },
  'a setting of the registry that somebody has made otherwise': {
    wishes: () => [scanning('SCAN_ON_PUSH')],
    meanwhile: ecr => ecr.putRegistryScanningConfiguration(scanningInput('CONTINUOUS_SCAN')),
    stands: { 'scanningConfiguration["registry"]': ['rules'] },
  },
}

describe('since it was planned, has been', () => {
  test.each(Object.entries(CASES))('%s', async (_, { given, wishes, meanwhile, stands }) => {
    const ecr = await registry()
    const client = clientOf(ecr.emulator)
    await client.createRepository({ repositoryName: 'base' })
    const digest = await pushImage(client, 'base', 'base', 'v1')
    await given?.(client)
    const isHere =
      given !== undefined &&
      (await client.describeRepositories({})).repositories?.some(one => one.repositoryName === 'aa')
    if (isHere && wishes(digest).some(({ kind }) => kind === 'image')) await pushImage(client, 'aa', 'base', 'v1')
    const plan = await ecr.plan(wishes(digest))
    await meanwhile?.(client, ecr, plan)
    ecr.emulator.clearCalls()
    const { reader, now } = ecr.performing(plan)
    const standings = await sortChanges(plan, () => ({ reader, now }), {})
    const found = [...standings].map(([{ address }, one]) => [
      address,
      typeof one === 'string' ? one : one.differing.map(({ path }) => path),
    ])
    expect(Object.fromEntries(found)).toEqual(stands)
    expect(ecr.writes()).toEqual([])
  })
})

test('of several things of one place, the repository and its tags, which say whose it is, are asked for once', async () => {
  const ecr = await registry()
  const client = clientOf(ecr.emulator)
  await client.createRepository({ repositoryName: 'aa' })
  const claim = (await intentOf({ version: 1, name: 'acme', repositories: { aa: {} } }))?.wishes.of('aa') ?? []
  const owner = claim.filter(({ kind }) => kind === 'owner')
  expect(owner).toHaveLength(1)
  const plan = await ecr.plan([wish('aa', { tags: { team: 'y' } }), lifecycle('aa', 5), ...owner])
  ecr.emulator.clearCalls()
  const { reader, now } = ecr.performing(plan)
  await sortChanges(plan, () => ({ reader, now }), {})
  const asked = ecr.emulator.calls.map(({ operation }) => operation).sort()
  expect(asked).toEqual(['DescribeRepositories', 'GetLifecyclePolicy', 'ListTagsForResource'])
})

test('what cannot be read again is no state, and ends it', async () => {
  const ecr = await registry()
  const client = clientOf(ecr.emulator)
  await client.createRepository({ repositoryName: 'aa' })
  const plan = await ecr.plan([lifecycle('aa', 5)])
  ecr.emulator.inject({ operation: 'GetLifecyclePolicy', error: 'AccessDeniedException' })
  const { reader, now } = ecr.performing(plan)
  await expect(sortChanges(plan, () => ({ reader, now }), {})).rejects.toMatchObject({ code: 'NOT_SEEN' })
})
