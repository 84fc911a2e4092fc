import { EcrsyncError } from '../../errors.ts'
import { checkGlob, matcher } from '../../manifest/match.ts'
import type { Desired, Diagnostic } from '../../model.ts'

/** The wishes for the repositories that `--only` chooses, and a note of how many these are. */
export type Filter = (desired: Desired) => { readonly desired: Desired; readonly notes: readonly Diagnostic[] }

/** @throws EcrsyncError INVALID_FLAG */
export function openFilter(only: readonly string[] = []): Filter {
  for (const finding of only.flatMap(glob => checkGlob(glob) ?? []))
    throw new EcrsyncError('INVALID_FLAG', `--only: ${finding.summary}`, finding)
  if (only.length === 0) return desired => ({ desired, notes: [] })
  const matches = matcher(only)
  return all => {
    const desired = new Map([...all].filter(([, { repository }]) => repository !== undefined && matches(repository)))
    return { desired, notes: [noteOf(only, repositoriesIn(desired), repositoriesIn(all))] }
  }
}

const repositoriesIn = (desired: Desired): number =>
  new Set([...desired.values()].map(({ repository }) => repository)).size

const noteOf = (only: readonly string[], chosen: number, all: number): Diagnostic => ({
  severity: chosen === 0 ? 'warning' : 'note',
  code: 'FILTERED',
  summary: `--only ${only.join(' --only ')}: ${chosen} of ${all} repositories`,
  detail: 'Registry settings and pruning are left out of a filtered run.',
  ...(chosen === 0 && { hint: '`*` stays within a segment: `payments/*`, `payments/**`.' }),
})
