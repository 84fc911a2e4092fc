import type { ECRClientConfig } from '@aws-sdk/client-ecr'
import type { EcrsyncError } from '../errors.ts'
import type { Emit } from '../events.ts'
import type { Caller } from '../model.ts'
import { keepSecret } from '../secrecy.ts'
import { failureOf, notOfService, STS } from './call-failures.ts'
import { placeOf, settingsOf } from './endpoint.ts'
import type { Signer } from './expired.ts'
import type { Profile } from './profile.ts'
import { ONE_TRY } from './retries.ts'
import { openSender } from './sender.ts'
import { openTraffic } from './traffic.ts'
import { transport } from './transport.ts'
import { PATIENCE } from './within.ts'

/** A role that calls are made as. */
export interface Role {
  readonly arn: string
  readonly externalId?: string | undefined
  readonly sessionName: string
}

/** Keys of a session. */
export interface SessionKeys {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly sessionToken: string
  readonly expiration: Date
}

/** STS in one region, asked as one identity. */
export interface Sts {
  /** @throws EcrsyncError ROLE_NOT_ASSUMED, and what any call throws */
  assumeRole(role: Role): Promise<SessionKeys>
  callerIdentity(): Promise<Caller>
  /** Those that it asks with, which are looked for once. */
  readonly credentials: ECRClientConfig['credentials']
  close(): void
}

export interface StsOptions {
  /** Says where STS is. */
  readonly profile: Profile
  /** Instead of what that says. */
  readonly endpoint?: string | undefined
  readonly signer?: Signer
  /** Who asks, for the configuration of a client. */
  readonly config: object
  readonly region: string
  readonly emit?: Emit | undefined
}

const noAnswer = (where: string, lack: string): EcrsyncError => notOfService(STS, `The answer of ${where} ${lack}.`)

/** @throws EcrsyncError INVALID_ENDPOINT, INVALID_PROFILE */
export async function openSts({ profile, endpoint, signer, config, region, emit }: StsOptions): Promise<Sts> {
  const { STSClient, AssumeRoleCommand, GetCallerIdentityCommand } = await import('@aws-sdk/client-sts')
  const place = placeOf('STS', profile, endpoint)
  const traffic = openTraffic({ concurrency: 1 })
  const client = new STSClient({
    ...config,
    ...settingsOf(place, region),
    requestHandler: transport(traffic.ways, PATIENCE),
    retryStrategy: ONE_TRY,
  })
  const where = place.endpoint ?? `STS in ${region}`
  const sender = openSender({ pacer: traffic.pacer, place: where, emit })
  const failed = (action: string, role?: Role) => (error: unknown) => {
    throw failureOf(error, { action, where, region, service: STS, role, signer })
  }
  return {
    credentials: client.config.credentials,
    async assumeRole(role) {
      const { arn: RoleArn, sessionName: RoleSessionName, externalId } = role
      const input = { RoleArn, RoleSessionName, ...(externalId !== undefined && { ExternalId: externalId }) }
      const { Credentials } = await sender.send({
        action: 'AssumeRole',
        on: RoleArn,
        once: () => client.send(new AssumeRoleCommand(input)).catch(failed('AssumeRole', role)),
      })
      const { AccessKeyId, SecretAccessKey, SessionToken, Expiration } = Credentials ?? {}
      if (!AccessKeyId || !SecretAccessKey || !SessionToken || !Expiration)
        throw noAnswer(where, 'holds no credentials')
      keepSecret(SecretAccessKey, SessionToken)
      return {
        accessKeyId: AccessKeyId,
        secretAccessKey: SecretAccessKey,
        sessionToken: SessionToken,
        expiration: Expiration,
      }
    },
    async callerIdentity() {
      const { Account, Arn } = await sender.send({
        action: 'GetCallerIdentity',
        once: () => client.send(new GetCallerIdentityCommand({})).catch(failed('GetCallerIdentity')),
      })
      if (!Account || !Arn) throw noAnswer(where, 'does not say who asks')
      return { account: Account, arn: Arn }
    },
    close() {
      sender.close()
      client.destroy()
      traffic.close()
    },
  }
}
