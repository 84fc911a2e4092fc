import type { CopyImage } from '../aws/api.ts'
import type { Reporting } from '../events.ts'
import type { Copy } from '../images/copier.ts'
import { imageAddress } from '../kinds/image/names.ts'

/** Puts the tag on an image that is there, in one call that goes out once. */
export type PutTag = () => Promise<void>

/** Brings all of an image but its tag; without a tag to put, nothing is returned. */
export type Bring = (operation: CopyImage) => Promise<PutTag | undefined>

export function bringing(copy: Copy, { target, emit }: Reporting): Bring {
  const copied = (input: CopyImage['input']) =>
    copy(input, bytes => emit({ type: 'copying', target, address: imageAddress(input), ...bytes }))
  return async ({ input }) => {
    const { imageTag, ...untagged } = input
    if (input.source.from !== 'repository') await copied(untagged)
    if (imageTag === undefined) return undefined
    return () => copied({ ...input, source: { from: 'repository', digest: input.imageDigest } })
  }
}
