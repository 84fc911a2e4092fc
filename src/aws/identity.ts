import type { ECRClientConfig } from '@aws-sdk/client-ecr'
import { EcrsyncError } from '../errors.ts'
import type { Emit } from '../events.ts'
import type { Caller } from '../model.ts'
import { credentialsOf, isOfEnvironment } from './credentials.ts'
import { placeOf } from './endpoint.ts'
import type { Signer } from './expired.ts'
import { activeProfile, NO_PROFILE, type Profile } from './profile.ts'
import { openRoleSession, type RoleSession } from './role-session.ts'
import { openSts, type Role, type Sts, type StsOptions } from './sts.ts'
import { timeout, within } from './within.ts'

type Config = Pick<ECRClientConfig, 'profile' | 'credentials' | 'credentialDefaultProvider'>

/** Who calls are made as: whatever is named of it here makes it another one. */
export interface IdentityOptions {
  readonly profile?: string | undefined
  /** Who names that profile, for messages. */
  readonly profileBy?: string | undefined
  /** Assumed with the credentials of the profile, or of the environment. */
  readonly role?: Role | undefined
  /** Then no profile is looked at. */
  readonly credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string } | undefined
  /** Where STS is asked, instead of what the environment or the profile says. */
  readonly stsEndpoint?: string | undefined
}

/** One caller, whose credentials and clients of STS are shared by all regions that it asks. */
export interface Identity {
  readonly profile: Profile
  /** Whose keys it has, or asks for its role with. */
  readonly signer: Signer
  /** For the configuration of a client in a region. */
  configFor(region?: string): Config
  /** Other clients take the credentials that this one has found. */
  keep(credentials: Config['credentials']): void
  /** Where it is a role: left out, nothing can be had anew. */
  readonly session?: RoleSession
  /** STS has taken its credentials. */
  readonly isKnown: boolean
  /**
   * Asked of STS once, in the region where it is wanted first.
   * @throws EcrsyncError ROLE_NOT_ASSUMED, BAD_CREDENTIALS, and what any call throws
   */
  caller(region: string): Promise<Caller>
  /** The same for whoever can do without: within seconds, and unknown where STS cannot be asked. */
  callerIfKnown(region: string): Promise<Caller | undefined>
  /** The URL that STS is asked at instead of AWS. */
  stsEndpoint(): string | undefined
  close(): void
}

/** @throws EcrsyncError INVALID_PROFILE */
export async function openIdentity(
  { profile: chosen, profileBy, role, credentials, stsEndpoint }: IdentityOptions = {},
  emit?: Emit,
): Promise<Identity> {
  const profile = credentials === undefined ? await activeProfile(chosen, profileBy) : NO_PROFILE
  const signer = { ...profile, isEnvironment: credentials === undefined && isOfEnvironment(Boolean(chosen)) }
  const clients = openStsClients({ profile, endpoint: stsEndpoint, signer, emit })
  let base: Config = credentials === undefined ? baseOf(profile, chosen) : { credentials }
  let asked: Promise<Caller> | undefined
  let known: Promise<Caller | undefined> | undefined
  let isKnown = false

  const keep = (found: Config['credentials']) => {
    if (found !== undefined) base = { ...base, credentials: found }
  }
  const assume = async (region: string, assumed: Role) => {
    const sts = await clients.in(region, base)
    keep(sts.credentials)
    const keys = await sts.assumeRole(assumed)
    isKnown = true
    return keys
  }
  const session = role && openRoleSession(region => assume(region, role))
  // Without a region nothing is asked, and never as whoever would assume the role.
  const configFor = (region = ''): Config => (session ? { credentials: session.providerIn(region) } : base)
  const callerIn = async (region: string): Promise<Caller> => {
    await session?.current(region)
    const sts = await clients.in(region, configFor(region))
    const caller = await sts.callerIdentity()
    isKnown = true
    return caller
  }

  const caller = (region: string): Promise<Caller> => {
    asked =
      asked === undefined ? callerIn(region) : asked.catch(error => unlessThrottled(error, () => callerIn(region)))
    return asked
  }

  return {
    profile,
    signer,
    configFor,
    keep: found => {
      if (session === undefined) keep(found)
    },
    ...(session && { session }),
    get isKnown() {
      return isKnown
    },
    caller,
    callerIfKnown(region) {
      known ??= within(NOT_NEEDED, undefined, () => caller(region)).catch(() => undefined)
      return known
    },
    stsEndpoint: () => placeOf('STS', profile, stsEndpoint).endpoint,
    close: clients.close,
  }
}

/** So long is waited for what a run can do without. */
const NOT_NEEDED = { milliseconds: 5_000, error: timeout('STS took too long to say who asks') }

/** What could not be asked in one region may be asked in another; throttling has been put up with long enough. */
function unlessThrottled<T>(error: unknown, again: () => Promise<T>): Promise<T> {
  if (error instanceof EcrsyncError && error.code === 'THROTTLED') throw error
  return again()
}

/** A client of STS for each question, of which there is one an hour at most; open until the identity is closed, because credentials are refreshed through it. */
function openStsClients(asking: Pick<StsOptions, 'profile' | 'endpoint' | 'signer' | 'emit'>) {
  const opened: Sts[] = []
  return {
    async in(region: string, config: Config): Promise<Sts> {
      const sts = await openSts({ ...asking, config, region })
      opened.push(sts)
      return sts
    },
    close() {
      for (const sts of opened) sts.close()
    },
  }
}

const baseOf = (profile: Profile, chosen: string | undefined): Config => ({
  ...(profile.name !== undefined && { profile: profile.name }),
  ...credentialsOf(profile, Boolean(chosen)),
})

/** Callers by what is said of them, each opened once. */
export interface Identities {
  /** @throws EcrsyncError INVALID_PROFILE */
  of(options: IdentityOptions, partition: string): Promise<Identity>
  close(): Promise<void>
}

/** Credentials of one partition are unknown in the others: the same names are somebody else there. */
export function openIdentities(emit?: Emit): Identities {
  const opened = new Map<string, Promise<Identity>>()
  return {
    of(options, partition) {
      const { profile, role, credentials, stsEndpoint } = options
      const named = [profile, role?.arn, role?.externalId, role?.sessionName, credentials, stsEndpoint]
      const key = JSON.stringify([partition, ...named])
      const identity = opened.get(key) ?? openIdentity(options, emit)
      opened.set(key, identity)
      return identity
    },
    async close() {
      for (const identity of await Promise.allSettled(opened.values()))
        if (identity.status === 'fulfilled') identity.value.close()
    },
  }
}
