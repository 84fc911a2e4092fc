import { randomBytes } from 'node:crypto'
import { list, optional, structure, text } from '../shapes.ts'
import { epochSeconds, operation } from './operation.ts'

const TWELVE_HOURS = 12 * 60 * 60

export const getAuthorizationToken = operation(
  structure({ registryIds: optional(list(text({ pattern: /^[0-9]{12}$/ }), { min: 1, max: 10 })) }),
  ({ registry, now, url }, { registryIds = [registry.account] }) => {
    const expiresAt = epochSeconds(now) + TWELVE_HOURS
    return {
      authorizationData: registryIds.map(() => ({
        authorizationToken: Buffer.from(`AWS:${password(expiresAt)}`).toString('base64'),
        expiresAt,
        proxyEndpoint: url,
      })),
    }
  },
)

/** Opaque to clients; this is what ECR's look like inside. */
function password(expiresAt: number): string {
  const [payload, datakey] = [192, 96].map(length => randomBytes(length).toString('base64'))
  const token = { payload, datakey, version: '2', type: 'DATA_KEY', expiration: Math.floor(expiresAt) }
  return Buffer.from(JSON.stringify(token)).toString('base64')
}
