import { grouped } from '../../../collate.ts'
import { REPOSITORY_ACTIONS } from '../actions.ts'
import { CURRENT_VERSION, type PolicyDocument, type Statement } from '../document.ts'
import type { Test } from './condition-test.ts'
import { ANYBODY_ELSE, EVERYBODY, peopleIn, type Somebody } from './people.ts'
import { type Demand, isPossible } from './possible.ts'
import { type Requests, requestsOver } from './requests.ts'
import { actionGroups, isAbout, partsOf, type Rule, rulesOf, termsOf, whomOf } from './rules.ts'

/** What a statement newly allows to whom. */
export interface Gain {
  readonly statement: Statement
  /** Of an account and its roles, both of whom gain the same, only the account; of everybody and others, only everybody. */
  readonly who: readonly Somebody[]
  /** In lower case; of what a wildcard takes beside ECR's own, something with OTHER in it. */
  readonly actions: readonly string[]
  /** It was denied before: what had to hold for that, of one Deny that is weaker now. */
  readonly deniedIf?: readonly Test['said'][]
  /** A stranger may do it, whatever the conditions say. */
  readonly isOpenToAll: boolean
  /** All that must hold, with those of the values by which somebody gains something. */
  readonly tests: readonly Test['said'][]
}

/** What a statement allowed to whom, and what is not allowed any more: a gain with the sides swapped. */
export interface Loss extends Gain {
  /** By which statements some of it is allowed still. */
  readonly unless: readonly Unless[]
}

export interface Unless {
  /** All that must hold for that. */
  readonly tests: readonly Test['said'][]
  /** Not even then is it always allowed: a Deny takes a part of it. */
  readonly isDeniedInPart: boolean
}

/**
 * Who may do what after, and could not before: for each request that the two policies can tell apart, allowed by some statement
 * and denied by none, among the actions that such a policy is asked about. Both are canonical; null allows nothing.
 */
export function gains(
  before: PolicyDocument | null,
  after: PolicyDocument | null,
  actions: readonly string[] = REPOSITORY_ACTIONS,
): readonly Gain[] {
  const comparison = comparisonOf(before, after, actions)
  return grantsIn(comparison).flatMap(rule => gainsBy(rowsBy(rule, comparison), rule, comparison))
}

/** Who could do what before, and cannot after. */
export function losses(
  before: PolicyDocument | null,
  after: PolicyDocument | null,
  actions: readonly string[] = REPOSITORY_ACTIONS,
): readonly Loss[] {
  const comparison = comparisonOf(after, before, actions)
  return grantsIn(comparison).flatMap(rule => {
    const rests = new Map<string, readonly Rest[]>()
    const restIdOf: Telling = (who, action) =>
      restOf({ rule, who, action }, comparison, rests)
        .map(({ by }) => comparison.before.indexOf(by))
        .join()
    const alike = grouped(rowsBy(rule, comparison, restIdOf), ({ told }) => told)
    return [...alike.values()].flatMap(rows => {
      const [{ who, actions }] = rows as readonly [Row, ...Row[]]
      const rest = restOf({ rule, who, action: actions[0] as string }, comparison, rests)
      const unless = rest.map(({ by, isDeniedInPart }) => ({ tests: by.tests.map(({ said }) => said), isDeniedInPart }))
      return gainsBy(rows, rule, comparison).map(loss => ({ ...loss, unless }))
    })
  })
}

/** Statements that let a stranger in, because nothing in their conditions holds anybody back and no other statement denies it. */
export function openToAll(
  document: PolicyDocument,
  actions: readonly string[] = REPOSITORY_ACTIONS,
): readonly Statement[] {
  // Nearly all policies name whom they mean, and need no more of a look.
  if (!document.Statement.some(isForAnybody)) return []
  const comparison = comparisonOf(null, document, actions)
  return comparison.after
    .filter(rule => rule.isAllow && isAbout(rule, ANYBODY_ELSE) && isForStrangers(rule, [...rule.actions], comparison))
    .map(({ statement }) => statement)
}

const isForAnybody = (statement: Statement): boolean =>
  statement.Effect === 'Allow' && isAbout(whomOf(statement), ANYBODY_ELSE)

