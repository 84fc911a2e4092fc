import type { SizedImage } from '../../judges/images.ts'
import type { Difference } from '../../model.ts'
import { imageAt } from './names.ts'
import type { ImageSpec } from './spec.ts'

/** Tags as they are when a difference has been made so; what it brings into the repository is the youngest there. */
export function leaves(
  images: readonly SizedImage[],
  { name, after }: Difference<ImageSpec>,
  now: string,
): readonly SizedImage[] {
  const at = imageAt(name)
  if ('digest' in at)
    return after === null
      ? images.filter(({ digest }) => digest !== at.digest)
      : brought(images, after.imageDigest, [], now)
  const others = images.flatMap(image => withoutTag(image, at.tag, after?.imageDigest))
  return after === null ? others : brought(others, after.imageDigest, [at.tag], now)
}

/** An image goes with its last tag. */
function withoutTag(image: SizedImage, tag: string, digest: string | undefined): readonly SizedImage[] {
  if (image.digest === digest || !image.tags.includes(tag)) return [image]
  const tags = image.tags.filter(one => one !== tag)
  return tags.length === 0 && digest === undefined ? [] : [{ ...image, tags }]
}

function brought(
  images: readonly SizedImage[],
  digest: string,
  tags: readonly string[],
  now: string,
): readonly SizedImage[] {
  if (!images.some(image => image.digest === digest))
    return [...images, { id: digest, digest, tags, pushedAt: now, status: 'ACTIVE', bytes: 0, isIndex: false }]
  return images.map(image =>
    image.digest === digest ? { ...image, tags: [...new Set([...image.tags, ...tags])] } : image,
  )
}
