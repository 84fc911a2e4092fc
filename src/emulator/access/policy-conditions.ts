import { matchesWildcards } from '../wildcards.ts'

/**
 * What a request says of itself, by condition key in lower case. An empty list was not in the request; of a key that is not
 * there, the emulator cannot know, and a statement that asks for it is about nobody.
 */
export type ConditionContext = ReadonlyMap<string, readonly string[]>

type Test = (actual: string, wanted: string) => boolean

const compared =
  (read: (text: string) => number, holds: (difference: number) => boolean): Test =>
  (actual, wanted) =>
    holds(read(actual) - read(wanted))

const COMPARISONS = {
  equals: (difference: number) => difference === 0,
  lessthan: (difference: number) => difference < 0,
  lessthanequals: (difference: number) => difference <= 0,
  greaterthan: (difference: number) => difference > 0,
  greaterthanequals: (difference: number) => difference >= 0,
}

const dateOf = (text: string) => (/^\d+$/.test(text) ? Number(text) * 1000 : Date.parse(text))

const comparisons = (type: string, read: (text: string) => number): readonly (readonly [string, Test])[] =>
  Object.entries(COMPARISONS).map(([name, holds]) => [`${type}${name}`, compared(read, holds)])

const TESTS: ReadonlyMap<string, Test> = new Map([
  ['stringequals', (actual, wanted) => actual === wanted],
  ['stringequalsignorecase', (actual, wanted) => actual.toLowerCase() === wanted.toLowerCase()],
  ['stringlike', (actual, wanted) => matchesWildcards(wanted, actual)],
  ['arnequals', (actual, wanted) => matchesArn(wanted, actual)],
  ['arnlike', (actual, wanted) => matchesArn(wanted, actual)],
  ['bool', (actual, wanted) => actual.toLowerCase() === wanted.toLowerCase()],
  ['binaryequals', (actual, wanted) => actual === wanted],
  ['ipaddress', (actual, wanted) => isInRange(actual, wanted)],
  ...comparisons('numeric', Number),
  ...comparisons('date', dateOf),
])

/** Whether every operator and every key of a `Condition` holds. Source: IAM user guide, "Condition operators". */
export const conditionsHold = (condition: Readonly<Record<string, unknown>>, context: ConditionContext): boolean =>
  Object.entries(condition).every(([operator, keys]) =>
    Object.entries(keys as Readonly<Record<string, unknown>>).every(([key, values]) => {
      const actual = context.get(key.toLowerCase())
      return actual !== undefined && holds(operator.toLowerCase(), actual, [values].flat().map(String))
    }),
  )

function holds(operator: string, actual: readonly string[], wanted: readonly string[]): boolean {
  const [, set = '', name = '', ifExists] = /^(?:(forallvalues|foranyvalue):)?(.+?)(ifexists)?$/.exec(operator) ?? []
  if (name === 'null') return wanted.some(one => (one.toLowerCase() === 'true') === (actual.length === 0))
  if (actual.length === 0) return ifExists !== undefined || (set === '' ? name.includes('not') : set === 'forallvalues')
  const isNegated = /^(string|arn)not|^not|^(numeric|date)not/.test(name)
  const test = TESTS.get(name.replace('not', '')) ?? (() => false)
  const matches = (one: string) => wanted.some(value => test(one, value)) !== isNegated
  return set === 'foranyvalue' ? actual.some(matches) : actual.every(matches)
}

/** Wildcards stay within a part, but for the last, which may itself hold colons. */
function matchesArn(pattern: string, arn: string): boolean {
  const [patterns, parts] = [arnParts(pattern), arnParts(arn)]
  return patterns.every((one, index) => matchesWildcards(one, parts[index] ?? ''))
}

function arnParts(arn: string): readonly string[] {
  const parts = arn.split(':')
  return [...parts.slice(0, 5), parts.slice(5).join(':')]
}

function isInRange(address: string, range: string): boolean {
  const [base = '', bits = '32'] = range.split('/')
  const shift = 2 ** (32 - Number(bits))
  return Math.floor(numberOf(address) / shift) === Math.floor(numberOf(base) / shift)
}

const numberOf = (address: string) => address.split('.').reduce((sum, byte) => sum * 256 + Number(byte), 0)
