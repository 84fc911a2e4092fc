import { passwordOf } from '../access/passwords.ts'
import { epochSeconds, operation } from './operation.ts'
import { list, optional, structure, text } from './shapes.ts'

const TWELVE_HOURS = 12 * 60 * 60

export const getAuthorizationToken = operation(
  structure({ registryIds: optional(list(text({ pattern: /^[0-9]{12}$/ }), { min: 1, max: 10 })) }),
  ({ caller, now, url, tokens }, { registryIds = [caller.account] }) => {
    const expiresAt = epochSeconds(now) + TWELVE_HOURS
    const { accessKey, region, session } = caller
    const password = passwordOf(tokens, { accessKey, region, session, expiration: Math.floor(expiresAt) })
    const authorizationToken = Buffer.from(`AWS:${password}`).toString('base64')
    return { authorizationData: registryIds.map(() => ({ authorizationToken, expiresAt, proxyEndpoint: url })) }
  },
)
