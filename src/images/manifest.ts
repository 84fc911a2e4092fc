import { createHash } from 'node:crypto'
import { DIGEST } from '../names.ts'
import { damaged, tooLarge } from './failures.ts'
import type { Descriptor, Reference } from './store.ts'

export const INDEX = 'application/vnd.oci.image.index.v1+json'
const DOCKER_LIST = 'application/vnd.docker.distribution.manifest.list.v2+json'
const IMAGE = 'application/vnd.oci.image.manifest.v1+json'
const DOCKER_IMAGE = 'application/vnd.docker.distribution.manifest.v2+json'
const INDEXES: readonly string[] = [INDEX, DOCKER_LIST]

/** What is copied; Docker's first schema, which nothing has pushed for years, is not. */
export const MANIFEST_TYPES: readonly string[] = [INDEX, DOCKER_LIST, IMAGE, DOCKER_IMAGE]

/** As the API of PutImage has it: https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_PutImage.html */
export const LARGEST_MANIFEST = 4_194_304

export interface Manifest {
  readonly digest: string
  readonly mediaType: string
  /** Byte for byte what it is in its source: another spelling would be another image. */
  readonly text: string
  /** What an index lists. */
  readonly children: readonly Descriptor[]
  /** Its configuration and layers, but not those that are fetched from elsewhere. */
  readonly blobs: readonly Descriptor[]
  /** The image that it is about. */
  readonly subject?: string
}

type Members = Readonly<Record<string, unknown>>

export const isIndex = (mediaType: string): boolean => INDEXES.includes(mediaType)

export const isDigest = (text: unknown): text is string => typeof text === 'string' && DIGEST.test(text)

export const digestOf = (bytes: Uint8Array): string => `sha256:${createHash('sha256').update(bytes).digest('hex')}`

/**
 * Reads a manifest that came from `where`, once its bytes are known to be those of its digest.
 *
 * @throws EcrsyncError SOURCE_INVALID, IMAGE_TOO_LARGE
 */
export function readManifest(bytes: Buffer, reference: Reference, where: string): Manifest {
  const { digest } = reference
  verifyManifest(bytes, reference, where)
  const text = bytes.toString('utf8')
  const members = parseMembers(text)
  if (members === undefined || !Buffer.from(text).equals(bytes)) throw damaged(where, `${digest} is not a manifest`)
  const mediaType = mediaTypeOf(members, reference.mediaType)
  if (mediaType === undefined) throw damaged(where, `${digest} is not a manifest of a kind that can be copied`)
  const needs = isIndex(mediaType) ? childrenIn(members) : blobsIn(members)
  const subject = members.subject === undefined ? undefined : descriptorIn(members.subject)?.digest
  if (needs === undefined || (members.subject !== undefined && subject === undefined))
    throw damaged(where, `the manifest ${digest} is incomplete, or names something by other than a sha256 digest`)
  return { digest, mediaType, text, ...needs, ...(subject !== undefined && { subject }) }
}

/** @throws EcrsyncError SOURCE_INVALID, IMAGE_TOO_LARGE */
export function verifyManifest(bytes: Buffer, { digest, size = bytes.length }: Reference, where: string): void {
  if (bytes.length > LARGEST_MANIFEST)
    throw tooLarge(where, `the manifest ${digest} has more than ${LARGEST_MANIFEST} bytes, which ECR does not take`)
  if (bytes.length !== size) throw damaged(where, `${digest} has ${bytes.length} bytes, and should have ${size}`)
  const found = digestOf(bytes)
  if (found !== digest) throw damaged(where, `what should be the manifest ${digest} is ${found}`)
}

/** An object of JSON; undefined where the text is none. */
export function parseMembers(text: string): Members | undefined {
  try {
    return membersOf(JSON.parse(text))
  } catch {
    return undefined
  }
}

/** Its own word first, then that of whoever refers to it, then its form. What could be read as either kind is none. */
function mediaTypeOf(members: Members, given = ''): string | undefined {
  if ('manifests' in members && ('layers' in members || 'config' in members)) return undefined
  const { mediaType = MANIFEST_TYPES.includes(given) ? given : formOf(members) } = members
  return MANIFEST_TYPES.find(type => type === mediaType)
}

function formOf(members: Members): string | undefined {
  if ('manifests' in members) return INDEX
  return 'config' in members && 'layers' in members ? IMAGE : undefined
}

function childrenIn(members: Members): Pick<Manifest, 'children' | 'blobs'> | undefined {
  const children = descriptorsIn(members.manifests)
  return children && { children, blobs: [] }
}

function blobsIn(members: Members): Pick<Manifest, 'children' | 'blobs'> | undefined {
  const config = descriptorIn(members.config)
  const own = Array.isArray(members.layers) ? members.layers.filter(layer => !isForeign(layer)) : undefined
  const layers = descriptorsIn(own)
  return config && layers && { children: [], blobs: [config, ...layers] }
}

/** Layers that every client fetches from elsewhere, such as those of Windows base images. */
function isForeign(layer: unknown): boolean {
  const urls = membersOf(layer)?.urls
  return Array.isArray(urls) && urls.length > 0
}

/** A list of descriptors; undefined where one of them is none. */
export function descriptorsIn(list: unknown): readonly Descriptor[] | undefined {
  if (!Array.isArray(list)) return undefined
  const found = list.map(descriptorIn)
  return found.every(one => one !== undefined) ? found : undefined
}

export function descriptorIn(value: unknown): Descriptor | undefined {
  const { digest, size, mediaType = 'application/octet-stream' } = membersOf(value) ?? {}
  const isOne = isDigest(digest) && Number.isSafeInteger(size) && Number(size) >= 0 && typeof mediaType === 'string'
  return isOne ? { digest, size: Number(size), mediaType } : undefined
}

export const membersOf = (value: unknown): Members | undefined =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Members) : undefined
