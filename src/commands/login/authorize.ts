import type { Output } from '../../aws/api.ts'
import type { Client, Connection } from '../../aws/client.ts'
import { placeOf } from '../../aws/endpoint.ts'
import { activeProfile } from '../../aws/profile.ts'
import { regionOf } from '../../aws/region.ts'
import { EcrsyncError } from '../../errors.ts'
import { keepSecret } from '../../secrecy.ts'

/** Who clients of the Docker Registry API log in as. Source: Amazon ECR User Guide, "Private registry authentication". */
export const USERNAME = 'AWS'

export type Access = Pick<Connection, 'region' | 'profile' | 'endpoint' | 'host' | 'emit'>

/** What a client needs to log in. The password is for its standard input, and for nothing else. */
export interface Login {
  readonly host: string
  readonly isEncrypted: boolean
  readonly password: string
}

/** @throws EcrsyncError NOT_ECR for an answer without a token, and what a connection throws */
export async function authorize(access: Access): Promise<Login> {
  const { connect } = await import('../../aws/client.ts')
  const client = await connect({ ...access, region: regionOf(access), concurrency: 1 })
  try {
    return await loginAt(client)
  } finally {
    client.close()
  }
}

/** @throws EcrsyncError NOT_ECR for an answer without a token */
export const loginAt = async ({ reader }: Pick<Client, 'reader'>): Promise<Login> =>
  loginOf(await reader.call('GetAuthorizationToken', {}))

/**
 * Where calls are sent instead of AWS, if anywhere.
 * @throws EcrsyncError INVALID_ENDPOINT, INVALID_PROFILE
 */
export async function endpointOf({ endpoint, profile }: Access): Promise<string | undefined> {
  return placeOf('ECR', await activeProfile(profile), endpoint).endpoint
}

function loginOf({ authorizationData = [] }: Output<'GetAuthorizationToken'>): Login {
  const [{ authorizationToken = '', proxyEndpoint = '' } = {}] = authorizationData
  const token = Buffer.from(authorizationToken, 'base64').toString('utf8')
  const password = token.startsWith(`${USERNAME}:`) ? token.slice(USERNAME.length + 1) : ''
  keepSecret(authorizationToken, password)
  if (password === '' || !URL.canParse(proxyEndpoint)) throw withoutToken()
  const { host, protocol } = new URL(proxyEndpoint)
  return { host, isEncrypted: protocol === 'https:', password }
}

const withoutToken = (): EcrsyncError =>
  new EcrsyncError('NOT_ECR', 'The endpoint does not answer as ECR does', {
    detail: 'The answer to GetAuthorizationToken holds no token, or not the address of a registry.',
    hint: 'Check --endpoint-url, AWS_ENDPOINT_URL_ECR or endpoint_url of the profile, and any proxy on the way.',
  })
