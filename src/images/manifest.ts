import { createHash } from 'node:crypto'
import type { EcrsyncError } from '../errors.ts'
import { DIGEST } from '../names.ts'
import { damaged, invalid, tooLarge } from './failures.ts'
import type { Descriptor, Reference } from './store.ts'

export const INDEX = 'application/vnd.oci.image.index.v1+json'
const DOCKER_LIST = 'application/vnd.docker.distribution.manifest.list.v2+json'
const IMAGE = 'application/vnd.oci.image.manifest.v1+json'
const DOCKER_IMAGE = 'application/vnd.docker.distribution.manifest.v2+json'
const INDEXES: readonly string[] = [INDEX, DOCKER_LIST]

/** Docker's first schema, which nothing has pushed for years. */
export const SCHEMA_1: readonly string[] = [
  'application/vnd.docker.distribution.manifest.v1+json',
  'application/vnd.docker.distribution.manifest.v1+prettyjws',
]

/** What is copied. */
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
  refuseSchema1(reference, where)
  verifyManifest(bytes, reference, where)
  const text = bytes.toString('utf8')
  const members = parseMembers(text)
  if (members === undefined || !Buffer.from(text).equals(bytes)) throw damaged(where, `${digest} is not a manifest`)
  if (members.schemaVersion === 1) throw schema1(digest, where)
  const mediaType = mediaTypeOf(members, reference.mediaType)
  if (mediaType === undefined) throw damaged(where, `${digest} is not a manifest of a kind that can be copied`)
  const needs = isIndex(mediaType) ? childrenIn(members) : blobsIn(members)
  const subject = members.subject === undefined ? undefined : descriptorIn(members.subject)?.digest
  if (needs === undefined || (members.subject !== undefined && subject === undefined))
    throw otherDigest(members, digest, where) ?? damaged(where, `the manifest ${digest} is incomplete`)
  return { digest, mediaType, text, ...needs, ...(subject !== undefined && { subject }) }
}

/** @throws EcrsyncError SOURCE_INVALID where it is said to be of Docker's first schema: what is signed in it is not all of its bytes. */
export function refuseSchema1({ digest, mediaType = '' }: Reference, where: string): void {
  if (SCHEMA_1.includes(mediaType)) throw schema1(digest, where)
}

const schema1 = (digest: string, where: string): EcrsyncError =>
  invalid({
    where,
    what: `${digest} is a manifest of Docker's first schema, which is not copied`,
    hint: 'Push it there again with a client of today: its digest will be another one.',
  })

/** What names something by a digest that ECR does not know. */
function otherDigest(members: Members, digest: string, where: string): EcrsyncError | undefined {
  const named = [members.config, members.subject, members.layers, members.manifests].flat()
  const other = named.map(one => membersOf(one)?.digest).find(isOtherDigest)
  return other === undefined ? undefined : notSha256(`the manifest ${digest} names ${other}`, where)
}

/** Of another algorithm. Source: OCI image specification, descriptor, "Digests". */
export const isOtherDigest = (text: unknown): text is string =>
  typeof text === 'string' && /^(?!sha256:)[a-z0-9]+(?:[+._-][a-z0-9]+)*:[\w=-]{1,256}$/.test(text)

export const notSha256 = (what: string, where: string): EcrsyncError =>
  invalid({ where, what: `${what}, and ECR knows sha256 alone`, hint: 'Make the image again, with sha256 digests.' })

/** @throws EcrsyncError SOURCE_INVALID, IMAGE_TOO_LARGE */
export function verifyManifest(bytes: Buffer, { digest, size = bytes.length }: Reference, where: string): void {
  refuseLong(digest, bytes.length, where)
  if (bytes.length !== size) throw damaged(where, `${digest} has ${bytes.length} bytes, and should have ${size}`)
  // A layout may be a link to any file of a folder: what that is, is nobody's to know.
  if (digestOf(bytes) !== digest) throw damaged(where, `what should be the manifest ${digest} is something else`)
}

/** @throws EcrsyncError IMAGE_TOO_LARGE */
export function refuseLong(name: string, bytes: number, where: string): void {
  if (bytes > LARGEST_MANIFEST)
    throw tooLarge(where, `the manifest ${name} has more than ${LARGEST_MANIFEST} bytes, which ECR does not take`)
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
