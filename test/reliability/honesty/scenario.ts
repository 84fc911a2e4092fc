import fc from 'fast-check'
import { OWNER_TAG, PROTECT_TAG } from '../../../src/names.ts'
import { clientOf, preparedManifest, sha256 } from '../../emulator/ecr.ts'
import { anyManifest, type Json } from '../../properties/manifests.ts'
import { type Contents, registryOf } from '../../properties/registries.ts'
import { NAMES, some } from '../../properties/values.ts'
import { type Registry, registry } from '../../registry.ts'
import { ACCOUNT } from '../../world.ts'

const TAGS = ['prod', 'v1', 'old'] as const
const tag = fc.constantFrom(...TAGS)
/** Of the images that a registry may hold in each of its repositories. */
const IMAGES = ['image 0', 'image 1'] as const

/** A registry, with tags on some of its images. */
export interface Tagged extends Contents {
  readonly tags: Readonly<Record<string, (typeof IMAGES)[number]>>
}

/** Ours, somebody else's, protected, and most of them nobody's. */
const marks = fc.constantFrom<Readonly<Record<string, string>>>(
  {},
  {},
  {},
  { [OWNER_TAG]: 'acme' },
  { [OWNER_TAG]: 'billing' },
  { [PROTECT_TAG]: 'true' },
  { [OWNER_TAG]: 'acme', [PROTECT_TAG]: '' },
)

export const anyTagged: fc.Arbitrary<Tagged> = fc
  .tuple(
    registryOf(ACCOUNT),
    fc.dictionary(tag, fc.constantFrom(...IMAGES), { maxKeys: 3 }),
    fc.array(marks, { minLength: 5, maxLength: 5 }),
  )
  .map(([{ repositories, settings }, tags, marked]) => ({
    repositories: repositories.map((one, index) => ({ ...one, tags: { ...one.tags, ...marked[index] } })),
    settings,
    tags,
  }))

/** What the images of `IMAGES` are known by, wherever they are. */
export async function digestsOfImages(): Promise<readonly string[]> {
  const { emulator } = await registry()
  const ecr = clientOf(emulator)
  await ecr.createRepository({ repositoryName: 'scratch' })
  const digests: string[] = []
  for (const content of IMAGES) digests.push(sha256(await preparedManifest(ecr, 'scratch', content)))
  ecr.destroy()
  return digests
}

/** In every repository, as far as it holds them. */
export async function tagImages({ emulator }: Registry, { repositories, tags }: Tagged, digests: readonly string[]) {
  const ecr = clientOf(emulator)
  for (const { repositoryName, images } of repositories)
    for (const [imageTag, content] of Object.entries(tags)) {
      const index = IMAGES.indexOf(content)
      if (index >= images) continue
      const imageIds = [{ imageDigest: digests[index] ?? '' }]
      const { images: [image] = [] } = await ecr.batchGetImage({ repositoryName, imageIds })
      await ecr.putImage({ repositoryName, imageTag, imageManifest: image?.imageManifest })
    }
  ecr.destroy()
}

/** Tags that are put, moved and taken off, images that are copied and that go; of what may not be there as well. */
const wishesFor = (digests: readonly string[]): fc.Arbitrary<Json> => {
  const digest = fc.constantFrom(...digests)
  const source = fc.oneof(
    digest,
    fc.tuple(fc.constantFrom(...NAMES), digest).map(([name, one]) => `ecr:${name}@${one}`),
  )
  const ofTag = fc.oneof({ weight: 3, arbitrary: source }, { weight: 1, arbitrary: fc.constant(null) })
  return fc
    .tuple(fc.dictionary(tag, ofTag, { maxKeys: 3 }), fc.subarray([...digests], { maxLength: 1 }))
    .map(([tags, condemned]) => ({
      ...tags,
      ...Object.fromEntries(condemned.map(one => [one, { absent: true, deleteImage: true }])),
    }))
}

const limit = some({ max: fc.integer({ min: 0, max: 3 }), percent: fc.integer({ min: 0, max: 100 }) })
/** But for those over images: what they refuse is not applied, and each look before a write refuses it as well. */
const LIMITED = ['delete', 'update', 'create', 'exposure', 'weaken', 'rollback'] as const

/** What may be said of the manifest as a whole. */
const rules = some({
  guards: fc
    .tuple(fc.subarray([...LIMITED]), fc.array(limit, { minLength: LIMITED.length, maxLength: LIMITED.length }))
    .map(([keys, limits]): Json => Object.fromEntries(keys.map((key, index) => [key, limits[index]]))),
  prune: fc.record({
    match: fc.constantFrom<readonly string[]>(['**'], ['team/*', '!team/web'], ['legacy']),
    maxImages: fc.integer({ min: 0, max: 2 }),
  }),
})

export const manifestWithImages = (digests: readonly string[]): fc.Arbitrary<Json> => {
  const more = some({ images: wishesFor(digests), protect: fc.boolean() })
  return fc.tuple(anyManifest, fc.array(more, { maxLength: 4 }), rules).map(([manifest, each, { prune, guards }]) => {
    const entries = Object.entries(manifest.repositories as Json).map(([name, facets], index) => [
      name,
      { ...(facets as Json), ...each[index] },
    ])
    return {
      ...manifest,
      repositories: Object.fromEntries(entries),
      ...(guards !== undefined && { guards }),
      ...(prune !== undefined && manifest.ownership === 'tag' && { prune }),
    }
  })
}
