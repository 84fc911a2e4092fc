import type { Fields } from '../../model.ts'
import { isAccount } from '../../names.ts'
import { isFields, listOf } from '../canonical.ts'
import { hasPlaceholder } from '../placeholder.ts'
import { joinedSlugs, slugOf } from '../slug.ts'
import { levelOf } from './levels.ts'

/** Statements of which a name can tell. */
const MOST_STATEMENTS = 2
/** Principals of which a name can tell one by one. */
const MOST_NAMED = 2

/** `org-pull`, `ci-push`: what a body lets whom do, where that is little. */
export function calledByAccess(body: unknown): string | undefined {
  if (!isFields(body)) return undefined
  if (isFields(body.access))
    return joinedSlugs(Object.entries(body.access).flatMap(([level, who]) => [whoText(listOf(who)), level]))
  const statements = listOf(body.statements ?? body.Statement ?? [])
  if (statements.length === 0 || statements.length > MOST_STATEMENTS) return undefined
  return joinedSlugs(statements.map(one => (isFields(one) ? statementText(one) : undefined)))
}

/** The bodies of each level by itself. */
export function dividedAccess(body: unknown): readonly unknown[] {
  const { access } = isFields(body) ? body : {}
  return isFields(access) ? Object.entries(access).map(([level, who]) => ({ access: { [level]: who } })) : [body]
}

/** With other names for the accounts that `access` names. */
export function renamedAccess(body: unknown, nameOf: (account: string) => string): unknown {
  const { access, ...others } = isFields(body) ? body : {}
  if (!isFields(access)) return body
  const entries = Object.entries(access).map(([level, who]) => [level, listOf(who).map(one => nameOf(String(one)))])
  return { ...others, access: Object.fromEntries(entries) }
}

/** What its author calls it, or what it lets whom do. */
function statementText({ Sid, Effect, Principal, Action, Condition }: Fields): string | undefined {
  if (typeof Sid === 'string' && slugOf(Sid) !== '') return slugOf(Sid)
  const what = actionText(Action)
  const who = whoText(principalsIn(Principal, Condition))
  return what === undefined ? undefined : joinedSlugs([Effect === 'Deny' ? `deny-${who}` : who, what])
}

function principalsIn(principal: unknown, condition: unknown): readonly unknown[] {
  const organizations = isFields(condition) ? Object.values(condition).flatMap(organizationsIn) : []
  if (organizations.length > 0) return organizations
  return isFields(principal) ? Object.values(principal).flatMap(listOf) : listOf(principal ?? [])
}

const organizationsIn = (keys: unknown): readonly unknown[] =>
  isFields(keys) ? listOf(keys['aws:PrincipalOrgID'] ?? []) : []

function actionText(action: unknown): string | undefined {
  const actions = listOf(action ?? []).map(String)
  const level = levelOf(actions)
  if (level !== undefined && 'name' in level) return level.name
  return actions.length === 1 ? slugOf(actions.join().replace(/^ecr:/i, '').replace('*', 'all')) : undefined
}

function whoText(who: readonly unknown[]): string {
  const names = [...new Set(who.map(one => principalText(String(one))))]
  return names.length > MOST_NAMED ? `${who.length}-principals` : names.join('-')
}

/** An account by the name that it has, or its id, a role by its own, a service by the first part of its host. */
function principalText(name: string): string {
  if (name === '*') return 'everybody'
  if (hasPlaceholder(name)) return 'own'
  if (/^o-[a-z0-9]+$/.test(name)) return 'org'
  if (name.startsWith('o-')) return 'unit'
  const [, account, path] = /^arn:[^:]*:iam::(\d{12}):(.+)$/.exec(name) ?? []
  if (path === 'root' && account !== undefined) return account
  if (path !== undefined) return slugOf(path.slice(path.lastIndexOf('/') + 1))
  return isAccount(name) ? name : slugOf(name.replace(/\.amazonaws\.com(\.cn)?$/, ''))
}
