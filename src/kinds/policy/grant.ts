import { isAccount } from '../../names.ts'
import { saidText } from '../../words.ts'
import { canonicalJson, isFields, listOf } from '../canonical.ts'
import type { Words } from '../kind.ts'
import type { Statement } from './document.ts'
import { repositoriesOf } from './evaluation/resources.ts'
import { accountOfFunctions, isLambda } from './lambda.ts'
import { levelOf } from './levels.ts'
import { remainsOf } from './principal.ts'

/** What a statement gives to whom, in the words of `access` as far as it has them. */
export interface Grant {
  readonly who: readonly Named[]
  readonly what: string
  /** `access` could have said it, but for the Sid; otherwise there is more to it than these words. */
  readonly isPlain: boolean
}

/** As `access` names them, or in words. */
export interface Named {
  readonly kind: Principals['kind'] | 'said'
  readonly name: string
}

const PLAIN = ['Sid', 'Effect', 'Principal', 'Action', 'Condition']

export function grantOf(statement: Statement, words: Words): Grant {
  const [verb, known] = [verbOf(statement, words), principalsOf(statement)]
  const isPlain = verb !== undefined && known !== undefined && Object.keys(statement).every(key => PLAIN.includes(key))
  return {
    who: known ? namedBy(known) : [{ kind: 'said', name: somebody(statement, words) }],
    what: `${verb ?? actionsOf(statement)}${placesOf(statement)}`,
    isPlain,
  }
}

function verbOf({ Action }: Statement, words: Words): string | undefined {
  if (Action === undefined) return undefined
  const level = levelOf(listOf(Action).map(String), words.accessLevels)
  if (level === undefined || 'own' in level) return level?.own
  if (level.name === 'pull') return 'pull'
  return level.pulls ? 'push and pull' : undefined
}

function actionsOf({ Action, NotAction }: Statement): string {
  const actions = listOf(Action ?? NotAction ?? []).map(action => saidText(action).replace(/^ecr:/i, ''))
  return `${NotAction ? 'everything but ' : ''}${actions.join(', ')}`
}

/** Of the policy of a registry: ` on prod/*`. */
function placesOf({ Resource, NotResource }: Statement): string {
  const names = listOf(Resource ?? NotResource ?? '*').map(resource => repositoriesOf(saidText(resource)))
  if (NotResource !== undefined) return ` on all but ${names.join(', ')}`
  return names.includes('*') ? '' : ` on ${names.join(', ')}`
}

interface Principals {
  readonly kind: '' | 'lambda' | 'organization' | 'organizational unit'
  readonly names: readonly string[]
}

const EVERYBODY = canonicalJson({ AWS: ['*'] })

/** The names that `access` would have written, with what they are; undefined where it would not. */
export function principalsOf({ Principal, NotPrincipal, Condition }: Statement): Principals | undefined {
  if (NotPrincipal !== undefined || !isFields(Principal)) return undefined
  if (Condition === undefined)
    return Object.keys(Principal).join() === 'AWS' ? { kind: '', names: textsOf(Principal.AWS) } : undefined
  const { test, values } = onlyCondition(Condition)
  const accounts = values.flatMap(value => accountOfFunctions(value) ?? [])
  if (isLambda(Principal) && test === 'StringLike aws:SourceArn' && accounts.length === values.length)
    return { kind: 'lambda', names: accounts }
  if (canonicalJson(Principal) !== EVERYBODY) return undefined
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

export const namedBy = ({ kind, names }: Principals): readonly Named[] => names.map(name => ({ kind, name }))

/** Each once; a list of the manifest whose accounts are all there by its name: `clusters (3 accounts)`. */
export function whoTexts(who: readonly Named[], words: Words): readonly string[] {
  const found = new Map<string, Set<string>>()
  for (const { kind, name } of who) {
    const id = `${kind} ${words.accountList?.(name)?.name}`
    found.set(id, (found.get(id) ?? new Set()).add(name))
  }
  const texts = who.map(({ kind, name }) => {
    const list = words.accountList?.(name)
    const isWhole = list !== undefined && list.size > 1 && found.get(`${kind} ${list.name}`)?.size === list.size
    return namedAs({ kind, name }, isWhole ? { account: () => `${list.name} (${list.size} accounts)` } : words)
  })
  return [...new Set(texts)]
}

function namedAs({ kind, name }: Named, words: Words): string {
  if (kind === 'said') return name
  if (kind === 'lambda') return `Lambda functions of ${words.account(name)}`
  return kind === '' ? principalText(name, words) : `${kind} ${name}`
}

function somebody(statement: Statement, words: Words): string {
  const { Principal, NotPrincipal, Condition } = statement
  const principals = Principal ?? NotPrincipal ?? {}
  const values = isFields(principals) ? Object.values(principals).flatMap(listOf) : [principals]
  const names = values.map(value => principalText(saidText(value), words)).join(', ')
  return `${NotPrincipal ? 'everybody but ' : ''}${names}${Condition ? ' under a condition' : ''}`
}

export function principalText(name: string, words: Words): string {
  if (name === '*') return 'everybody'
  if (isAccount(name)) return words.account(name)
  return name + remainsText(name)
}

export function remainsText(name: string): string {
  const what = remainsOf(name)
  return what === undefined ? '' : `  ← a deleted ${what}`
}
