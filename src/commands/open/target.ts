import type { ImageCaller } from '../../aws/api.ts'
import { type Client, connect } from '../../aws/client.ts'
import type { Emit } from '../../events.ts'
import type { DeclaredTarget } from '../../model.ts'
import type { KnownTarget } from '../../plan/plan.ts'
import { readAccount } from '../../plan/read.ts'
import { EMBEDDED } from '../../words.ts'
import type { RegistryFlags } from '../flags.ts'
import type { openLocal } from './local.ts'
import { DEFAULT_TARGET, regionFor } from './offline.ts'

/** A target whose registry can be asked. */
export interface OpenTarget {
  readonly name: string
  readonly declared: DeclaredTarget
  /** As a Target has it. */
  readonly endpoint?: string
  readonly client: Client
  /** Of the same caller, in another region. */
  callerFor(region: string): Promise<ImageCaller>
  close(): Promise<void>
}

/** A target that has not been asked for anything yet. */
export interface TargetOpener {
  readonly declared: DeclaredTarget
  /** @throws EcrsyncError NO_REGION, INVALID_ENDPOINT, INVALID_PROFILE */
  open(): Promise<OpenTarget>
}

/**
 * Closing closes all that have been opened.
 *
 * @throws EcrsyncError EMULATOR
 */
export async function targetOpeners(
  flags: RegistryFlags,
  targets: readonly DeclaredTarget[],
  emit: Emit,
): Promise<{ readonly openers: readonly TargetOpener[]; close(): Promise<void> }> {
  const local = flags.local ? await (await import('./local.ts')).openLocal(flags) : undefined
  const opened: OpenTarget[] = []
  return {
    openers: targets.map(declared => ({
      declared,
      async open() {
        const target = await openOne(declared, { flags, local, emit })
        opened.push(target)
        return target
      },
    })),
    async close() {
      await Promise.all(opened.map(target => target.close()))
      await local?.close()
    },
  }
}

/** @throws EcrsyncError NO_REGION, INVALID_ENDPOINT, INVALID_PROFILE, EMULATOR */
export async function openTarget(flags: RegistryFlags, emit: Emit): Promise<OpenTarget> {
  const { openers, close } = await targetOpeners(flags, [{ name: DEFAULT_TARGET, labels: {} }], emit)
  const [opener] = openers as [TargetOpener]
  const target = await opener.open()
  return { ...target, close }
}

interface Opening {
  readonly flags: RegistryFlags
  readonly local: Awaited<ReturnType<typeof openLocal>> | undefined
  readonly emit: Emit
}

async function openOne(declared: DeclaredTarget, { flags, local, emit }: Opening): Promise<OpenTarget> {
  const { name } = declared
  const { profile, 'endpoint-url': endpoint, concurrency } = flags
  const connection = local?.connection ?? { region: regionFor(flags), profile, endpoint }
  const client = await connect({ ...connection, concurrency, target: name, emit })
  const clients = new Map([[client.region, Promise.resolve(client)]])
  // The embedded one listens on another port each time.
  const at = local ? EMBEDDED : client.endpoint
  return {
    name,
    declared,
    ...(at !== undefined && { endpoint: at }),
    client,
    async callerFor(region) {
      const found = clients.get(region) ?? client.elsewhere(region)
      clients.set(region, found)
      return (await found).images
    },
    async close() {
      for (const each of await Promise.all(clients.values())) each.close()
    },
  }
}

/** What a manifest needs to know of its target; an account has to be asked for. */
export async function knownOf(
  { name, client, endpoint }: OpenTarget,
  { needsAccount, targets = [] }: { readonly needsAccount: boolean; readonly targets?: readonly DeclaredTarget[] },
): Promise<KnownTarget> {
  const account = needsAccount ? await readAccount(client.reader) : undefined
  return {
    name: targets[0]?.name ?? name,
    region: client.region,
    ...(endpoint !== undefined && { endpoint }),
    ...(account !== undefined && { account }),
  }
}
