import { hostOfRegistry, loginIn, type RegistryHost, registryOfHost, seemsRegistryHost } from './names.ts'

/** What people paste where the name of a repository is wanted, taken apart. */
export interface Address {
  /** With its port, in small letters. That of an ARN is the usual one of its registry. */
  readonly host?: string
  /** Where the host is one of ECR's. */
  readonly registry?: RegistryHost
  /** Of the repository, as it is written: whether ECR would take it is not looked at. Empty where the address has none. */
  readonly name: string
}

/** `ecr:` is that of the sources of a manifest. */
const SCHEMED = /^([a-z][a-z0-9+.-]*:\/\/|ecr:)?(.*)$/is
const ARN = /^arn:[^:]*:ecr:([^:]*):(\d*):repository\/(.*)$/is
/** Inspector and Security Hub write a digest behind a slash. */
const DIGEST_AT_END = /[@/]sha\d+:[^/@]*$/i
/** Without a sign that an address has, as most names are. */
const NAME_ALONE = /^[\w-]+(?:\/[\w-]+)*$/
const TAG_AT_END = /:(?:\w[\w.-]*)?$/

/**
 * The host and the name in the whole address of a repository or an image: a URI with or without a scheme, a login, a tag or
 * a digest, or an ARN. Undefined for what is no more than a name.
 */
export function addressIn(text: string): Address | undefined {
  if (NAME_ALONE.test(text)) return undefined
  const [, scheme = '', whole = ''] = SCHEMED.exec(text.trim()) ?? []
  const bare = whole.replace(/\/+$/, '').replace(DIGEST_AT_END, '')
  const [, region = '', account = '', named] = ARN.exec(bare) ?? []
  if (named !== undefined)
    return account === '' ? { name: withoutTag(named) } : addressOf(hostOfRegistry({ account, region }), named)
  const login = loginIn(bare)
  const [first = '', ...path] = bare.slice(login === undefined ? 0 : login.length + 1).split('/')
  const isHost = login !== undefined || isHostOf(first, path, scheme.endsWith('://'))
  if (isHost) return addressOf(first, path.join('/'))
  const name = withoutTag([first, ...path].join('/'))
  return name === text ? undefined : { name }
}

/** Without a scheme, much that looks like a host is a name, too: `ghcr.io/team/app`. */
const isHostOf = (first: string, path: readonly string[], hasScheme: boolean): boolean =>
  seemsRegistryHost(first) ||
  (path.length > 0 && /^(?:[^:]+|\[.*\]):\d+$/.test(first)) ||
  (hasScheme && (/[.:]/.test(first) || first.toLowerCase() === 'localhost'))

const addressOf = (host: string, path: string): Address => ({ ...hostIn(host.toLowerCase()), name: withoutTag(path) })

function hostIn(host: string): Omit<Address, 'name'> {
  const registry = registryOfHost(host.replace(/:443$/, ''))
  return { host, ...(registry && { registry }) }
}

const withoutTag = (path: string): string => path.replace(TAG_AT_END, '')
