import { AwsError } from '../errors.ts'
import { archived, restored, statusOf } from '../image-status.ts'
import { oneOf, structure } from '../shapes.ts'
import { imageId, requireImage } from './image-ids.ts'
import { inRepository } from './members.ts'
import { epochSeconds, operation } from './operation.ts'

/** Seconds that a restore takes. */
const ACTIVATION = 10

export const updateImageStorageClass = operation(
  structure({ ...inRepository, imageId, targetStorageClass: oneOf(['STANDARD', 'ARCHIVE']) }),
  ({ registry, now }, { repositoryName, imageId, targetStorageClass }) => {
    const time = epochSeconds(now)
    const image = requireImage(registry, repositoryName, imageId)
    const status = statusOf(image, time)
    if ((status === 'ARCHIVED') === (targetStorageClass === 'ARCHIVE') || status === 'ACTIVATING') {
      throw new AwsError(
        'ImageStorageClassUpdateNotSupportedException',
        `The image with digest '${image.digest}' is ${status} and cannot be changed to ${targetStorageClass}`,
      )
    }
    const changed = targetStorageClass === 'ARCHIVE' ? archived(image, time) : restored(image, time + ACTIVATION)
    registry.contents(repositoryName).commit({ images: [changed] })
    return { registryId: registry.account, repositoryName, imageId, imageStatus: statusOf(changed, time) }
  },
)
