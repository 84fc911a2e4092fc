import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Listed, Reader } from '../../src/aws/api.ts'
import { ARNS_A_CALL, type Tagged, type TagIndex } from '../../src/aws/tagging.ts'
import { EcrsyncError } from '../../src/errors.ts'
import type { Wishes } from '../../src/model.ts'
import { OWNER_TAG } from '../../src/names.ts'
import { makePlan, NO_IMAGES, QUIETLY } from '../registry.ts'
import { runs } from '../runs.ts'
import { arnOf, declared, intentFrom, NOW, REGION } from '../world.ts'

const TAGS = { team: 'app' }
const LISTED_A_CALL = 1000

/** Whose each repository is, by its number; '' is nobody's. */
type Owners = (index: number) => string

interface World {
  readonly repositories: number
  readonly owners: Owners
  readonly strangers: number
  /** Of strangers; left out: they have no tags at all. */
  readonly strangersOwners?: Owners
  /** Left out: whatever it does not name is nobody's business. */
  readonly isOwning?: boolean
  readonly isAsked?: boolean
  /** Left out: a listing is as fast as an index. */
  readonly isListedSlowly?: boolean
  /** The call of the index that fails, and all after it. */
  readonly failsAt?: number
}

const ALL_OURS: Owners = () => 'acme'
const THEIRS: Owners = () => 'billing'
const NOBODYS: Owners = () => ''

const tagList = (owner: string, tags: object): Tagged['tags'] =>
  Object.entries({ ...tags, ...(owner !== '' && { [OWNER_TAG]: owner }) }).map(([Key, Value]) => ({ Key, Value }))

/** Tags of all by ARN, in the order of the list. */
function tagsIn({ repositories, owners, strangers, strangersOwners }: World) {
  const own = Array.from({ length: repositories }, (_, at) => [arnOf(`app-${at}`), tagList(owners(at), TAGS)] as const)
  const others = Array.from(
    { length: strangers },
    (_, at) => [arnOf(`other-${at}`), strangersOwners ? tagList(strangersOwners(at), {}) : []] as const,
  )
  return new Map([...own, ...others])
}

const listedAs = (repositoryArn: string): Listed => ({
  repositoryArn,
  repositoryName: repositoryArn.split(':repository/')[1] ?? '',
})

function* chunks<T>(list: readonly T[], size: number): Generator<readonly T[]> {
  for (let at = 0; at === 0 || at < list.length; at += size) yield list.slice(at, at + size)
}

/** A registry and its index as AWS has them, and each call that they are asked. */
function asked(world: World) {
  const tags = tagsIn(world)
  const calls: string[] = []
  const answers = {
    async DescribeRepositories({ nextToken = '0' }: { nextToken?: string }) {
      for (let turn = 0; world.isListedSlowly && turn < 50; turn += 1) await new Promise(setImmediate)
      const pages = [...chunks([...tags.keys()].map(listedAs), LISTED_A_CALL)]
      const next = Number(nextToken) + 1
      return { repositories: pages[next - 1], ...(next < pages.length && { nextToken: String(next) }) }
    },
    ListTagsForResource: ({ resourceArn }: { resourceArn: string }) => ({ tags: tags.get(resourceArn) }),
  }
  const reader = {
    async call(action: keyof typeof answers, input: never) {
      calls.push(`${action} ${JSON.stringify(input)}`)
      return answers[action](input)
    },
  } as unknown as Reader
  const indexed = [...tags].flatMap(([arn, tags]): readonly Tagged[] => (tags.length > 0 ? [{ arn, tags }] : []))
  const byArn = new Map(indexed.map(one => [one.arn, one]))
  const told = (what: string) => {
    calls.push(`GetResources ${what}`)
    const made = calls.filter(call => call.startsWith('GetResources')).length
    if (made > (world.failsAt ?? Number.POSITIVE_INFINITY)) throw new EcrsyncError('ACCESS_DENIED', 'No')
  }
  const index: TagIndex = {
    isCertain: true,
    async *pages({ key, value }) {
      const found = indexed.filter(({ tags }) => tags.some(({ Key, Value }) => Key === key && Value === value))
      for (const [page, some] of [...chunks(found, ARNS_A_CALL)].entries()) {
        told(`page ${page}`)
        yield some
      }
    },
    async of(arns) {
      expect(arns.length).toBeLessThanOrEqual(ARNS_A_CALL)
      told(arns.join())
      return arns.flatMap(arn => byArn.get(arn) ?? [])
    },
    close() {},
  }
  return { calls, reader, index }
}

