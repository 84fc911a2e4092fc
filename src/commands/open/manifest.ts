import { desiredOf } from '../../manifest/desired.ts'
import { loadManifest } from '../../manifest/load.ts'
import { resolve } from '../../manifest/resolve.ts'
import { usesVariable } from '../../manifest/variables.ts'
import type { KnownTarget, Wishes } from '../../plan/plan.ts'
import type { RegistryFlags } from '../flags.ts'
import { knownOffline } from './offline.ts'

/** A manifest that has been checked whole. */
export interface OpenManifest {
  /** The repositories that it declares. */
  readonly repositories: ReadonlySet<string>
  /** What it asks depends on the account of the target. */
  readonly needsAccount: boolean
  wishesFor(target: KnownTarget): Wishes
}

/**
 * Everything is checked before the target is opened: bad input never reaches AWS.
 *
 * @throws EcrsyncError MANIFEST_NOT_FOUND, MANIFEST_UNREADABLE, INVALID_MANIFEST
 */
export async function openManifest(flags: Pick<RegistryFlags, 'file' | 'region' | 'local'>): Promise<OpenManifest> {
  const manifest = await loadManifest(flags.file)
  const known = knownOffline(flags)
  const offline = resolve(manifest, { target: known, environment: process.env })
  const needsAccount = usesVariable(manifest, 'target.account')
  const isKnown = known.region !== undefined && !needsAccount
  return {
    repositories: new Set(offline.repositories.map(({ name }) => name)),
    needsAccount,
    wishesFor(target) {
      const resolved = isKnown ? offline : resolve(manifest, { target, environment: process.env })
      return {
        desired: desiredOf(resolved),
        manifest: { name: resolved.name, digest: manifest.digest, accounts: resolved.accounts },
        names: new Set([...resolved.repositories, ...resolved.removed].map(({ name }) => name)),
        guards: resolved.guards,
        warnings: resolved.findings.all,
      }
    },
  }
}
