/** The manifest, where nobody names another. */
export const MANIFEST_FILE = 'ecrsync.yaml'

const PART = '[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*'
const NAME = `${PART}(?:/${PART})*`

/**
 * What ECR takes as the name of a repository, but for its length. Source: ECR API model, RepositoryName. Anchored, because the
 * model's pattern is not.
 */
export const REPOSITORY_NAME = new RegExp(`^${NAME}$`)
/** The same with its length: 2 to 256 characters. */
export const REPOSITORY = new RegExp(`^(?=.{2,256}$)${NAME}$`)
/** What OCI lets a client push as a tag. Source: OCI distribution specification, "Pulling manifests". */
export const TAG = /^[a-zA-Z0-9_][a-zA-Z0-9._-]{0,127}$/
/** Tags that somebody most likely runs, whatever is said of them. */
const WELL_KNOWN = ['latest', 'prod', 'stable', 'release', 'main']

export const isWellKnown = (tag: string): boolean => WELL_KNOWN.includes(tag)

/** Of tags that go, those that are missed first; the others in the order that they have. */
export const missedFirst = (tags: readonly string[]): readonly string[] => [
  ...WELL_KNOWN.filter(tag => tags.includes(tag)),
  ...tags.filter(tag => !isWellKnown(tag)),
]
/** Of an image, a manifest or a layer: ECR knows no other algorithm. */
export const DIGEST = /^sha256:[0-9a-f]{64}$/

/** `OS/ARCHITECTURE`, with a variant perhaps, and the version of the operating system in brackets, as containerd writes it. */
export const PLATFORM = /^([a-z0-9_-]+)(?:\(([\w.-]+)\))?\/([a-z0-9_-]+)(?:\/([a-z0-9._-]+))?$/i

/** The id of an account of AWS. */
export const ACCOUNT = /^\d{12}$/

export const isAccount = (text: string): boolean => ACCOUNT.test(text)

/**
 * A region of a partition that is known. Source: the rules of endpoints in the SDK (`regionRegex` of each partition).
 */
export const REGION = /^(?:us|eu|ap|sa|ca|me|af|il|mx|cn|us-gov|us-isob?|us-isof|eu-isoe|eusc-de)-[a-z]+-\d{1,2}$/

export const isRegion = (text: string): boolean => REGION.test(text)

/** What was meant by an availability zone, other letters or signs than AWS writes, or a region without its number. */
export function meantRegion(text: string): string | undefined {
  const plain = text.trim().toLowerCase().replaceAll(/[_ ]/g, '-')
  const readings = [plain, plain.replace(/(\d)[a-z]$/, '$1'), plain.replace(/(?<=[a-z])(?=\d$)/, '-'), `${plain}-1`]
  return readings.find(isRegion)
}

/** The ARN of a role, with its partition and account. Source: IAM API Reference, Role: paths and names. */
const ROLE = /^arn:(aws[a-z-]*):iam::(\d{12}):role\/(?:[\x21-\x7e]{1,511}\/)?[\w+=,.@-]{1,64}$/

export function roleIn(arn: string): { readonly partition: string; readonly account: string } | undefined {
  const [, partition, account] = ROLE.exec(arn) ?? []
  return partition === undefined || account === undefined ? undefined : { partition, account }
}

/** What an endpoint is that no calls can go to, and why. */
export interface WrongEndpoint {
  readonly summary: string
  readonly detail: string
  readonly holdsLogin: boolean
}

/**
 * The URL of an endpoint in its usual form, which may be shown: none with a login is taken, because an endpoint is printed in
 * plans and messages. What is refused is not said again, because it could be a password.
 */
