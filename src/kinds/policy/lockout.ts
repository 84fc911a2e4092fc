import type { Caller, Difference, Refusal } from '../../model.ts'
import { partitionOf } from '../../names.ts'
import { clipped } from '../../words.ts'
import type { Problem, RegistryOf } from '../kind.ts'
import type { Knowledge, Verdict } from '../knowledge.ts'
import { under } from '../path.ts'
import type { PolicyDocument, Statement } from './document.ts'
import { deniesOf, isDeniedAlways } from './evaluation/denied.ts'
import { ANY_MENDER, type Mender, menderBy, mendersOf } from './evaluation/mender.ts'
import type { Rule } from './evaluation/rules.ts'

/** What changes a policy back, and what to type by hand where it is wanted nevertheless. */
interface Way {
  readonly action: string
  readonly what: string
  /** What ecrsync reads it, and what goes with it, by. */
  readonly reads: readonly string[]
  readonly byHand: string
  /** What somebody else has to do who may, once it is so. */
  readonly rescue: string
}

export const OF_REPOSITORY: Way = {
  action: 'ecr:SetRepositoryPolicy',
  what: 'the policy',
  reads: [
    'ecr:DescribeRepositories',
    'ecr:ListTagsForResource',
    'ecr:GetRepositoryPolicy',
    'ecr:GetLifecyclePolicy',
    'ecr:ListImages',
    'ecr:DescribeImages',
  ],
  byHand: 'aws ecr set-repository-policy --force',
  rescue: 'Only AWS support could open the repository again.',
}

export const OF_REGISTRY: Way = {
  action: 'ecr:PutRegistryPolicy',
  what: 'the policy of the registry',
  reads: ['ecr:GetRegistryPolicy'],
  byHand: 'aws ecr put-registry-policy',
  rescue: 'Only AWS support could open the registry again.',
}

/** Whether a policy denies anybody to change it: then it is asked who applies it. */
export const isDenying = (document: PolicyDocument | null, { action }: Way): boolean =>
  deniesOf(document, action).length > 0

type Difficult = Pick<Difference<PolicyDocument>, 'before' | 'after'>
type Known = Pick<Knowledge, 'registry' | 'caller'>

/** What a policy that may keep out those who have to mend it, or hide from them what they have to read, is answered with. */
export async function lockout(difference: Difficult, known: Known, way: Way): Promise<Verdict> {
  const verdict = await keptOut(difference, known, way)
  if (verdict.blocked) return verdict
  const hidden = await hiddenBy(difference, known, way)
  return hidden.length === 0 ? verdict : { ...verdict, warnings: [...(verdict.warnings ?? []), hiding(hidden, way)] }
}

interface Hidden {
  readonly action: string
  readonly denies: readonly Rule[]
}

/** What whoever applies it could read before, and could not any more. */
async function hiddenBy({ before, after }: Difficult, known: Known, { reads }: Way): Promise<readonly Hidden[]> {
  const denied = reads
    .map(action => ({ action, denies: deniesOf(after, action) }))
    .filter(({ denies }) => denies.length > 0)
  const caller = denied.length === 0 ? undefined : await known.caller?.()
  const mender = caller && menderBy(caller.arn, known.registry?.account ? known.registry : {})
  if (mender === undefined) return []
  return denied.filter(
    ({ action, denies }) => isDeniedAlways(mender, denies) && !isDeniedAlways(mender, deniesOf(before, action)),
  )
}

const hiding = ([first, ...others]: readonly Hidden[], { what }: Way): Problem => ({
  severity: 'warning',
  path: [],
  code: 'HIDDEN_FROM_APPLIER',
  summary: `${nameOf(blamed((first as Hidden).denies))} hides from whoever applies this what ecrsync reads: ${[first as Hidden, ...others].map(({ action }) => action).join(', ')}`,
  detail: `Once ${what} is so, plans cannot see that any more: they say unread, and exit 7.`,
  hint: 'Let the role that applies it pass, as in ArnNotEquals: { aws:PrincipalArn: "arn:aws:iam::111122223333:role/ecrsync" }; or deny less.',
})

async function keptOut(difference: Difficult, known: Known, way: Way): Promise<Verdict> {
  const after = deniesOf(difference.after, way.action)
  if (after.length === 0) return {}
  // Who is kept out already could not have been let in by leaving this undone.
  const before = deniesOf(difference.before, way.action)
  const registry = known.registry?.account ? known.registry : undefined
  if (registry && isClosed(after, registry) && !isClosed(before, registry))
    return { blocked: closed(after, registry, way) }
  const caller = await known.caller?.()
  if (caller === undefined) return known.caller ? { warnings: [unknownCaller(after, way)] } : {}
  const mender = menderBy(caller.arn, registry ?? {})
  const isLost = mender && isDeniedAlways(mender, after) && !isDeniedAlways(mender, before)
  return isLost ? { blocked: lockedOut(after, caller, mender, way) } : {}
}

