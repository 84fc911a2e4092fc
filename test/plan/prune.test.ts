import type { Tag } from '@aws-sdk/client-ecr'
import { describe, expect, test } from 'vitest'
import type { EmulatorOptions } from '../../src/emulator/server.ts'
import type { Outcome, Plan } from '../../src/model.ts'
import type { Intent } from '../../src/plan/assemble.ts'
import { clientOf, pushImage } from '../emulator/ecr.ts'
import { intentOf, type Json } from '../properties/manifests.ts'
import { makePlan, type Registry, registry } from '../registry.ts'
import { arnOf, NOW, REGION } from '../world.ts'

const OURS: Tag = { Key: 'ecrsync:manifest', Value: 'acme' }
const THEIRS: Tag = { Key: 'ecrsync:manifest', Value: 'billing' }
const PROTECTED: Tag = { Key: 'ecrsync:protect', Value: 'true' }
const STACK: readonly Tag[] = [
  { Key: 'aws:cloudformation:logical-id', Value: 'Repository' },
  { Key: 'aws:cloudformation:stack-name', Value: 'network' },
]
const PRUNE = { prune: { match: ['old/**', '!old/keep'] } }

/** A policy by which another account may replicate into these repositories. */
const replicating = (Resource: string, more: object = {}): string =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      {
        ...{ Sid: 'replicas', Effect: 'Allow', Principal: { AWS: '444455556666' }, Resource },
        Action: ['ecr:CreateRepository', 'ecr:ReplicateImage'],
        ...more,
      },
    ],
  })

async function intended(more: Json = {}): Promise<Intent> {
  const intent = await intentOf({ version: 1, name: 'acme', repositories: { app: {} }, ...more })
  if (intent === undefined) throw new Error('The manifest is not valid')
  return intent
}

async function holding(repositories: Readonly<Record<string, readonly Tag[]>>, options: EmulatorOptions = {}) {
  const ecr = await registry({ now: () => NOW, lenient: ['layers', 'tags'], ...options })
  const client = clientOf(ecr.emulator)
  for (const [repositoryName, tags] of Object.entries({ app: [OURS], ...repositories }))
    await client.createRepository({ repositoryName, tags: [...tags] })
  ecr.emulator.clearCalls()
  return { ecr, client }
}

/** With the index of tags, however few there are. */
const indexedPlan = ({ client, ...ecr }: Registry, intent: Intent): Promise<Plan> => {
  return makePlan(
    intent,
    {
      reader: client.reader,
      tagReading: { index: client.tagIndex, isAsked: true },
      images: { resolve: () => Promise.reject(new Error('no image was expected')) },
      inUse: () => [],
      now: ecr.emulator.clock.now(),
      emit() {},
    },
    { name: 'default', region: REGION },
  )
}

const saidIn = ({ changes }: Plan) =>
  changes.map(({ action, name, blocked, isPruned }) => [action, name, blocked?.code ?? 'done', isPruned === true])
const orphansIn = ({ targets }: Plan) => targets[0]?.orphans
const codesIn = ({ warnings }: Plan) => warnings.map(({ code }) => code)
const callsOf = ({ emulator }: Registry) => emulator.calls.map(({ operation }) => operation)

