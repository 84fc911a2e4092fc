import { type Client, type Connection, connect } from '../../aws/client.ts'
import { checkEndpoint } from '../../aws/endpoint.ts'
import type { Identities, Identity } from '../../aws/identity.ts'
import type { Traffic } from '../../aws/traffic.ts'
import { EcrsyncError } from '../../errors.ts'
import type { Emit } from '../../events.ts'
import type { Caller, DeclaredTarget } from '../../model.ts'
import { partitionOf } from '../../names.ts'
import type { RegistryFlags } from '../flags.ts'
import type { LocalRegistry } from './local.ts'
import { regionFor } from './offline.ts'

/** How the targets of a run are reached. */
export interface Reaching {
  readonly flags: Pick<RegistryFlags, 'region' | 'local' | 'profile' | 'endpoint-url' | 'concurrency'>
  readonly traffic: Traffic
  /** That serves every target, instead of AWS. */
  readonly local: LocalRegistry | undefined
  readonly identities: Identities
  readonly emit: Emit
}

/** A connection, and whoever it calls as. */
export interface Connected {
  readonly client: Client
  /** Asked when it is wanted, once for all targets of an identity; unknown where STS does not say it. */
  caller(): Promise<Caller | undefined>
}

/** Of a session that nobody names, in the trails of AWS. */
const SESSION_NAME = 'ecrsync'

/**
 * A connection as whoever the target says, to the account that it says.
 *
 * @throws EcrsyncError which names the target, where the manifest declares it
 */
export async function connectTarget(declared: DeclaredTarget, reaching: Reaching): Promise<Connected> {
  const { flags, local, identities, traffic, emit } = reaching
  const { name, account, region = regionFor(flags) } = declared
  const common = { region, account, concurrency: flags.concurrency, traffic, target: name, emit }
  if (local !== undefined) {
    const { options, ...connection } = local.connectionFor(declared)
    const identity = await identities.of(options, '')
    return connected(await connect({ ...common, ...connection, identity }), identity)
  }
  try {
    const endpoint = endpointOf(declared, flags)
    const identity = await identities.of(identityOf(declared, flags), partitionOf(region ?? ''))
    return connected(await connectAs(identity, declared, { ...common, endpoint }), identity)
  } catch (error) {
    throw ofTarget(error, declared)
  }
}

/** Credentials of an emulator are not shown to the STS of AWS. */
const connected = (client: Client, identity: Identity): Connected => ({
  client,
  async caller() {
    const isAsked = client.endpoint === undefined || identity.isKnown || identity.stsEndpoint() !== undefined
    return isAsked ? identity.callerIfKnown(client.region) : undefined
  },
})

/** What is typed for this run counts for all targets, and before what the manifest says of one. */
const endpointOf = (
  { name, endpoint }: DeclaredTarget,
  { 'endpoint-url': typed }: Reaching['flags'],
): string | undefined =>
  typed ??
  (endpoint === undefined
    ? undefined
    : checkEndpoint(endpoint, { name: `The endpoint of the target ${name}`, code: 'INVALID_ENDPOINT' }))

function identityOf(
  { profile, role, externalId, sessionName = SESSION_NAME }: DeclaredTarget,
  flags: Reaching['flags'],
) {
  return {
    profile: flags.profile ?? profile,
    ...(flags.profile === undefined && { profileBy: 'The target' }),
    role: role === undefined ? undefined : { arn: role, externalId, sessionName },
  }
}

async function connectAs(identity: Identity, declared: DeclaredTarget, connection: Connection): Promise<Client> {
  const client = await connect({ ...connection, identity })
  try {
    await checkAccount(identity, declared, client)
    return client
  } catch (error) {
    client.close()
    throw withPlaces(error, client.endpoint, identity)
  }
}

/** Asked where it is said; a role is assumed at once, so that what is wrong with it is not said of the first call. */
async function checkAccount(identity: Identity, declared: DeclaredTarget, { region }: Client): Promise<void> {
  if (declared.account === undefined) return void (await identity.session?.current(region))
  const caller = await identity.caller(region)
  if (caller.account !== declared.account) throw wrongAccount(declared, caller)
}

function wrongAccount({ account, profile, role }: DeclaredTarget, caller: Caller): EcrsyncError {
  const way = role === undefined ? (profile === undefined ? 'a role or a profile' : 'another profile') : 'another role'
  return new EcrsyncError('WRONG_ACCOUNT', 'The credentials are of another account than the target', {
    detail: `The manifest says account ${account}, and sts:GetCallerIdentity answers account ${caller.account}, as ${caller.arn}. Nothing was read or written there.`,
    hint: `Sign in to account ${account}, or write ${way} of that account under the target; if the account itself is wrong, mend it there.`,
  })
}

/** Whoever tries roles and accounts at an emulator has to say it of both services. */
function withPlaces(error: unknown, endpoint: string | undefined, identity: Identity): unknown {
  if (!(error instanceof EcrsyncError) || endpoint === undefined || identity.stsEndpoint() !== undefined) return error
  const place = `ECR is asked at ${endpoint}, and STS at AWS: where that is an emulator, set AWS_ENDPOINT_URL_STS=${endpoint} as well.`
  return error.said({ hint: [error.hint, place].filter(Boolean).join(' ') })
}

function ofTarget(error: unknown, { name, source }: DeclaredTarget): unknown {
  if (!(error instanceof EcrsyncError) || source === undefined) return error
  return error.said({ targets: [name], source, ...(error.code === 'NO_REGION' && { hint: SAY_REGION }) })
}

const SAY_REGION = 'Write region under the target, for example region: eu-west-1, or set AWS_REGION.'
