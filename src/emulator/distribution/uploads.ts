import { may } from '../access/authorization.ts'
import { AwsError } from '../errors.ts'
import { chunksOf } from '../http/body.ts'
import type { Reply } from '../http/exchange.ts'
import { isNeeded } from '../operations/layers.ts'
import { settingsOf } from '../operations/registry-settings.ts'
import { type Blobs, digestOf, type Upload } from '../storage/blobs.ts'
import type { Endpoint, Exchange } from './endpoint.ts'
import { RegistryError, VERSION } from './errors.ts'
import { createOnPush } from './manifests.ts'

const ALL = /^\/v2\/(.+)\/blobs\/uploads\/?()$/
const ONE = /^\/v2\/(.+)\/blobs\/uploads\/([^/]+)$/
const LARGEST_LAYER = 52_000 * 1024 * 1024

const blobsOf = ({ context, repositoryName }: Exchange): Blobs => context.registry.contents(repositoryName).blobs

/** Begins an upload, unless the blob can be had from another repository, or comes whole with the request. */
async function begin(exchange: Exchange): Promise<Reply> {
  createOnPush(exchange)
  const [mount, from, digest] = ['mount', 'from', 'digest'].map(name => exchange.query.get(name))
  if (mount && from && mounted(exchange, { digest: mount, from })) return created(exchange, mount)
  const upload = blobsOf(exchange).begin()
  if (!digest) return progress(exchange, upload, 202)
  try {
    await receive(exchange, upload)
  } catch (error) {
    // Nobody was told its id, so nobody can go on with it.
    blobsOf(exchange).discard(upload)
    throw error
  }
  return complete(exchange, upload, digest)
}

/** Source: AWS user guide, "Blob mounting": switched on, same encryption, and needed by an image there. */
function mounted(exchange: Exchange, { digest, from }: { digest: string; from: string }): boolean {
  const { registry, lenient } = exchange.context
  if (!registry.has(from) || registry.contents(from).blobs.size(digest) === undefined) return false
  if (!lenient.includes('layers') && !isMountable(exchange, { digest, from })) return false
  if (!may({ ...exchange.context, operation: 'BatchCheckLayerAvailability', repositoryName: from })) return false
  blobsOf(exchange).adopt(digest, registry.contents(from).blobs)
  return true
}

function isMountable(
  { context, repositoryName }: Exchange,
  { digest, from }: { digest: string; from: string },
): boolean {
  const { registry } = context
  const [source, target] = [registry.repository(from), registry.repository(repositoryName)]
  const isSame = JSON.stringify(source.encryption) === JSON.stringify(target.encryption)
  const isEnabled = settingsOf(registry).accountSettings?.BLOB_MOUNTING === 'ENABLED'
  return isEnabled && isSame && isNeeded(registry.contents(from), digest)
}

/** In one stream or in chunks; ECR answers 201 where the specification says 202. */
async function append(exchange: Exchange): Promise<Reply> {
  const upload = uploadOf(exchange)
  refuseGap(exchange, upload)
  await receive(exchange, upload)
  return progress(exchange, upload, 201)
}

async function finish(exchange: Exchange): Promise<Reply> {
  const upload = uploadOf(exchange)
  const digest = exchange.query.get('digest') ?? ''
  if (digest === '') throw new RegistryError(400, 'DIGEST_INVALID', 'The digest of the blob is missing')
  refuseGap(exchange, upload)
  await receive(exchange, upload)
  return complete(exchange, upload, digest)
}

function cancel(exchange: Exchange): Reply {
  blobsOf(exchange).discard(uploadOf(exchange))
  return { status: 204, headers: VERSION }
}

function uploadOf(exchange: Exchange): Upload {
  const upload = blobsOf(exchange).upload(exchange.reference)
  if (!upload) throw unknownUpload(exchange.reference)
  if (upload.isBusy) throw invalidUpload('Another request is sending to this upload')
  return upload
}

function refuseGap({ request }: Exchange, { received }: Upload): void {
  const [, first] = /^(?:bytes )?(\d+)-\d+/.exec(String(request.headers['content-range'] ?? '')) ?? []
  if (first === undefined || Number(first) === received) return
  throw new RegistryError(416, 'BLOB_UPLOAD_INVALID', `The next byte is ${received}, not ${first}`)
}

/** Streams to where the blob will be; what arrived before a connection broke counts. */
async function receive(exchange: Exchange, upload: Upload): Promise<void> {
  const blobs = blobsOf(exchange)
  upload.isBusy = true
  try {
    for await (const chunk of chunksOf(exchange.request)) {
      refuseGone(exchange, blobs, upload)
      if (upload.received + chunk.length > LARGEST_LAYER)
        throw new AwsError('LimitExceededException', 'The layer is too large')
      blobs.append(upload, chunk)
    }
    refuseGone(exchange, blobs, upload)
  } finally {
    upload.isBusy = false
    if (isThere(exchange, blobs)) blobs.acknowledge(upload)
  }
}

/** Meanwhile, the repository may have been deleted, and even created again. */
function refuseGone(exchange: Exchange, blobs: Blobs, { id }: Upload): void {
  if (blobsOf(exchange) !== blobs) throw unknownUpload(id)
}

const isThere = (exchange: Exchange, blobs: Blobs): boolean =>
  exchange.context.registry.has(exchange.repositoryName) && blobsOf(exchange) === blobs

function complete(exchange: Exchange, upload: Upload, digest: string): Reply {
  const blobs = blobsOf(exchange)
  const isRight = upload.received > 0 && digestOf(upload) === digest
  if (isRight && blobs.size(digest) === undefined) blobs.finish(upload)
  else blobs.discard(upload)
  if (upload.received === 0) throw invalidUpload('The upload holds no bytes')
  if (!isRight) throw invalidUpload('None of the provided layer digests match the calculated layer digest')
  return created(exchange, digest)
}

const created = ({ repositoryName }: Exchange, digest: string): Reply => ({
  status: 201,
  headers: { ...VERSION, location: `/v2/${repositoryName}/blobs/${digest}`, 'docker-content-digest': digest },
})

const progress = ({ repositoryName }: Exchange, { id, received }: Upload, status: number): Reply => ({
  status,
  headers: {
    ...VERSION,
    location: `/v2/${repositoryName}/blobs/uploads/${id}`,
    'docker-upload-uuid': id,
    range: `0-${Math.max(0, received - 1)}`,
  },
})

const unknownUpload = (id: string) => new RegistryError(404, 'BLOB_UPLOAD_UNKNOWN', `The upload '${id}' does not exist`)

const invalidUpload = (message: string) => new RegistryError(400, 'BLOB_UPLOAD_INVALID', message)

export const UPLOADS: readonly Endpoint[] = [
  { methods: ['POST'], path: ALL, operation: 'InitiateLayerUpload', answer: begin },
  { methods: ['PATCH'], path: ONE, operation: 'UploadLayerPart', answer: append },
  {
    methods: ['GET'],
    path: ONE,
    operation: 'UploadLayerPart',
    answer: exchange => progress(exchange, uploadOf(exchange), 204),
  },
  { methods: ['PUT'], path: ONE, operation: 'CompleteLayerUpload', answer: finish },
  { methods: ['DELETE'], path: ONE, operation: 'CompleteLayerUpload', answer: cancel },
]
