import { byText } from '../collate.ts'
import type { Reporting } from '../events.ts'
import type { PlannedTarget, Wishes } from '../model.ts'
import { isInManifest } from './discovered.ts'

/** What is counted of the repositories of a target while they are listed. */
export interface Tally {
  /** Whether anything is wished of it. Once for each that is listed. */
  sees(repositoryName: string): boolean
  /** Of those that were seen, whether this is one of which something is wished. */
  has(repositoryName: string): boolean
  counts(): Pick<PlannedTarget, 'read' | 'declared' | 'managed' | 'discovered' | 'unmanaged' | 'unmanagedNames'>
}

/** `target`: its name. */
export function tallyOf(wishes: Wishes, target: string, emit: Reporting['emit']): Tally {
  const wanted = new Set(wishes.repositories)
  const asked = new Set<string>()
  const unmanagedNames: string[] = []
  let [read, discovered] = [0, 0]
  return {
    sees(repositoryName) {
      if (wishes.isElsewhere?.(repositoryName)) return false
      read += 1
      if (!isInManifest(wishes, repositoryName)) unmanagedNames.push(repositoryName)
      const isDiscovered = wishes.discovered?.isFor(repositoryName) === true
      if (isDiscovered) discovered += 1
      const isAsked = isDiscovered || wanted.has(repositoryName)
      if (isAsked) {
        asked.add(repositoryName)
        emit({ type: 'reading', target, repositoryName })
      }
      emit({ type: 'listed', target, repositories: read })
      return isAsked
    },
    has: name => asked.has(name),
    counts: () => ({
      read,
      declared: declaredIn(wishes),
      managed: read - unmanagedNames.length,
      discovered,
      unmanaged: unmanagedNames.length,
      unmanagedNames: unmanagedNames.toSorted(byText),
    }),
  }
}

/** Whatever a filter leaves out; but not what another shard has. */
function declaredIn(wishes: Wishes): number {
  const { repositories, isRemoved } = wishes.everything ?? wishes
  return repositories.filter(name => !isRemoved?.(name) && !wishes.isElsewhere?.(name)).length
}
