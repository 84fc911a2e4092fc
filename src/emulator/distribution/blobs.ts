import { layerPath } from '../access/layer-address.ts'
import type { Reply } from '../http/exchange.ts'
import type { Endpoint, Exchange } from './endpoint.ts'
import { RegistryError, unsupported, VERSION } from './errors.ts'

const PATH = /^\/v2\/(.+)\/blobs\/([^/]+)$/

function sizeOf({ context, repositoryName, reference }: Exchange): number {
  const size = context.registry.contents(repositoryName).blobs.size(reference)
  if (size === undefined) throw new RegistryError(404, 'BLOB_UNKNOWN', `The layer '${reference}' does not exist`)
  return size
}

const head = (exchange: Exchange): Reply => ({
  status: 200,
  headers: {
    ...VERSION,
    'content-type': 'application/octet-stream',
    'content-length': sizeOf(exchange),
    'docker-content-digest': exchange.reference,
    'accept-ranges': 'bytes',
  },
})

/** The bytes are elsewhere, where ECR has them in S3; whoever follows can ask for a range. */
function redirect(exchange: Exchange): Reply {
  sizeOf(exchange)
  const { context, repositoryName, reference } = exchange
  return {
    status: 307,
    headers: {
      ...VERSION,
      location: layerPath(context, { repositoryName, digest: reference }),
      'docker-content-digest': reference,
    },
  }
}

export const BLOBS: readonly Endpoint[] = [
  { methods: ['HEAD'], path: PATH, operation: 'BatchCheckLayerAvailability', answer: head },
  { methods: ['GET'], path: PATH, operation: 'GetDownloadUrlForLayer', answer: redirect },
  {
    methods: ['DELETE'],
    path: PATH,
    operation: 'BatchDeleteImage',
    answer: () => {
      throw unsupported('Layers go when no image needs them any more')
    },
  },
]
