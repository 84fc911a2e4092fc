import { perObject } from '../../once.ts'
import { saidText } from '../../words.ts'
import { asSet, canonicalJson, isFields, listOf, present, sortedByKey } from '../canonical.ts'
import { withoutRoot } from './principal.ts'

/** An IAM policy document as repository policies use it; unknown members are kept and compared. */
export type PolicyDocument = {
  readonly Version?: string
  readonly Id?: string
  readonly Statement: readonly Statement[]
  /** Not of the document: which repository it was read from. */
  readonly repositoryArn?: string
}

export type Principals = '*' | Readonly<Record<string, string | readonly string[]>>

export interface Statement {
  readonly Sid?: string
  readonly Effect: 'Allow' | 'Deny'
  readonly Principal?: Principals
  readonly NotPrincipal?: Principals
  readonly Action?: string | readonly string[]
  readonly NotAction?: string | readonly string[]
  readonly Resource?: string | readonly string[]
  readonly NotResource?: string | readonly string[]
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>
}

export const CURRENT_VERSION = '2012-10-17'
/** What IAM takes a document without a Version for. */
const DEFAULT_VERSION = '2008-10-17'

/**
 * One form for all documents that mean the same: lists where one string may stand, sets in one order, a root ARN as the
 * account's id. Source: IAM user guide, "Grammar of the IAM JSON policy language"; ECR re-serialises what it stores.
 */
export const canonicalDocument = (document: PolicyDocument): PolicyDocument => canonicalBy(document, aboutOne)

/** The same of the policy of the registry, whose statements each name what they are about. */
export const canonicalRegistryDocument = (document: PolicyDocument): PolicyDocument => canonicalBy(document, aboutMany)

type Resources = readonly string[] | undefined

/** A lone "*" says what a repository policy means anyway. */
const withoutAll = (resources: readonly string[]): Resources =>
  resources.length === 0 || (resources.length === 1 && resources[0] === '*') ? undefined : resources

const asListed = (resources: readonly string[]): Resources => resources

const canonicalBy = (
  { Version, Id, Statement, ...unknown }: PolicyDocument,
  statementsOf: (said: PolicyDocument['Statement']) => readonly Statement[],
): PolicyDocument =>
  present({
    Version: Version ?? DEFAULT_VERSION,
    Id: Id || undefined,
    Statement: statementsOf(Statement ?? []),
    ...unknown,
  })

function canonicalStatement(statement: Statement, about: (resources: readonly string[]) => Resources): Statement {
  const { Sid, Effect, Principal, NotPrincipal, Action, NotAction, Resource, NotResource, Condition, ...unknown } =
    statement
  return present({
    Sid: Sid || undefined,
    Effect,
    Principal: Principal && canonicalPrincipals(Principal),
    NotPrincipal: NotPrincipal && canonicalPrincipals(NotPrincipal),
    Action: Action && asSet(listOf(Action), actionKey),
    NotAction: NotAction && asSet(listOf(NotAction), actionKey),
    Resource: Resource === undefined ? undefined : about(asSet(listOf(Resource)) as readonly string[]),
    NotResource: NotResource && asSet(listOf(NotResource)),
    Condition: Condition && Object.keys(Condition).length > 0 ? canonicalCondition(Condition) : undefined,
    ...unknown,
  }) as Statement
}

const canonicalStatements = (about: (resources: readonly string[]) => Resources) =>
  perObject((said: PolicyDocument['Statement']) =>
    (listOf(said) as readonly Statement[]).map(statement => canonicalStatement(statement, about)),
  )

const aboutOne = canonicalStatements(withoutAll)
const aboutMany = canonicalStatements(asListed)

/** IAM compares action names without case. */
const actionKey = (action: unknown): string => saidText(action).toLowerCase()

const canonicalPrincipals = (principals: Principals): Principals =>
  isFields(principals)
    ? sortedByKey(
        Object.fromEntries(
          Object.entries(principals).map(([type, values]) => [
            type,
            asSet(listOf(values).map(withoutRoot)) as readonly string[],
          ]),
        ),
      )
    : { AWS: listOf(principals) as readonly string[] }

/** IAM takes `true` and `"true"`, `5` and `"5"` for the same in a condition. */
const canonicalCondition = (condition: NonNullable<Statement['Condition']>): NonNullable<Statement['Condition']> =>
  sortedByKey(
    Object.fromEntries(
      Object.entries(condition).map(([operator, keys]) => [
        operator,
        isFields(keys)
          ? sortedByKey(
              Object.fromEntries(
                Object.entries(keys).map(([key, values]) => [
                  key,
                  asSet(listOf(values).map(asText)) as readonly string[],
                ]),
              ),
            )
          : keys,
      ]),
    ),
  )

const asText = (value: unknown): unknown => (['number', 'boolean'].includes(typeof value) ? String(value) : value)

/** Equal for statements that mean the same, whatever the case of their actions. */
export const statementKey = perObject((statement: Statement): string =>
  canonicalJson({
    ...statement,
    ...(statement.Action && { Action: listOf(statement.Action).map(actionKey) }),
    ...(statement.NotAction && { NotAction: listOf(statement.NotAction).map(actionKey) }),
  }),
)

/** Statements of `after` that `before` has not, counted: a statement there twice answers for two. */
export function statementsBeyond(after: readonly Statement[], before: readonly Statement[]): readonly Statement[] {
  const counts = new Map<string, number>()
  for (const statement of before) counts.set(statementKey(statement), (counts.get(statementKey(statement)) ?? 0) + 1)
  return after.filter(statement => {
    const left = counts.get(statementKey(statement)) ?? 0
    counts.set(statementKey(statement), left - 1)
    return left <= 0
  })
}

/**
 * The wanted document in the order and spelling of the one that is there, so that only what means something differs:
 * an equal statement stays where and as it is, a changed one takes the place of the one it replaces. Both are canonical.
 */
export function alignedTo(before: PolicyDocument, want: PolicyDocument): PolicyDocument {
  const come = [...statementsBeyond(want.Statement, before.Statement)]
  const gone = new Set(statementsBeyond(before.Statement, want.Statement))
  // What is made of the same list is known.
  if (come.length === 0 && gone.size === 0) return { ...want, Statement: before.Statement }
  const take = (isMatch: (statement: Statement) => boolean) => {
    const index = come.findIndex(isMatch)
    return index < 0 ? undefined : come.splice(index, 1)[0]
  }
  const bySid = new Map(
    [...gone].filter(({ Sid }) => Sid).map(statement => [statement, take(({ Sid }) => Sid === statement.Sid)] as const),
  )
  const kept = before.Statement.flatMap(statement => {
    if (!gone.has(statement)) return [statement]
    const replacement = bySid.get(statement) ?? take(() => true)
    return replacement ? [speltAs(statement, replacement)] : []
  })
  return { ...want, Statement: [...kept, ...come] }
}

/** Actions in the case that they have there, where only the case differs. */
function speltAs(before: Statement, want: Statement): Statement {
  const isSame = (key: 'Action' | 'NotAction') =>
    canonicalJson(listOf(before[key]).map(actionKey)) === canonicalJson(listOf(want[key]).map(actionKey))
  return {
    ...want,
    ...(before.Action && isSame('Action') && { Action: before.Action }),
    ...(before.NotAction && isSame('NotAction') && { NotAction: before.NotAction }),
  }
}
