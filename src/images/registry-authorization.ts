import { configPath, type Login, readLogin } from './docker-config.ts'
import { denied } from './failures.ts'
import { type Asking, ask, read } from './http.ts'
import { parseMembers } from './manifest.ts'

export interface Registry extends Asking {
  readonly host: string
  readonly repositoryName: string
}

const LARGEST_ANSWER = 1024 * 1024

/** Names that never leave the machine, where plain HTTP is harmless. */
const LOOPBACK = /^(([a-z0-9-]+\.)*localhost|127(\.\d{1,3}){3}|\[::1\])(:\d+)?$/i

export const isLoopback = (host: string): boolean => LOOPBACK.test(host)

/**
 * The header that answers a challenge: with the login itself, or with a token that the login buys; without one, a token
 * for everybody. Source: https://distribution.github.io/distribution/spec/auth/token/
 *
 * @throws EcrsyncError SOURCE_DENIED, SOURCE_UNREACHABLE
 */
export async function authorize(challenge: string, registry: Registry): Promise<string> {
  const login = await readLogin(registry.host)
  const bearer = /\bBearer\s+(.*)$/i.exec(challenge)?.[1]
  if (bearer !== undefined) return `Bearer ${await token(parametersOf(bearer), login, registry)}`
  if (login.basic !== undefined) return `Basic ${login.basic}`
  throw refused(registry, login)
}

async function token(parameters: ReadonlyMap<string, string>, login: Login, registry: Registry): Promise<string> {
  const url = tokenUrl(parameters, registry)
  if (url === undefined) throw refused(registry, login)
  const headers = { ...(login.basic !== undefined && { authorization: `Basic ${login.basic}` }) }
  const answer = await ask(url, { ...registry, headers }, answer => read(answer, LARGEST_ANSWER))
  const { token, access_token: found = token } = parseMembers(answer.toString('utf8')) ?? {}
  // What cannot stand in a header would be told in the words of its failure.
  if (typeof found !== 'string' || !/^[\x21-\x7e]+$/.test(found)) throw refused(registry, login)
  return found
}

/** A login is sent nowhere in the clear. */
function tokenUrl(parameters: ReadonlyMap<string, string>, { repositoryName }: Registry): string | undefined {
  const realm = parameters.get('realm') ?? ''
  if (!URL.canParse(realm)) return undefined
  const url = new URL(realm)
  if (url.protocol !== 'https:' && !isLoopback(url.host)) return undefined
  const service = parameters.get('service')
  if (service !== undefined) url.searchParams.set('service', service)
  url.searchParams.set('scope', parameters.get('scope') ?? `repository:${repositoryName}:pull`)
  return url.href
}

/** `realm="…",service="…"`, as RFC 9110 has them. */
const parametersOf = (text: string): ReadonlyMap<string, string> =>
  new Map([...text.matchAll(/(\w+)="([^"]*)"/g)].map(([, name = '', value = '']) => [name.toLowerCase(), value]))

export function refused({ host, where }: Registry, { basic, helper }: Login) {
  const asks = basic === undefined ? 'asks for a login' : 'does not accept the login'
  const unasked = helper === undefined ? '' : `, which leaves it to the credential helper ${helper}`
  return denied({
    where,
    what: `${host} ${asks} (looked for in ${configPath()}${unasked})`,
    hint: `Run \`docker login ${host}\` without a credential helper: only what stands under "auths" is used.`,
  })
}
