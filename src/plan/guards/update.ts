import type { Change } from '../../model.ts'
import type { Guard } from './guard.ts'
import { goes, thingsOf } from './things.ts'

const placeOf = ({ target, repository }: Change): string => `${target} ${repository}`

/** What stays and changes in whatever way. Whose it is, is no change of it. */
export const updateGuard: Guard = {
  key: 'update',
  code: 'GUARD_UPDATE',
  detail: 'A line of a layer may change more repositories than its author had in mind.',
  look: 'Look at what the plan changes',
  counted(changes) {
    const going = new Set(changes.filter(goes).map(placeOf))
    const isUpdate = (change: Change): boolean =>
      change.scope === 'registry'
        ? change.action === 'update'
        : change.isOfNew === undefined && change.claims === undefined && !going.has(placeOf(change))
    return thingsOf(changes.filter(isUpdate), 'change')
  },
}
