import type { Declared, DiscoveredWishes, Wishes } from '../../model.ts'
import { REGISTRY_KINDS, REPOSITORY_KINDS } from '../form/facets.ts'
import { globsOf } from '../form/sections.ts'
import { claiming, type Standing } from './claims.ts'
import { asDiscovered, claimedOf, declaredOf, discoveredWishes, loweringIn, removedOf } from './declared.ts'
import { withoutOwner } from './discovered.ts'
import { ownedWishes } from './prune.ts'
import type { ResolvedManifest } from './resolve.ts'
import { sampleNames } from './sample-names.ts'
import type { ResolvedRepository } from './settings.ts'

/** What a resolved manifest wishes of each repository, made when it is asked for. */
export function wishesOf(resolved: ResolvedManifest): Wishes {
  const { repositories, removed, registry, discovered, context, claims } = resolved
  const declared = new Map(repositories.map(repository => [repository.name, repository]))
  const tombstones = new Map(removed.map(tombstone => [tombstone.name, tombstone]))
  const released = new Map(claims.released.map(release => [release.name, release]))
  const lowering = loweringIn(context)
  const unowned = loweringIn(withoutOwner(context))
  const isDeclared = (name: string) => declared.has(name) || tombstones.has(name)
  const claimed = claimedBy(resolved)
  const owned = ownedWishes(resolved, resolved.prune)
  return {
    of: name => {
      const [repository, tombstone] = [declared.get(name), tombstones.get(name)]
      // What is released is not ours from the beginning, either.
      const lowered = released.has(name) ? unowned : lowering
      if (repository)
        return [
          ...REPOSITORY_KINDS.flatMap(kind => declaredOf(kind, repository, lowered)),
          ...claimed(repository, 'kept'),
        ]
      if (tombstone)
        return [...REPOSITORY_KINDS.flatMap(kind => removedOf(kind, tombstone)), ...claimed(tombstone, 'removed')]
      const release = released.get(name)
      return release ? claimed(release, 'named') : []
    },
    ...(owned && { owned }),
    registry: () => REGISTRY_KINDS.flatMap(kind => declaredOf(kind, registry, lowering)),
    isDeclared,
    isRemoved: name => !declared.has(name) && tombstones.has(name),
    ...(discovered.entries.length > 0 && { discovered: wishesOfDiscovered(resolved, isDeclared) }),
    repositories: [...new Set([...declared.keys(), ...tombstones.keys(), ...released.keys()])],
  }
}

/** Nobody creates these repositories, so none of them is to have the owner tag, unless it is adopted. */
function wishesOfDiscovered(resolved: ResolvedManifest, isDeclared: (name: string) => boolean): DiscoveredWishes {
  const { discovered, context } = resolved
  const lowering = loweringIn(withoutOwner(context))
  const claimed = claimedBy(resolved)
  function of(name: string): readonly Declared[] {
    const repository = isDeclared(name) ? undefined : discovered.of(name)
    if (repository === undefined) return []
    const wished = discoveredWishes(repository, lowering)
    const isRefused = wished.some(({ refused }) => refused)
    return isRefused ? wished : [...wished, ...claimed(repository, 'kept').map(asDiscovered)]
  }
  return {
    isFor: name => !isDeclared(name) && discovered.isFor(name),
    of,
    samples: () =>
      discovered.entries.map(({ match }) => ({ match, wishes: sampleNames(match).flatMap(name => of(name)) })),
    claims: () =>
      resolved.claims.adopt.map(({ match: globs, place }) => {
        const match = globsOf(globs)
        const claims = sampleNames(match).flatMap(name => claimed({ name, place }, 'kept'))
        return { match, wishes: claims.map(asDiscovered) }
      }),
  }
}

/** Where a repository is named, and nothing is said of whose it is. */
type Named = Pick<ResolvedRepository, 'name' | 'place'>

const CLAIMED = REPOSITORY_KINDS.filter(({ claim }) => claim)

function claimedBy({ name, claims }: ResolvedManifest) {
  const claimOn = claiming(name, claims)
  return ({ name, place }: Named, standing: Standing): readonly Declared[] =>
    CLAIMED.flatMap(kind => claimedOf(kind, name, { place, ...claimOn(name, standing) }))
}
