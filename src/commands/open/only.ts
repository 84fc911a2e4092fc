import { EcrsyncError } from '../../errors.ts'
import { checkGlob, isException } from '../../manifest/form/globs.ts'
import { onlyOf } from '../../manifest/meaning/only.ts'
import type { Diagnostic, Wishes } from '../../model.ts'
import { withoutLogin } from '../../names.ts'
import { nearest } from '../../nearest.ts'
import type { Intent } from '../../plan/assemble.ts'
import { clipped } from '../../words.ts'
import { mistyped } from './typed-name.ts'

/** What is intended for the repositories that `--only` chooses, with a note of how many these are. */
export type Filter = (intent: Intent) => Intent

/**
 * `known`: names of the manifest, for whoever types an expression of it instead.
 *
 * @throws EcrsyncError INVALID_FLAG
 */
export function openFilter(only: readonly string[] = [], known: Iterable<string> = []): Filter {
  for (const glob of only) checkTyped(glob, known)
  if (only.length === 0) return intent => intent
  return intent => {
    const wishes = onlyOf(intent.wishes, only)
    const note = noteOf(only, wishes, intent.wishes.repositories)
    return { ...intent, wishes, warnings: [...intent.warnings, note] }
  }
}

function checkTyped(glob: string, known: Iterable<string>): void {
  const wrong = mistyped(isException(glob) ? glob.slice(1) : glob, known)
  if (wrong)
    throw new EcrsyncError('INVALID_FLAG', `--only ${clipped(withoutLogin(glob))} is no name of a repository`, wrong)
  const finding = checkGlob(glob)
  if (finding) throw new EcrsyncError('INVALID_FLAG', `${finding.summary} (--only)`, finding)
}

/** What is discovered is not known before the registry is read. */
function noteOf(only: readonly string[], { repositories, discovered }: Wishes, all: readonly string[]): Diagnostic {
  const isNothing = repositories.length === 0 && discovered === undefined
  const counted = `${repositories.length} of ${all.length} repositories`
  return {
    severity: isNothing ? 'warning' : 'note',
    code: 'FILTERED',
    summary: `--only ${only.join(' --only ')} chooses ${counted}${discovered ? ' that are declared' : ''}`,
    detail: 'Registry settings and pruning are left out of a filtered run.',
    ...(isNothing && { hint: hintFor(only, all) }),
  }
}

function hintFor(only: readonly string[], all: readonly string[]): string {
  const near = only.filter(glob => !/[*?[{!]/.test(glob)).flatMap(name => nearest(name, all) ?? [])
  return near.length > 0
    ? `Did you mean ${near.map(name => `--only ${name}`).join(' ')}?`
    : '`*` stays within a segment: `payments/*`, `payments/**`.'
}
