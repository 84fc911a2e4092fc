import { structuredPatch } from 'diff'
import { grouped } from '../../collate.ts'
import { canonicalJson } from '../canonical.ts'
import type { Phrase, Words } from '../kind.ts'
import { type PolicyDocument, type Statement, statementsBeyond } from './document.ts'
import { grantOf, remainsText, whoTexts } from './grant.ts'

/** `pull by organization o-abc1234567` for all statements that give the same. */
export const grantsText = (statements: readonly Statement[], words: Words): string =>
  grantsIn(statements, words)
    .map(({ effect, what, who }) => (effect === 'Deny' ? `deny ${what} to ${who}` : `${what} by ${who}`))
    .join('; ')

function grantsIn(statements: readonly Statement[], words: Words) {
  const grants = statements.map(statement => ({ effect: statement.Effect, ...grantOf(statement, words) }))
  return [...grouped(grants, ({ effect, what }) => `${effect} ${what}`).values()].map(alike => {
    const [{ effect, what }] = alike as [(typeof grants)[number]]
    const who = alike.flatMap(grant => grant.who)
    return { effect, what, who: whoTexts(who, words).join(', ') }
  })
}

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
  return [...linesOf('-', gone, words), ...linesOf('+', come, words)]
}

const linesOf = (sign: '+' | '-', statements: readonly Statement[], words: Words): readonly Phrase[] =>
  grantsIn(statements, words).map(({ effect, what, who }) => ({ sign, text: `${sign} ${effect} ${what} to ${who}` }))

function unifiedDiff(before: PolicyDocument, after: PolicyDocument): readonly Phrase[] {
  const text = ({ repositoryArn: _, ...document }: PolicyDocument) => `${JSON.stringify(document, null, 2)}\n`
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
