import { grouped } from '../../../collate.ts'
import { saidText } from '../../../words.ts'
import { listOf } from '../../canonical.ts'
import type { PolicyDocument, Statement } from '../document.ts'
import { holds, type Test, type Values } from './condition-test.ts'
import type { Mender } from './mender.ts'
import { matches } from './pattern.ts'
import { ANYBODY_ELSE } from './people.ts'
import { isPossible } from './possible.ts'
import { type Class, requestsOver } from './requests.ts'
import { isOfEverything } from './resources.ts'
import { type Rule, rulesOf, termsOf } from './rules.ts'
import { distinctTexts, OTHER } from './texts.ts'

/** The rules that deny an action on what carries the policy: a repository, or the registry itself and not one of its repositories. */
export function deniesOf(document: PolicyDocument | null, action: string): readonly Rule[] {
  const denies = document?.Statement.filter(one => one.Effect === 'Deny' && isOfItself(one)) ?? []
  if (denies.length === 0) return []
  const bare = { ...document, Statement: denies.map(({ Resource: _, NotResource: __, ...statement }) => statement) }
  const rules = rulesOf(bare, termsOf([bare], [action]))
  return rules.filter(rule => rule.actions.has(action.toLowerCase()))
}

function isOfItself({ Resource, NotResource }: Statement): boolean {
  const isWhole = (resources: Statement['Resource']) =>
    listOf(resources).some(resource => isOfEverything(saidText(resource)))
  return NotResource === undefined ? Resource === undefined || isWhole(Resource) : !isWhole(NotResource)
}

/**
 * Whether these rules deny every call that somebody could make. What of a call is not known (addresses, networks, tags, a second
 * factor, the organization) may be as the policy wants it.
 */
export function isDeniedAlways(who: Mender, denies: readonly Rule[]): boolean {
  const fail = denies.filter(rule => isAbout(rule, who)).map(({ tests }) => tests)
  return fail.length > 0 && !isPossible({ hold: [], fail }, classesFor(who, fail.flat()))
}

const isAbout = ({ named, isExcept }: Rule, { names, exact }: Mender): boolean =>
  [...(isExcept ? exact : names)].some(name => named.has(name)) !== isExcept

function classesFor(who: Mender, tests: readonly Test[]): (key: string) => readonly Class[] {
  const byKey = grouped([...new Set(tests)], ({ key }) => key)
  const others = requestsOver([...new Set(tests)], [ANYBODY_ELSE])
  return key => {
    const ofKey = byKey.get(key) as readonly Test[]
    const values = valuesOf(key, ofKey, who)
    return values === undefined ? others.classesOf(key, ANYBODY_ELSE) : classesOf(values, ofKey)
  }
}

/** Undefined for what is not known. */
function valuesOf(key: string, tests: readonly Test[], who: Mender): readonly Values[] | undefined {
  if (key === 'aws:principalarn') return arnsOf(tests, who)
  if (key === 'aws:principalaccount') return accountsOf(tests, who)
  const known = who.known.get(key)
  return known && [known]
}

function arnsOf(tests: readonly Test[], { arns, arnsInPaths = [], isOther }: Mender): readonly Values[] {
  const isOfPaths = tests.some(({ said }) => said.values.some(value => /:role\/.*\//.test(value)))
  const own = isOfPaths ? [...arns, ...arnsInPaths] : arns
  return distinctTexts([...tests.flatMap(({ patterns }) => patterns), ...own])
    .filter(text => own.some(pattern => matches(pattern, text)) && isOther?.(text) !== true)
    .map(text => [text])
}

const accountsOf = (tests: readonly Test[], { account }: Mender): readonly Values[] =>
  account === undefined
    ? [OTHER, ...distinctTexts(tests.flatMap(({ patterns }) => patterns))].map(text => [text])
    : [[account]]

/** A test with a variable of IAM in it may hold or not: what it stands for, the call tells. */
function classesOf(values: readonly Values[], tests: readonly Test[]): readonly Class[] {
  const varying = tests.filter(({ said }) => said.values.some(value => VARIABLE.test(value)))
  return values.flatMap(one => {
    const held = tests.filter(test => !varying.includes(test) && holds(test, one))
    return varying.length === 0 ? [new Set(held)] : [new Set(held), new Set([...held, ...varying])]
  })
}

const VARIABLE = /\$\{(?![*?$]\})/