const isClosed = (denies: readonly Rule[], { account, region }: RegistryOf): boolean =>
  denies.length > 0 && mendersOf(denies, { account, region }).every(who => isDeniedAlways(who, denies))

const closed = (denies: readonly Rule[], { account = '', region }: RegistryOf, way: Way): Refusal => ({
  code: 'LOCKED_OUT',
  reason: `${nameOf(blamed(denies))} would keep everybody in this account, administrators too, from changing ${way.what} back (${way.action})`,
  hint: `${way.rescue} Write under its Condition, for whoever is to change it: ${exceptionOf(`arn:${partitionOf(region)}:iam::${account}:role/admin`)}; or name the actions to deny without ${way.action}.`,
})

const lockedOut = (denies: readonly Rule[], { arn }: Caller, who: Mender, way: Way): Refusal => ({
  code: 'LOCKED_OUT',
  reason: `${nameOf(
    blamed(
      denies.filter(rule => isDeniedAlways(who, [rule])),
      denies,
    ),
  )} would keep ${clipped(arn)}, who applies this, from changing ${way.what} back (${way.action})`,
  hint: `Write under its Condition: ${exceptionOf(arn)}; or name the actions to deny without ${way.action}. If it must be so, an administrator does it by hand: ${way.byHand}.`,
})

/** What to add to a Deny so that a caller passes. */
export function exceptionOf(arn: string): string {
  const [, head = '', role] = /^(arn:[^:]+:)sts(?:::\d+:)assumed-role\/([^/]+)\//.exec(arn) ?? []
  const [, account = ''] = /::(\d+):/.exec(arn) ?? []
  if (role === undefined) return `ArnNotEquals: { aws:PrincipalArn: "${arn}" }`
  // A role of IAM Identity Center has a path with its region.
  if (/^AWSReservedSSO_/.test(role))
    return `ArnNotLike: { aws:PrincipalArn: "${head}iam::${account}:role/aws-reserved/sso.amazonaws.com/*${role}" }`
  return `ArnNotEquals: { aws:PrincipalArn: "${head}iam::${account}:role/${role}" } (with the path of the role, if it has one)`
}

const unknownCaller = (denies: readonly Rule[], way: Way): Problem => ({
  severity: 'warning',
  path: [],
  code: 'LOCKOUT_UNKNOWN',
  summary: `Whether a policy keeps out whoever applies it is not known: ${nameOf(blamed(denies))} denies ${way.action}`,
  detail: 'Who applies it could not be asked of STS (sts:GetCallerIdentity).',
  hint: `Make sure that the role that applies it passes: ArnNotEquals: { aws:PrincipalArn: "arn:aws:iam::111122223333:role/ecrsync" }`,
})

/** The one that is enough by itself, or the first of those that are it together. */
const blamed = (enough: readonly Rule[], all: readonly Rule[] = enough): Statement =>
  ((enough[0] ?? all[0]) as Rule).statement

const nameOf = ({ Sid }: Statement): string => (Sid ? `the Deny "${clipped(Sid)}"` : 'a Deny')

/** Statements that leave nobody who could change the policy, in whatever account: the manifest alone shows it. */
export function checkLockout(document: PolicyDocument, way: Way): readonly Problem[] {
  if (!document.Statement.some(({ Effect }) => Effect === 'Deny')) return []
  const isShut = (count: number) => {
    const denies = deniesOf({ ...document, Statement: document.Statement.slice(0, count) }, way.action)
    // Whom a NotPrincipal names is let through by it.
    return isDeniedAlways(
      ANY_MENDER,
      denies.filter(({ isExcept }) => !isExcept),
    )
  }
  if (!isShut(document.Statement.length)) return []
  const index = document.Statement.findIndex((_, at) => isShut(at + 1))
  return [under(index)(shut(way))]
}

const shut = (way: Way): Problem => ({
  path: [],
  code: 'LOCKED_OUT',
  summary: `A statement that lets nobody change ${way.what} again`,
  detail: `It denies ${way.action} to everyone, with what stands before it; ${way === OF_REPOSITORY ? 'ECR refuses such a policy' : 'ECR would take it, and nobody could take it back'}.`,
  hint: 'Deny less, or to fewer: Condition: { ArnNotEquals: { aws:PrincipalArn: "arn:aws:iam::111122223333:role/admin" } } lets an administrator pass.',
})
