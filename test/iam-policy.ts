import { readFileSync } from 'node:fs'

interface Statement {
  readonly Sid: string
  readonly Action: readonly string[]
}

const { Statement: statements } = JSON.parse(readFileSync(new URL('../iam-policy.json', import.meta.url), 'utf8')) as {
  readonly Statement: readonly Statement[]
}

/** Operations that IAM asks about under another name, or not at all. Source: IAM service authorization reference. */
const ASKED_AS: Readonly<Record<string, string | null>> = {
  ListImageReferrers: 'BatchGetImage',
  GetCallerIdentity: null,
}

/** What plans, and what applies. */
export const PLANS = ['List', 'Plan', 'PlanRegistry', 'Tags', 'Images']
export const APPLIES = [...PLANS, 'Apply', 'ApplyRegistry']

/** Actions of ECR, and of the tagging API, that these statements of our IAM policy allow; left out: all of them. */
export const allowedBy = (sids?: readonly string[]): ReadonlySet<string> =>
  new Set(
    statements
      .filter(({ Sid }) => sids?.includes(Sid) ?? true)
      .flatMap(({ Action }) => Action.filter(action => /^(ecr|tag):/.test(action)).map(action => action.slice(4))),
  )

/** The actions that calls of these operations ask for. */
export const askedFor = (operations: readonly string[]): readonly string[] => [
  ...new Set(operations.flatMap(operation => (operation in ASKED_AS ? (ASKED_AS[operation] ?? []) : operation))),
]

/** The calls that a role with these statements may not make. */
export const refusedBy = (sids: readonly string[], calls: readonly { readonly operation: string }[]) => {
  const allowed = allowedBy(sids)
  return askedFor(calls.map(({ operation }) => operation)).filter(action => !allowed.has(action))
}