export function endpointIn(given: string): { readonly url: string } | WrongEndpoint {
  const text = given.trim()
  const url = /^https?:\/\/[^/\\]/i.test(text) && URL.canParse(text) ? new URL(text) : undefined
  const wrong = (summary: string, detail: string, holdsLogin = false) => ({ summary, detail, holdsLogin })
  if (url === undefined) return wrong('is no URL', 'An endpoint begins with http:// or https:// and names a host.')
  if (url.username !== '' || url.password !== '' || text.includes('@'))
    return wrong(
      'holds a login',
      'Calls to AWS are signed with credentials, and a login in a URL ends up in logs.',
      true,
    )
  if (/[?#]/.test(text))
    return wrong('has more than a path', 'What begins with ? or # in it would be sent with no call.')
  return { url: `${url.origin}${url.pathname.replace(/\/$/, '')}` }
}

/** The first characters of a text, at most so many as JavaScript counts them, and no half of one. */
export const begun = (text: string, most: number): string => text.slice(0, most).replace(/[\ud800-\udbff]$/, '')

/** Its last ones, likewise. */
const ended = (text: string, most: number): string => text.slice(-most).replace(/^[\udc00-\udfff]/, '')

/** What stands in the middle is left out. */
const shortened = (text: string, first: number, last: number): string => `${begun(text, first)}…${ended(text, last)}`

/** As much of a digest as people compare. */
export const shortDigest = (digest: string): string => shortened(digest, 15, 3)

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
  /** The domain of dual-stack hosts of the API. */
  readonly api?: string
}

// Partitions and the domains of the hosts of their registries, by how the regions of a partition begin; dual-stack hosts of the isolated
// partitions are not documented. Source: Amazon ECR User Guide, "Private registries" and "IPv6 requests"; the rules of
// endpoints in the SDK; the pattern of hosts in amazon-ecr-credential-helper; AWS General Reference, ARN partitions.
const PARTITIONS: readonly Partition[] = [
  {
    regions: 'cn-',
    name: 'aws-cn',
    plain: 'amazonaws.com.cn',
    dualStack: 'on.amazonwebservices.com.cn',
    api: 'api.amazonwebservices.com.cn',
  },
  {
    regions: 'eusc-',
    name: 'aws-eusc',
    plain: 'amazonaws.eu',
    dualStack: 'on.amazonwebservices.eu',
    api: 'api.amazonwebservices.eu',
  },
  { regions: 'us-iso-', name: 'aws-iso', plain: 'c2s.ic.gov' },
  { regions: 'us-isob-', name: 'aws-iso-b', plain: 'sc2s.sgov.gov' },
  { regions: 'eu-isoe-', name: 'aws-iso-e', plain: 'cloud.adc-e.uk' },
  { regions: 'us-isof-', name: 'aws-iso-f', plain: 'csp.hci.ic.gov' },
  { regions: 'us-gov-', name: 'aws-us-gov', plain: 'amazonaws.com', dualStack: 'on.aws', api: 'api.aws' },
]

const COMMERCIAL: Partition = { regions: '', name: 'aws', plain: 'amazonaws.com', dualStack: 'on.aws', api: 'api.aws' }

const REGISTRY = /^(\d{12})\.dkr([.-])ecr(-fips)?\.([a-z]+(?:-[a-z]+)+-\d{1,2})\.([a-z0-9.-]+)$/

/** As ECR's own hosts say it, and those of emulators behind a name of their own; in any case, without a port. */
export function registrySaidBy(host: string): (RegistryHost & { readonly domain: string }) | undefined {
  const [, account, dot, fips, region, domain] = REGISTRY.exec(host.toLowerCase()) ?? []
  if (account === undefined || region === undefined || domain === undefined) return undefined
  return { account, region, isFips: fips !== undefined, isDualStack: dot === '-', domain }
}

/** The registry that a host name of ECR is of, in any case; nothing for the host of anybody else, or with a port. */
export function registryOfHost(host: string): RegistryHost | undefined {
  const said = registrySaidBy(host)
  if (said === undefined) return undefined
  const { domain, ...registry } = said
  const { plain, dualStack } = partitionFor(registry.region)
  return domain === (registry.isDualStack ? dualStack : plain) ? registry : undefined
}

const partitionFor = (region: string): Partition =>
  PARTITIONS.find(({ regions }) => region.startsWith(regions)) ?? COMMERCIAL

/** Of the ARNs of a region. */
export const partitionOf = (region: string): string => partitionFor(region).name

/**
 * Whether calls to this URL reach ECR itself: its own hosts, and those of its VPC endpoints, over TLS. Other names below the same
 * domains are given to whoever rents a machine. Source: Amazon ECR endpoints and quotas (AWS General Reference); the rules of
 * endpoints in the SDK; Amazon ECR User Guide, "Interface VPC endpoints".
 */
export function isEndpointOfEcr(url: string): boolean {
  const { protocol, hostname, port } = new URL(url)
  const [, vpce, region = '', isInVpc, domain] = ENDPOINT.exec(hostname) ?? []
  if (protocol !== 'https:' || port !== '' || !isRegion(region)) return false
  if ((vpce === undefined) !== (isInVpc === undefined)) return false
  const { plain, api } = partitionFor(region)
  return domain === plain || (domain === api && vpce === undefined)
}

const ENDPOINT = /^(vpce-[a-z0-9-]+\.)?(?:api\.)?ecr(?:-fips)?\.([a-z]+(?:-[a-z]+)+-\d{1,2})\.(vpce\.)?([a-z0-9.-]+)$/

/** The usual host of a registry. */
export const hostOfRegistry = ({ account, region }: Pick<RegistryHost, 'account' | 'region'>): string =>
  `${account}.dkr.ecr.${region}.${partitionFor(region).plain}`

/** Begins as only a host of ECR does, whatever comes after. */
export const seemsRegistryHost = (host: string): boolean => /^\d{12}\.dkr[.-]/i.test(host)

/** May become such a host where a part of it is not known yet. */
export const mayBeRegistryHost = (host: string): boolean =>
  /dkr[.-]ecr|amazonaws|\.on\.aws/i.test(host) || PARTITIONS.some(({ plain }) => host.toLowerCase().includes(plain))

/**
 * What may be a password in an address, which is not said again: all before its last @ that begins no digest. An ARN has
 * none: names of IAM may hold an @.
 */
export function loginIn(address: string): string | undefined {
  const [, login] = /^(.*)@(?!sha\d+:)/s.exec(address) ?? []
  return login === undefined || /\barn:aws[a-z-]*:(?!.*:\/\/)/s.test(login) ? undefined : login
}

/** What stands behind the @ goes on as only an address does: `app:1@v2` is a digest that is none. */
export const hasLogin = (address: string): boolean => {
  const login = loginIn(address)
  return login !== undefined && address.slice(login.length).includes('/')
}

export const withoutLogin = (address: string): string => {
  const login = loginIn(address)
  return login === undefined ? address : `…${address.slice(login.length)}`
}

/** A text with the logins of all addresses in it covered up, each character in its column; the address of a mail stays, and what is left out already. */
export const withoutLogins = (text: string): string => text.replace(/[^\s"']+/g, covered)

function covered(word: string): string {
  const login = loginIn(word)
  if (login === undefined || login.endsWith('…') || !(login.includes(':') || hasLogin(word))) return word
  const [scheme = ''] = /^[^:@]*:\/\//.exec(word) ?? []
  return `${scheme}${'*'.repeat(login.length - scheme.length)}${word.slice(login.length)}`
}

/** The tag that says which manifest owns a repository. */
export const OWNER_TAG = 'ecrsync:manifest'

/** The tag that keeps a repository from being deleted, whatever its value is. */
export const PROTECT_TAG = 'ecrsync:protect'
