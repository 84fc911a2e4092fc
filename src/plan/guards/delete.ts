import type { Change } from '../../model.ts'
import type { Guard } from './guard.ts'
import { goes, thingsOf } from './things.ts'

const isNamed = ({ facts }: Change): boolean => facts.some(({ word }) => word === 'DELETES')

/** What nothing brings back of a repository, and settings of the registry that a replacement takes away as well. */
const isLost = (change: Change): boolean =>
  change.scope === 'registry'
    ? change.action === 'delete' || change.action === 'replace'
    : goes(change) || isNamed(change)

/** A repository whose policy or tag goes stays what it is: that is an update. */
export const deleteGuard: Guard = {
  key: 'delete',
  code: 'GUARD_DELETE',
  byDefault: { max: 10, percent: 30 },
  detail: 'ECR has no undelete: so many at once are a mistake more often than not.',
  look: 'Look at what the plan DELETES and REPLACES',
  counted(changes) {
    const lost = changes.filter(isLost)
    const isWhole = lost.every(change => change.scope === 'registry' || goes(change))
    return thingsOf(lost, isWhole ? 'be deleted' : 'be deleted or lose images')
  },
}
