import type { Declared, Target, Wishes } from '../model.ts'
import type { PlannedUnit } from './assemble.ts'
import { changeOf } from './changes.ts'
import type { Sight } from './read.ts'
import type { Planned, Planning } from './unit.ts'

/** Whether a repository that is listed is in the manifest, by name or by an entry of `discovered`, whatever a filter leaves out. */
export function isInManifest(wishes: Wishes, repositoryName: string): boolean {
  const { discovered } = wishes.everything ?? wishes
  return wishes.isDeclared(repositoryName) || discovered?.isFor(repositoryName) === true
}

/** All wishes for a repository that is listed. */
export const wishesFor = (wishes: Wishes, repositoryName: string): readonly Declared[] =>
  wishes.discovered?.isFor(repositoryName) ? wishes.discovered.of(repositoryName) : wishes.of(repositoryName)

const NOTHING: Planned = { changes: [], unread: [], warnings: [], standing: [], opened: [] }

/** What is wrong with the settings for one repository leaves it as it is, and others alone. */
export function refusedUnit(declared: Declared, { target, words }: Planning): Planned {
  const { name, refused: blocked } = declared
  const difference = { name, action: 'update', before: {}, after: {}, paths: [] } as const
  return {
    ...NOTHING,
    changes: [changeOf({ declared, difference, verdict: blocked ? { blocked } : {} }, target, words)],
  }
}

/** Which repositories nobody declares is known from the list alone: where that is not whole, some may lack their settings. */
export function unseenDiscovered(wishes: Wishes, { failure, isByName }: Sight, { name }: Target): PlannedUnit {
  const unit = { ...NOTHING, repository: '', isManaged: false }
  if (wishes.discovered === undefined || (failure === undefined && !isByName)) return unit
  return {
    ...unit,
    unread: [
      {
        scope: 'registry',
        address: `discovered["${name}"]`,
        label: 'discovered',
        code: failure && failure.code !== 'ACCESS_DENIED' ? 'NOT_SEEN' : 'ACCESS_DENIED',
        message: 'The list of all repositories could not be read, and only that tells of those that nobody declares',
      },
    ],
  }
}
