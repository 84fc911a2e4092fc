import type { SizedImage } from '../../judges/images.ts'
import type { Difference } from '../../model.ts'
import { imageAt } from './names.ts'
import type { ImageSpec } from './spec.ts'

/** Images as they are when all the differences have been made so; what they bring into the repository is the youngest there. */
export function leaves(
  images: readonly SizedImage[],
  differences: readonly Difference<ImageSpec>[],
  now: string,
): readonly SizedImage[] {
  const held = new Map(images.map(image => [image.digest, image]))
  const ownerOf = new Map(images.flatMap(({ digest, tags }) => tags.map(tag => [tag, digest] as const)))

  /** An image goes with its last tag, but not with one that moves. */
  function take(tag: string, isMove: boolean): void {
    const image = held.get(ownerOf.get(tag) ?? '')
    ownerOf.delete(tag)
    if (image === undefined) return
    const tags = image.tags.filter(one => one !== tag)
    if (tags.length === 0 && !isMove) held.delete(image.digest)
    else held.set(image.digest, { ...image, tags })
  }

  function bring(digest: string, tag?: string): void {
    const image = held.get(digest) ?? broughtAt(now, digest)
    held.set(digest, tag === undefined ? image : { ...image, tags: [...new Set([...image.tags, tag])] })
    if (tag !== undefined) ownerOf.set(tag, digest)
  }

  for (const { name, after } of differences) {
    const at = imageAt(name)
    if ('digest' in at) {
      if (after === null) held.delete(at.digest)
      else bring(after.imageDigest)
    } else if (after === null) take(at.tag, false)
    else if (ownerOf.get(at.tag) !== after.imageDigest) {
      take(at.tag, true)
      bring(after.imageDigest, at.tag)
    }
  }
  return [...held.values()]
}

const broughtAt = (pushedAt: string, digest: string): SizedImage => ({
  id: digest,
  digest,
  tags: [],
  pushedAt,
  status: 'ACTIVE',
  bytes: 0,
  isIndex: false,
})
