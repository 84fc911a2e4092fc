import fc from 'fast-check'
import { expect, test } from 'vitest'
import { kindOf } from '../../src/kinds/index.ts'
import type { Declared, Wishes } from '../../src/model.ts'
import { OWNER_TAG } from '../../src/names.ts'
import { wishesFor } from '../../src/plan/discovered.ts'
import { leftAlone } from './left-alone.ts'
import { dump, type Everything, type Held } from './registries.ts'
import { always, alwaysWith, failedIn, pendingIn } from './scenario.ts'

type Fields = Readonly<Record<string, unknown>>

test('L2: after apply the plan is empty, but for what is blocked, and a second apply writes nothing', () =>
  always(async ({ ecr, intent }) => {
    const { outcomes } = await ecr.apply(intent)
    expect(failedIn(outcomes)).toEqual([])
    ecr.emulator.clearCalls()
    const { plan } = await ecr.apply(intent)
    expect(pendingIn(plan)).toEqual([])
    expect(ecr.writes()).toEqual([])
  }, 6))

const wantOf = (wishes: Wishes, kind: string, name: string) =>
  wishesFor(wishes, name).find(declared => declared.kind === kind)?.want as Fields | null | undefined

/** Whose it is may change. */
const isClaimed = (want: Fields | null | undefined): boolean =>
  ['isAdopted', 'from', 'released'].some(key => want?.[key] !== undefined)

/** Another manifest owns it, and nothing says to take it from there. */
function isForeign({ tags }: Held, want: Fields | null | undefined): boolean {
  const { manifest, from = [] } = (want ?? {}) as { manifest?: string; from?: readonly string[] }
  const owner = tags[OWNER_TAG] || manifest
  return owner !== manifest && !from.includes(owner as string)
}

/** A repository as far as no wish is about it. */
function beyond(wishes: Wishes, name: string, { repository, tags, policy, lifecycle, images }: Held): Held {
  const want = (kind: string) => wantOf(wishes, kind, name)
  const wanted = want('repository') ?? {}
  const without = (fields: Fields, keys: object) =>
    Object.fromEntries(Object.entries(fields).filter(([key]) => !Object.hasOwn(keys, key)))
  return {
    repository: without(repository, {
      ...wanted,
      ...('imageTagMutability' in wanted && { imageTagMutabilityExclusionFilters: 0 }),
    }),
    tags: without(tags, { ...(wanted.tags as object), ...(isClaimed(want('owner')) && { [OWNER_TAG]: 0 }) }) as Record<
      string,
      string
    >,
    policy: want('repositoryPolicy') === undefined ? policy : null,
    lifecycle: want('lifecyclePolicy') === undefined ? lifecycle : null,
    images,
  }
}

test('L3: nothing that the manifest does not name is touched, in a repository or beside it', () =>
  always(async ({ ecr, intent }) => {
    const before = await dump(ecr)
    await ecr.apply(intent)
    const after = await dump(ecr)
    for (const [name, held] of before.repositories) {
      const left = after.repositories.get(name)
      if (left) expect(beyond(intent.wishes, name, left)).toEqual(beyond(intent.wishes, name, held))
      else expect(intent.wishes.isDeclared(name)).toBe(true)
    }
    const come = [...after.repositories.keys()].filter(name => !before.repositories.has(name))
    expect(come.filter(name => !intent.wishes.isDeclared(name))).toEqual([])
    const wishes = new Map<string, Declared>(intent.wishes.registry().map(declared => [declared.address, declared]))
    for (const address of new Set([...before.settings.keys(), ...after.settings.keys()])) {
      const [there, left] = [before, after].map(({ settings }) => settings.get(address))
      // What was not there holds nothing of others.
      if (there === undefined && wishes.has(address)) continue
      const wish = wishes.get(address)
      expect([address, leftAlone(wish, left, there)]).toEqual([address, leftAlone(wish, there, there)])
    }
  }, 6))

