import type { ImageCaller } from '../../aws/api.ts'
import { type Client, connect } from '../../aws/client.ts'
import type { Emit } from '../../events.ts'
import type { DeclaredTarget } from '../../model.ts'
import type { KnownTarget } from '../../plan/plan.ts'
import { readAccount } from '../../plan/read.ts'
import { EMBEDDED } from '../../words.ts'
import type { RegistryFlags } from '../flags.ts'
import { DEFAULT_TARGET, regionFor } from './offline.ts'

/** A target whose registry can be asked. */
export interface OpenTarget {
  readonly name: string
  /** As a Target has it. */
  readonly endpoint?: string
  readonly client: Client
  /** Of the same caller, in another region. */
  callerFor(region: string): Promise<ImageCaller>
  close(): Promise<void>
}

/** @throws EcrsyncError NO_REGION, INVALID_ENDPOINT, INVALID_PROFILE, EMULATOR */
export async function openTarget(flags: RegistryFlags, emit: Emit): Promise<OpenTarget> {
  const local = flags.local ? await (await import('./local.ts')).openLocal(flags) : undefined
  const { profile, 'endpoint-url': endpoint, concurrency } = flags
  const connection = local?.connection ?? { region: regionFor(flags), profile, endpoint }
  const client = await connect({ ...connection, concurrency, target: DEFAULT_TARGET, emit })
  const clients = new Map([[client.region, Promise.resolve(client)]])
  // The embedded one listens on another port each time.
  const at = local ? EMBEDDED : client.endpoint
  return {
    name: DEFAULT_TARGET,
    ...(at !== undefined && { endpoint: at }),
    client,
    async callerFor(region) {
      const found = clients.get(region) ?? client.elsewhere(region)
      clients.set(region, found)
      return (await found).images
    },
    async close() {
      for (const each of await Promise.all(clients.values())) each.close()
      await local?.close()
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
