import type { Answered, CopyImage } from '../aws/api.ts'
import type { Reporting } from '../events.ts'
import type { Copier } from '../images/copier.ts'
import { imageAddress } from '../kinds/image/names.ts'

/** Puts the tag on an image that is there, in one call that goes out once. */
export type PutTag = () => Promise<Answered>

/** An image that is in its repository, all but its tag. */
export interface Brought extends Answered {
  /** The repository did not have it. */
  readonly isNew: boolean
  /** Left out: there is no tag to put. */
  readonly put?: PutTag
}

export type Bring = (operation: CopyImage) => Promise<Brought>

export function bringing(copier: Copier, { target, emit }: Reporting): Bring {
  return async ({ input }) => {
    const { imageTag, ...untagged } = input
    const address = imageAddress(input)
    const image = await copier.bring(untagged, bytes => emit({ type: 'copying', target, address, ...bytes }))
    const put = imageTag === undefined ? {} : { put: () => copier.tag(image, input.repositoryName, imageTag) }
    return { ...image.put, isNew: image.put !== undefined, ...put }
  }
}
