import type { Wishes } from '../../model.ts'
import { REGISTRY_KINDS, REPOSITORY_KINDS } from '../form/facets.ts'
import { declaredOf, loweringIn, removedOf } from './declared.ts'
import type { ResolvedManifest } from './resolve.ts'

/** What a resolved manifest wishes of each repository, made when it is asked for. */
export function wishesOf({ repositories, removed, registry, context }: ResolvedManifest): Wishes {
  const declared = new Map(repositories.map(repository => [repository.name, repository]))
  const tombstones = new Map(removed.map(tombstone => [tombstone.name, tombstone]))
  const lowering = loweringIn(context)
  return {
    of: name => {
      const [repository, tombstone] = [declared.get(name), tombstones.get(name)]
      if (repository) return REPOSITORY_KINDS.flatMap(kind => declaredOf(kind, repository, lowering))
      return tombstone ? REPOSITORY_KINDS.flatMap(kind => removedOf(kind, tombstone)) : []
    },
    registry: () => REGISTRY_KINDS.flatMap(kind => declaredOf(kind, registry, lowering)),
    isDeclared: name => declared.has(name) || tombstones.has(name),
    repositories: [...declared.keys(), ...tombstones.keys()],
  }
}