describe('what is pruned', () => {
  test('carries our tag, is inside match, and is not named: all else is left alone', async () => {
    const { ecr } = await holding({
      'old/ours': [OURS],
      'old/keep': [OURS],
      'old/theirs': [THEIRS],
      'old/nobodys': [],
      'old/released': [OURS],
      'old/found': [OURS],
      'old/declared': [OURS],
      'other/ours': [OURS],
    })
    const plan = await ecr.plan(
      await intended({
        ...PRUNE,
        repositories: { app: {}, 'old/declared': {} },
        released: [{ name: 'old/released', reason: 'theirs' }],
        discovered: [{ match: 'old/found', tags: { found: 'yes' } }],
      }),
    )
    expect(saidIn(plan).filter(([action]) => action === 'delete')).toEqual([['delete', 'old/ours', 'done', true]])
    const [change] = plan.changes.filter(({ action }) => action === 'delete')
    expect(change).toMatchObject({
      lines: [{ text: 'holds 0 images; not declared any more, owned by acme' }],
      source: { line: expect.any(Number) },
      facts: [{ word: 'DELETES' }],
    })
    expect(plan.summary.delete).toBe(1)
  })

  test.each<[string, readonly Tag[]]>([
    ['is protected', [OURS, PROTECTED]],
    ['was protected by hand, with any value', [OURS, { Key: 'ecrsync:protect', Value: '' }]],
    ['belongs to a stack of CloudFormation', [OURS, ...STACK]],
  ])('a repository that %s stays, and is named as an orphan', async (_, tags) => {
    const { ecr } = await holding({ 'old/held': tags })
    const plan = await ecr.plan(await intended(PRUNE))
    expect(plan.changes).toEqual([])
    expect(orphansIn(plan)).toEqual(['old/held'])
  })

  test('one that holds more images than said is blocked, and says so', async () => {
    const { ecr, client } = await holding({ 'old/full': [OURS], 'old/one': [OURS] })
    await pushImage(client, 'old/full', 'one', 'v1')
    await pushImage(client, 'old/full', 'two')
    await pushImage(client, 'old/one', 'one', 'v1')
    const plan = await ecr.plan(await intended({ prune: { match: 'old/**', maxImages: 1 } }))
    expect(saidIn(plan)).toEqual([
      ['delete', 'old/full', 'NOT_EMPTY', true],
      ['delete', 'old/one', 'done', true],
    ])
    expect(plan.changes[0]?.blocked?.hint).toContain('its tombstone under removed, with maxImages: 2')
  })

  test.each<[string, (ecr: ReturnType<typeof clientOf>) => Promise<unknown>]>([
    [
      'a creation template',
      ecr => ecr.createRepositoryCreationTemplate({ prefix: 'old', appliedFor: ['REPLICATION'] }),
    ],
    [
      'a template for all names',
      ecr => ecr.createRepositoryCreationTemplate({ prefix: 'ROOT', appliedFor: ['REPLICATION'] }),
    ],
    [
      'a pull-through cache',
      ecr => ecr.createPullThroughCacheRule({ ecrRepositoryPrefix: 'old', upstreamRegistryUrl: 'public.ecr.aws' }),
    ],
    [
      'what the policy of the registry lets others replicate into',
      ecr => ecr.putRegistryPolicy({ policyText: replicating('arn:aws:ecr:us-east-1:123456789012:repository/old/*') }),
    ],
    [
      'that policy, where it names no repository',
      ecr => ecr.putRegistryPolicy({ policyText: replicating('arn:aws:ecr:us-east-1:123456789012:repository/*') }),
    ],
  ])('below the prefix of %s nothing is pruned', async (_, put) => {
    const { ecr, client } = await holding({ 'old/ours': [OURS] })
    await put(client)
    const plan = await ecr.plan(await intended(PRUNE))
    expect(plan.changes).toEqual([])
    expect(codesIn(plan)).toEqual(['ORPHANS', 'NOT_PRUNED', 'ORPHANS_BY_NAME'])
  })

  test.each<[string, string]>([
    ['other names', replicating('arn:aws:ecr:us-east-1:123456789012:repository/prod/*')],
    ['other actions', replicating('*', { Action: ['ecr:BatchImportUpstreamImage', 'ecr:CreateRepository'] })],
    [
      'a Deny',
      replicating('*', { Effect: 'Deny', Condition: { StringEquals: { 'aws:PrincipalAccount': '999999999999' } } }),
    ],
  ])('a policy of the registry about %s keeps nothing', async (_, policyText) => {
    const { ecr, client } = await holding({ 'old/ours': [OURS] })
    await client.putRegistryPolicy({ policyText })
    const plan = await ecr.plan(await intended(PRUNE))
    expect(plan.changes.filter(({ isPruned }) => isPruned).map(({ name }) => name)).toEqual(['old/ours'])
  })

  test('nor below one that is only declared yet', async () => {
    const { ecr } = await holding({ 'old/ours': [OURS], 'older/ours': [OURS] })
    const registrySettings = { pullThroughCacheRules: { old: { upstreamRegistryUrl: 'public.ecr.aws' } } }
    const plan = await ecr.plan(await intended({ prune: { match: '**' }, registry: registrySettings }))
    expect(saidIn(plan).filter(([action]) => action === 'delete')).toEqual([['delete', 'older/ours', 'done', true]])
  })

  test.each(['DescribePullThroughCacheRules', 'DescribeRepositoryCreationTemplates', 'GetRegistryPolicy'])(
    'where %s is denied, nothing is',
    async operation => {
      const { ecr } = await holding({ 'old/ours': [OURS] })
      ecr.emulator.inject({ operation, error: 'AccessDeniedException' })
      const plan = await ecr.plan(await intended(PRUNE))
      expect(plan.changes).toEqual([])
      expect(plan.targets[0]?.complete).toBe(true)
      expect(codesIn(plan)).toEqual(['ORPHANS', 'NOT_PRUNED', 'ORPHANS_BY_NAME'])
    },
  )

  test('whose tags cannot be read is not deleted', async () => {
    const { ecr } = await holding({ 'old/ours': [OURS] })
    ecr.emulator.inject({ operation: 'ListTagsForResource', error: 'AccessDeniedException' })
    const plan = await ecr.plan(await intended(PRUNE))
    expect(plan.changes).toEqual([])
    expect(codesIn(plan)).toContain('NOT_PRUNED')
  })

  test('beside one whose tags cannot be read, the others are blocked', async () => {
    const { ecr } = await holding({ 'old/ours': [OURS], 'old/unknown': [OURS] })
    const fault = { operation: 'ListTagsForResource', error: 'AccessDeniedException', repository: 'old/unknown' }
    ecr.emulator.inject(fault)
    const plan = await ecr.plan(await intended(PRUNE))
    expect(saidIn(plan)).toEqual([['delete', 'old/ours', 'INCOMPLETE', true]])
  })

  test('in a run in which something is unread, all of it is blocked', async () => {
    const { ecr } = await holding({ 'old/ours': [OURS] })
    ecr.emulator.inject({ operation: 'GetLifecyclePolicy', error: 'AccessDeniedException' })
    const plan = await ecr.plan(
      await intended({
        ...PRUNE,
        repositories: { app: { lifecyclePolicy: [{ untagged: true, expireAfter: '7 days' }] } },
      }),
    )
    expect(plan.targets[0]?.complete).toBe(false)
    expect(saidIn(plan)).toEqual([['delete', 'old/ours', 'INCOMPLETE', true]])
    expect(plan.changes[0]).toMatchObject({ operations: [], facts: [] })
  })

  test('nothing is where the list of repositories may not be read', async () => {
    const { ecr } = await holding({ 'old/ours': [OURS] })
    ecr.emulator.inject({ operation: 'DescribeRepositories', error: 'AccessDeniedException' })
    expect((await ecr.plan(await intended(PRUNE))).changes.filter(({ isPruned }) => isPruned)).toEqual([])
  })
})

