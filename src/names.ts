const PART = '[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*'
const NAME = `${PART}(?:/${PART})*`

/** What ECR takes as the name of a repository, but for its length. */
export const REPOSITORY_NAME = new RegExp(`^${NAME}$`)
/** What OCI lets a client push as a tag. Source: OCI distribution specification, "Pulling manifests". */
export const TAG = /^[a-zA-Z0-9_][a-zA-Z0-9._-]{0,127}$/
/** Of an image, a manifest or a layer: ECR knows no other algorithm. */
export const DIGEST = /^sha256:[0-9a-f]{64}$/

/** As much of a digest as people compare. */
export const shortDigest = (digest: string): string => `${digest.slice(0, 15)}…${digest.slice(-3)}`

/** Which image of which repository, as it is written: whether the tag is a TAG and the digest a DIGEST is not looked at. */
export interface ImageReference {
  readonly repositoryName: string
  readonly tag?: string
  readonly digest?: string
}

const REFERENCE = new RegExp(`^(${NAME})(?::([^@]+))?(?:@(.+))?$`)

/** `NAME`, `NAME:TAG`, `NAME@DIGEST` or `NAME:TAG@DIGEST`; nothing for any other text. */
export function referenceIn(text: string): ImageReference | undefined {
  const [, repositoryName, tag, digest] = REFERENCE.exec(text) ?? []
  if (repositoryName === undefined) return undefined
  return { repositoryName, ...(tag !== undefined && { tag }), ...(digest !== undefined && { digest }) }
}

// Hosts of registries in all partitions. Source: Amazon ECR User Guide, "Private registries" and "IPv6 requests";
// the suffixes of the isolated partitions are those of the SDK's endpoint rules.
const SUFFIXES = [
  'amazonaws.com',
  'amazonaws.com.cn',
  'amazonaws.eu',
  'c2s.ic.gov',
  'sc2s.sgov.gov',
  'cloud.adc-e.uk',
  'csp.hci.ic.gov',
]
const DUAL_STACK_SUFFIXES = ['on.aws', 'on.amazonwebservices.com.cn', 'on.amazonwebservices.eu']

const hosts = (service: string, suffixes: readonly string[]): RegExp =>
  new RegExp(`^(\\d{12})\\.${service}(?:-fips)?\\.([a-z0-9-]+)\\.(?:${suffixes.join('|').replaceAll('.', '\\.')})$`)

const REGISTRIES = [hosts('dkr\\.ecr', SUFFIXES), hosts('dkr-ecr', DUAL_STACK_SUFFIXES)]

/** The registry that a host name of ECR is of; nothing for the host of anybody else. */
export function registryOfHost(host: string): { readonly account: string; readonly region: string } | undefined {
  const [, account, region] = REGISTRIES.map(registry => registry.exec(host)).find(found => found !== null) ?? []
  return account === undefined || region === undefined ? undefined : { account, region }
}

const SCHEME = /^(?:[a-z][a-z0-9+.-]*:\/\/|ecr:(?=[^/]*\.))/i
const ARN = /^arn:[^:]*:ecr:[^:]*:[^:]*:repository\//i

/**
 * What was meant where the whole address of a repository or an image stands for its name: a URI with or without a scheme,
 * a tag or a digest, or an ARN. Undefined for what is no address.
 */
export function nameInAddress(text: string): string | undefined {
  const bare = text.trim().replace(SCHEME, '').replace(ARN, '')
  const [host = '', ...rest] = bare.split('/')
  const isHost = registryOfHost(host.toLowerCase()) !== undefined || /^[^/]+:\d+$/.test(host) || /^[^/@]+@/.test(host)
  const path = (isHost || SCHEME.test(text)) && (isHost || host.includes('.')) ? rest.join('/') : bare
  const name = path.replace(/@sha256:[^/]*$/i, '').replace(/:[^/:]*$/, '')
  return name === text ? undefined : name
}
