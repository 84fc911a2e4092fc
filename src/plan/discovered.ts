import type { Declared, Target, Wishes } from '../model.ts'
import type { PlannedUnit } from './assemble.ts'
import { changeOf } from './changes.ts'
import type { Sight } from './read.ts'
import type { Planned, Planning } from './unit.ts'

/** A repository that is listed, that nobody declares, and that is given settings: in this run, or but for a filter. */
export interface Discovered {
  readonly isChosen: boolean
}

/** Whether entries of the manifest are about a repository that is listed. */
export function isDiscoveredBy(wishes: Wishes): (repositoryName: string) => Discovered | undefined {
  const all = wishes.everything ?? wishes
  const isIn = ({ discovered }: Wishes, name: string) => discovered?.(name) !== undefined
  return name => {
    const isChosen = isIn(wishes, name)
    return isChosen || (all !== wishes && isIn(all, name)) ? { isChosen } : undefined
  }
}

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
        address: `target["${name}"]`,
        label: 'discovered',
        code: failure && failure.code !== 'ACCESS_DENIED' ? 'NOT_SEEN' : 'ACCESS_DENIED',
        message: 'The list of all repositories could not be read, and only that tells of those that nobody declares',
      },
    ],
  }
}
