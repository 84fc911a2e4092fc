import { structuredPatch } from 'diff'
import { PULL, PUSH } from './access.ts'
import { asSet, canonicalJson, isFields, listOf } from './canonical.ts'
import type { Line, Words } from './kind.ts'
import { isLambdasOwn, type PolicyDocument, type Statement, statementsBeyond } from './policy-document.ts'

interface Grant {
  readonly who: string
  readonly what: string
}

/** `pull by organization o-abc1234567` for each statement; one that `access` could not have written is said in full. */
export const grantsText = (statements: readonly Statement[], words: Words): string =>
  statements
    .map(statement => {
      const { who, what } = grantOf(statement, words)
      return statement.Effect === 'Deny' ? `deny ${what} to ${who}` : `${what} by ${who}`
    })
    .join('; ')

/** What is new, for the attention block: `ci (444455556666) may push`. */
export const openings = (before: PolicyDocument | null, after: PolicyDocument, words: Words): readonly string[] =>
  statementsBeyond(after.Statement, before?.Statement ?? [])
    .filter(({ Effect }) => Effect === 'Allow')
    .map(statement => grantOf(statement, words))
    .filter(
      ({ who, what }) =>
        !(before?.Statement ?? []).some(
          old => old.Effect === 'Allow' && isSameGrant(grantOf(old, words), { who, what }),
        ),
    )
    .map(({ who, what }) => `${who} may ${what.replace('push and pull', 'push')}`)

const isSameGrant = (a: Grant, b: Grant): boolean => a.who === b.who && a.what === b.what

/** Statements in the user's words where `access` could have written all that changes, a unified diff of the document otherwise. */
export function policyLines(before: PolicyDocument, after: PolicyDocument, words: Words): readonly Line[] {
  const gone = statementsBeyond(before.Statement, after.Statement)
  const come = statementsBeyond(after.Statement, before.Statement)
  const { Statement: _before, ...restBefore } = before
  const { Statement: _after, ...restAfter } = after
  const isPlain = [...gone, ...come].every(isFromAccess) && canonicalJson(restBefore) === canonicalJson(restAfter)
  if (!isPlain) return unifiedDiff(before, after)
  return [...gone.map(statement => line('-', statement, words)), ...come.map(statement => line('+', statement, words))]
}

function line(sign: string, statement: Statement, words: Words): Line {
  const { who, what } = grantOf(statement, words)
  return { text: `${sign} ${statement.Effect} ${what} to ${who}` }
}

function unifiedDiff(before: PolicyDocument, after: PolicyDocument): readonly Line[] {
  const text = (document: PolicyDocument) => `${JSON.stringify(document, null, 2)}\n`
  const { hunks } = structuredPatch('before', 'after', text(before), text(after), '', '', { context: 3 })
  return hunks.flatMap(({ oldStart, oldLines, newStart, newLines, lines }) => [
    { text: `@@ -${oldStart},${oldLines} +${newStart},${newLines} @@` },
    ...lines.map(content => ({ text: content + remains(content) })),
  ])
}

/** ECR shows the unique id of a principal that has been deleted. Source: IAM user guide, "Principal". */
function remains(text: string): string {
  const [, prefix] = /"(AROA|AIDA)[A-Z0-9]{12,}"/.exec(text) ?? []
  return prefix === undefined ? '' : `  ← a deleted ${prefix === 'AROA' ? 'role' : 'user'}`
}

const isFromAccess = (statement: Statement): boolean =>
  statement.Effect === 'Allow' &&
  statement.Sid === undefined &&
  verbOf(statement) !== undefined &&
  principalsOf(statement) !== undefined

function grantOf(statement: Statement, words: Words): Grant {
  const actions = listOf(statement.Action ?? statement.NotAction ?? []).map(action =>
    String(action).replace(/^ecr:/i, ''),
  )
  return {
    who: who(statement, words),
    what: verbOf(statement) ?? `${statement.NotAction ? 'everything but ' : ''}${actions.join(', ')}`,
  }
}

function verbOf({ Action }: Statement): string | undefined {
  if (Action === undefined) return undefined
  const key = canonicalJson(asSet(listOf(Action).map(action => String(action).toLowerCase())))
  if (key === keyOf(PULL)) return 'pull'
  return key === keyOf(PUSH) ? 'push and pull' : undefined
}

const keyOf = (actions: readonly string[]): string => canonicalJson(asSet(actions.map(action => action.toLowerCase())))

/** The values that `access` would have written, with what they are; undefined where it would not. */
function principalsOf({
  Principal,
  Condition,
  ...others
}: Statement): { readonly kind: string; readonly values: readonly string[] } | undefined {
  if (others.NotPrincipal !== undefined || !isFields(Principal) || Object.keys(Principal).length !== 1) return undefined
  const condition =
    Condition &&
    Object.entries(Condition).flatMap(([operator, keys]) =>
      Object.entries(keys).map(([key, values]) => ({ operator, key, values: listOf(values) as readonly string[] })),
    )
  const only = condition?.length === 1 ? condition[0] : undefined
  if (condition === undefined)
    return Principal.AWS === undefined ? undefined : { kind: '', values: listOf(Principal.AWS) as readonly string[] }
  if (only?.key === 'aws:SourceArn' && canonicalJson(Principal) === '{"Service":["lambda.amazonaws.com"]}')
    return { kind: 'lambda', values: only.values }
  if (canonicalJson(Principal) !== '{"AWS":["*"]}') return undefined
  if (only?.key === 'aws:PrincipalOrgID' && only.operator === 'StringEquals')
    return { kind: 'organization', values: only.values }
  return only?.key === 'aws:PrincipalOrgPaths' && only.operator === 'ForAnyValue:StringLike'
    ? { kind: 'organizational unit', values: only.values }
    : undefined
}

function who(statement: Statement, words: Words): string {
  const known = principalsOf(statement)
  if (isLambdasOwn(statement)) return 'the Lambda service (its own statement)'
  if (known === undefined) return anybody(statement, words)
  if (known.kind === 'lambda')
    return `Lambda functions of ${known.values.map(arn => words.account(String(arn).split(':')[4] ?? '')).join(', ')}`
  return known.values
    .map(value => [known.kind, principal(value.replace(/\/\*$/, ''), words)].filter(Boolean).join(' '))
    .join(', ')
}

function anybody({ Principal, NotPrincipal, Condition }: Statement, words: Words): string {
  const principals = Principal ?? NotPrincipal ?? {}
  const values = isFields(principals) ? Object.values(principals).flatMap(listOf) : [principals]
  const names = values.map(value => principal(String(value), words)).join(', ')
  return `${NotPrincipal ? 'everyone but ' : ''}${names}${Condition ? ' under a condition' : ''}`
}

function principal(value: string, words: Words): string {
  if (value === '*') return 'everyone'
  if (/^\d{12}$/.test(value)) return words.account(value)
  return value + remains(`"${value}"`)
}
