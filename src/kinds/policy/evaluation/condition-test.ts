import { own } from '../../../collate.ts'
import { isFields, listOf } from '../../canonical.ts'
import { isWithin, rangeOf } from './ip-range.ts'
import { arn, literal, matches, type Pattern, wildcards } from './pattern.ts'

/** One operator over one key of a `Condition`. */
export interface Test {
  /** As it is written: `ForAllValues:StringEquals`, `aws:PrincipalOrgID`. */
  readonly said: { readonly operator: string; readonly key: string; readonly values: readonly string[] }
  /** In lower case, as IAM compares keys. */
  readonly key: string
  /** In lower case, without `ForAllValues:`, `Not` and `IfExists`. */
  readonly operator: string
  readonly isNegated: boolean
  readonly over: 'one' | 'all' | 'any'
  readonly isIfExists: boolean
  /** Of operators that compare texts: what each value of the policy stands for. */
  readonly patterns: readonly Pattern[]
  /** Whether a value of a request matches one of the policy. */
  readonly matches: (actual: string) => boolean
}

/** Values of a request, by key in lower case; an empty list was not in the request. */
export type Values = readonly string[]

const FORM = /^(?:(forallvalues|foranyvalue):)?(.+?)(ifexists)?$/

/**
 * All of a `Condition`, which must all hold.
 * Source: IAM user guide, "Condition operators" and "Multivalued context keys".
 */
export function testsOf(condition: unknown, hasVariables: boolean): readonly Test[] {
  if (!isFields(condition)) return []
  return Object.entries(condition).flatMap(([operator, keys]) =>
    Object.entries(isFields(keys) ? keys : {}).map(([key, values]) =>
      testOf({ operator, key, values: listOf(values).map(String) }, hasVariables),
    ),
  )
}

export function testOf(said: Test['said'], hasVariables: boolean): Test {
  const [, set, name = '', ifExists] = FORM.exec(said.operator.toLowerCase()) ?? []
  const operator = name.replace('not', '')
  const values = hasVariables ? said.values.map(variables) : said.values
  const patterns = PATTERNS.has(operator) ? values.map(value => PATTERNS.get(operator)?.(value) ?? []) : []
  const compared = values.map(value => comparisonOf(operator, value))
  return {
    said,
    key: said.key.toLowerCase(),
    operator,
    isNegated: operator !== name,
    over: set === undefined ? 'one' : set === 'forallvalues' ? 'all' : 'any',
    isIfExists: ifExists !== undefined,
    patterns,
    matches: PATTERNS.has(operator)
      ? actual => patterns.some(pattern => matches(pattern, actual))
      : actual => compared.some(holds => holds(actual)),
  }
}

/** What a variable stands for, only a request can tell: it is taken for a text that nothing else is equal to. */
const variables = (value: string): string =>
  value.replaceAll(/\$\{(?![*?$]\})([^}]*)\}/g, (_, name: string) => `\u{e001}{${name.replaceAll(':', '\u{e002}')}}`)

/** Special characters that are meant as themselves. Source: IAM user guide, "Policy variables". */
const unescaped = (value: string): string => value.replaceAll(/\$\{([*?$])\}/g, '$1')

const PATTERNS: ReadonlyMap<string, (value: string) => Pattern> = new Map([
  ['stringequals', value => literal(unescaped(value))],
  ['stringequalsignorecase', value => literal(unescaped(value), true)],
  ['stringlike', value => wildcards(value)],
  ['binaryequals', value => literal(value)],
  ['bool', value => literal(value, true)],
  // "ArnEquals and ArnLike behave identically."
  ['arnequals', arn],
  ['arnlike', arn],
])

const COMPARISONS: Readonly<Record<string, (difference: number) => boolean>> = {
  equals: difference => difference === 0,
  lessthan: difference => difference < 0,
  lessthanequals: difference => difference <= 0,
  greaterthan: difference => difference > 0,
  greaterthanequals: difference => difference >= 0,
}

/** Seconds since 1970, from that number or an ISO date; NaN for anything else. */
export const secondsOf = (text: string): number =>
  /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : Date.parse(text) / 1000

function comparisonOf(operator: string, wanted: string): (actual: string) => boolean {
  const [, type, name = ''] = /^(numeric|date)(.+)$/.exec(operator) ?? []
  const holds = own(COMPARISONS, name)
  if (type !== undefined && holds) {
    const read = type === 'date' ? secondsOf : Number
    return actual => holds(read(actual) - read(wanted))
  }
  const range = operator === 'ipaddress' ? rangeOf(wanted) : undefined
  return range ? actual => isWithin(actual, range) : () => false
}

/** Whether a test holds for the values that a request has for its key. */
export function holds(test: Test, actual: Values): boolean {
  if (test.operator === 'null')
    return test.said.values.some(value => (value.toLowerCase() === 'true') === (actual.length === 0))
  if (actual.length === 0) return test.isIfExists || test.over === 'all' || (test.over === 'one' && test.isNegated)
  const isMatch = (value: string) => test.matches(value) !== test.isNegated
  return test.over === 'any' || (test.over === 'one' && !test.isNegated) ? actual.some(isMatch) : actual.every(isMatch)
}
