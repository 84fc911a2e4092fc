import fc from 'fast-check'
import { expect, test } from 'vitest'
import { clientOf, pushImage } from '../emulator/ecr.ts'
import { openRegistry } from '../registry.ts'
import { runs } from '../runs.ts'
import { NOW } from '../world.ts'
import { intentOf } from './manifests.ts'

/** What a repository is to the manifest. */
const NAMED = ['declared', 'removed', 'released', 'discovered', 'nothing'] as const

const anyRepository = fc.record({
  folder: fc.constantFrom('old', 'keep', 'cache', 'made'),
  owner: fc.constantFrom('acme', 'acme', 'acme', 'billing', undefined),
  isProtected: fc.boolean(),
  isOfStack: fc.boolean(),
  images: fc.integer({ min: 0, max: 2 }),
  named: fc.constantFrom(...NAMED, 'nothing', 'nothing'),
})
type One = typeof anyRepository extends fc.Arbitrary<infer W> ? W : never

const anyWorld = fc.record({
  repositories: fc.array(anyRepository, { minLength: 1, maxLength: 8 }),
  match: fc.constantFrom<readonly string[]>(['old/**'], ['**'], ['**', '!keep/**'], ['cache/**', 'made/**']),
  maxImages: fc.integer({ min: 0, max: 1 }),
  hasPrune: fc.boolean(),
  template: fc.constantFrom(undefined, 'made', 'ROOT'),
  hasCache: fc.boolean(),
})
type World = typeof anyWorld extends fc.Arbitrary<infer W> ? W : never

const nameOf = ({ folder }: One, index: number) => `${folder}/r${index}`

/** By the words of the documentation. */
function mayGo(one: One, { match, maxImages, hasPrune, template, hasCache }: World): boolean {
  const isMatched = match.includes('**')
    ? !(match.includes('!keep/**') && one.folder === 'keep')
    : match.includes(`${one.folder}/**`)
  const isMade =
    template === 'ROOT' || (template === 'made' && one.folder === 'made') || (hasCache && one.folder === 'cache')
  const isFree = !one.isProtected && !one.isOfStack && !isMade
  return hasPrune && one.named === 'nothing' && one.owner === 'acme' && isMatched && isFree && one.images <= maxImages
}

const tagsOf = ({ owner, isProtected, isOfStack }: One) => [
  ...(owner === undefined ? [] : [{ Key: 'ecrsync:manifest', Value: owner }]),
  ...(isProtected ? [{ Key: 'ecrsync:protect', Value: 'true' }] : []),
  ...(isOfStack ? [{ Key: 'aws:cloudformation:stack-name', Value: 'network' }] : []),
]

function manifestOf({ repositories, match, maxImages, hasPrune }: World) {
  const namesOf = (named: One['named']) =>
    repositories.flatMap((one, index) => (one.named === named ? [nameOf(one, index)] : []))
  return {
    version: 1,
    name: 'acme',
    repositories: Object.fromEntries(namesOf('declared').map(name => [name, {}])),
    removed: namesOf('removed').map(name => ({ name })),
    released: namesOf('released').map(name => ({ name, reason: 'it is theirs' })),
    discovered: namesOf('discovered').map(match => ({ match, tags: { found: 'yes' } })),
    ...(hasPrune && { prune: { match, maxImages } }),
  }
}

test('nothing outside of the conditions is ever pruned, and all inside of them is', async () => {
  await fc.assert(
    fc.asyncProperty(anyWorld, async world => {
      const ecr = await openRegistry({ now: () => NOW, lenient: ['layers', 'tags'] })
      try {
        const client = clientOf(ecr.emulator)
        const { template: prefix, hasCache, repositories } = world
        if (prefix) await client.createRepositoryCreationTemplate({ prefix, appliedFor: ['CREATE_ON_PUSH'] })
        if (hasCache)
          await client.createPullThroughCacheRule({
            ecrRepositoryPrefix: 'cache',
            upstreamRegistryUrl: 'public.ecr.aws',
          })
        for (const [index, one] of repositories.entries()) {
          const repositoryName = nameOf(one, index)
          await client.createRepository({ repositoryName, tags: tagsOf(one) })
          for (let image = 0; image < one.images; image += 1) await pushImage(client, repositoryName, `image ${image}`)
        }
        const intent = await intentOf(manifestOf(world))
        if (intent === undefined) throw new Error('The manifest is not valid')
        const { plan } = await ecr.apply(intent)
        const pruned = plan.changes.flatMap(({ isPruned, blocked, name }) => (isPruned && !blocked ? [name] : []))
        const allowed = repositories.flatMap((one, index) => (mayGo(one, world) ? [nameOf(one, index)] : []))
        expect(pruned.toSorted()).toEqual(allowed.toSorted())
        const left = (await client.describeRepositories({})).repositories?.map(one => one.repositoryName) ?? []
        const gone = repositories.flatMap((one, index) =>
          left.includes(nameOf(one, index)) || one.named === 'removed' ? [] : [nameOf(one, index)],
        )
        expect(gone.toSorted()).toEqual(allowed.toSorted())
      } finally {
        await ecr.close()
      }
    }),
    { numRuns: runs(40) },
  )
}, 60_000)
