import { structuredPatch } from 'diff'
import { canonicalJson } from '../canonical.ts'
import type { Phrase, Words } from '../kind.ts'
import { type PolicyDocument, type Statement, statementsBeyond } from './document.ts'
import { grantOf, newcomers, remainsText } from './grant.ts'

/** `pull by organization o-abc1234567` for each statement. */
export const grantsText = (statements: readonly Statement[], words: Words): string =>
  statements
    .map(statement => {
      const { who, what } = grantOf(statement, words)
      return statement.Effect === 'Deny' ? `deny ${what} to ${who.join(', ')}` : `${what} by ${who.join(', ')}`
    })
    .join('; ')

/** What is new, for the attention block: `ci (444455556666) may push`. */
export const openings = (before: PolicyDocument | null, after: PolicyDocument, words: Words): readonly string[] =>
  statementsBeyond(after.Statement, before?.Statement ?? [])
    .filter(({ Effect }) => Effect === 'Allow')
    .flatMap(statement => {
      const who = newcomers(statement, before?.Statement ?? [], words)
      const what = grantOf(statement, words).what.replace('push and pull', 'push')
      return who.length === 0 ? [] : [`${who.join(', ')} ${words.accessLevels?.has(what) ? 'has' : 'may'} ${what}`]
    })

/** A Deny that goes opens to everyone it kept out: `no longer denies PutImage to everyone`. */
export const lifted = (before: PolicyDocument, after: PolicyDocument | null, words: Words): readonly string[] =>
  statementsBeyond(before.Statement, after?.Statement ?? [])
    .filter(({ Effect }) => Effect === 'Deny')
    .map(statement => {
      const { who, what } = grantOf(statement, words)
      return `no longer denies ${what} to ${who.join(', ')}`
    })

/** Statements in the user's words where `access` could have written all that changes, a unified diff of the document otherwise. */
export function policyLines(before: PolicyDocument, after: PolicyDocument, words: Words): readonly Phrase[] {
  const gone = statementsBeyond(before.Statement, after.Statement)
  const come = statementsBeyond(after.Statement, before.Statement)
  const { Statement: _before, ...restBefore } = before
  const { Statement: _after, ...restAfter } = after
  const isSaid = ({ Effect, Sid, ...statement }: Statement) =>
    Effect === 'Allow' && Sid === undefined && grantOf({ Effect, ...statement }, words).isPlain
  if (![...gone, ...come].every(isSaid) || canonicalJson(restBefore) !== canonicalJson(restAfter))
    return unifiedDiff(before, after)
  return [...gone.map(statement => line('-', statement, words)), ...come.map(statement => line('+', statement, words))]
}

function line(sign: '+' | '-', statement: Statement, words: Words): Phrase {
  const { who, what } = grantOf(statement, words)
  return { sign, text: `${sign} ${statement.Effect} ${what} to ${who.join(', ')}` }
}

function unifiedDiff(before: PolicyDocument, after: PolicyDocument): readonly Phrase[] {
  const text = (document: PolicyDocument) => `${JSON.stringify(document, null, 2)}\n`
  const { hunks } = structuredPatch('before', 'after', text(before), text(after), '', '', { context: 3 })
  return hunks.flatMap(({ oldStart, oldLines, newStart, newLines, lines }) => [
    { text: `@@ -${oldStart},${oldLines} +${newStart},${newLines} @@` },
    ...lines.map(diffLine),
  ])
}

function diffLine(content: string): Phrase {
  const text = content + remainsText(/"([^"]*)",?$/.exec(content)?.[1] ?? '')
  const [sign] = content
  return sign === '+' || sign === '-' ? { sign, text } : { text }
}
