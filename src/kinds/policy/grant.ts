import { asSet, canonicalJson, isFields, listOf } from '../canonical.ts'
import type { Words } from '../kind.ts'
import { PULL, PUSH } from './access.ts'
import type { Statement } from './document.ts'
import { levelNamed } from './levels.ts'
import { remainsOf } from './principal.ts'

/** What a statement gives to whom, in the words of `access` as far as it has them. */
export interface Grant {
  readonly who: readonly string[]
  readonly what: string
  /** `access` could have said it, but for the Sid; otherwise there is more to it than these words. */
  readonly isPlain: boolean
}

const PLAIN = ['Sid', 'Effect', 'Principal', 'Action', 'Condition']

export function grantOf(statement: Statement, words: Words): Grant {
  const [verb, known] = [verbOf(statement, words), principalsOf(statement)]
  const isPlain = verb !== undefined && known !== undefined && Object.keys(statement).every(key => PLAIN.includes(key))
  return {
    who: known ? known.names.map(name => namedAs(known.kind, name, words)) : [somebody(statement, words)],
    what: verb ?? actionsOf(statement),
    isPlain,
  }
}

function verbOf({ Action }: Statement, words: Words): string | undefined {
  if (Action === undefined) return undefined
  const actions = listOf(Action).map(String)
  const key = keyOf(actions)
  if (key === keyOf(PULL)) return 'pull'
  return key === keyOf(PUSH) ? 'push and pull' : levelNamed(words.accessLevels ?? new Map(), actions)
}

const keyOf = (actions: readonly string[]): string => canonicalJson(asSet(actions.map(action => action.toLowerCase())))

function actionsOf({ Action, NotAction }: Statement): string {
  const actions = listOf(Action ?? NotAction ?? []).map(action => String(action).replace(/^ecr:/i, ''))
  return `${NotAction ? 'everything but ' : ''}${actions.join(', ')}`
}

interface Principals {
  readonly kind: '' | 'lambda' | 'organization' | 'organizational unit'
  readonly names: readonly string[]
}

const SERVICE = canonicalJson({ Service: ['lambda.amazonaws.com'] })
const EVERYBODY = canonicalJson({ AWS: ['*'] })
const FUNCTIONS = /^arn:aws[a-z-]*:lambda:\*:(\d{12}):function:\*$/

/** The names that `access` would have written, with what they are; undefined where it would not. */
export function principalsOf({ Principal, NotPrincipal, Condition }: Statement): Principals | undefined {
  if (NotPrincipal !== undefined || !isFields(Principal)) return undefined
  const principal = canonicalJson(Principal)
  if (Condition === undefined)
    return Object.keys(Principal).join() === 'AWS' ? { kind: '', names: textsOf(Principal.AWS) } : undefined
  const { test, values } = onlyCondition(Condition)
  const accounts = values.flatMap(value => FUNCTIONS.exec(value)?.[1] ?? [])
  if (principal === SERVICE && test === 'StringLike aws:SourceArn' && accounts.length === values.length)
    return { kind: 'lambda', names: accounts }
  if (principal !== EVERYBODY) return undefined
  if (test === 'StringEquals aws:PrincipalOrgID') return { kind: 'organization', names: values }
  const units = values.filter(value => value.endsWith('/*')).map(value => value.slice(0, -2))
  return test === 'ForAnyValue:StringLike aws:PrincipalOrgPaths' && units.length === values.length
    ? { kind: 'organizational unit', names: units }
    : undefined
}

/** Its operator and key, and the values; nothing where there are several. */
function onlyCondition(condition: NonNullable<Statement['Condition']>) {
  const tests = Object.entries(condition).flatMap(([operator, keys]) =>
    Object.entries(keys).map(([key, values]) => ({ test: `${operator} ${key}`, values: textsOf(values) })),
  )
  return tests.length === 1 && tests[0] ? tests[0] : { test: '', values: [] }
}

const textsOf = (values: unknown): readonly string[] => listOf(values).map(String)

export function namedAs(kind: Principals['kind'], name: string, words: Words): string {
  if (kind === 'lambda') return `Lambda functions of ${words.account(name)}`
  return kind === '' ? principalText(name, words) : `${kind} ${name}`
}

function somebody(statement: Statement, words: Words): string {
  const { Principal, NotPrincipal, Condition } = statement
  const principals = Principal ?? NotPrincipal ?? {}
  const values = isFields(principals) ? Object.values(principals).flatMap(listOf) : [principals]
  const names = values.map(value => principalText(String(value), words)).join(', ')
  return `${NotPrincipal ? 'everybody but ' : ''}${names}${Condition ? ' under a condition' : ''}`
}

export function principalText(name: string, words: Words): string {
  if (name === '*') return 'everybody'
  if (/^\d{12}$/.test(name)) return words.account(name)
  return name + remainsText(name)
}

export function remainsText(name: string): string {
  const what = remainsOf(name)
  return what === undefined ? '' : `  ← a deleted ${what}`
}
