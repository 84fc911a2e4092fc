import { grouped } from '../collate.ts'
import type { Change, Consent, Plan } from '../model.ts'
import { onceFor } from '../once.ts'
import type { Perform } from './execute.ts'
import { exceeding } from './limits.ts'
import { type Performing, performer } from './perform.ts'

/** With what the changes of one target are made so. */
export type PerformingThere = Omit<Performing, 'plan' | 'isExceeding'>

/** Makes changes of a plan so, each by what its own target is asked with; the guards hold for all of them together. */
export function performers(plan: Plan, performingAt: (target: string) => PerformingThere, consent: Consent): Perform {
  const isExceeding = exceeding(plan, consent)
  const changesOf = grouped(plan.changes, ({ target }) => target)
  const performerFor = onceFor((name: string) => {
    const targets = plan.targets.filter(target => target.name === name)
    const own = { ...plan, targets, changes: changesOf.get(name) as readonly Change[] }
    return performer({ ...performingAt(name), plan: own, isExceeding })
  })
  return async (change, isDue) => performerFor(change.target)(change, isDue)
}
