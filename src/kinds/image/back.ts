import { isDigest, keyIn } from './names.ts'
import type { ImageSpec, ImageWant } from './spec.ts'

/**
 * A tag goes back to the image that had it, if the repository still has that. What goes takes its image along only where this came
 * with it; and nothing that can be asked for archives an image.
 */
export function backToImage(
  name: string,
  { to, from, isNew }: { readonly to: ImageSpec | null; readonly from: ImageSpec | null; readonly isNew: boolean },
): ImageWant | undefined {
  if (to === null) {
    if (isDigest(keyIn(name)) && !isNew && from !== null) return undefined
    return { absent: true, deleteImage: isNew }
  }
  if (to.imageDigest === from?.imageDigest && to.imageStatus !== from.imageStatus) return undefined
  return { source: { from: 'repository', digest: to.imageDigest }, referrers: false, restore: false }
}
