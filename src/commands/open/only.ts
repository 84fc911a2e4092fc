import { EcrsyncError } from '../../errors.ts'
import { checkGlob } from '../../manifest/form/globs.ts'
import { onlyOf } from '../../manifest/meaning/only.ts'
import type { Diagnostic } from '../../model.ts'
import type { Intent } from '../../plan/assemble.ts'

/** What is intended for the repositories that `--only` chooses, with a note of how many these are. */
export type Filter = (intent: Intent) => Intent

/** @throws EcrsyncError INVALID_FLAG */
export function openFilter(only: readonly string[] = []): Filter {
  for (const finding of only.flatMap(glob => checkGlob(glob) ?? []))
    throw new EcrsyncError('INVALID_FLAG', `--only: ${finding.summary}`, finding)
  if (only.length === 0) return intent => intent
  return intent => {
    const wishes = onlyOf(intent.wishes, only)
    const note = noteOf(only, wishes.repositories.length, intent.wishes.repositories.length)
    return { ...intent, wishes, warnings: [...intent.warnings, note] }
  }
}

const noteOf = (only: readonly string[], chosen: number, all: number): Diagnostic => ({
  severity: chosen === 0 ? 'warning' : 'note',
  code: 'FILTERED',
  summary: `--only ${only.join(' --only ')}: ${chosen} of ${all} repositories`,
  detail: 'Registry settings and pruning are left out of a filtered run.',
  ...(chosen === 0 && { hint: '`*` stays within a segment: `payments/*`, `payments/**`.' }),
})
