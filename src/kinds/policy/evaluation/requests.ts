import { grouped } from '../../../collate.ts'
import { holds, secondsOf, type Test, type Values } from './condition-test.ts'
import { edgesOf, rangeOf } from './ip-range.ts'
import { literal, type Pattern, wildcards } from './pattern.ts'
import { OTHER_ACCOUNT, type Somebody } from './people.ts'
import { REPOSITORY } from './resources.ts'
import { strangersValues } from './stranger.ts'
import { distinctTexts, OTHER } from './texts.ts'

/** Tests of one key that hold together for some request, while all others of that key do not. */
export type Class = ReadonlySet<Test>

/** What requests can say of themselves, as far as the tests tell them apart; asked for the keys of these tests. */
export interface Requests {
  /** What somebody's requests can have for a key; a stranger has what nobody gave to him. */
  classesOf(key: string, who: Somebody, isStranger?: boolean): readonly Class[]
}

const ACCOUNT = 'aws:principalaccount'
const PRINCIPAL = 'aws:principalarn'

export function requestsOver(tests: readonly Test[], people: readonly Somebody[]): Requests {
  const byKey = grouped(tests, ({ key }) => key)
  const testsOf = (key: string) => byKey.get(key) as readonly Test[]
  const known = new Map<string, readonly Values[]>()
  const classes = new Map<string, readonly Class[]>()
  const valuesOf = (key: string) => remembered(known, key, () => valuesOfKey(key, testsOf(key), people))
  return {
    classesOf(key, who, isStranger = false) {
      const isBound = key === ACCOUNT || key === PRINCIPAL
      const id = `${key} ${isStranger ? 'a stranger' : isBound ? who.own : ''}`
      return remembered(classes, id, () => {
        const ofKey = testsOf(key)
        const all = isBound ? ownValues(key, valuesOf(key), who, people) : valuesOf(key)
        return distinct(isStranger ? strangersValues(key, ofKey, all) : all, ofKey).map(([, held]) => held)
      })
    },
  }
}

function remembered<T>(kept: Map<string, T>, key: string, make: () => T): T {
  const value = kept.get(key) ?? make()
  kept.set(key, value)
  return value
}

function distinct(all: readonly Values[], tests: readonly Test[]): readonly (readonly [values: Values, held: Class])[] {
  const found = new Map<string, readonly [Values, Class]>()
  for (const values of all) {
    const held = tests.map(test => holds(test, values))
    const key = held.map(Number).join('')
    if (!found.has(key)) found.set(key, [values, new Set(tests.filter((_, index) => held[index]))])
  }
  return [...found.values()]
}

/** Keys of which a request may have several values. Source: IAM user guide, "Global condition context keys". */
const MULTIVALUED = /^aws:(\w+orgpaths|tagkeys|calledvia|principalservicenameslist)$/
/** Of those of other services, the operators tell. */
const GLOBAL = /^(aws|ecr):/

/** More values at once than these tell nothing apart that a few do not, in any policy that somebody would write. */
const [PAIRS, TRIPLES] = [60, 12]

function valuesOfKey(key: string, tests: readonly Test[], people: readonly Somebody[]): readonly Values[] {
  const singles = textsOf(key, tests, people).map(text => [text])
  const isMultivalued = MULTIVALUED.test(key) || (!GLOBAL.test(key) && tests.some(({ over }) => over !== 'one'))
  // A request is always about one, in whose name there is no colon.
  if (key === REPOSITORY) return singles.filter(([name = '']) => !name.includes(':'))
  if (!isMultivalued) return [[], ...singles]
  const each = distinct(singles, tests).flatMap(([values]) => values)
  const pairs =
    each.length > PAIRS ? [] : each.flatMap((one, index) => each.slice(index + 1).map(other => [one, other]))
  const triples = each.length > TRIPLES ? [] : pairs.flatMap(pair => each.map(third => [...pair, third]))
  return [[], ...singles, ...pairs, ...triples]
}

function textsOf(key: string, tests: readonly Test[], people: readonly Somebody[]): readonly string[] {
  const texts = tests.filter(({ operator }) => /^(string|arn|binary)/.test(operator))
  const patterns = [...texts.flatMap(test => test.patterns), ...(key === PRINCIPAL ? people.flatMap(arnsOf) : [])]
  const others = tests.flatMap(edgesIn)
  const free = patterns.length > 0 || others.length === 0 ? [OTHER, ...distinctTexts(patterns)] : []
  return [...new Set([...free, ...others, ...accountsIn(key, people)])]
}

/** ARNs that somebody's requests can come from. Source: IAM user guide, "IAM identifiers"; the key's own entry. */
const arnsOf = ({ account, arn }: Somebody): readonly Pattern[] => {
  if (arn !== undefined) return [literal(arn)]
  if (account === undefined) return []
  return ['iam::A:root', 'iam::A:user/?*', 'iam::A:role/?*', 'sts::A:federated-user/?*'].map(form =>
    wildcards(`arn:aws:${form.replace('A', account)}`),
  )
}

const accountsIn = (key: string, people: readonly Somebody[]): readonly string[] =>
  key === ACCOUNT ? people.flatMap(({ account }) => account ?? []) : []

/** Between the values of a policy, just below and just above. */
function edgesIn({ operator, said }: Test): readonly string[] {
  if (operator === 'bool') return ['true', 'false']
  if (operator === 'ipaddress') return [...said.values, '0.0.0.0/0', '::/0'].flatMap(value => edges(rangeOf(value)))
  const read = operator.startsWith('numeric') ? Number : operator.startsWith('date') ? secondsOf : () => Number.NaN
  const numbers = said.values.map(read).filter(Number.isFinite)
  return numbers.flatMap(number => [number - 0.5, number, number + 0.5]).map(String)
}

const edges = (range: ReturnType<typeof rangeOf>): readonly string[] => (range ? edgesOf(range) : [])

/** Every request of a principal of AWS has its account and ARN, in which no wildcard stands, and none of a service has. */
function ownValues(key: string, all: readonly Values[], who: Somebody, people: readonly Somebody[]): readonly Values[] {
  if (who.account === undefined) return [[]]
  const others = people.filter(one => one !== who && one.account !== undefined)
  const isOwn = key === ACCOUNT ? ownAccount(who, others) : ownArn(who, others)
  return all.filter(([value]) => value !== undefined && !/[*?]/.test(value) && isOwn(value))
}

function ownAccount({ account }: Somebody, others: readonly Somebody[]): (value: string) => boolean {
  const known = new Set(others.map(other => other.account))
  return value => (account === OTHER_ACCOUNT ? !known.has(value) : value === account)
}

function ownArn({ account, arn }: Somebody, others: readonly Somebody[]): (value: string) => boolean {
  const known = new Set(others.map(other => other.account))
  const named = new Set(others.map(other => other.arn))
  if (arn !== undefined) return value => value === arn
  return value => {
    const [, own, session] = ARN.exec(value) ?? []
    const of = own ?? session
    if (of === undefined) return false
    return account === OTHER_ACCOUNT ? !known.has(of) : of === account && !named.has(value)
  }
}

/** Of any partition: whose accounts they are, policies do not tell. */
const ARN = /^arn:aws[a-z-]*:(?:iam::([^:]*):(?:root|(?:user|role)\/[^:]+)|sts::([^:]*):federated-user\/[^:]+)$/
