import type { ImageCaller, Reader } from '../../aws/api.ts'
import type { Client } from '../../aws/client.ts'
import { openIdentities } from '../../aws/identity.ts'
import { openTraffic } from '../../aws/traffic.ts'
import { EcrsyncError } from '../../errors.ts'
import type { Emit } from '../../events.ts'
import type { Caller, DeclaredTarget } from '../../model.ts'
import type { KnownTarget } from '../../plan/plan.ts'
import { readAccount } from '../../plan/read.ts'
import { EMBEDDED, someOf } from '../../words.ts'
import type { RegistryFlags } from '../flags.ts'
import { connectTarget, type Reaching } from './connect-target.ts'

/** A target whose registry can be asked. */
export interface OpenTarget {
  readonly name: string
  readonly declared: DeclaredTarget
  /** As a Target has it. */
  readonly endpoint?: string
  readonly client: Client
  /** Of the same caller, in another region. */
  callerFor(region: string): Promise<ImageCaller>
  /** Whoever that is, asked of STS when it is wanted, once in a run; unknown where STS cannot be asked. */
  caller(): Promise<Caller | undefined>
  close(): Promise<void>
}

/** A target that has not been asked for anything yet. */
export interface TargetOpener {
  readonly declared: DeclaredTarget
  /**
   * Once: finds who asks, and where the target says its account, makes sure that it is that one before anything else.
   *
   * @throws EcrsyncError WRONG_ACCOUNT, ROLE_NOT_ASSUMED, REGION_NOT_ENABLED, BAD_CREDENTIALS, NO_CREDENTIALS, NO_REGION,
   * INVALID_ENDPOINT, INVALID_PROFILE, UNREACHABLE
   */
  open(): Promise<OpenTarget>
}

export interface TargetOpeners {
  readonly openers: readonly TargetOpener[]
  /** With all that has been opened. */
  close(): Promise<void>
}

/**
 * Whoever asks as the same (profile, role, external id and name of the session) does so as one, in all regions.
 *
 * @throws EcrsyncError EMULATOR
 */
export async function targetOpeners(
  flags: RegistryFlags,
  declared: readonly DeclaredTarget[],
  emit: Emit,
): Promise<TargetOpeners> {
  const local = flags.local ? await (await import('./local.ts')).openLocal(flags) : undefined
  const identities = openIdentities(emit)
  const traffic = openTraffic({ concurrency: flags.concurrency, maxRate: flags['max-rate'] })
  const opened: OpenTarget[] = []
  const open = async (one: DeclaredTarget) => {
    const target = await openOne(one, { flags, local, identities, traffic, emit })
    opened.push(target)
    return target
  }
  return {
    openers: declared.map(one => ({ declared: one, open: () => open(one) })),
    async close() {
      await Promise.all(opened.map(target => target.close()))
      traffic.close()
      await identities.close()
      await local?.close()
    },
  }
}

/**
 * The target that a command is about which takes one.
 *
 * @throws EcrsyncError INVALID_FLAG where there are several
 */
export function onlyTarget(targets: readonly DeclaredTarget[], what: string): DeclaredTarget {
  const [first, second] = targets
  if (first !== undefined && second === undefined) return first
  throw new EcrsyncError('INVALID_FLAG', `${what} is about one target, and there are ${targets.length}`, {
    detail: `They are ${namesOf(targets)}.`,
    hint: `Choose one: --target ${first?.name ?? 'NAME'}`,
  })
}

const SHOWN = 5

export const namesOf = (targets: readonly DeclaredTarget[]): string =>
  someOf(
    targets.map(({ name }) => name),
    SHOWN,
  )

async function openOne(declared: DeclaredTarget, reaching: Reaching): Promise<OpenTarget> {
  const { client, caller } = await connectTarget(declared, reaching)
  const clients = new Map([[client.region, Promise.resolve(client)]])
  // The embedded one listens on another port each time.
  const at = reaching.local ? EMBEDDED : client.endpoint
  return {
    name: declared.name,
    declared,
    ...(at !== undefined && { endpoint: at }),
    client,
    async callerFor(region) {
      const found = clients.get(region) ?? client.elsewhere(region)
      clients.set(region, found)
      return (await found).images
    },
    caller,
    async close() {
      for (const each of await Promise.all(clients.values())) each.close()
    },
  }
}

/** What a manifest needs to know of its target; an account that it does not say has to be asked for. */
export async function knownOf(
  { name, declared, client, endpoint }: OpenTarget,
  { needsAccount }: { readonly needsAccount: boolean },
  reader: Reader = client.reader,
): Promise<KnownTarget> {
  const account = declared.account ?? (needsAccount ? await readAccount(reader) : undefined)
  return {
    name,
    region: client.region,
    ...(endpoint !== undefined && { endpoint }),
    ...(account !== undefined && { account }),
  }
}
