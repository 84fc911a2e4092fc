import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Tagged, TagIndex } from '../../src/aws/tagging.ts'
import { EcrsyncError } from '../../src/errors.ts'
import type { Plan } from '../../src/model.ts'
import type { TagReading } from '../../src/plan/tag-lookup.ts'
import { makePlan, NO_IMAGES, QUIETLY } from '../registry.ts'
import { runs } from '../runs.ts'
import { holding, scripted } from '../scripted.ts'
import { ACCOUNT, arnOf, declared, intentFrom, NOW, REGION } from '../world.ts'

const WISHED = { team: 'app', legacy: null }
const anyTags = fc.constantFrom<Readonly<Record<string, string>>>(
  { team: 'app' },
  { team: 'other' },
  { team: 'app', legacy: '1' },
  { team: 'app', theirs: '1' },
  { team: 'app', 'ecrsync:manifest': 'acme' },
  { team: 'other', 'ecrsync:manifest': 'acme' },
  {},
)

/** A repository as ECR has it, and as the index has it; left out: not yet, or not at all. */
const anyRepository = fc.record({ really: anyTags, indexed: fc.option(anyTags, { nil: undefined }) })
const anyWorld = fc.record({
  repositories: fc.array(anyRepository, { minLength: 3, maxLength: 25 }),
  /** Of many, it is asked for those that the manifest owns before the others. */
  strangers: fc.constantFrom(0, 1, 200),
  pageSize: fc.integer({ min: 1, max: 10 }),
  /** It fails at this call. */
  breaksAt: fc.option(fc.integer({ min: 0, max: 5 }), { nil: undefined }),
  isReversed: fc.boolean(),
})
type World = typeof anyWorld extends fc.Arbitrary<infer W> ? W : never

const nameOf = (index: number) => `app-${index}`
const listOf = (tags: object) => Object.entries(tags).map(([Key, Value]) => ({ Key, Value }))

function indexOf({ repositories, pageSize, breaksAt, isReversed }: World): TagIndex {
  const known = repositories.flatMap(({ indexed }, index): readonly Tagged[] =>
    indexed === undefined ? [] : [{ arn: arnOf(nameOf(index)), tags: listOf(indexed) }],
  )
  const inOrder = isReversed ? known.toReversed() : known
  let calls = 0
  const call = () => {
    if (calls === breaksAt) throw new EcrsyncError('ACCESS_DENIED', 'GetResources is not allowed')
    calls += 1
  }
  return {
    isCertain: true,
    async *pages({ key, value }) {
      const found = inOrder.filter(({ tags }) => tags.some(({ Key, Value }) => Key === key && Value === value))
      for (let page = 0; page === 0 || page * pageSize < found.length; page += 1) {
        call()
        yield found.slice(page * pageSize, (page + 1) * pageSize)
      }
    },
    async of(arns) {
      call()
      return inOrder.filter(({ arn }) => arns.includes(arn))
    },
    close() {},
  }
}

function planOf({ repositories, strangers }: World, tagReading?: TagReading): Promise<Plan> {
  const names = repositories.map((_, index) => nameOf(index))
  const others = Array.from({ length: strangers }, (_, index) => `other-${index}`)
  const really = new Map(repositories.map((one, index) => [arnOf(nameOf(index)), one.really]))
  const { reader } = scripted({
    ...holding(Object.fromEntries([...names, ...others].map(name => [name, {}]))),
    ListTagsForResource: ({ resourceArn }: { readonly resourceArn: string }) => ({
      tags: listOf(really.get(resourceArn) ?? {}),
    }),
  })
  const wishes = names.map(name => declared('repository', name, { tags: WISHED }))
  const intent = intentFrom(wishes)
  return makePlan(
    { ...intent, wishes: { ...intent.wishes, owned: { manifest: 'acme' } } },
    { reader, tagReading, images: NO_IMAGES, inUse: () => [], now: NOW, ...QUIETLY },
    { name: 'default', region: REGION, account: ACCOUNT },
  )
}

const isAsWished = (tags: Readonly<Record<string, string>> = {}) => tags.team === 'app' && tags.legacy === undefined

test('whatever an index says, a plan by it has no change that a plan by ECR has not, and hides only what looks as it should', async () => {
  await fc.assert(
    fc.asyncProperty(anyWorld, async world => {
      const [byIndex, byEcr] = [await planOf(world, { index: indexOf(world), isAsked: false }), await planOf(world)]
      const said = new Set(byIndex.changes.map(({ address }) => address))
      expect(byIndex.changes).toEqual(byEcr.changes.filter(({ address }) => said.has(address)))
      const hidden = byEcr.changes.filter(({ address }) => !said.has(address))
      for (const { name } of hidden)
        expect(isAsWished(world.repositories[Number(name.slice('app-'.length))]?.indexed)).toBe(true)
    }),
    { numRuns: runs(40) },
  )
})
