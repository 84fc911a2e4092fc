import type { Context } from '../../kinds/kind.ts'
import { loadManifest } from '../../manifest/form/load.ts'
import { further, resolve } from '../../manifest/meaning/resolve.ts'
import { usesVariable } from '../../manifest/meaning/variables.ts'
import { wishesOf } from '../../manifest/meaning/wishes.ts'
import { diskFiles } from '../../manifest/text/disk-files.ts'
import type { DeclaredTarget } from '../../model.ts'
import type { Intent } from '../../plan/assemble.ts'
import type { KnownTarget } from '../../plan/plan.ts'
import type { RegistryFlags } from '../flags.ts'
import { DEFAULT_TARGET, knownOffline, surroundingsOf } from './offline.ts'

/** A manifest that has been checked whole. */
export interface OpenManifest {
  /** Those that `--target` chooses, in the order of the manifest; without `targets` the one of the environment. */
  readonly targets: readonly DeclaredTarget[]
  /** The repositories that it declares. Offline, what is not known yet of a name stays as it is written. */
  repositoriesFor(target?: KnownTarget): ReadonlySet<string>
  /** What it asks depends on the account of the target. */
  readonly needsAccount: boolean
  intentFor(target: KnownTarget): Intent
}

/**
 * Everything is checked before the target is opened: bad input never reaches AWS.
 *
 * @throws EcrsyncError MANIFEST_NOT_FOUND, MANIFEST_UNREADABLE, INVALID_MANIFEST
 */
export async function openManifest(
  flags: Pick<RegistryFlags, 'file' | 'region' | 'local' | 'allow-env'>,
): Promise<OpenManifest> {
  const known = knownOffline(flags)
  const surroundings = surroundingsOf(flags)
  const options = { ...surroundings, target: known }
  const manifest = await loadManifest(flags.file, diskFiles, further(options))
  const offline = resolve(manifest, options)
  const needsAccount = usesVariable(manifest, 'target.account')
  const isKnown = known.region !== undefined && !needsAccount
  const resolvedFor = (target: KnownTarget) => (isKnown ? offline : resolve(manifest, { ...surroundings, target }))
  return {
    targets: [{ name: DEFAULT_TARGET, labels: {} }],
    repositoriesFor: target =>
      new Set((target === undefined ? offline : resolvedFor(target)).repositories.map(({ name }) => name)),
    needsAccount,
    intentFor(target) {
      const resolved = resolvedFor(target)
      return {
        wishes: wishesOf(resolved),
        manifest: { name: resolved.name, digest: manifest.digest },
        accounts: resolved.accounts,
        accountLists: sizesOf(resolved.context.accounts),
        accessLevels: resolved.context.accessLevels ?? new Map(),
        guards: resolved.guards,
        warnings: resolved.findings.all,
      }
    },
  }
}

const sizesOf = (accounts: Context['accounts']): ReadonlyMap<string, number> =>
  new Map([...accounts].flatMap(([name, ids]) => (typeof ids === 'string' ? [] : [[name, new Set(ids).size] as const])))
