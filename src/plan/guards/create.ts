import type { Change } from '../../model.ts'
import type { Guard } from './guard.ts'
import { thingsOf } from './things.ts'

const isNew = ({ scope, action, isOfNew }: Change): boolean =>
  scope === 'registry' ? action === 'create' : isOfNew === true

export const createGuard: Guard = {
  key: 'create',
  code: 'GUARD_CREATE',
  detail: 'Many at once may be a registry that is not the one that was meant.',
  look: 'Look at the account, the region and what the plan creates',
  counted: changes => thingsOf(changes.filter(isNew), 'be created'),
}
