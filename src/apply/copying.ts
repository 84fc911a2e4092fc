import type { CopyImage } from '../aws/api.ts'
import type { Reporting } from '../events.ts'
import type { Copier } from '../images/copier.ts'
import { imageAddress } from '../kinds/image/names.ts'

/** Puts the tag on an image that is there, in one call that goes out once. */
export type PutTag = () => Promise<void>

/** Brings all of an image but its tag; without a tag to put, nothing is returned. */
export type Bring = (operation: CopyImage) => Promise<PutTag | undefined>

export function bringing(copier: Copier, { target, emit }: Reporting): Bring {
  return async ({ input }) => {
    const { imageTag, ...untagged } = input
    const address = imageAddress(input)
    const image = await copier.bring(untagged, bytes => emit({ type: 'copying', target, address, ...bytes }))
    return imageTag === undefined ? undefined : () => copier.tag(image, input.repositoryName, imageTag)
  }
}
