import { AwsError, invalid } from '../errors.ts'

/** What a manifest says of itself and of what it needs. */
export interface Manifest {
  readonly mediaType: string
  /** Digests of configuration and layers. */
  readonly layers: readonly string[]
  /** Digests of the manifests that a list or index refers to. */
  readonly children: readonly string[]
  readonly subject?: string
  readonly artifactMediaType?: string
}

type Members = Readonly<Record<string, unknown>>

const LISTS = ['application/vnd.docker.distribution.manifest.list.v2+json', 'application/vnd.oci.image.index.v1+json']
const SCHEMA_1 = [
  'application/vnd.docker.distribution.manifest.v1+json',
  'application/vnd.docker.distribution.manifest.v1+prettyjws',
]
const IMAGES = ['application/vnd.docker.distribution.manifest.v2+json', 'application/vnd.oci.image.manifest.v1+json']
const EMPTY_CONFIGURATION = 'application/vnd.oci.empty.v1+json'
/** Without the words that other refusals of a parameter begin with. */
const NO_TYPE = 'image manifest mediatype not provided in manifest or parameter'
const DIGEST = /^sha256:[0-9a-f]{64}$/

export function readManifest(text: string, givenMediaType?: string): Manifest {
  const manifest = parse(text)
  const mediaType = manifest.mediaType ?? givenMediaType
  if (mediaType === undefined) throw new AwsError('InvalidParameterException', NO_TYPE)
  if (typeof mediaType !== 'string') throw refused('Invalid image manifest')
  if (LISTS.includes(mediaType)) return { mediaType, ...readList(manifest) }
  if (SCHEMA_1.includes(mediaType)) return { mediaType, ...readSchema1(manifest) }
  if (IMAGES.includes(mediaType)) return { mediaType, ...readImage(manifest) }
  throw refused(`Unsupported image manifest media type '${mediaType}'`)
}

/** Bytes of the configuration and the layers of a manifest that can be read, by digest, as it says them itself. */
export function declaredSizes(text: string): ReadonlyMap<string, number> {
  const { config, layers } = parse(text)
  const descriptors = [config, ...(Array.isArray(layers) ? layers : [])].filter(isMembers)
  return new Map(
    descriptors.flatMap(({ digest, size }) =>
      typeof digest === 'string' && typeof size === 'number' && Number.isSafeInteger(size) && size >= 0
        ? [[digest, size] as const]
        : [],
    ),
  )
}

/**
 * The same of what need not be a whole manifest: one without layers may lack the rest as well, and what it does not name
 * rightly it does not need.
 */
export function readLeniently(text: string, givenMediaType?: string): Manifest {
  const manifest = parse(text)
  if ('layers' in manifest || 'manifests' in manifest || 'fsLayers' in manifest)
    return readManifest(text, givenMediaType)
  const { mediaType = givenMediaType ?? IMAGES[0], config } = manifest
  if (typeof mediaType !== 'string') throw refused('Invalid image manifest')
  const { digest } = isMembers(config) ? config : {}
  return { mediaType, layers: typeof digest === 'string' && DIGEST.test(digest) ? [digest] : [], children: [] }
}

type Needs = Omit<Manifest, 'mediaType'>

const readList = (manifest: Members): Needs => ({
  layers: [],
  children: listIn(manifest, 'manifests').map(one => digestIn(one, 'digest')),
  ...subjectOf(manifest),
  ...artifactTypeOf(manifest.artifactType),
})

const readSchema1 = (manifest: Members): Needs => ({
  layers: listIn(manifest, 'fsLayers').map(one => digestIn(one, 'blobSum')),
  children: [],
})

function readImage(manifest: Members): Needs {
  const configuration = membersOf(manifest.config)
  const own = listIn(manifest, 'layers').filter(one => !isForeign(one))
  const isEmpty = configuration.mediaType === EMPTY_CONFIGURATION
  return {
    layers: [configuration, ...own].map(one => digestIn(one, 'digest')),
    children: [],
    ...subjectOf(manifest),
    ...artifactTypeOf(isEmpty ? (manifest.artifactType ?? EMPTY_CONFIGURATION) : configuration.mediaType),
  }
}

/** Layers that are fetched from elsewhere, such as those of Windows base images. */
const isForeign = ({ urls }: Members) => Array.isArray(urls) && urls.length > 0

const subjectOf = ({ subject }: Members) =>
  subject === undefined ? {} : { subject: digestIn(membersOf(subject), 'digest') }

const artifactTypeOf = (type: unknown) => (typeof type === 'string' ? { artifactMediaType: type } : {})

const listIn = (manifest: Members, name: string): readonly Members[] => {
  const list = manifest[name]
  if (!Array.isArray(list)) throw refused('Invalid image manifest')
  return list.map(membersOf)
}

function digestIn(descriptor: Members, name: string): string {
  const digest = descriptor[name]
  if (typeof digest !== 'string' || !DIGEST.test(digest)) throw refused('Invalid image manifest')
  return digest
}

const isMembers = (value: unknown): value is Members =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

function membersOf(value: unknown): Members {
  if (isMembers(value)) return value
  throw refused('Invalid image manifest')
}

function parse(text: string): Members {
  try {
    return membersOf(JSON.parse(text))
  } catch (error) {
    throw error instanceof SyntaxError ? refused('Invalid JSON syntax') : error
  }
}

const refused = (constraint: string) => invalid('ImageManifest', constraint)