function wishesOf({ repositories, isOwning = true }: World): Wishes {
  const names = Array.from({ length: repositories }, (_, at) => `app-${at}`)
  const wanted = new Set(names)
  return {
    of: name => [declared('repository', name, { tags: TAGS })],
    registry: () => [],
    isDeclared: name => wanted.has(name),
    repositories: names,
    ...(isOwning && { owned: { manifest: 'acme' } }),
  }
}

/** The calls of a plan of it, by operation, with the orphans that it names. */
async function planned(world: World) {
  const { calls, reader, index } = asked(world)
  const { isAsked = false } = world
  const plan = await makePlan(
    { ...intentFrom([]), wishes: wishesOf(world) },
    { reader, tagReading: { index, isAsked }, images: NO_IMAGES, inUse: () => [], now: NOW, ...QUIETLY },
    { name: 'default', region: REGION, account: '123456789012' },
  )
  expect(plan.changes).toEqual([])
  expect(plan.summary.unchanged).toBe(world.repositories)
  expect(calls.length).toBe(new Set(calls).size)
  const count = (operation: string) => calls.filter(call => call.startsWith(`${operation} `)).length
  return {
    listings: count('DescribeRepositories'),
    lookUps: count('GetResources'),
    byEcr: count('ListTagsForResource'),
    orphans: plan.targets[0]?.orphans ?? [],
    codes: plan.warnings.map(({ code }) => code),
  }
}

/**
 * The bound of a plan with nothing to change is 2N + N/100 + N/1000 + 3 calls, of which the policies of each take 2N. Registries
 * are listed as a whole, and orphans are looked up as what is declared.
 */
async function keepsTheBound(world: World): Promise<void> {
  const { listings, lookUps, byEcr, orphans } = await planned(world)
  const { repositories, strangers } = world
  const pagesOf = (count: number) => Math.max(1, Math.ceil(count / LISTED_A_CALL))
  const bound = Math.floor((repositories + orphans.length) / 100 + repositories / 1000 + 3)
  const pagesOfOthers = pagesOf(repositories + strangers) - pagesOf(repositories)
  expect({ ...world, calls: listings - pagesOfOthers + lookUps + byEcr }).toSatisfy(({ calls }) => calls <= bound)
}

const COUNTS = [...Array.from({ length: 13 }, (_, count) => count), 99, 100, 101, 102, 300, 1000, 1001]

const half: Owners = index => (index % 2 === 0 ? 'acme' : '')
const few: Owners = index => (index % 97 === 0 ? 'acme' : 'billing')
const last: Owners = index => (index === 0 ? '' : 'acme')
/** Not enough to be asked for before the end of the list. */
const first99: Owners = index => (index < 99 ? '' : 'acme')

