import type { Context } from '../../kinds/kind.ts'
import { hasPlaceholder } from '../../kinds/placeholder.ts'
import { loadManifest, type Manifest } from '../../manifest/form/load.ts'
import { discoveredIn } from '../../manifest/form/sections.ts'
import { type ResolvedManifest, resolve } from '../../manifest/meaning/resolve.ts'
import { further, resolveTargets } from '../../manifest/meaning/resolve-targets.ts'
import { variablesIn } from '../../manifest/meaning/variables.ts'
import { wishesOf } from '../../manifest/meaning/wishes.ts'
import { diskFiles } from '../../manifest/text/disk-files.ts'
import type { Files } from '../../manifest/text/files.ts'
import type { DeclaredTarget, Diagnostic, Wishes } from '../../model.ts'
import { onceFor } from '../../once.ts'
import type { Intent } from '../../plan/assemble.ts'
import type { KnownTarget } from '../../plan/plan.ts'
import type { RegistryFlags } from '../flags.ts'
import { chosenOf } from './chosen.ts'
import { regionFor, surroundingsOf } from './offline.ts'
import type { Selectable } from './only.ts'

/** A manifest that has been checked whole, in all its targets. */
export interface OpenManifest {
  /** Those that `--target` chooses, in the order of the manifest; without `targets` the one of the environment. */
  readonly targets: readonly DeclaredTarget[]
  /** What it says of a plan as a whole. */
  readonly about: Pick<Intent, 'manifest' | 'guards'>
  /** The repositories that it declares in a target, or in any chosen one. Offline, what is not known yet of a name stays as it is written. */
  repositoriesFor(target?: KnownTarget): ReadonlySet<string>
  /** What `--only` can choose from. */
  readonly selectable: Selectable
  /** The files as they were read. */
  readonly manifest: Manifest
  /** All that it declares, whatever `--target` chooses. */
  readonly declared: readonly DeclaredTarget[]
  /** What it says for a target; what is not known yet stays as it is written. */
  resolvedFor(target: KnownTarget): ResolvedManifest
  /** What it asks depends on the account of the target. */
  readonly needsAccount: boolean
  intentFor(target: KnownTarget): Intent
  /** What is wished of each chosen target, as far as that is known without a call. */
  offline(): readonly OfflineTarget[]
  /** As it is resolved for each chosen target, as far as that is known without a call. */
  resolvedOffline(): readonly ResolvedTarget[]
}

export interface OfflineTarget {
  readonly target: KnownTarget
  readonly wishes: Wishes
}

export interface ResolvedTarget {
  readonly target: KnownTarget
  readonly resolved: ResolvedManifest
}

/**
 * Everything is checked before a target is opened: bad input never reaches AWS.
 *
 * @throws EcrsyncError MANIFEST_NOT_FOUND, MANIFEST_UNREADABLE, INVALID_MANIFEST, INVALID_FLAG
 */
export async function openManifest(
  flags: Pick<RegistryFlags, 'file' | 'target' | 'region' | 'local' | 'allow-env' | 'allow-endpoint'>,
  files: Files = diskFiles,
): Promise<OpenManifest> {
  const [region, surroundings] = [regionFor(flags), surroundingsOf(flags)]
  const options = { ...surroundings, region }
  const manifest = await loadManifest(flags.file, files, further(options))
  const { name, guards, targets, findings } = resolveTargets(manifest, options)
  const needsAccount = variablesIn(manifest).has('target.account')
  const ofName = new Map(targets.map(one => [one.target.name, one]))
  const chosen = chosenOf(
    flags,
    targets.map(({ target }) => target),
  )
  const about = { manifest: { name, digest: manifest.digest, fragments: manifest.fragments.length }, guards }
  // Targets that are resolved alike share their wishes.
  const wishes = onceFor(wishesOf)

  /** As it was resolved offline, unless something has become known since. */
  function resolvedFor(known: KnownTarget): Resolved {
    const offline = ofName.get(known.name)
    const { target } = offline ?? {}
    const isSame = known.region === (target?.region ?? region) && (!needsAccount || target?.account !== undefined)
    if (offline && isSame)
      return { resolved: offline.resolved(), warnings: findings.filter(finding => isIn(finding, known)) }
    const resolved = resolve(manifest, { ...surroundings, target: known })
    return { resolved, warnings: resolved.findings.all }
  }

  return {
    manifest,
    declared: targets.map(({ target }) => target),
    targets: chosen,
    about,
    repositoriesFor(target) {
      if (target) return new Set(resolvedFor(target).resolved.repositories.map(repository => repository.name))
      return new Set(chosen.flatMap(one => ofName.get(one.name)?.names.repositories ?? []))
    },
    get selectable() {
      const named = chosen.flatMap(one => ofName.get(one.name)?.names ?? [])
      const names = new Set(
        named.flatMap(({ repositories, removed, released }) => [...repositories, ...removed, ...released]),
      )
      return { names, isWhole: discoveredIn(manifest.root).length === 0 && ![...names].some(hasPlaceholder) }
    },
    needsAccount,
    resolvedFor: target => resolvedFor(target).resolved,
    intentFor(target) {
      const { resolved, warnings } = resolvedFor(target)
      const { accounts, context } = resolved
      return {
        ...about,
        wishes: wishes(resolved),
        accounts,
        accountLists: sizesOf(context.accounts),
        accessLevels: context.accessLevels ?? new Map(),
        warnings,
      }
    },
    offline: () => resolvedOffline().map(({ target, resolved }) => ({ target, wishes: wishes(resolved) })),
    resolvedOffline,
  }

  function resolvedOffline(): readonly ResolvedTarget[] {
    return chosen.flatMap(({ name, account, region: own = region ?? '' }) => {
      const resolved = ofName.get(name)?.resolved()
      const target = { name, region: own, ...(account !== undefined && { account }) }
      return resolved === undefined ? [] : [{ target, resolved }]
    })
  }
}

/** A manifest for one target, and what is said of it there. */
interface Resolved {
  readonly resolved: ResolvedManifest
  readonly warnings: readonly Diagnostic[]
}

const isIn = ({ targets }: Diagnostic, { name }: KnownTarget): boolean => targets?.includes(name) ?? true

const sizesOf = (accounts: Context['accounts']): ReadonlyMap<string, number> =>
  new Map([...accounts].flatMap(([name, ids]) => (typeof ids === 'string' ? [] : [[name, new Set(ids).size] as const])))
