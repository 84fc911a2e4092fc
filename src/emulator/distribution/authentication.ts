import type { IncomingMessage } from 'node:http'
import { type Caller, callerOf, type Identities } from '../access/caller.ts'
import { type Login, loginOf } from '../access/passwords.ts'
import type { Tokens } from '../access/tokens.ts'
import type { Reply } from '../http/exchange.ts'
import type { RegistryPlace } from '../registry-place.ts'
import { RegistryError, VERSION } from './errors.ts'

/**
 * Who a login belongs to: Basic, with the token of `GetAuthorizationToken`.
 *
 * @returns nothing where there are no credentials, or none of ours
 * @throws RegistryError DENIED for a token of more than twelve hours ago
 */
export function loggedIn(
  request: IncomingMessage,
  identities: Identities,
  { tokens, now }: { tokens: Tokens; now: Date },
): Caller | undefined {
  const login = loginIn(request, tokens)
  if (login === undefined) return undefined
  if (login.expiration <= now.getTime() / 1000) {
    throw new RegistryError(403, 'DENIED', 'Your authorization token has expired. Reauthenticate and try again.')
  }
  return callerOf(identities, login, login.region)
}

/** Where nobody has to log in: whoever a login belongs to, even an old one, as the owner of the registry that the host names. */
export function anybody(
  request: IncomingMessage,
  identities: Identities,
  { tokens, place }: { tokens: Tokens; place: RegistryPlace | undefined },
): Caller {
  const login = loginIn(request, tokens)
  return { ...callerOf(identities, login ?? { accessKey: '' }, login?.region), ...place }
}

function loginIn({ headers }: IncomingMessage, tokens: Tokens): Login | undefined {
  const [, encoded = ''] = /^Basic ([\w+/=-]+)$/i.exec(headers.authorization ?? '') ?? []
  const [, password = ''] = /^AWS:(.+)$/.exec(Buffer.from(encoded, 'base64').toString('utf8')) ?? []
  return loginOf(tokens, password)
}

/** No token service: clients are asked for the credentials themselves. */
export const challenge = ({ headers }: IncomingMessage): Reply => ({
  status: 401,
  headers: {
    ...VERSION,
    'www-authenticate': `Basic realm="http://${headers.host ?? 'localhost'}/",service="ecr.amazonaws.com"`,
    'content-type': 'text/plain; charset=utf-8',
  },
  body: 'Not Authorized\n',
})