describe('what it costs to know', () => {
  test('without an index, only names that match are asked for, and this is said', async () => {
    const { ecr } = await holding({ 'old/ours': [OURS], 'other/ours': [OURS] })
    const plan = await ecr.plan(await intended(PRUNE))
    const asked = ecr.emulator.calls.filter(({ operation }) => operation === 'ListTagsForResource')
    expect(
      asked.map(({ input }) => (input as { resourceArn: string }).resourceArn).filter(arn => arn.includes('other')),
    ).toEqual([])
    expect(codesIn(plan)).toEqual(['ORPHANS_BY_NAME'])
  })

  test('without prune and an index, nobody is asked', async () => {
    const { ecr } = await holding({ 'old/ours': [OURS] })
    const plan = await ecr.plan(await intended())
    expect(plan.warnings).toEqual([])
    expect(callsOf(ecr)).toEqual(['DescribeRepositories', 'ListTagsForResource'])
  })

  test('with one, all orphans are named in one call, and those that are to go are confirmed', async () => {
    const { ecr } = await holding({ 'old/ours': [OURS], 'other/b': [OURS], 'other/a': [OURS], 'old/theirs': [THEIRS] })
    const plan = await indexedPlan(ecr, await intended(PRUNE))
    expect(saidIn(plan)).toEqual([['delete', 'old/ours', 'done', true]])
    expect(orphansIn(plan)).toEqual(['other/a', 'other/b'])
    expect(plan.warnings).toMatchObject([
      { code: 'ORPHANS', severity: 'warning', summary: expect.stringContaining('other/a, other/b') },
    ])
  })

  test('what the index has of yesterday is not deleted', async () => {
    const { ecr, client } = await holding({ 'old/ours': [OURS] }, { staleTags: 99 })
    await client.untagResource({ resourceArn: arnOf('old/ours'), tagKeys: [OURS.Key ?? ''] })
    const plan = await indexedPlan(ecr, await intended(PRUNE))
    expect(plan.changes).toEqual([])
    expect(orphansIn(plan)).toBeUndefined()
  })
})