test('what nobody declares is never created, deleted or tagged as ours, and keeps its images', () =>
  always(async ({ ecr, intent }) => {
    const before = await dump(ecr)
    const { plan } = await ecr.apply(intent)
    const after = await dump(ecr)
    const discovered = [...before.repositories.keys()].filter(name => intent.wishes.discovered?.isFor(name))
    expect(plan.targets[0]?.discovered).toBe(discovered.length)
    for (const name of discovered) {
      const [there, left] = [before, after].map(({ repositories }) => repositories.get(name))
      expect(left?.images).toBe(there?.images)
      const ours = (held: Held | undefined) => held?.tags[OWNER_TAG]
      if (!isClaimed(wantOf(intent.wishes, 'owner', name))) expect(ours(left)).toBe(ours(there))
    }
  }, 6))

/** The last statement goes by `absent`, and all of them by an empty list. */
const isTakenAway = ({ sharing, rules }: Fields): boolean =>
  (sharing as { absent: readonly string[] } | undefined)?.absent.length !== undefined ||
  (rules as readonly unknown[] | undefined)?.length === 0

test('L4: a repository goes only by a tombstone that allows its images, a policy or tag only by null', () =>
  always(async ({ ecr, intent }) => {
    const before = await dump(ecr)
    await ecr.apply(intent)
    const after = await dump(ecr)
    const want = (kind: string, name: string) => wantOf(intent.wishes, kind, name)
    for (const [name, held] of before.repositories) {
      const left = after.repositories.get(name)
      const { removed, tags = {} } = (want('repository', name) ?? {}) as {
        removed?: { maxImages: number }
        tags?: Fields
      }
      const mayGo = !isForeign(held, want('owner', name))
      expect(left === undefined).toBe(mayGo && removed !== undefined && held.images <= removed.maxImages)
      if (left === undefined) continue
      if (held.policy !== null && left.policy === null) expect(want('repositoryPolicy', name)).toBeNull()
      if (held.lifecycle !== null && left.lifecycle === null) expect(want('lifecyclePolicy', name)).toBeNull()
      for (const key of Object.keys(held.tags))
        if (!Object.hasOwn(left.tags, key) && key !== OWNER_TAG) expect(tags[key]).toBeNull()
      if (held.tags[OWNER_TAG] && !left.tags[OWNER_TAG]) expect(want('owner', name)?.released).toBeDefined()
    }
    const gone = [...before.settings].flatMap(([address, there]) =>
      there !== undefined && after.settings.get(address) === undefined ? [address] : [],
    )
    const asked = intent.wishes.registry().filter(({ want }) => want === null || isTakenAway(want as Fields))
    expect(gone.filter(address => !asked.some(one => one.address === address))).toEqual([])
  }, 6))

const READS = ['DescribeImages', 'GetLifecyclePolicy', 'GetRepositoryPolicy', 'ListTagsForResource']
const REGISTRY_READS = [
  'DescribePullThroughCacheRules',
  'DescribeRegistry',
  'DescribeRepositoryCreationTemplates',
  'GetAccountSetting',
  'GetRegistryPolicy',
  'GetRegistryScanningConfiguration',
  'GetSigningConfiguration',
  'ListPullTimeUpdateExclusions',
]
interface Denial {
  readonly operation: string
  readonly repository?: string
}

const denial: fc.Arbitrary<Denial> = fc.oneof(
  { weight: 1, arbitrary: fc.constant({ operation: 'DescribeRepositories' }) },
  { weight: 6, arbitrary: fc.constantFrom(...REGISTRY_READS).map(operation => ({ operation })) },
  {
    weight: 9,
    arbitrary: fc
      .tuple(fc.constantFrom(...READS), fc.constantFrom(undefined, 'team/api', 'team/web', 'legacy', 'x1'))
      .map(([operation, repository]) => ({ operation, ...(repository !== undefined && { repository }) })),
  },
)

