import { EcrsyncError } from '../errors.ts'
import type { Change, Consent, Plan } from '../model.ts'
import type { Guard } from '../plan/guards/guard.ts'
import { imageRefusals, OVER_IMAGES } from '../plan/guards/judge.ts'
import { keyOf } from '../plan/places.ts'

/** Whether a plan as a whole would go beyond its guards, and what is consented to, with what the looks have found since. */
export type Exceeding = (now: Change) => EcrsyncError | undefined

export function exceeding({ guards, changes }: Plan, consent: Consent): Exceeding {
  const tallies = OVER_IMAGES.map(guard => tallyOf(guard, changes))
  return now => {
    if (now.impact === undefined) return undefined
    const [refused] = tallies.flatMap(({ guard, beside }) =>
      imageRefusals(guard, { guards, consent, beside: beside(now) }, now),
    )
    for (const { take } of tallies) take(now, refused === undefined)
    if (refused === undefined) return undefined
    const { summary, hint, example } = refused
    return new EcrsyncError('REFUSED', summary, {
      detail: 'It was less when the plan was made.',
      ...(hint !== undefined && { hint }),
      ...(example && { example }),
    })
  }
}

/** What each change takes of the images that a guard counts: as it was planned, and then as it was found. */
function tallyOf(guard: Guard, changes: readonly Change[]) {
  const countOf = (change: Change) => guard.counted([change]).count
  const counts = new Map(
    changes.flatMap(change => (change.impact && !change.blocked ? [[keyOf(change), countOf(change)] as const] : [])),
  )
  let total = [...counts.values()].reduce((sum, count) => sum + count, 0)
  return {
    guard,
    beside: (now: Change): number => total - (counts.get(keyOf(now)) ?? 0),
    take(now: Change, isMade: boolean): void {
      const count = isMade ? countOf(now) : 0
      total += count - (counts.get(keyOf(now)) ?? 0)
      counts.set(keyOf(now), count)
    },
  }
}
