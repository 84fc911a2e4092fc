import type { Context } from '../../kinds/kind.ts'
import type { DiscoveredWishes, Wishes } from '../../model.ts'
import { REGISTRY_KINDS, REPOSITORY_KINDS } from '../form/facets.ts'
import { declaredOf, discoveredWishes, loweringIn, removedOf } from './declared.ts'
import { type Discovering, withoutOwner } from './discovered.ts'
import type { ResolvedManifest } from './resolve.ts'

/** What a resolved manifest wishes of each repository, made when it is asked for. */
export function wishesOf({ repositories, removed, registry, discovered, context }: ResolvedManifest): Wishes {
  const declared = new Map(repositories.map(repository => [repository.name, repository]))
  const tombstones = new Map(removed.map(tombstone => [tombstone.name, tombstone]))
  const lowering = loweringIn(context)
  const isDeclared = (name: string) => declared.has(name) || tombstones.has(name)
  return {
    of: name => {
      const [repository, tombstone] = [declared.get(name), tombstones.get(name)]
      if (repository) return REPOSITORY_KINDS.flatMap(kind => declaredOf(kind, repository, lowering))
      return tombstone ? REPOSITORY_KINDS.flatMap(kind => removedOf(kind, tombstone)) : []
    },
    registry: () => REGISTRY_KINDS.flatMap(kind => declaredOf(kind, registry, lowering)),
    isDeclared,
    isRemoved: name => !declared.has(name) && tombstones.has(name),
    ...(discovered.entries.length > 0 && { discovered: wishesOfDiscovered(discovered, context, isDeclared) }),
    repositories: [...declared.keys(), ...tombstones.keys()],
  }
}

/** Nobody creates these repositories, so none of them is to have the owner tag. */
function wishesOfDiscovered(
  discovered: Discovering,
  context: Context,
  isDeclared: (name: string) => boolean,
): DiscoveredWishes {
  const lowering = loweringIn(withoutOwner(context))
  return {
    isFor: name => !isDeclared(name) && discovered.isFor(name),
    of(name) {
      const repository = isDeclared(name) ? undefined : discovered.of(name)
      return repository ? discoveredWishes(repository, lowering) : []
    },
  }
}
