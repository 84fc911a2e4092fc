import { AwsError } from '../errors.ts'
import { archived, restored, statusOf } from '../image-status.ts'
import type { Image } from '../model.ts'
import { replicate } from '../replicate.ts'
import { oneOf, structure } from '../shapes.ts'
import { idsOf, imageId, requireImage, tagsOf } from './image-ids.ts'
import { inRepository } from './members.ts'
import { type Context, epochSeconds, operation } from './operation.ts'
import { scannedOnPush } from './scans.ts'

/** Seconds that a restore takes. */
const ACTIVATION = 10

export const updateImageStorageClass = operation(
  structure({ ...inRepository, imageId, targetStorageClass: oneOf(['STANDARD', 'ARCHIVE']) }),
  (context, { repositoryName, imageId, targetStorageClass }) => {
    const { registry } = context
    const time = epochSeconds(context.now)
    const image = requireImage(registry, repositoryName, imageId)
    const status = statusOf(image, time)
    if ((status === 'ARCHIVED') === (targetStorageClass === 'ARCHIVE') || status === 'ACTIVATING') {
      throw new AwsError(
        'ImageStorageClassUpdateNotSupportedException',
        `The image with digest '${image.digest}' is ${status} and cannot be changed to ${targetStorageClass}`,
      )
    }
    const changed = targetStorageClass === 'ARCHIVE' ? archived(image, time) : back(context, repositoryName, image)
    registry.contents(repositoryName).commit({ images: [changed] })
    return { registryId: registry.account, repositoryName, imageId, imageStatus: statusOf(changed, time) }
  },
)

/** A restored image is scanned and replicated like one that was pushed. */
function back({ registry, store, now }: Context, repositoryName: string, image: Image): Image {
  const time = epochSeconds(now)
  const repository = registry.repository(repositoryName)
  const ids = idsOf(image, tagsOf(registry.contents(repositoryName), image.digest))
  const source = { registry, repositoryName }
  const [replications = []] = ids.map(({ imageTag: tag }) =>
    replicate({ store, now, source }, { digest: image.digest, tag }),
  )
  const awake = scannedOnPush({ registry, repository, time }, restored(image, time + ACTIVATION))
  return replications.length > 0 ? { ...awake, replications } : awake
}
