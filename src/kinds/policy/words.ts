import { structuredPatch } from 'diff'
import { grouped } from '../../collate.ts'
import type { Becomes } from '../../model.ts'
import { canonicalJson } from '../canonical.ts'
import type { Phrase, Words } from '../kind.ts'
import { type PolicyDocument, type Statement, statementsBeyond } from './document.ts'
import { grantOf, remainsText, whoTexts } from './grant.ts'
import { isSharedWant, oursIn } from './sharing.ts'
import type { PolicyWant } from './want.ts'

/** `pull by organization o-abc1234567` for all statements that give the same. */
export const grantsText = (statements: readonly Statement[], words: Words): string =>
  grantsIn(statements, words)
    .map(({ effect, what, who }) => (effect === 'Deny' ? `deny ${what} to ${who}` : `${what} by ${who}`))
    .join('; ')

/** All of an exact policy; of one that is shared, what is ours, which is laid over others in each repository. */
export function policyBecomes(
  { before, after }: { readonly before: PolicyDocument; readonly after: PolicyDocument },
  want: PolicyWant | null,
  words: Words,
): Becomes {
  const isShared = isSharedWant(want)
  const gone = isShared && want.sharing.absent.length > 0 ? [`without ${want.sharing.absent.join(', ')}`] : []
  const grants = grantsText((isShared ? want.document : after).Statement, words)
  return {
    ...(want !== null && want.named.length > 0 && { named: want.named.join(', ') }),
    does: [...(grants === '' ? [] : [grants]), ...gone].join('; '),
    did: grantsText((isShared ? oursIn(before, want) : before)?.Statement ?? [], words),
  }
}

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
    { raw: true, text: `@@ -${oldStart},${oldLines} +${newStart},${newLines} @@` },
    ...lines.map(diffLine),
  ])
}

function diffLine(content: string): Phrase {
  const text = content + remainsText(/"([^"]*)",?$/.exec(content)?.[1] ?? '')
  const [sign] = content
  return sign === '+' || sign === '-' ? { sign, raw: true, text } : { raw: true, text }
}
