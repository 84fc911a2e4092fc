import type { Wishes } from '../../model.ts'
import { matcher } from '../form/globs.ts'

/** The wishes for the repositories that some globs match, and none for the registry. What is declared stays declared. */
export function onlyOf(wishes: Wishes, globs: readonly string[]): Wishes {
  const matches = matcher(globs)
  const { discovered } = wishes
  return {
    of: name => (matches(name) ? wishes.of(name) : []),
    registry: () => [],
    ...(discovered && {
      discovered: {
        isFor: (name: string) => matches(name) && discovered.isFor(name),
        of: (name: string) => (matches(name) ? discovered.of(name) : []),
      },
    }),
    isDeclared: wishes.isDeclared,
    everything: wishes,
    repositories: wishes.repositories.filter(matches),
  }
}
