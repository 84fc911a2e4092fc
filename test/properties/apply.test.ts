import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Wishes } from '../../src/model.ts'
import { wishesFor } from '../../src/plan/discovered.ts'
import { dump, type Held } from './registries.ts'
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
  }, 40))

const wantOf = (wishes: Wishes, kind: string, name: string) =>
  wishesFor(wishes, name).find(declared => declared.kind === kind)?.want as Fields | null | undefined

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
    tags: without(tags, (wanted.tags ?? {}) as object) as Record<string, string>,
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
    for (const [name, held] of before) {
      const left = after.get(name)
      if (left) expect(beyond(intent.wishes, name, left)).toEqual(beyond(intent.wishes, name, held))
      else expect(intent.wishes.isDeclared(name)).toBe(true)
    }
    expect([...after.keys()].filter(name => !before.has(name) && !intent.wishes.isDeclared(name))).toEqual([])
  }, 25))

test('what nobody declares is never created, deleted or tagged as ours, and keeps its images', () =>
  always(async ({ ecr, intent }) => {
    const before = await dump(ecr)
    const { plan } = await ecr.apply(intent)
    const after = await dump(ecr)
    const discovered = [...before.keys()].filter(name => intent.wishes.discovered?.isFor(name))
    expect(plan.targets[0]?.discovered).toBe(discovered.length)
    for (const name of discovered) {
      expect(after.get(name)?.images).toBe(before.get(name)?.images)
      const tags = (wantOf(intent.wishes, 'repository', name)?.tags ?? {}) as object
      const ours = (held: Held | undefined) => held?.tags['ecrsync:manifest']
      if (!Object.hasOwn(tags, 'ecrsync:manifest')) expect(ours(after.get(name))).toBe(ours(before.get(name)))
    }
  }, 25))

test('L4: a repository goes only by a tombstone that allows its images, a policy or tag only by null', () =>
  always(async ({ ecr, intent }) => {
    const before = await dump(ecr)
    await ecr.apply(intent)
    const after = await dump(ecr)
    const want = (kind: string, name: string) => wantOf(intent.wishes, kind, name)
    for (const [name, held] of before) {
      const left = after.get(name)
      const { removed, tags = {} } = (want('repository', name) ?? {}) as {
        removed?: { maxImages: number }
        tags?: Fields
      }
      expect(left === undefined).toBe(removed !== undefined && held.images <= removed.maxImages)
      if (left === undefined) continue
      if (held.policy !== null && left.policy === null) expect(want('repositoryPolicy', name)).toBeNull()
      if (held.lifecycle !== null && left.lifecycle === null) expect(want('lifecyclePolicy', name)).toBeNull()
      for (const key of Object.keys(held.tags)) if (!Object.hasOwn(left.tags, key)) expect(tags[key]).toBeNull()
    }
  }, 25))

const READS = ['DescribeImages', 'GetLifecyclePolicy', 'GetRepositoryPolicy', 'ListTagsForResource']
interface Denial {
  readonly operation: string
  readonly repository?: string
}

const denial: fc.Arbitrary<Denial> = fc.oneof(
  { weight: 1, arbitrary: fc.constant({ operation: 'DescribeRepositories' }) },
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
      expect(failedIn(outcomes)).toEqual([])
      ecr.emulator.clearFaults()
      const after = await dump(ecr)
      for (const { address, field, repository: name = '' } of plan.targets[0]?.unread ?? []) {
        expect(seen(address, field, after.get(name))).toEqual(seen(address, field, before.get(name)))
      }
      for (const { address, action, kind, name } of plan.changes)
        if (action === 'create')
          expect([address, seen(kind, undefined, before.get(name)) ?? null]).toEqual([address, null])
    },
    40,
  ))

/** What a registry holds at an unread place. */
function seen(address: string, field: string | undefined, held: Held | undefined): unknown {
  if (field === 'tags') return held?.tags
  if (address.startsWith('repositoryPolicy')) return held?.policy
  return address.startsWith('lifecyclePolicy') ? held?.lifecycle : held
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
    25,
  ))
