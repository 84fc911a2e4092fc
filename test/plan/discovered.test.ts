import { describe, expect, test } from 'vitest'
import { onlyOf } from '../../src/manifest/meaning/only.ts'
import type { Plan } from '../../src/model.ts'
import type { Intent } from '../../src/plan/assemble.ts'
import { planExit } from '../../src/plan/exit.ts'
import { previewAll } from '../../src/plan/preview.ts'
import { dockerAs } from '../emulator/distribution/docker.ts'
import { clientOf, pushImage } from '../emulator/ecr.ts'
import { intentOf, type Json } from '../properties/manifests.ts'
import { QUIETLY, type Registry, registry } from '../registry.ts'
import { ACCOUNT, NOW, REGION } from '../world.ts'

const HUB: Json = { match: 'hub/**', tags: { source: 'hub' }, lifecyclePolicy: 'standard' }

async function intended(more: Json = {}): Promise<Intent> {
  const intent = await intentOf({
    version: 1,
    name: 'acme',
    lifecyclePolicies: { standard: [{ untagged: true, keepNewest: 1 }] },
    defaults: [{ match: '**', tags: { declared: 'yes' } }],
    repositories: { 'hub/mine': {} },
    discovered: [HUB],
    ...more,
  })
  if (intent === undefined) throw new Error('The manifest is not valid')
  return intent
}

/** A registry that holds these, and a client of it. */
async function holding(...names: readonly string[]) {
  const ecr = await registry({ now: () => NOW })
  const client = clientOf(ecr.emulator)
  for (const repositoryName of names) await client.createRepository({ repositoryName })
  ecr.emulator.clearCalls()
  return { ecr, client }
}

const addressesIn = ({ changes }: Plan) => changes.map(({ action, address }) => `${action} ${address}`)
const policyOf = async (ecr: Registry, repositoryName: string) =>
  (
    await clientOf(ecr.emulator)
      .getLifecyclePolicy({ repositoryName })
      .catch(() => undefined)
  )?.lifecyclePolicyText

describe('a repository that is listed and not declared', () => {
  test('is planned by the entries that match it, after those that are declared, and counted apart', async () => {
    const { ecr } = await holding('hub/b', 'hub/a', 'other', 'hub/mine')
    const plan = await ecr.plan(await intended())
    expect(addressesIn(plan)).toEqual([
      'update repository["hub/a"]',
      'create lifecyclePolicy["hub/a"]',
      'update repository["hub/b"]',
      'create lifecyclePolicy["hub/b"]',
      'update repository["hub/mine"]',
    ])
    expect(plan.targets).toMatchObject([{ read: 4, discovered: 2, unmanaged: 1, unchanged: 0, complete: true }])
    const [first, , , , mine] = plan.changes
    expect([first?.isDiscovered, mine?.isDiscovered]).toEqual([true, undefined])
    expect(first?.after).toMatchObject({ tags: { source: 'hub' } })
    expect(mine?.after).toMatchObject({ tags: { declared: 'yes' } })
    expect(first?.sources).toMatchObject([{ file: expect.stringMatching(/ecrsync\.yaml$/) }])
  })

  test('has its settings after an apply, without the owner tag, and then nothing is left to do', async () => {
    const { ecr, client } = await holding('hub/a', 'hub/mine')
    await pushImage(client, 'hub/a', 'one', 'v1')
    const { outcomes } = await ecr.apply(await intended())
    expect(outcomes.map(({ status }) => status)).toEqual(['done', 'done', 'done'])
    const resourceArn = `arn:aws:ecr:${REGION}:${ACCOUNT}:repository/hub/a`
    expect((await client.listTagsForResource({ resourceArn })).tags).toEqual([{ Key: 'source', Value: 'hub' }])
    expect((await client.listImages({ repositoryName: 'hub/a' })).imageIds).toMatchObject([{ imageTag: 'v1' }])
    const plan = await ecr.plan(await intended())
    expect(plan.changes).toEqual([])
    expect(plan.targets).toMatchObject([{ discovered: 1, unchanged: 2, unmanaged: 0 }])
  })

  test('is told that ECR fixes what it fixes at creation, and is no failure', async () => {
    const { ecr } = await holding('hub/a')
    const entry = { match: 'hub/**', encryptionConfiguration: { encryptionType: 'KMS' } }
    const plan = await ecr.plan(await intended({ repositories: {}, discovered: [entry] }))
    expect(plan.changes.map(({ blocked }) => blocked?.code)).toEqual(['CANNOT_CHANGE'])
    expect(planExit(plan, false)).toBe(0)
  })

  test('that a filter leaves out is neither planned nor unmanaged', async () => {
    const { ecr } = await holding('hub/a', 'hub/b', 'other')
    const intent = await intended()
    const plan = await ecr.plan({ ...intent, wishes: onlyOf(intent.wishes, ['hub/a', 'other']) })
    expect(addressesIn(plan)).toEqual(['update repository["hub/a"]', 'create lifecyclePolicy["hub/a"]'])
    expect(plan.targets).toMatchObject([{ discovered: 1, unmanaged: 1 }])
  })

  test('counts towards guards like others', async () => {
    const { ecr, client } = await holding('hub/a')
    for (const content of ['one', 'two', 'three']) await pushImage(client, 'hub/a', content)
    const guards = { expireImages: { max: 1 } }
    const plan = await ecr.plan(await intended({ guards }))
    expect(plan.refused.map(({ code, summary }) => [code, summary])).toEqual([
      ['GUARD_EXPIRE_IMAGES', '2 images would expire, guards.expireImages.max is 1'],
    ])
  })

  test('is left alone where what is filled in for it is wrong, and others are not', async () => {
    const long = `hub/${'x'.repeat(240)}`
    const { ecr } = await holding(long, 'hub/a')
    const text = '${{ repository.name }} ${{ repository.name }}'
    const intent = await intended({ repositories: {}, discovered: [{ match: 'hub/**', tags: { text } }] })
    const { plan, outcomes } = await ecr.apply(intent)
    expect(plan.changes).toMatchObject([
      { address: 'repository["hub/a"]' },
      {
        address: `repository["${long}"]`,
        operations: [],
        blocked: { code: 'INVALID_TAG' },
        lines: [{ text: 'Invalid value of tag "text": nothing of it is changed' }],
      },
    ])
    expect([planExit(plan, false), outcomes.map(({ status }) => status)]).toEqual([4, ['done', 'skipped']])
  })
})

