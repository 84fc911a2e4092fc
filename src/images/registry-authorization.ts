import { isLoopback } from '../aws/reach.ts'
import { keepSecret } from '../secrecy.ts'
import { howToLogIn, type Login, loginFor, lookedThrough } from './docker-config.ts'
import { nameAt } from './docker-hub.ts'
import { denied } from './failures.ts'
import { type Answer, type Asking, ask, discard, isSuccess, type Question, read } from './http.ts'
import { parseMembers } from './manifest.ts'
import type { Reply } from './network.ts'

export interface Registry extends Asking {
  readonly host: string
  readonly repositoryName: string
}

/** What the registry itself asked for, and where it is. */
export interface Challenge extends Pick<Reply, 'reach'> {
  readonly text: string
}

/** What is said to the registry, and the login that it comes of, if any. */
export interface Authorization {
  readonly header: string
  readonly login: Login | undefined
}

const LARGEST_ANSWER = 1024 * 1024

/**
 * The header that answers a challenge: with the login itself, or with a token that the login buys; without one, a token
 * for everybody. Source: https://distribution.github.io/distribution/spec/auth/token/
 *
 * @throws EcrsyncError SOURCE_DENIED, SOURCE_UNREACHABLE, SOURCE_INVALID
 */
export async function authorize({ text, reach }: Challenge, registry: Registry): Promise<Authorization> {
  const login = await loginFor(registry)
  keepSecret(login?.basic, passwordIn(login), login?.identityToken)
  const bearer = /\bBearer\s+(.*)$/i.exec(text)?.[1]
  if (bearer !== undefined)
    return { login, header: `Bearer ${await token(parametersOf(bearer), login, { ...registry, reach })}` }
  if (login?.basic !== undefined) return { login, header: `Basic ${login.basic}` }
  throw await refused(registry, login)
}

const passwordIn = (login: Login | undefined): string | undefined =>
  login?.basic &&
  Buffer.from(login.basic, 'base64')
    .toString('utf8')
    .replace(/^[^:]*:/, '')

type Asked = Registry & Pick<Reply, 'reach'>

async function token(
  parameters: ReadonlyMap<string, string>,
  login: Login | undefined,
  registry: Asked,
): Promise<string> {
  const realm = realmIn(parameters)
  if (realm === undefined) throw nowhereSafe(registry)
  const scope = parameters.get('scope') ?? `repository:${nameAt(registry)}:pull`
  const service = parameters.get('service')
  const wanted = { ...(service !== undefined && { service }), scope }
  const { url, ...more } =
    login?.identityToken === undefined ? bought(realm, wanted, login) : refreshed(realm, wanted, login.identityToken)
  const answer = await ask(url, { ...registry, ...more }, answer => tokenIn(answer, registry, login))
  const { token, access_token: found = token } = parseMembers(answer.toString('utf8')) ?? {}
  // What cannot stand in a header would be told in the words of its failure.
  if (typeof found !== 'string' || !/^[\x21-\x7e]+$/.test(found)) throw await refused(registry, login)
  keepSecret(found)
  return found
}

async function tokenIn(answer: Answer, registry: Registry, login: Login | undefined): Promise<Buffer> {
  if (isSuccess(answer)) return read(answer, LARGEST_ANSWER)
  discard(answer.reply)
  throw await refused(registry, login)
}

const nowhereSafe = ({ host, where }: Registry) =>
  denied({
    where,
    what: `${host} names no address that a login may be taken to`,
    hint: 'Check the registry, and any proxy on the way to it.',
  })

type Wanted = Readonly<Record<string, string>>
type TokenQuestion = Pick<Question, 'method' | 'headers' | 'body'> & { readonly url: URL }

function bought(realm: URL, wanted: Wanted, login: Login | undefined): TokenQuestion {
  const url = new URL(realm)
  for (const [name, value] of Object.entries(wanted)) url.searchParams.set(name, value)
  return { url, headers: { ...(login?.basic !== undefined && { authorization: `Basic ${login.basic}` }) } }
}

/** Source: https://distribution.github.io/distribution/spec/auth/oauth/ */
function refreshed(url: URL, wanted: Wanted, identityToken: string): TokenQuestion {
  const form = { grant_type: 'refresh_token', client_id: 'ecrsync', refresh_token: identityToken, ...wanted }
  const headers = { 'content-type': 'application/x-www-form-urlencoded' }
  return { url, method: 'POST', headers, body: new URLSearchParams(form).toString() }
}

/** A login is sent nowhere in the clear. */
function realmIn(parameters: ReadonlyMap<string, string>): URL | undefined {
  const realm = parameters.get('realm') ?? ''
  const url = URL.canParse(realm) ? new URL(realm) : undefined
  const isSafe = url?.protocol === 'https:' || (url?.protocol === 'http:' && isLoopback(url))
  return isSafe ? url : undefined
}

/** `realm="…",service=…`, as RFC 9110 has them; what comes later under the same name is of another challenge. */
const parametersOf = (text: string): ReadonlyMap<string, string> =>
  new Map(
    [...text.matchAll(/(\w+)=(?:"([^"]*)"|([^\s",]+))/g)]
      .reverse()
      .map(([, name = '', quoted, plain = '']) => [name.toLowerCase(), quoted ?? plain]),
  )

/** Of a registry that wants another login, or any at all. */
export async function refused(registry: Registry, login: Login | undefined) {
  const { host, where } = registry
  const asks =
    login === undefined
      ? `asks for a login, and there is none for this repository in ${lookedThrough()}`
      : `does not accept the login of ${login.from}`
  return denied({ where, what: `${host} ${asks}`, hint: await howToLogIn(registry, login) })
}
