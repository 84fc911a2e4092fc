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

const ISOLATED: Readonly<Record<string, string>> = {
  'us-iso': 'aws-iso',
  'us-isob': 'aws-iso-b',
  'us-isof': 'aws-iso-f',
  'eu-isoe': 'aws-iso-e',
}

/** Of the ARNs of a region. Source: AWS General Reference, ARN partitions. */
export function partitionOf(region: string): string {
  const [prefix] = /^(cn|us-gov|eusc|us-isob|us-isof|us-iso|eu-isoe)(?=-)/.exec(region) ?? []
  return prefix === undefined ? 'aws' : (ISOLATED[prefix] ?? `aws-${prefix}`)
}
