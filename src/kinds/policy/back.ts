import { type PolicyDocument, type Statement, statementsBeyond } from './document.ts'
import type { PolicyWant } from './want.ts'

/**
 * What a policy was. Where all that differs has a Sid of its own, only these statements are wished, and those of others stay;
 * otherwise the whole document.
 */
export function backToPolicy(
  to: PolicyDocument | null,
  from: PolicyDocument | null,
  isWhole = false,
): PolicyWant | null {
  const come = statementsBeyond(to?.Statement ?? [], from?.Statement ?? [])
  const gone = statementsBeyond(from?.Statement ?? [], to?.Statement ?? [])
  if (!isWhole && isSameAround(to, from) && areOwn([...come, ...gone], to, from)) {
    const sids = new Set(come.map(({ Sid }) => Sid))
    const absent = gone.flatMap(({ Sid }) => (Sid === undefined || sids.has(Sid) ? [] : [Sid]))
    return { document: { ...around(to ?? from), Statement: come }, named: [], sharing: { absent } }
  }
  return to && { document: { ...around(to), Statement: to.Statement }, named: [] }
}

/** The document without its statements, and without what is no part of it. */
function around(document: PolicyDocument | null): Omit<PolicyDocument, 'Statement' | 'repositoryArn'> {
  const { Statement: _, repositoryArn: _arn, ...members } = document ?? { Statement: [] }
  return members
}

function isSameAround(to: PolicyDocument | null, from: PolicyDocument | null): boolean {
  if (to === null || from === null) return true
  return JSON.stringify(around(to)) === JSON.stringify(around(from))
}

/** Each Sid stands for one statement, on either side. */
function areOwn(differing: readonly Statement[], to: PolicyDocument | null, from: PolicyDocument | null): boolean {
  const isOnce = (document: PolicyDocument | null, sid: string) =>
    (document?.Statement.filter(({ Sid }) => Sid === sid).length ?? 0) <= 1
  return differing.every(({ Sid }) => Sid !== undefined && isOnce(to, Sid) && isOnce(from, Sid))
}
