import { describe, expect, test } from 'vitest'
import type { EmulatorOptions } from '../../src/emulator/server.ts'
import { OWNER_TAG } from '../../src/names.ts'
import { planExit } from '../../src/plan/exit.ts'
import { clientOf } from '../emulator/ecr.ts'
import { intendedFrom } from '../manifest/world.ts'
import { registry } from '../registry.ts'
import { arnOf } from '../world.ts'

/** Repositories by name, each with the manifest that owns it. */
type Owners = Readonly<Record<string, string | undefined>>

async function world(owners: Owners, text: string, options: EmulatorOptions = {}) {
  const ecr = await registry(options)
  const client = clientOf(ecr.emulator)
  for (const [repositoryName, owner] of Object.entries(owners))
    await client.createRepository({
      repositoryName,
      ...(owner !== undefined && { tags: [{ Key: OWNER_TAG, Value: owner }] }),
    })
  ecr.emulator.clearCalls()
  const intent = await intendedFrom(`version: 1\nname: acme\n${text}`)
  const ownerOf = async (name: string) => {
    const { tags = [] } = await client.listTagsForResource({ resourceArn: arnOf(name) })
    return tags.find(({ Key }) => Key === OWNER_TAG)?.Value
  }
  return { ecr, intent, ownerOf, plan: () => ecr.plan(intent), client }
}

const codesIn = (plan: Awaited<ReturnType<Awaited<ReturnType<typeof world>>['plan']>>) =>
  plan.changes.map(({ address, blocked, claims }) => `${address} ${blocked?.code ?? claims ?? 'change'}`)

describe('what another manifest owns', () => {
  test('is refused, also where nothing else differs, and the plan exits 4', async () => {
    const { plan } = await world({ app: 'billing' }, 'repositories: { app: }')
    const made = await plan()
    expect(codesIn(made)).toEqual(['owner["app"] OTHER_OWNER'])
    expect(planExit(made, false)).toBe(4)
  })

  test('keeps all of its settings, whatever the manifest says of them', async () => {
    const settings =
      'tags: { a: b }, repositoryPolicy: { access: { pull: ["444455556666"] } }, lifecyclePolicy: [{ any: true, keepNewest: 3 }]'
    const { plan, ecr, intent } = await world({ app: 'billing' }, `repositories: { app: { ${settings} } }`)
    expect(codesIn(await plan())).toEqual([
      'repository["app"] OTHER_OWNER',
      'owner["app"] OTHER_OWNER',
      'repositoryPolicy["app"] OTHER_OWNER',
      'lifecyclePolicy["app"] OTHER_OWNER',
    ])
    await ecr.apply(intent)
    expect(ecr.writes()).toEqual([])
  })

  test.each([
    ['removed', 'removed: [{ name: app }]'],
    ['discovered', 'discovered: [{ match: "**", tags: { a: b } }]'],
    ['declared with nothing owned', 'ownership: none\nrepositories: { app: { tags: { a: b } } }'],
    ['declared and adopted from nobody', 'adopt: ["**"]\nrepositories: { app: { tags: { a: b } } }'],
    [
      'declared and adopted from another one',
      'adopt: [{ match: "**", from: third }]\nrepositories: { app: { tags: { a: b } } }',
    ],
    ['released and declared', 'released: [{ name: app, reason: x }]\nrepositories: { app: { tags: { a: b } } }'],
  ])('is refused where it is %s', async (_, text) => {
    const { plan, ecr, intent, ownerOf } = await world({ app: 'billing' }, text)
    expect(codesIn(await plan()).toSorted()).toEqual(['owner["app"] OTHER_OWNER', 'repository["app"] OTHER_OWNER'])
    await ecr.apply(intent)
    expect([ecr.writes(), await ownerOf('app')]).toEqual([[], 'billing'])
  })

  test('is none of ours any more where only its release is left', async () => {
    const { plan } = await world({ app: 'billing' }, 'released: [{ name: app, reason: moved }]')
    const { changes, warnings } = await plan()
    expect([changes, warnings]).toEqual([[], []])
  })

  test('goes by a tombstone where it may be taken, and is not tagged before', async () => {
    const { ecr, intent } = await world(
      { app: 'billing' },
      'adopt: [{ match: "**", from: billing }]\nremoved: [{ name: app }]',
    )
    await ecr.apply(intent)
    expect(ecr.writes()).toEqual(['DeleteRepository'])
  })
})

