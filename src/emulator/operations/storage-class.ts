import { AwsError } from '../errors.ts'
import type { Image } from '../model.ts'
import { archived, imageStatusOf, restored } from '../rules/image-status.ts'
import { replicate } from '../rules/replicate.ts'
import { idsOf, imageId, requireImage } from './image-ids.ts'
import { inRepository } from './members.ts'
import { type Context, epochSeconds, operation } from './operation.ts'
import { scannedOnPush } from './scans.ts'
import { oneOf, structure } from './shapes.ts'

/** Seconds that a restore takes. */
const ACTIVATION = 10

export const updateImageStorageClass = operation(
  structure({ ...inRepository, imageId, targetStorageClass: oneOf(['STANDARD', 'ARCHIVE']) }),
  (context, { repositoryName, imageId, targetStorageClass }) => {
    const { registry } = context
    const time = epochSeconds(context.now)
    const image = requireImage(registry, repositoryName, imageId)
    const status = imageStatusOf(image, time)
    if ((status === 'ARCHIVED') === (targetStorageClass === 'ARCHIVE') || status === 'ACTIVATING') {
      throw new AwsError(
        'ImageStorageClassUpdateNotSupportedException',
        `The image with digest '${image.digest}' is ${status} and cannot be changed to ${targetStorageClass}`,
      )
    }
    const changed = targetStorageClass === 'ARCHIVE' ? archived(image, time) : back(context, repositoryName, image)
    registry.contents(repositoryName).commit({ images: [changed] })
    return { registryId: registry.account, repositoryName, imageId, imageStatus: imageStatusOf(changed, time) }
  },
)

/** A restored image is scanned and replicated like one that was pushed. */
function back({ registry, store, now }: Context, repositoryName: string, image: Image): Image {
  const time = epochSeconds(now)
  const repository = registry.repository(repositoryName)
  const ids = idsOf(image, registry.contents(repositoryName).tagsOf(image.digest))
  const source = { registry, repositoryName }
  const [replications = []] = ids.map(({ imageTag: tag }) => replicate({ store, now, source }, { image, tag }))
  const awake = scannedOnPush({ registry, repository, time }, restored(image, time + ACTIVATION))
  return replications.length > 0 ? { ...awake, replications } : awake
}
