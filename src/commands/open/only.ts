import { EcrsyncError } from '../../errors.ts'
import { checkGlob, isException, matcher } from '../../manifest/form/globs.ts'
import { onlyOf } from '../../manifest/meaning/only.ts'
import type { Diagnostic, Wishes } from '../../model.ts'
import { withoutLogin } from '../../names.ts'
import { listed, meant } from '../../nearest.ts'
import type { Intent } from '../../plan/assemble.ts'
import { clipped, counted } from '../../words.ts'
import { mistyped } from './typed-name.ts'

/** What is intended for the repositories that `--only` chooses, with a note of how many these are. */
export type Filter = (intent: Intent) => Intent

/** What a filter can choose from, as far as that is known offline. */
export interface Selectable {
  /** Of repositories that are declared or removed in any chosen target. */
  readonly names: ReadonlySet<string>
  /** There are no others: nothing is discovered, and no name waits for an account. */
  readonly isWhole: boolean
}

/** @throws EcrsyncError INVALID_FLAG for a glob that is none, or that matches nothing */
export function openFilter(
  only: readonly string[] = [],
  selectable: Selectable = { names: new Set(), isWhole: false },
): Filter {
  for (const glob of only) checkTyped(glob, selectable.names)
  if (only.length === 0) return intent => intent
  if (selectable.isWhole) checkMatching(only, [...selectable.names])
  return intent => {
    const wishes = onlyOf(intent.wishes, only)
    const note = noteOf(only, wishes, { all: intent.wishes.repositories, isWhole: selectable.isWhole })
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

/** As with --target: what chooses nothing would be done nowhere, and what excepts nothing, everywhere. */
function checkMatching(only: readonly string[], names: readonly string[]): void {
  const idle = only.find(glob => !names.some(matcher([isException(glob) ? glob.slice(1) : glob])))
  if (idle !== undefined)
    throw new EcrsyncError('INVALID_FLAG', `--only ${clipped(idle)} matches no repository of the manifest`, {
      detail: isException(idle) ? 'It would leave nothing out.' : 'Nothing would be compared, and nothing changed.',
      hint: hintFor(idle, names),
    })
  if (names.some(matcher(only))) return
  throw new EcrsyncError('INVALID_FLAG', '--only leaves no repository', {
    detail: 'Its exceptions take away all that the others choose.',
    hint: 'Leave one of them out; a name is chosen by one glob that matches, and left out by one exception that does.',
  })
}

/** What is discovered is not known before the registry is read. */
function noteOf(
  only: readonly string[],
  { repositories, discovered }: Wishes,
  { all, isWhole }: { readonly all: readonly string[]; readonly isWhole: boolean },
): Diagnostic {
  const isNothing = repositories.length === 0 && discovered === undefined && !isWhole
  const [first = ''] = only
  return {
    severity: isNothing ? 'warning' : 'note',
    code: 'FILTERED',
    summary: `--only ${only.join(' --only ')} chooses ${repositories.length} of ${counted(all.length, 'repository', 'repositories')}${discovered ? ' that are declared' : ''}`,
    detail: 'Settings of the registry are left out of a filtered run.',
    ...(isNothing && { hint: hintFor(first, all) }),
  }
}

function hintFor(glob: string, names: readonly string[]): string {
  const [sign, name] = isException(glob) ? ['!', glob.slice(1)] : ['', glob]
  const choice = names.length === 0 ? 'The manifest declares none.' : `The manifest has ${listed(names)}.`
  if (/[*?[{]/.test(name)) return `${choice} \`*\` stays within a segment: \`payments/*\`, \`payments/**\`.`
  const below = names.some(one => one.startsWith(`${name.replace(/\/$/, '')}/`))
  if (below) return `Write '${sign}${name.replace(/\/$/, '')}/**' for all below it.`
  return meant(name, names, near => `--only ${sign === '' ? near : `'!${near}'`}`) ?? choice
}
