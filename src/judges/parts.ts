import { candidatesOf, type Evaluation, holdersByChild, type LifecyclePolicy } from '../lifecycle/index.ts'
import type { SizedImage } from './images.ts'

/** Digests of the images that an index holds, by the index's own; only of those that somebody has opened. */
export type Parts = ReadonlyMap<string, readonly string[]>

/** A listing does not say what an index holds. */
export const withParts = (images: readonly SizedImage[], parts: Parts): readonly SizedImage[] =>
  parts.size === 0
    ? images
    : images.map(image => {
        const children = parts.get(image.digest)
        return children === undefined ? image : { ...image, children, isIndex: true }
      })

const isThere = ({ status }: SizedImage): boolean => status !== 'ARCHIVED'

/** Multi-arch images of which nobody knows what they hold. */
export const unopened = (images: readonly SizedImage[]): readonly SizedImage[] =>
  images.filter(image => image.isIndex && image.children === undefined && isThere(image))

/**
 * Of the images that a policy takes, by our own evaluation, those that ECR may keep: it keeps parts of multi-arch images
 * that are there, and seems not to count them, and here some may be taken for images like any other.
 */
export function doubtfulOf(
  { rules }: LifecyclePolicy,
  images: readonly SizedImage[],
  taken: Evaluation['actions'],
): ReadonlySet<string> {
  if (taken.length === 0 || unopened(images).length === 0) return new Set()
  const held = holdersByChild(images)
  const maybeParts = new Set(images.filter(image => mayBePart(image) && !held.has(image.id)).map(({ id }) => id))
  const counting = new Set(
    rules
      .filter(({ selection }) => selection.countType === 'imageCountMoreThan')
      .filter(rule => candidatesOf(rule, images).some(({ id }) => maybeParts.has(id)))
      .map(({ rulePriority }) => rulePriority),
  )
  const doubtful = taken.filter(({ image, rulePriority }) => maybeParts.has(image) || counting.has(rulePriority))
  return new Set(doubtful.map(({ image }) => image))
}

/** An index is pushed with its parts untagged. */
const mayBePart = (image: SizedImage): boolean =>
  image.tags.length === 0 && !image.isIndex && image.subject === undefined && isThere(image)
