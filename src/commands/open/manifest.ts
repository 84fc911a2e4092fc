import type { Context } from '../../kinds/kind.ts'
import { loadManifest } from '../../manifest/form/load.ts'
import { type ResolvedManifest, resolve } from '../../manifest/meaning/resolve.ts'
import { further, resolveTargets } from '../../manifest/meaning/resolve-targets.ts'
import { variablesIn } from '../../manifest/meaning/variables.ts'
import { wishesOf } from '../../manifest/meaning/wishes.ts'
import { diskFiles } from '../../manifest/text/disk-files.ts'
import type { DeclaredTarget, Diagnostic, Wishes } from '../../model.ts'
import type { Intent } from '../../plan/assemble.ts'
import type { KnownTarget } from '../../plan/plan.ts'
import type { RegistryFlags } from '../flags.ts'
import { chosenOf } from './chosen.ts'
import { regionFor, surroundingsOf } from './offline.ts'

/** A manifest that has been checked whole, in all its targets. */
export interface OpenManifest {
  /** Those that `--target` chooses, in the order of the manifest; without `targets` the one of the environment. */
  readonly targets: readonly DeclaredTarget[]
  /** What it says of a plan as a whole. */
  readonly about: Pick<Intent, 'manifest' | 'guards'>
  /** The repositories that it declares in a target, or in any chosen one. Offline, what is not known yet of a name stays as it is written. */
  repositoriesFor(target?: KnownTarget): ReadonlySet<string>
  /** What it asks depends on the account of the target. */
  readonly needsAccount: boolean
  intentFor(target: KnownTarget): Intent
}

/**
 * Everything is checked before a target is opened: bad input never reaches AWS.
 *
 * @throws EcrsyncError MANIFEST_NOT_FOUND, MANIFEST_UNREADABLE, INVALID_MANIFEST, INVALID_FLAG
 */
export async function openManifest(
  flags: Pick<RegistryFlags, 'file' | 'target' | 'region' | 'local' | 'allow-env' | 'allow-endpoint'>,
): Promise<OpenManifest> {
  const [region, surroundings] = [regionFor(flags), surroundingsOf(flags)]
  const options = { ...surroundings, region }
  const manifest = await loadManifest(flags.file, diskFiles, further(options))
  const { name, guards, targets, findings } = resolveTargets(manifest, options)
  const needsAccount = variablesIn(manifest).has('target.account')
  const chosen = chosenOf(
    flags,
    targets.map(({ target }) => target),
  )
  const offlineOf = new Map(targets.map(one => [one.target.name, one]))
  const wishes = onceFor(wishesOf)

  /** As it was resolved offline, where nothing has become known since. */
  function resolvedFor(known: KnownTarget): readonly [ResolvedManifest, readonly Diagnostic[]] {
    const declared = chosen.find(({ name }) => name === known.name)
    const offline = offlineOf.get(known.name)
    const isSame = known.region === (declared?.region ?? region) && (!needsAccount || declared?.account !== undefined)
    if (offline && isSame)
      return [offline.resolved(), findings.filter(({ targets: names }) => names?.includes(known.name) ?? true)]
    const resolved = resolve(manifest, { ...surroundings, target: known })
    return [resolved, resolved.findings.all]
  }

  return {
    targets: chosen,
    about: { manifest: { name, digest: manifest.digest }, guards },
    repositoriesFor(target) {
      if (target) return new Set(resolvedFor(target)[0].repositories.map(({ name }) => name))
      return new Set(chosen.flatMap(({ name }) => offlineOf.get(name)?.names.repositories ?? []))
    },
    needsAccount,
    intentFor(target) {
      const [resolved, warnings] = resolvedFor(target)
      return {
        wishes: wishes(resolved),
        manifest: { name, digest: manifest.digest },
        accounts: resolved.accounts,
        accountLists: sizesOf(resolved.context.accounts),
        accessLevels: resolved.context.accessLevels ?? new Map(),
        guards,
        warnings,
      }
    },
  }
}

/** Targets that are resolved alike share their wishes. */
function onceFor(make: (resolved: ResolvedManifest) => Wishes): (resolved: ResolvedManifest) => Wishes {
  const made = new Map<ResolvedManifest, Wishes>()
  return resolved => {
    const found = made.get(resolved) ?? make(resolved)
    made.set(resolved, found)
    return found
  }
}

const sizesOf = (accounts: Context['accounts']): ReadonlyMap<string, number> =>
  new Map([...accounts].flatMap(([name, ids]) => (typeof ids === 'string' ? [] : [[name, new Set(ids).size] as const])))
