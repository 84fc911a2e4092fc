import type { Guard } from './guard.ts'
import { thingsOf } from './things.ts'

export const weakenGuard: Guard = {
  key: 'weaken',
  code: 'GUARD_WEAKEN',
  detail: 'What protects images is missed only when something has happened to them.',
  look: 'Look at what the plan WEAKENS',
  counted: changes =>
    thingsOf(
      changes.filter(({ weakens }) => weakens !== undefined),
      'be protected less',
    ),
}
