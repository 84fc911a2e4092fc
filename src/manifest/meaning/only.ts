import type { Wishes } from '../../model.ts'
import { matcher } from '../form/globs.ts'

/** The wishes for the repositories that some globs match, and none for the registry. */
export const onlyOf = (wishes: Wishes, globs: readonly string[]): Wishes => ({
  ...narrowed(wishes, matcher(globs)),
  registry: () => [],
})

/** The wishes for some repositories, and all for the registry. What is declared stays declared. */
export function narrowed(wishes: Wishes, isChosen: (repositoryName: string) => boolean): Wishes {
  const { discovered, everything = wishes } = wishes
  return {
    of: name => (isChosen(name) ? wishes.of(name) : []),
    registry: wishes.registry,
    ...(discovered && {
      discovered: {
        isFor: (name: string) => isChosen(name) && discovered.isFor(name),
        of: (name: string) => (isChosen(name) ? discovered.of(name) : []),
        samples: discovered.samples,
        claims: discovered.claims,
      },
    }),
    isDeclared: wishes.isDeclared,
    everything,
    repositories: wishes.repositories.filter(isChosen),
  }
}