const endsOf = (outcomes: readonly Outcome[]) =>
  outcomes.map(outcome => ('error' in outcome ? [outcome.error.code, outcome.error.message] : [outcome.status]))

describe('between plan and delete', () => {
  async function planned() {
    const { ecr, client } = await holding({ 'old/ours': [OURS] })
    return { ecr, client, plan: await ecr.plan(await intended(PRUNE)) }
  }
  const resourceArn = arnOf('old/ours')

  test('nothing has happened: it is deleted, without force', async () => {
    const { ecr, plan } = await planned()
    ecr.emulator.clearCalls()
    expect(endsOf(await ecr.carryOut(plan))).toEqual([['done']])
    expect(ecr.writes()).toEqual(['DeleteRepository'])
    expect(callsOf(ecr)).toContain('ListTagsForResource')
  })

  test.each<[string, (ecr: ReturnType<typeof clientOf>) => Promise<unknown>, string]>([
    ['an image was pushed', ecr => pushImage(ecr, 'old/ours', 'one', 'v1'), 'holds 1 image'],
    ['it was protected', ecr => ecr.tagResource({ resourceArn, tags: [PROTECTED] }), 'protected by its tag'],
    [
      'another manifest took it',
      ecr => ecr.tagResource({ resourceArn, tags: [THEIRS] }),
      'belongs to the manifest billing',
    ],
    [
      'it was released',
      ecr => ecr.untagResource({ resourceArn, tagKeys: ['ecrsync:manifest'] }),
      'does not belong to the manifest acme',
    ],
    ['a stack took it', ecr => ecr.tagResource({ resourceArn, tags: [...STACK] }), 'belongs to the stack network'],
  ])('%s: it stays', async (_, happens, message) => {
    const { ecr, client, plan } = await planned()
    await happens(client)
    ecr.emulator.clearCalls()
    expect(endsOf(await ecr.carryOut(plan))).toEqual([['REFUSED', expect.stringContaining(message)]])
    expect(ecr.writes()).toEqual([])
  })

  test('its tags cannot be read any more: it stays', async () => {
    const { ecr, plan } = await planned()
    ecr.emulator.inject({ operation: 'ListTagsForResource', error: 'AccessDeniedException' })
    expect(endsOf(await ecr.carryOut(plan))).toMatchObject([['NOT_SEEN', expect.any(String)]])
  })
})
