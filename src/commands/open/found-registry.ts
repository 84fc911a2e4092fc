import { thrownText } from '../../errors.ts'
import type { Emit } from '../../events.ts'
import { DEFAULT_TARGET } from '../../manifest/meaning/targets.ts'
import { readAccount } from '../../plan/read.ts'
import type { RegistryFlags } from '../flags.ts'
import type { FoundRegistry } from './beginning.ts'
import { LOCAL, regionFor } from './offline.ts'
import { targetOpeners } from './target.ts'

/** The registry that calls of this run would go to: its account is that of whoever calls. */
export async function registryOfEnvironment(flags: RegistryFlags, emit: Emit): Promise<FoundRegistry> {
  if (flags.local) return { ...LOCAL, region: regionFor(flags) }
  const { openers, close } = await targetOpeners(flags, [{ name: DEFAULT_TARGET, labels: {} }], emit)
  try {
    const target = await openers[0]?.open()
    return { region: target?.client.region, account: target && (await readAccount(target.client.reader)) }
  } catch (error) {
    return { region: regionFor(flags), reason: thrownText(error) }
  } finally {
    await close()
  }
}