describe('a plan with nothing to change keeps its bound', () => {
  test.each<[string, Omit<World, 'repositories'>]>([
    ['of a manifest that owns nothing', { owners: NOBODYS, strangers: 0, isOwning: false }],
    ['of one in a full registry', { owners: NOBODYS, strangers: 2500, strangersOwners: THEIRS, isOwning: false }],
    ['whose repositories are all there is', { owners: ALL_OURS, strangers: 0 }],
    ['beside a stranger', { owners: ALL_OURS, strangers: 1 }],
    ['beside an orphan', { owners: ALL_OURS, strangers: 1, strangersOwners: ALL_OURS }],
    ['beside fifty strangers', { owners: ALL_OURS, strangers: 50, strangersOwners: THEIRS }],
    ['beside more strangers than a call takes', { owners: ALL_OURS, strangers: 150, strangersOwners: THEIRS }],
    ['beside a hundred orphans', { owners: ALL_OURS, strangers: 120, strangersOwners: few }],
    ['in a registry that is full of others', { owners: ALL_OURS, strangers: 2500, strangersOwners: THEIRS }],
    ['where nothing is owned', { owners: NOBODYS, strangers: 0 }],
    ['where nothing is owned, beside a stranger', { owners: NOBODYS, strangers: 1 }],
    ['where nothing is owned, among others', { owners: NOBODYS, strangers: 900, strangersOwners: THEIRS }],
    ['where half is owned, among others', { owners: half, strangers: 900, strangersOwners: few }],
    ['where all but one is owned, among others', { owners: last, strangers: 2500, strangersOwners: THEIRS }],
    ['where few are owned, among others', { owners: few, strangers: 2500 }],
    ['by the index alone', { owners: half, strangers: 500, isAsked: true }],
  ])('%s', async (_, world) => {
    for (const repositories of COUNTS) await keepsTheBound({ repositories, ...world })
  })

  test.each<[string, Owners]>([
    ['half owned', half],
    ['the first of them not owned', first99],
  ])('of ten thousand repositories, %s', async (_, owners) => {
    await keepsTheBound({ repositories: 10_000, owners, strangers: 1 })
  })

  test('however slowly they are listed: of less than a call takes, it waits for more', async () => {
    const owners: Owners = index => (index % 3 === 0 ? '' : 'acme')
    const world = { repositories: 4100, owners, strangers: 1, isListedSlowly: true }
    await keepsTheBound(world)
    await keepsTheBound({ ...world, repositories: 2001, owners: NOBODYS, isOwning: false })
  })

  test('of any number, whoever owns them, beside any number of others', async () => {
    const anyOwners = fc.constantFrom(ALL_OURS, NOBODYS, THEIRS, half, few, last)
    await fc.assert(
      fc.asyncProperty(
        fc.record({
          repositories: fc.oneof(fc.integer({ min: 0, max: 250 }), fc.integer({ min: 0, max: 1500 })),
          owners: anyOwners,
          strangers: fc.oneof(fc.integer({ min: 0, max: 110 }), fc.integer({ min: 0, max: 1500 })),
          strangersOwners: fc.option(anyOwners, { nil: undefined }),
          isAsked: fc.boolean(),
        }),
        ({ strangersOwners, ...world }) => keepsTheBound({ ...world, ...(strangersOwners && { strangersOwners }) }),
      ),
      { numRuns: runs(25) },
    )
  })
})

describe('orphans are named', () => {
  const orphan =
    (at: number): Owners =>
    index =>
      index === at ? 'acme' : 'billing'

  test.each<[string, World, number, readonly string[]]>([
    [
      'by the call that tells of the others',
      { repositories: 3, owners: half, strangers: 9, strangersOwners: orphan(4) },
      1,
      ['other-4'],
    ],
    [
      'by a call for what is ours, where they take one more',
      { repositories: 3, owners: ALL_OURS, strangers: 250, strangersOwners: orphan(249) },
      1,
      ['other-249'],
    ],
    [
      'where nothing is declared, or there yet',
      { repositories: 0, owners: ALL_OURS, strangers: 250, strangersOwners: orphan(7) },
      1,
      ['other-7'],
    ],
    [
      'in as many pages as there are',
      { repositories: 150, owners: half, strangers: 150, strangersOwners: ALL_OURS },
      4,
      Array.from({ length: 150 }, (_, at) => `other-${at}`).toSorted(),
    ],
    [
      'whatever fails after it was known',
      { repositories: 3, owners: NOBODYS, strangers: 250, strangersOwners: orphan(1), failsAt: 1 },
      2,
      ['other-1'],
    ],
    [
      'not, where the index does not answer',
      { repositories: 3, owners: half, strangers: 9, strangersOwners: orphan(4), failsAt: 0 },
      1,
      [],
    ],
    [
      'not, where it breaks off among those that are ours',
      { repositories: 150, owners: ALL_OURS, strangers: 150, strangersOwners: orphan(4), failsAt: 1 },
      2,
      [],
    ],
  ])('%s', async (_, world, lookUps, orphans) => {
    expect(await planned(world)).toMatchObject({ lookUps, orphans })
  })

  test('without a word of tags where those of a few are asked of ECR, because the index does not answer', async () => {
    const world = { repositories: 2, owners: half, strangers: 9, strangersOwners: orphan(4), failsAt: 0 }
    expect(await planned(world)).toEqual({ listings: 1, lookUps: 1, byEcr: 2, orphans: [], codes: [] })
  })
})