describe('a list that is not whole', () => {
  test.each([
    ['is denied', 'AccessDeniedException', 'ACCESS_DENIED'],
    ['breaks off', 'InvalidParameterException', 'NOT_SEEN'],
  ])('where it %s, may hide some', async (_title, error, code) => {
    const { ecr } = await holding('hub/a')
    const intent = await intended({ repositories: {} })
    ecr.emulator.inject({ operation: 'DescribeRepositories', error })
    const { targets } = await ecr.plan(intent)
    expect(targets).toMatchObject([
      { complete: false, unread: [{ scope: 'registry', address: 'discovered["default"]', label: 'discovered', code }] },
    ])
  })
})

describe('between a plan and its apply', () => {
  test('one that has gone needs nothing any more, and stops no other', async () => {
    const { ecr, client } = await holding('hub/a', 'hub/b')
    const plan = await ecr.plan(await intended({ repositories: {} }))
    await client.deleteRepository({ repositoryName: 'hub/a' })
    ecr.emulator.clearCalls()
    const outcomes = await ecr.carryOut(plan)
    expect(outcomes.map(({ status }) => status)).toEqual(['done', 'done', 'done', 'done'])
    expect(ecr.writes().toSorted()).toEqual(['PutLifecyclePolicy', 'TagResource'])
    expect(await policyOf(ecr, 'hub/b')).toBeDefined()
  })

  test('one that goes directly before a write fails alone', async () => {
    const { ecr } = await holding('hub/a', 'hub/b')
    const plan = await ecr.plan(await intended({ repositories: {} }))
    const error = 'RepositoryNotFoundException'
    ecr.emulator.inject({ operation: 'PutLifecyclePolicy', error, repository: 'hub/a' })
    const outcomes = await ecr.carryOut(plan)
    expect(plan.changes.map(({ address }, index) => [address, outcomes[index]?.status])).toEqual([
      ['repository["hub/a"]', 'done'],
      ['lifecyclePolicy["hub/a"]', 'failed'],
      ['repository["hub/b"]', 'done'],
      ['lifecyclePolicy["hub/b"]', 'done'],
    ])
  })
})

describe('a repository that appears between two runs', () => {
  test.each<[string, (ecr: Registry) => Promise<unknown>]>([
    [
      'by a push',
      async ({ emulator }) => {
        await clientOf(emulator).createRepositoryCreationTemplate({ prefix: 'ROOT', appliedFor: ['CREATE_ON_PUSH'] })
        await (await dockerAs(emulator, {})).push('hub/new', 'one', 'v1')
      },
    ],
    [
      'by replication',
      async ({ emulator }) => {
        const elsewhere = clientOf(emulator, { accessKey: ACCOUNT, region: 'eu-west-1' })
        const destinations = [{ region: REGION, registryId: ACCOUNT }]
        await elsewhere.putReplicationConfiguration({ replicationConfiguration: { rules: [{ destinations }] } })
        await elsewhere.createRepository({ repositoryName: 'hub/new' })
        await pushImage(elsewhere, 'hub/new', 'one', 'v1')
      },
    ],
  ])('%s has its settings at the next, and one that is declared those of its own', async (_title, appear) => {
    const { ecr, client } = await holding('hub/mine')
    await ecr.apply(await intended())
    await appear(ecr)
    const { plan } = await ecr.apply(await intended())
    expect(addressesIn(plan)).toEqual(['update repository["hub/new"]', 'create lifecyclePolicy["hub/new"]'])
    expect([await policyOf(ecr, 'hub/new'), await policyOf(ecr, 'hub/mine')]).toEqual([expect.any(String), undefined])
    expect((await client.listImages({ repositoryName: 'hub/new' })).imageIds).toMatchObject([{ imageTag: 'v1' }])
    expect((await ecr.plan(await intended())).changes).toEqual([])
  })
})

describe('a preview', () => {
  const previewed = async (repositories: readonly string[], more: Json = {}) => {
    const { ecr } = await holding('hub/b', 'hub/a', 'other', 'hub/mine')
    const { wishes } = await intended(more)
    const { previews, missing } = await previewAll(
      wishes,
      { reader: ecr.client.reader, now: NOW, repositories },
      QUIETLY,
    )
    return [
      previews.map(({ repository, from }) => `${repository} ${from}`),
      missing.map(({ repository }) => repository),
    ]
  }

  test('is of those with a policy, too, after those that are declared', async () => {
    const repositories = { 'hub/mine': { lifecyclePolicy: 'standard' } }
    expect(await previewed([], { repositories })).toEqual([
      ['hub/mine manifest', 'hub/a manifest', 'hub/b manifest'],
      [],
    ])
  })

  test('is of none that is given no policy', async () => {
    expect(await previewed([], { discovered: [{ match: '**', tags: { a: 'b' } }] })).toEqual([[], []])
  })

  test('is of one that is named', async () => {
    expect(await previewed(['hub/a', 'other'])).toEqual([['hub/a manifest', 'other none'], []])
  })
})