test('L6: what could not be read is said, and is neither taken for absent nor written over', () =>
  alwaysWith(
    fc.array(denial, { minLength: 1, maxLength: 3 }),
    async ({ ecr, intent }, denied) => {
      const before = await dump(ecr)
      for (const one of denied) ecr.emulator.inject({ ...one, error: 'AccessDeniedException' })
      const { plan, outcomes } = await ecr.apply(intent)
      // What others may set in a repository that this run creates is looked at, which is not allowed here.
      const failed = plan.changes.filter((_, index) => outcomes[index]?.status === 'failed')
      expect(failed.filter(({ want }) => (want as Fields | null)?.sharing === undefined)).toEqual([])
      ecr.emulator.clearFaults()
      const after = await dump(ecr)
      for (const unread of [...(plan.targets[0]?.unread ?? []), ...failed])
        expect([unread.address, seen(unread, after)]).toEqual([unread.address, seen(unread, before)])
      for (const change of plan.changes)
        if (change.action === 'create')
          expect([change.address, isThere(change, before)]).toEqual([change.address, false])
    },
    8,
  ))

interface Place {
  readonly address: string
  readonly field?: string
  readonly repository?: string
}

/** What a registry holds at an unread place. */
function seen({ address, field, repository }: Place, { repositories, settings }: Everything): unknown {
  if (repository === undefined) return settings.get(address)
  const held = repositories.get(repository)
  if (field === 'tags') return held?.tags
  if (address.startsWith('repositoryPolicy')) return held?.policy ?? null
  return address.startsWith('lifecyclePolicy') ? (held?.lifecycle ?? null) : held
}

/** Settings that ECR always has, and that say nothing, are as if they were not there. */
function isThere(place: Place, everything: Everything): boolean {
  const found = seen(place, everything) as { readonly scanType?: string; readonly rules?: readonly unknown[] } | null
  if (found === null || found === undefined) return false
  return found.rules === undefined || found.rules.length > 0 || found.scanType === 'ENHANCED'
}

const WRITES = [
  'CreateRepository',
  'PutImageTagMutability',
  'PutLifecyclePolicy',
  'SetRepositoryPolicy',
  'TagResource',
  'UntagResource',
  'DeleteRepository',
  'DeleteLifecyclePolicy',
]

test('L8: what fails of one repository stops nothing of another', () =>
  alwaysWith(
    fc.tuple(fc.constantFrom('team/api', 'team/web', 'legacy'), fc.subarray(WRITES, { minLength: 1 })),
    async ({ ecr, intent }, [repository, operations]) => {
      for (const operation of operations) ecr.emulator.inject({ operation, error: 'AccessDeniedException', repository })
      const { plan, outcomes } = await ecr.apply(intent)
      const undone = plan.changes.filter((change, index) => !change.blocked && outcomes[index]?.status !== 'done')
      expect(undone.filter(change => change.repository !== repository)).toEqual([])
      ecr.emulator.clearFaults()
      const left = (await ecr.plan(intent)).changes.filter(({ blocked }) => !blocked)
      expect(left.filter(change => change.repository !== repository)).toEqual([])
    },
    6,
  ))

const SETTINGS = [
  'accountSetting',
  'pullThroughCacheRule',
  'pullTimeUpdateExclusion',
  'registryPolicy',
  'replicationConfiguration',
  'repositoryCreationTemplate',
  'scanningConfiguration',
  'signingConfiguration',
]

test('L8: what fails of one setting of the registry stops only what needs it', () =>
  alwaysWith(
    fc.constantFrom(...SETTINGS),
    async ({ ecr, intent }, key) => {
      for (const operation of kindOf(key).uses.writes)
        ecr.emulator.inject({ operation, error: 'AccessDeniedException' })
      const { plan, outcomes } = await ecr.apply(intent)
      const undone = plan.changes.filter((change, index) => !change.blocked && outcomes[index]?.status !== 'done')
      const stopped = undone.filter(({ kind }) => kind !== key && !kindOf(kind).needs.includes(key))
      expect(stopped.map(({ address }) => address)).toEqual([])
      ecr.emulator.clearFaults()
      await ecr.apply(intent)
      expect(pendingIn(await ecr.plan(intent))).toEqual([])
    },
    6,
  ))
