import { kindOf } from '../kinds/index.ts'
import type { Declared, Difference, Fields, Refusal } from '../model.ts'
import { isWithin, settablePaths } from './diff.ts'

/** Why what a wish undoes is left as it is: somebody has changed it since. */
export function overtaken(declared: Declared, { name, before: live, action, paths }: Difference): Refusal | undefined {
  const { undoes, kind: key } = declared
  if (undoes === undefined) return undefined
  const kind = kindOf(key)
  const { before, after, isNew, isWhole } = undoes
  const since = kind.backTo(name, { to: after, from: before, live, isNew, isWhole })
  const left = since === undefined ? live : kind.merge(live, since)
  const moved = settablePaths(kind, live, left && kind.canonical(left))
  const written = action === 'update' && kind.replaces === undefined ? paths : ['']
  const isLost = moved.some(path => written.some(other => isWithin(path, other) || isWithin(other, path)))
  return isLost ? changedSince(live) : undefined
}

const changedSince = (live: Fields | null): Refusal => ({
  code: 'CHANGED_SINCE',
  reason: `${live === null ? 'somebody has deleted it' : 'somebody has changed it'} since: left as it is`,
  hint: 'Look who has changed it and why. If it is to go back all the same, declare it in the manifest.',
})