interface Comparison {
  readonly before: readonly Rule[]
  readonly after: readonly Rule[]
  readonly people: readonly Somebody[]
  readonly groups: readonly (readonly string[])[]
  readonly requests: Requests
  readonly parts: ReadonlyMap<Test, readonly Test[]>
  /** What has been found out, by what it was about. */
  readonly known: Map<string, Means | undefined>
}

/** Newly allowed, or no longer denied by this rule. */
type Means = 'allowed' | Rule

const NOTHING: PolicyDocument = { Statement: [] }

function comparisonOf(was: PolicyDocument | null, is: PolicyDocument | null, actions: readonly string[]): Comparison {
  const documents = [was ?? NOTHING, is ?? NOTHING] as const
  const terms = termsOf(documents, actions)
  const [before, after] = [rulesOf(documents[0], terms), rulesOf(documents[1], terms)]
  const rules = [...before, ...after]
  const tests = [...new Set(rules.flatMap(rule => rule.tests))]
  const hasVariables = documents[1].Version === CURRENT_VERSION
  const parts = new Map(after.flatMap(rule => rule.tests.map(test => [test, partsOf(test, hasVariables)] as const)))
  const principals = rules.map(({ statement }) => statement.Principal ?? statement.NotPrincipal)
  const people = peopleIn(principals, tests.flatMap(accountsIn))
  const requests = requestsOver([...tests, ...[...parts.values()].flat()], people)
  return { before, after, people, groups: actionGroups(rules, terms), requests, parts, known: new Map() }
}

const accountsIn = ({ key, said }: Test): readonly string[] =>
  /^aws:principal(account|arn)$/.test(key) ? said.values.flatMap(value => /\b\d{12}\b/.exec(value) ?? []) : []

interface Row {
  readonly who: Somebody
  readonly means: Means
  readonly actions: readonly string[]
  readonly told: string
}

const grantsIn = ({ after }: Comparison): readonly Rule[] => after.filter(({ isAllow }) => isAllow)

/** What tells actions of somebody apart that are gained in the same way. */
type Telling = (who: Somebody, action: string, comparison: Comparison) => string

/** Each person with what it gains by a rule; not those who gain the same by a wider name. */
function rowsBy(rule: Rule, comparison: Comparison, telling: Telling = () => ''): readonly Row[] {
  const about = comparison.people.filter(who => isAbout(rule, who))
  const rows = about.flatMap(who => rowsOf(rule, who, comparison, telling))
  return rows.filter(row => !rows.some(other => covers(other, row)))
}

/** A rule of the other side by which some of the same requests are allowed there. */
interface Rest {
  readonly by: Rule
  readonly isDeniedInPart: boolean
}

interface Asked {
  readonly rule: Rule
  readonly who: Somebody
  readonly action: string
}

function restOf(
  { rule, who, action }: Asked,
  comparison: Comparison,
  rests: Map<string, readonly Rest[]>,
): readonly Rest[] {
  const { allowed, denied } = beside(who, action, comparison)
  const ids = [...allowed, ...denied].map(one => comparison.before.indexOf(one))
  const id = [ids, isBound([rule, ...allowed, ...denied]) ? who.own : ''].join('|')
  const can = (demand: Demand) => isPossible(demand, key => comparison.requests.classesOf(key, who))
  const found =
    rests.get(id) ??
    allowed.flatMap((by): readonly Rest[] => {
      const hold = [...rule.tests, ...by.tests]
      if (!can({ hold, fail: denied.map(({ tests }) => tests) })) return []
      return [{ by, isDeniedInPart: denied.some(({ tests }) => can({ hold: [...hold, ...tests], fail: [] })) }]
    })
  rests.set(id, found)
  return found
}

function gainsBy(rows: readonly Row[], rule: Rule, comparison: Comparison): readonly Gain[] {
  const alike = grouped(rows, ({ means, actions, who }) =>
    [means === 'allowed' || comparison.before.indexOf(means), who.own === EVERYBODY, ...actions].join(' '),
  )
  return [...alike.values()].map(group => {
    const [{ means, actions }] = group as readonly [Row, ...Row[]]
    return {
      statement: rule.statement,
      who: group.map(({ who }) => who),
      actions,
      ...(means !== 'allowed' && { deniedIf: means.tests.map(({ said }) => said) }),
      isOpenToAll: group.some(({ who }) => who === ANYBODY_ELSE) && isForStrangers(rule, actions, comparison),
      tests: rule.tests.map(test => narrowed(test, rule, group, comparison)),
    }
  })
}