describe('adopting', () => {
  const TEXT = 'adopt: ["**", { match: "**", from: old }]\nrepositories: { app: , was: , ours: , come: }'
  const OWNERS = { app: undefined, was: 'old', ours: 'acme', stranger: undefined }

  test('tags what is declared and there, and nothing else; then nothing is left', async () => {
    const { ecr, intent, plan, ownerOf } = await world(OWNERS, TEXT)
    const made = await plan()
    expect(made.summary).toMatchObject({ create: 1, update: 0, adopt: 2, release: 0, blocked: 0 })
    expect(codesIn(made)).toEqual(['owner["app"] adopt', 'repository["come"] change', 'owner["was"] adopt'])
    await ecr.apply(intent)
    expect(await Promise.all(['app', 'was', 'ours', 'come', 'stranger'].map(ownerOf))).toEqual([
      'acme',
      'acme',
      'acme',
      'acme',
      undefined,
    ])
    expect((await plan()).changes).toEqual([])
  })

  test('what is discovered is tagged, too', async () => {
    const { ecr, intent, ownerOf } = await world(
      { 'hub/nginx': undefined },
      'adopt: ["hub/**"]\ndiscovered: [{ match: "hub/**", tags: { a: b } }]',
    )
    await ecr.apply(intent)
    expect(await ownerOf('hub/nginx')).toBe('acme')
  })

  test('nothing else of what another one owned is tried where its tag is refused', async () => {
    const text = 'adopt: [{ match: "**", from: old }]\nrepositories: { app: { imageTagMutability: IMMUTABLE } }'
    const { ecr, intent } = await world({ app: 'old' }, text)
    ecr.emulator.inject({ operation: 'TagResource', error: 'AccessDeniedException' })
    const { outcomes } = await ecr.apply(intent)
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['failed', 'skipped'])
    expect(ecr.writes()).toEqual(['TagResource'])
  })
})

describe('releasing', () => {
  test('takes the tag off, once, and what stays declared is kept as it is declared', async () => {
    const text = 'released: [{ name: app, reason: moved }]\nrepositories: { app: { imageTagMutability: IMMUTABLE } }'
    const { ecr, intent, plan, ownerOf } = await world({ app: 'acme' }, text)
    await ecr.apply(intent)
    expect(await ownerOf('app')).toBeUndefined()
    expect(ecr.writes().toSorted()).toEqual(['PutImageTagMutability', 'UntagResource'])
    expect((await plan()).changes).toEqual([])
  })

  test("a repository that is created then is nobody's from the beginning", async () => {
    const { ecr, intent, plan, ownerOf } = await world(
      {},
      'released: [{ name: app, reason: moved }]\nrepositories: { app: }',
    )
    await ecr.apply(intent)
    expect(await ownerOf('app')).toBeUndefined()
    expect((await plan()).changes).toEqual([])
  })

  test('is a note where it is not there, and counts nothing', async () => {
    const { plan } = await world({}, 'released: [{ name: app, reason: moved }]')
    const { warnings, summary } = await plan()
    expect(warnings.map(({ code, severity }) => `${severity} ${code}`)).toEqual(['note RELEASED_NOT_THERE'])
    expect(summary).toMatchObject({ unchanged: 0, create: 0 })
  })
})

describe('with nothing owned', () => {
  test('what is created carries no tag, and what is ours by its tag is changed', async () => {
    const text = 'ownership: none\nrepositories: { app: , mine: { imageTagMutability: IMMUTABLE } }'
    const { ecr, intent, ownerOf } = await world({ mine: 'acme' }, text)
    await ecr.apply(intent)
    expect([await ownerOf('app'), await ownerOf('mine')]).toEqual([undefined, 'acme'])
    expect(ecr.writes().toSorted()).toEqual(['CreateRepository', 'PutImageTagMutability'])
  })
})

describe('where tags may not be read', () => {
  const denied = { faults: [{ operation: 'ListTagsForResource', error: 'AccessDeniedException' }] }

  test('the plan is whole, and says once that owners are not known', async () => {
    const { plan } = await world(
      { a1: undefined, a2: 'billing' },
      'repositories: { a1: { imageTagMutability: IMMUTABLE }, a2: }',
      denied,
    )
    const made = await plan()
    expect(made.warnings.map(({ code, severity }) => `${severity} ${code}`)).toEqual(['note OWNER_UNKNOWN'])
    expect([codesIn(made), planExit(made, true)]).toEqual([['repository["a1"] change'], 2])
  })

  test('what is to be changed is changed, and what is to be adopted is not', async () => {
    const text = 'adopt: ["**"]\nrepositories: { app: { imageTagMutability: IMMUTABLE } }'
    const { ecr, intent } = await world({ app: undefined }, text, denied)
    const { plan, outcomes } = await ecr.apply(intent)
    expect(codesIn(plan)).toEqual(['repository["app"] change', 'owner["app"] OWNER_UNKNOWN'])
    expect(outcomes.map(({ status }) => status)).toEqual(['done', 'skipped'])
  })

  test('any other failure leaves the owner unread', async () => {
    const failing = { faults: [{ operation: 'ListTagsForResource', error: 'InvalidParameterException' }] }
    const { plan } = await world({ app: undefined }, 'repositories: { app: }', failing)
    const made = await plan()
    expect(made.targets[0]?.unread.map(({ address }) => address)).toEqual(['owner["app"]'])
    expect(planExit(made, false)).toBe(7)
  })
})

describe('its calls', () => {
  test('tags and owner of a repository are one call, and none where it is not there', async () => {
    const { plan, ecr } = await world({ app: 'acme' }, 'repositories: { app: { tags: { a: b } }, come: }')
    await plan()
    expect(ecr.emulator.calls.filter(({ operation }) => operation === 'ListTagsForResource')).toHaveLength(1)
  })
})
