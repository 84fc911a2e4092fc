import type { Wishes } from '../../model.ts'
import { matcher } from '../form/globs.ts'

/** The wishes for the repositories that some globs match, and none for the registry. What is declared stays declared. */
export function onlyOf(wishes: Wishes, globs: readonly string[]): Wishes {
  const matches = matcher(globs)
  return {
    of: name => (matches(name) ? wishes.of(name) : []),
    registry: () => [],
    ...(wishes.discovered && {
      discovered: (name: string) => (matches(name) ? wishes.discovered?.(name) : undefined),
    }),
    isDeclared: wishes.isDeclared,
    everything: wishes,
    repositories: wishes.repositories.filter(matches),
  }
}
