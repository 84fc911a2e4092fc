import type { Change, Refusal } from '../model.ts'
import type { TargetPart } from './assemble.ts'
import { blockedBy } from './changes.ts'

/** What no line names is deleted only where all has been seen: whatever else is there may be why it is. */
export function withoutPruning(
  changes: readonly Change[],
  parts: readonly Pick<TargetPart, 'target' | 'isUnsure'>[],
): readonly Change[] {
  if (parts.every(({ target, isUnsure }) => target.complete && !isUnsure)) return changes
  return changes.map(change => (change.isPruned && !change.blocked ? blockedBy(change, INCOMPLETE) : change))
}

const INCOMPLETE: Refusal = {
  code: 'INCOMPLETE',
  reason: 'not everything could be read: not pruned',
  hint: 'Mend what is unread, then plan again; or write its tombstone under removed.',
}
