import { grouped } from '../../../collate.ts'
import { saidText } from '../../../words.ts'
import { canonicalJson, listOf } from '../../canonical.ts'
import { ALL_ACTIONS, actionPattern } from '../actions.ts'
import { CURRENT_VERSION, type PolicyDocument, type Statement } from '../document.ts'
import { type Test, testOf, testsOf } from './condition-test.ts'
import { matches } from './pattern.ts'
import { namesIn, type Somebody } from './people.ts'
import { REPOSITORY, repositoriesOf } from './resources.ts'
import { distinctTexts, OTHER } from './texts.ts'

/** Whom a statement is about. */
interface Whom {
  readonly named: ReadonlySet<string>
  readonly isExcept: boolean
}

/** A statement, ready to be asked whether it is about a request. */
export interface Rule extends Whom {
  readonly statement: Statement
  readonly isAllow: boolean
  /** Of all actions that matter. */
  readonly actions: ReadonlySet<string>
  readonly tests: readonly Test[]
}

/** What makes statements of both sides comparable. */
export interface Terms {
  /** In lower case: ECR's own, those that a policy names, and others that its wildcards take and tell apart. */
  readonly actions: readonly string[]
  /** The same test is the same object, wherever it is written. */
  readonly interned: Map<string, Test>
}

export function termsOf(documents: readonly PolicyDocument[], ofPolicy: readonly string[]): Terms {
  const named = documents.flatMap(({ Statement }) => Statement.flatMap(namedIn))
  const known = [...ofPolicy, `ecr:${OTHER}`].map(name => name.toLowerCase())
  const actions = new Set([...known, ...distinctTexts([...new Set(named)].map(actionPattern))])
  for (const name of ALL_ACTIONS) if (!ofPolicy.includes(name)) actions.delete(name.toLowerCase())
  return { actions: [...actions].filter(name => /^ecr:./.test(name)), interned: new Map() }
}

const namedIn = ({ Action, NotAction }: Statement): readonly string[] => [
  ...new Set(listOf(Action ?? NotAction).map(action => saidText(action).toLowerCase())),
]

export const rulesOf = ({ Version, Statement }: PolicyDocument, terms: Terms): readonly Rule[] =>
  Statement.map(statement => {
    const patterns = namedIn(statement).map(actionPattern)
    const isListed = (name: string) => patterns.some(pattern => matches(pattern, name))
    return {
      statement,
      isAllow: statement.Effect === 'Allow',
      ...whomOf(statement),
      actions: new Set(terms.actions.filter(name => isListed(name) !== (statement.Action === undefined))),
      tests: [...testsOf(statement.Condition, Version === CURRENT_VERSION), ...resourceTests(statement)].map(test =>
        interned(test, terms),
      ),
    }
  })

export const whomOf = ({ Principal, NotPrincipal }: Statement): Whom => ({
  named: new Set(namesIn(Principal ?? NotPrincipal)),
  isExcept: Principal === undefined,
})

/** What a statement of a registry's policy is about, as one condition more; in the policy of a repository there is none. */
const resourceTests = ({ Resource, NotResource }: Statement): readonly Test[] => [
  ...resourceTest('StringLike', Resource),
  ...resourceTest('StringNotLike', NotResource),
]

function resourceTest(operator: string, resources: Statement['Resource']): readonly Test[] {
  const values = resources === undefined ? [] : listOf(resources).map(resource => repositoriesOf(saidText(resource)))
  if (values.length === 0 || (operator === 'StringLike' && values.includes('*'))) return []
  return [testOf({ operator, key: REPOSITORY, values }, false)]
}

function interned(test: Test, { interned }: Terms): Test {
  const { key, operator, isNegated, over, isIfExists, patterns, said } = test
  const values = [...said.values].sort()
  const id = canonicalJson([key, operator, isNegated, over, isIfExists, patterns.length > 0 ? patterns : [], values])
  const known = interned.get(id) ?? test
  interned.set(id, known)
  return known
}

/** A test of several values once for each of them, to know which of them matter; of a very long list nobody asks. */
export const partsOf = (test: Test, hasVariables: boolean): readonly Test[] =>
  test.isNegated || test.said.values.length < 2 || test.said.values.length > MAXIMUM_PARTS
    ? []
    : test.said.values.map(value => testOf({ ...test.said, values: [value] }, hasVariables))

const MAXIMUM_PARTS = 50

export const isAbout = ({ named, isExcept }: Whom, { names }: Somebody): boolean =>
  [...names].some(name => named.has(name)) !== isExcept

/** Actions that no rule tells apart. */
export const actionGroups = (rules: readonly Rule[], { actions }: Terms): readonly (readonly string[])[] => [
  ...grouped(actions, name => rules.map(rule => Number(rule.actions.has(name))).join('')).values(),
]
