import { authorize } from '../access/authorization.ts'
import { AwsError } from '../errors.ts'
import { readBody } from '../http/body.ts'
import type { Reply } from '../http/exchange.ts'
import { findPullable, type ImageFailure, type ImageId, isFailure, TAG } from '../operations/image-ids.ts'
import { epochSeconds } from '../operations/operation.ts'
import { refuseUpstream } from '../operations/pull-through-cache.ts'
import { digestOf } from '../operations/put-image.ts'
import { descriptorOf } from '../operations/referrers.ts'
import { createFor, templateFor } from '../rules/creation.ts'
import { imageStatusOf } from '../rules/image-status.ts'
import { call, type Endpoint, type Exchange } from './endpoint.ts'
import { RegistryError, unsupported, VERSION } from './errors.ts'

const LARGEST_MANIFEST = 4 * 1024 * 1024
const INDEX = 'application/vnd.oci.image.index.v1+json'
const PATH = /^\/v2\/(.+)\/manifests\/([^/]+)$/

const isDigest = (reference: string) => reference.includes(':')

const idOf = ({ reference }: Exchange): ImageId =>
  isDigest(reference)
    ? { imageDigest: reference, imageTag: undefined }
    : { imageDigest: undefined, imageTag: reference }

interface Pulled {
  readonly images: readonly { readonly imageManifest: string; readonly imageManifestMediaType: string }[]
  readonly failures: readonly ImageFailure[]
}

/** A manifest as it was pushed: nothing is converted. */
function pull(exchange: Exchange): Reply {
  const { context, repositoryName, request } = exchange
  refuseUpstream(context, repositoryName)
  const found = findPullable(context.registry.contents(repositoryName), idOf(exchange), epochSeconds(context.now))
  if (isFailure(found)) throw new RegistryError(404, 'MANIFEST_UNKNOWN', found.failureReason)
  // Asking for the head of a manifest is no pull.
  if (request.method === 'GET') call<Pulled>(context, 'BatchGetImage', { repositoryName, imageIds: [idOf(exchange)] })
  return {
    status: 200,
    headers: {
      ...VERSION,
      'content-type': found.mediaType,
      'content-length': Buffer.byteLength(found.manifest),
      'docker-content-digest': found.digest,
    },
    body: found.manifest,
  }
}

async function push(exchange: Exchange): Promise<Reply> {
  const { context, repositoryName, reference, request } = exchange
  const imageManifest = textOf(await readBody(request, LARGEST_MANIFEST))
  const imageManifestMediaType = request.headers['content-type']?.split(';')[0]
  if (!isDigest(reference) && !TAG.test(reference))
    throw new RegistryError(400, 'TAG_INVALID', `'${reference}' is not a tag`)
  const digest = digestOf(imageManifest, idOf(exchange).imageDigest)
  createOnPush(exchange)
  put(exchange, { imageManifest, imageManifestMediaType })
  const subject = context.registry.contents(repositoryName).images.get(digest)?.subject
  return {
    status: 201,
    headers: {
      ...VERSION,
      location: `/v2/${repositoryName}/manifests/${isDigest(reference) ? digest : reference}`,
      'docker-content-digest': digest,
      ...(subject !== undefined && { 'oci-subject': subject }),
    },
  }
}

/** What is there already is pushed as well as it can be. */
function put(
  exchange: Exchange,
  manifest: { readonly imageManifest: string; readonly imageManifestMediaType: string | undefined },
): void {
  const { context, repositoryName } = exchange
  try {
    call(context, 'PutImage', { repositoryName, ...manifest, ...idOf(exchange) })
  } catch (error) {
    if (!(error instanceof AwsError) || error.name !== 'ImageAlreadyExistsException') throw error
  }
}

function textOf(body: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(body)
  } catch {
    throw new RegistryError(400, 'MANIFEST_INVALID', 'The manifest is not UTF-8')
  }
}

/** A push creates a repository only where a template says so. */
export function createOnPush({ context, repositoryName }: Exchange): void {
  const { registry, now } = context
  if (registry.has(repositoryName) || !templateFor(registry, repositoryName, 'CREATE_ON_PUSH')) return
  authorize({ ...context, operation: 'CreateRepository', repositoryName })
  createFor(registry, repositoryName, { occasion: 'CREATE_ON_PUSH', now: epochSeconds(now) })
}

function remove({ context, repositoryName, reference }: Exchange): Reply {
  if (!isDigest(reference)) throw unsupported('A manifest is deleted by its digest')
  const { failures } = call<Pulled>(context, 'BatchDeleteImage', {
    repositoryName,
    imageIds: [{ imageDigest: reference }],
  })
  const [failure] = failures
  if (failure?.failureCode === 'ImageReferencedByManifestList') throw unsupported(failure.failureReason)
  if (failure) throw new RegistryError(404, 'MANIFEST_UNKNOWN', failure.failureReason)
  return { status: 202, headers: VERSION }
}

function referrers({ context, repositoryName, reference, query }: Exchange): Reply {
  if (!/^sha256:[0-9a-f]{64}$/.test(reference)) throw new RegistryError(400, 'DIGEST_INVALID', 'The digest is not one')
  const type = query.get('artifactType')
  const manifests = [...context.registry.contents(repositoryName).referrersOf(reference)]
    .filter(image => imageStatusOf(image, epochSeconds(context.now)) === 'ACTIVE')
    .map(descriptorOf)
    .filter(({ artifactType }) => type === null || artifactType === type)
  return {
    status: 200,
    headers: { ...VERSION, 'content-type': INDEX, ...(type !== null && { 'oci-filters-applied': 'artifactType' }) },
    body: JSON.stringify({ schemaVersion: 2, mediaType: INDEX, manifests }),
  }
}

export const MANIFESTS: readonly Endpoint[] = [
  { methods: ['GET', 'HEAD'], path: PATH, operation: 'BatchGetImage', answer: pull },
  { methods: ['PUT'], path: PATH, operation: 'PutImage', answer: push },
  { methods: ['DELETE'], path: PATH, operation: 'BatchDeleteImage', answer: remove },
  { methods: ['GET'], path: /^\/v2\/(.+)\/referrers\/([^/]+)$/, operation: 'ListImageReferrers', answer: referrers },
]
