import { clipped, someOf } from '../../words.ts'
import { keptText } from '../live.ts'
import { alignedTo, CURRENT_VERSION, type PolicyDocument, type Statement, statementKey } from './document.ts'
import type { PolicyWant } from './want.ts'

/** A wish that is laid over what is there. */
export type SharedWant = PolicyWant & Required<Pick<PolicyWant, 'sharing'>>

export const isSharedWant = (want: PolicyWant | null): want is SharedWant => want?.sharing !== undefined

/**
 * The declared statements over those that are there, by their Sid: all that stand there under one of ours are replaced, and a
 * statement without a Sid is added unless an equal one is there. Null where no statement is left. `there` is canonical.
 */
export function laidOver(there: PolicyDocument | null, want: SharedWant): PolicyDocument | null {
  const foreign = there?.Statement.filter(statement => !isOurs(statement, want)) ?? []
  const Statement = [...foreign, ...ownBeside(foreign, want)]
  if (Statement.length === 0) return null
  if (there === null) return { ...want.document, Statement }
  return alignedTo(there, { ...there, ...versionOver(there, want), Statement })
}

/** Statements without a Sid count once: they could not be told apart the next time. */
function ownBeside(foreign: readonly Statement[], { document }: SharedWant): readonly Statement[] {
  const seen = new Set(foreign.map(statementKey))
  return document.Statement.filter(statement => {
    const key = statementKey(statement)
    const isNew = statement.Sid !== undefined || !seen.has(key)
    seen.add(key)
    return isNew
  })
}

/** Under a Sid that is declared, as something to be there or to be gone. */
function isOurs({ Sid }: Statement, { document, sharing }: SharedWant): boolean {
  return Sid !== undefined && (sharing.absent.includes(Sid) || document.Statement.some(own => own.Sid === Sid))
}

/** What the write of a shared policy replaces: nothing that is somebody else's. */
export function oursIn(there: PolicyDocument, want: SharedWant): PolicyDocument | null {
  const Statement = there.Statement.filter(statement => isOurs(statement, want))
  return Statement.length === 0 ? null : { Statement }
}

/** What is there and not ours, by no Sid and by no text. */
export function foreignIn(there: PolicyDocument, want: SharedWant): readonly Statement[] {
  const own = new Set(want.document.Statement.map(statementKey))
  return there.Statement.filter(statement => !isOurs(statement, want) && !own.has(statementKey(statement)))
}

/**
 * The Version that is there is others' as well. Only variables of IAM ask for another one: before 2012 they are plain text.
 * Source: IAM user guide, "IAM JSON policy elements: Version".
 */
const versionOver = ({ Version }: PolicyDocument, { document }: SharedWant): Pick<PolicyDocument, 'Version'> =>
  Version !== CURRENT_VERSION && hasVariables(document.Statement) ? { Version: CURRENT_VERSION } : {}

const hasVariables = (statements: readonly Statement[]): boolean => /\$\{(?!\{)/.test(JSON.stringify(statements))

/** Whether the Version that ours need would make variables of what is plain text in statements of others. */
export const changesOthers = (there: PolicyDocument, want: SharedWant): boolean =>
  versionOver(there, want).Version !== undefined && hasVariables(foreignIn(there, want))

/** More than these are counted. */
const SHOWN = 5

/** `keeps 3 statements that are not ours: backup, scanner, one without a Sid`; nothing where there are none. */
export function keepsText(there: PolicyDocument, want: SharedWant): string | undefined {
  const foreign = foreignIn(there, want)
  if (foreign.length === 0) return undefined
  const sids = foreign.flatMap(({ Sid }) => (Sid === undefined ? [] : [clipped(Sid)]))
  const unnamed = foreign.length - sids.length
  const names = [...sids, ...(unnamed > 0 ? [`${unnamed === 1 ? 'one' : unnamed} without a Sid`] : [])]
  return keptText(foreign.length, 'statement', someOf(names, SHOWN))
}
