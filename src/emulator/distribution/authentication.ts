import type { IncomingMessage } from 'node:http'
import { type Caller, callerOf, type Identities } from '../access/caller.ts'
import { loginOf } from '../access/passwords.ts'
import type { Tokens } from '../access/tokens.ts'
import type { Reply } from '../http/exchange.ts'
import { RegistryError, VERSION } from './errors.ts'

/**
 * Who a login belongs to: Basic, with the token of `GetAuthorizationToken`.
 *
 * @returns nothing where there are no credentials, or none of ours
 * @throws RegistryError DENIED for a token of more than twelve hours ago
 */
export function loggedIn(
  { headers }: IncomingMessage,
  identities: Identities,
  { tokens, now }: { tokens: Tokens; now: Date },
): Caller | undefined {
  const [, encoded = ''] = /^Basic ([\w+/=-]+)$/i.exec(headers.authorization ?? '') ?? []
  const [, password = ''] = /^AWS:(.+)$/.exec(Buffer.from(encoded, 'base64').toString('utf8')) ?? []
  const login = loginOf(tokens, password)
  if (login === undefined) return undefined
  if (login.expiration <= now.getTime() / 1000) {
    throw new RegistryError(403, 'DENIED', 'Your authorization token has expired. Reauthenticate and try again.')
  }
  return callerOf(identities, login.accessKey, login.region)
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
