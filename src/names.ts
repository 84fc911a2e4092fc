const PART = '[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*'
const NAME = `${PART}(?:/${PART})*`

/** What ECR takes as the name of a repository, but for its length. */
export const REPOSITORY_NAME = new RegExp(`^${NAME}$`)
/** What OCI lets a client push as a tag. Source: OCI distribution specification, "Pulling manifests". */
export const TAG = /^[a-zA-Z0-9_][a-zA-Z0-9._-]{0,127}$/
/** Of an image, a manifest or a layer: ECR knows no other algorithm. */
export const DIGEST = /^sha256:[0-9a-f]{64}$/

/** `OS/ARCHITECTURE`, with a variant perhaps, and the version of the operating system in brackets, as containerd writes it. */
export const PLATFORM = /^([a-z0-9_-]+)(?:\(([\w.-]+)\))?\/([a-z0-9_-]+)(?:\/([a-z0-9._-]+))?$/i

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

/** A registry of ECR, and by which of its hosts it was named. */
export interface RegistryHost {
  readonly account: string
  readonly region: string
  readonly isFips: boolean
  readonly isDualStack: boolean
}

interface Partition {
  /** How the regions of it begin. */
  readonly regions: string
  readonly name: string
  readonly plain: string
  readonly dualStack?: string
}

// Partitions and the domains of the hosts of their registries, by how the regions of a partition begin; dual-stack hosts of the isolated
// partitions are not documented. Source: Amazon ECR User Guide, "Private registries" and "IPv6 requests"; the rules of
// endpoints in the SDK; the pattern of hosts in amazon-ecr-credential-helper; AWS General Reference, ARN partitions.
const PARTITIONS: readonly Partition[] = [
  { regions: 'cn-', name: 'aws-cn', plain: 'amazonaws.com.cn', dualStack: 'on.amazonwebservices.com.cn' },
  { regions: 'eusc-', name: 'aws-eusc', plain: 'amazonaws.eu', dualStack: 'on.amazonwebservices.eu' },
  { regions: 'us-iso-', name: 'aws-iso', plain: 'c2s.ic.gov' },
  { regions: 'us-isob-', name: 'aws-iso-b', plain: 'sc2s.sgov.gov' },
  { regions: 'eu-isoe-', name: 'aws-iso-e', plain: 'cloud.adc-e.uk' },
  { regions: 'us-isof-', name: 'aws-iso-f', plain: 'csp.hci.ic.gov' },
  { regions: 'us-gov-', name: 'aws-us-gov', plain: 'amazonaws.com', dualStack: 'on.aws' },
  { regions: '', name: 'aws', plain: 'amazonaws.com', dualStack: 'on.aws' },
]

const REGISTRY = /^(\d{12})\.dkr([.-])ecr(-fips)?\.([a-z]+(?:-[a-z]+)+-\d{1,2})\.([a-z0-9.-]+)$/

/** The registry that a host name of ECR is of, in any case; nothing for the host of anybody else, or with a port. */
export function registryOfHost(host: string): RegistryHost | undefined {
  const [, account, dot, fips, region, domain] = REGISTRY.exec(host.toLowerCase()) ?? []
  if (account === undefined || region === undefined) return undefined
  const partition = partitionIn(region)
  const isDualStack = dot === '-'
  if (domain !== (isDualStack ? partition?.dualStack : partition?.plain)) return undefined
  return { account, region, isFips: fips !== undefined, isDualStack }
}

const partitionIn = (region: string) => PARTITIONS.find(({ regions }) => region.startsWith(regions))

/** Of the ARNs of a region. */
export const partitionOf = (region: string): string => partitionIn(region)?.name ?? 'aws'

/** The usual host of a registry. */
export const hostOfRegistry = ({ account, region }: Pick<RegistryHost, 'account' | 'region'>): string =>
  `${account}.dkr.ecr.${region}.${partitionIn(region)?.plain}`

/** Begins as only a host of ECR does, whatever comes after. */
export const seemsRegistryHost = (host: string): boolean => /^\d{12}\.dkr[.-]/i.test(host)

/** A text without what may be a password: all before its last @ that begins no digest. */
export const withoutLogin = (text: string): string => text.replace(/^.*@(?!sha256:)/s, '…@')

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
