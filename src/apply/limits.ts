import { EcrsyncError } from '../errors.ts'
import type { Change, Plan } from '../model.ts'
import { refusedBy } from '../plan/guard.ts'
import { keyOf } from '../plan/places.ts'

/** Whether a plan as a whole would go beyond its guards, with what the looks have found since. */
export type Exceeding = (now: Change) => EcrsyncError | undefined

export function exceeding({ guards, changes }: Plan): Exceeding {
  const expiring = new Map(
    changes.flatMap(change =>
      change.impact && !change.blocked ? [[keyOf(change), change.impact.expire.images] as const] : [],
    ),
  )
  let total = [...expiring.values()].reduce((sum, images) => sum + images, 0)
  return now => {
    if (guards.expireImages === undefined || now.impact === undefined) return undefined
    const others = total - (expiring.get(keyOf(now)) ?? 0)
    const [refused] = refusedBy(guards, [now], others)
    const images = refused === undefined ? now.impact.expire.images : 0
    expiring.set(keyOf(now), images)
    total = others + images
    if (refused === undefined) return undefined
    const { summary, hint } = refused
    return new EcrsyncError('REFUSED', summary, {
      detail: 'It was less when the plan was made.',
      ...(hint !== undefined && { hint }),
    })
  }
}
