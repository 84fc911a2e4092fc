import { canonicalJson } from '../canonical.ts'
import type { RepositorySpec, RepositoryWant, Tags } from './spec.ts'

/**
 * What it was, field by field. One that is to be gone is empty, and has no tag that somebody else put there: `live` has those that
 * are there now.
 */
export function backToRepository(
  to: RepositorySpec | null,
  from: RepositorySpec | null,
  live: RepositorySpec | null,
): RepositoryWant {
  if (to === null) return { removed: { maxImages: 0 }, tags: {} }
  const { imageTagMutability, imageTagMutabilityExclusionFilters, imageScanningConfiguration } = to
  const { encryptionConfiguration } = to
  const isOther = (...fields: readonly (keyof RepositorySpec)[]) =>
    from === null || fields.some(field => canonicalJson(from[field]) !== canonicalJson(to[field]))
  const tags = from === null ? exactly(to.tags, live?.tags) : tagsBetween(to.tags, from.tags)
  return {
    ...(Object.keys(tags).length > 0 && { tags }),
    ...(imageTagMutability &&
      isOther('imageTagMutability', 'imageTagMutabilityExclusionFilters') && {
        imageTagMutability,
        ...(imageTagMutabilityExclusionFilters && { imageTagMutabilityExclusionFilters }),
      }),
    ...(imageScanningConfiguration && isOther('imageScanningConfiguration') && { imageScanningConfiguration }),
    ...(encryptionConfiguration && isOther('encryptionConfiguration') && { encryptionConfiguration }),
  }
}

type TagsWant = NonNullable<RepositoryWant['tags']>

const exactly = (tags: Tags = {}, live: Tags = {}): TagsWant => ({
  ...Object.fromEntries(Object.keys(live).map(key => [key, null])),
  ...tags,
})

/** Keys that were not read were not touched. */
function tagsBetween(to: Tags | undefined, from: Tags | undefined): TagsWant {
  if (to === undefined || from === undefined) return {}
  const valueIn = (tags: Tags, key: string) => (Object.hasOwn(tags, key) ? (tags[key] as string) : null)
  const keys = [...new Set([...Object.keys(to), ...Object.keys(from)])]
  return Object.fromEntries(
    keys.filter(key => valueIn(to, key) !== valueIn(from, key)).map(key => [key, valueIn(to, key)]),
  )
}
