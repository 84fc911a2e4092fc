import { EcrsyncError } from '../errors.ts'
import { kindOf } from '../kinds/index.ts'
import type { Change, Fields } from '../model.ts'
import { isWithin, settablePaths } from '../plan/diff.ts'

const NOTHING: Fields = {}

/** What of a thing its write replaces. Of what nothing is replaced, and of what is not there, nothing can be lost. */
export const replacedOf =
  ({ kind, want }: Change) =>
  (spec: Fields | null): Fields | null => {
    const { replaces } = kindOf(kind)
    return replaces ? ((spec && replaces(spec, want)) ?? NOTHING) : spec
  }

/** What is replaced or deleted is what the plan showed, or nothing is written. */
export function refuseUnshown(planned: Change, now: Change): EcrsyncError | undefined {
  const kind = kindOf(planned.kind)
  const [before, live] = [planned.before as Fields | null, now.before as Fields | null]
  const replaced = replacedOf(planned)
  const moved = settablePaths(kind, replaced(before), replaced(live))
  const written = now.action === 'update' ? settablePaths(kind, replaced(live), replaced(now.after)) : ['']
  const isLost = moved.some(path => written.some(other => isWithin(path, other) || isWithin(other, path)))
  const isShown = kind.isShown?.({ before, facts: planned.facts }, { before: live, facts: now.facts }) ?? true
  if (!isLost && isShown) return undefined
  return new EcrsyncError('REFUSED', `${planned.address} is not any more what the plan showed`, {
    detail: 'Somebody else changed it meanwhile, and their change would be lost.',
    hint: 'Run ecrsync plan again, and look.',
  })
}

/** Settings of a repository that the plan saw, and that has gone with all that was in it. */
export function refuseGone({ address, repository = '', isOfNew }: Change): EcrsyncError | undefined {
  if (isOfNew) return undefined
  return new EcrsyncError('REFUSED', `${address} has no repository any more`, {
    detail: `${repository} was there when the plan was made, and somebody has deleted it since.`,
    hint: 'Run ecrsync plan again, and look.',
  })
}