function rowsOf(rule: Rule, who: Somebody, comparison: Comparison, telling: Telling): readonly Row[] {
  const gained = comparison.groups.flatMap(actions => {
    const [action] = actions as readonly [string]
    const means = rule.actions.has(action) ? meansOf(rule, who, action, comparison) : undefined
    return means === undefined ? [] : [{ means, actions, told: telling(who, action, comparison) }]
  })
  return [...grouped(gained, ({ means }) => means)].flatMap(([means, alike]) =>
    [...grouped(alike, ({ told }) => told)].map(([told, group]) => ({
      who,
      means,
      actions: group.flatMap(({ actions }) => actions),
      told,
    })),
  )
}

/** Who is meant by a wider name gains the same by it. */
function covers(wider: Row, { who, means, actions, told }: Row): boolean {
  if (wider.who === who || !who.names.has(wider.who.own)) return false
  if (wider.means !== means || wider.told !== told) return false
  const all = new Set(wider.actions)
  return actions.every(action => all.has(action))
}

/** The rules beside one that some requests of somebody for an action meet. */
function beside(who: Somebody, action: string, { before, after }: Comparison) {
  const meets = (rule: Rule) => rule.actions.has(action) && isAbout(rule, who)
  return {
    allowed: before.filter(rule => rule.isAllow && meets(rule)),
    denied: before.filter(rule => !rule.isAllow && meets(rule)),
    denies: after.filter(rule => !rule.isAllow && meets(rule)),
  }
}

function meansOf(rule: Rule, who: Somebody, action: string, comparison: Comparison): Means | undefined {
  const { before, after, requests, known } = comparison
  const { allowed, denied, denies } = beside(who, action, comparison)
  const ids = [...allowed, ...denied].map(one => before.indexOf(one))
  const isOfOne = isBound([rule, ...allowed, ...denied, ...denies])
  const id = [after.indexOf(rule), ids, denies.map(one => after.indexOf(one)), isOfOne ? who.own : ''].join('|')
  if (!known.has(id))
    known.set(
      id,
      meansIn(rule.tests, { allowed, denied, denies }, key => requests.classesOf(key, who)),
    )
  return known.get(id)
}

/** Keys that say who somebody is. */
const BOUND = /^aws:principal(account|arn)$/

const isBound = (rules: readonly Rule[]): boolean => rules.some(({ tests }) => tests.some(({ key }) => BOUND.test(key)))

type Classes = Parameters<typeof isPossible>[1]

function meansIn(hold: readonly Test[], by: ReturnType<typeof beside>, classesOf: Classes): Means | undefined {
  const testsOf = (rules: readonly Rule[]) => rules.map(({ tests }) => tests)
  const denies = testsOf(by.denies)
  const can = (demand: Demand) => isPossible(demand, classesOf)
  if (can({ hold, fail: [...denies, ...testsOf(by.allowed)] })) return 'allowed'
  return by.denied.find(({ tests }) => can({ hold: [...hold, ...tests], fail: denies }))
}

function isForStrangers(rule: Rule, actions: readonly string[], comparison: Comparison): boolean {
  const classesOf = (key: string) => comparison.requests.classesOf(key, ANYBODY_ELSE, true)
  return actions.some(action => {
    const { denies } = beside(ANYBODY_ELSE, action, comparison)
    return isPossible({ hold: rule.tests, fail: denies.map(({ tests }) => tests) }, classesOf)
  })
}

/** A test of several values, with those by which somebody gains something. */
function narrowed(test: Test, rule: Rule, rows: readonly Row[], comparison: Comparison): Test['said'] {
  const parts = comparison.parts.get(test) as readonly Test[]
  const gaining = parts.filter(part =>
    rows.slice(0, MAXIMUM_ROWS).some(({ who, actions }) =>
      comparison.groups.some(group => {
        const [action] = group as readonly [string]
        if (!actions.includes(action)) return false
        const by = beside(who, action, comparison)
        return meansIn([...rule.tests, part], by, key => comparison.requests.classesOf(key, who)) !== undefined
      }),
    ),
  )
  return gaining.length === 0 ? test.said : { ...test.said, values: gaining.flatMap(({ said }) => said.values) }
}

/** Of those who gain the same, the first tell enough. */
const MAXIMUM_ROWS = 10
