import { byText } from '../collate.ts'
import type { Wishes } from '../model.ts'
import { drawnBy, type Registry, registryKey } from './places.ts'

/** Two repositories of which one copies from the other, each as `together` knows it. */
export type Link = readonly [copied: string, copying: string]

/** A repository of a target. */
export const placeIn = (target: string, repositoryName: string): string => `${target}\0${repositoryName}`

/** What the wishes of a target copy, in its own registry or in that of another of these targets. */
export function linksIn(target: string, wishes: Wishes, targets: readonly Registry[]): readonly Link[] {
  const names = new Map(targets.map(one => [registryKey(one), one.name]))
  return wishes.repositories.flatMap(repositoryName =>
    wishes.of(repositoryName).flatMap((wish): readonly Link[] => {
      const drawn = drawnBy(wish)
      const there = drawn?.registry === undefined ? target : names.get(registryKey(drawn.registry))
      if (drawn === undefined || there === undefined) return []
      return [[placeIn(there, drawn.repositoryName), placeIn(target, repositoryName)]]
    }),
  )
}

/** Of a repository, one that stands for all that copy from each other, over any number of others: the first by name. */
export function together(links: readonly Link[]): (place: string) => string {
  const nearer = new Map<string, string>()
  const firstOf = (place: string): string => {
    let first = place
    for (let near = nearer.get(first); near !== undefined; near = nearer.get(first)) {
      // Whoever asks halves the way for the next.
      const further = nearer.get(near) ?? near
      nearer.set(first, further)
      first = further
    }
    return first
  }
  for (const link of links) {
    const [first, second] = link.map(firstOf).sort(byText) as [string, string]
    if (first !== second) nearer.set(second, first)
  }
  return firstOf
}
