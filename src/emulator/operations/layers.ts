import { layerUrl } from '../access/layer-address.ts'
import { AwsError } from '../errors.ts'
import type { Image } from '../model.ts'
import { imageStatusOf } from '../rules/image-status.ts'
import type { Contents } from '../storage/contents.ts'
import type { Registry } from '../storage/registry.ts'
import { inRepository } from './members.ts'
import { epochSeconds, operation } from './operation.ts'
import { refuseUpstream } from './pull-through-cache.ts'
import { list, structure, text } from './shapes.ts'

const DIGEST = /^[a-zA-Z0-9-_+.]+:[a-fA-F0-9]+$/
/** Where no manifest says otherwise. */
const LAYER_TYPE = 'application/vnd.docker.image.rootfs.diff.tar.gzip'

export const layerDigest = text({ pattern: DIGEST })

export const batchCheckLayerAvailability = operation(
  structure({ ...inRepository, layerDigests: list(text({ max: 1000 }), { min: 1, max: 100 }) }),
  ({ registry, now }, { repositoryName, layerDigests }) => {
    const contents = registry.contents(repositoryName)
    const isWellFormed = (digest: string) => DIGEST.test(digest)
    return {
      layers: layerDigests.filter(isWellFormed).map(availability(contents, epochSeconds(now))),
      failures: layerDigests.filter(digest => !isWellFormed(digest)).map(malformed),
    }
  },
)

export const getDownloadUrlForLayer = operation(
  structure({ ...inRepository, layerDigest }),
  (context, { repositoryName, layerDigest }) => {
    const { registry } = context
    refuseUpstream(context, repositoryName)
    const contents = registry.contents(repositoryName)
    if (contents.blobs.size(layerDigest) === undefined) throw notFound(registry, repositoryName, layerDigest)
    if (!isNeeded(contents, layerDigest)) throw inaccessible(registry, repositoryName, layerDigest)
    return { downloadUrl: layerUrl(context, { repositoryName, digest: layerDigest }), layerDigest }
  },
)

function availability({ blobs, usersOf }: Contents, now: number) {
  return (layerDigest: string): object => {
    const layerSize = blobs.size(layerDigest)
    if (layerSize === undefined) return { layerDigest, layerAvailability: 'UNAVAILABLE' }
    const layerAvailability = isArchived(usersOf(layerDigest), now) ? 'ARCHIVED' : 'AVAILABLE'
    return { layerDigest, layerAvailability, layerSize, mediaType: LAYER_TYPE }
  }
}

/** A layer is in the archive when every image that needs it is. */
function isArchived(users: Iterable<Image>, now: number): boolean {
  let isUsed = false
  for (const image of users) {
    if (imageStatusOf(image, now) !== 'ARCHIVED') return false
    isUsed = true
  }
  return isUsed
}

export function isNeeded({ usersOf }: Contents, layer: string): boolean {
  for (const _ of usersOf(layer)) return true
  return false
}

const malformed = (layerDigest: string) =>
  layerDigest === ''
    ? { layerDigest, failureCode: 'MissingLayerDigest', failureReason: 'Layer digest cannot be null or empty' }
    : {
        layerDigest,
        failureCode: 'InvalidLayerDigest',
        failureReason: `Invalid request parameters: layer digest should satisfy the regex '${DIGEST.source.slice(1, -1)}'`,
      }

const notFound = ({ account }: Registry, repositoryName: string, digest: string) =>
  new AwsError(
    'LayersNotFoundException',
    `Layers with digests '[${digest}]' do not exist in the repository with name '${repositoryName}' in the registry with id '${account}'`,
  )

const inaccessible = ({ account }: Registry, repositoryName: string, digest: string) =>
  new AwsError(
    'LayerInaccessibleException',
    `The layer with digest '${digest}' is not referenced by an image in the repository with name '${repositoryName}' in the registry with id '${account}'`,
  )
