import { saidText } from '../../../words.ts'
import { isFields, listOf } from '../../canonical.ts'
import { remainsOf } from '../principal.ts'
import { OTHER } from './texts.ts'

/** Whom requests may come from, as far as policies tell them apart. */
export interface Somebody {
  /** What a statement names to mean exactly these. */
  readonly own: string
  /** All names that mean them: their own, that of their account, `*`. */
  readonly names: ReadonlySet<string>
  /** As the policy writes it: an account id, an ARN, a service. */
  readonly said: string
  /** Of principals of AWS accounts. */
  readonly account?: string
  /** Where it is one principal: its ARN. */
  readonly arn?: string
}

export const EVERYBODY = '*'

/** An account that no policy names. */
export const OTHER_ACCOUNT = OTHER.repeat(12)

/** Anybody whom no policy names, with an account, and services, which have none. */
export const ANYBODY_ELSE: Somebody = {
  own: EVERYBODY,
  names: new Set([EVERYBODY]),
  said: EVERYBODY,
  account: OTHER_ACCOUNT,
}
const OTHER_SERVICES: Somebody = {
  own: `Service:${OTHER}`,
  names: new Set([`Service:${OTHER}`, '*']),
  said: 'services',
}

/**
 * A role or user of an account that is allowed gains nothing by being named as well: to name an account is to let it give the
 * right to its own. From another account, either takes an identity policy there, too.
 * Source: IAM user guide, "Principal", "AWS account principals"; "Cross-account policy evaluation logic". In the account of the
 * repository the same is assumed: whom its administrators let in by an identity policy, no repository policy tells.
 */
export function somebodyNamed(type: string, name: string): Somebody | undefined {
  if (type !== 'AWS') return { own: `${type}:${name}`, names: new Set([`${type}:${name}`, EVERYBODY]), said: name }
  if (name === EVERYBODY) return ANYBODY_ELSE
  // Nobody is what remains of a deleted principal.
  if (remainsOf(name) !== undefined) return undefined
  const [, account, resource = 'root'] = /^(?:arn:[^:]+:(?:iam|sts)::)?(\d{12})(?::(.+))?$/.exec(name) ?? []
  if (account === undefined) return { own: `AWS:${name}`, names: new Set([`AWS:${name}`, EVERYBODY]), said: name }
  if (resource === 'root') return wholeAccount(account)
  const whole = `AWS:${account}`
  const [kind, ...path] = resource.split('/')
  if (kind !== 'assumed-role') {
    const own = `${whole}:${kind}/${kind === 'role' ? path.at(-1) : path.join('/')}`
    return { own, names: new Set([own, whole, EVERYBODY]), said: name, account, arn: name }
  }
  // A session's ARN has its role's name without the path.
  const role = `${whole}:role/${path[0]}`
  const arn = `${name.slice(0, name.indexOf(':', 4))}:iam::${account}:role/${path[0]}`
  return {
    own: `${whole}:${resource}`,
    names: new Set([`${whole}:${resource}`, role, whole, '*']),
    said: name,
    account,
    arn,
  }
}

const wholeAccount = (account: string): Somebody => ({
  own: `AWS:${account}`,
  names: new Set([`AWS:${account}`, EVERYBODY]),
  said: account,
  account,
})

/** The names that a `Principal` or `NotPrincipal` holds. */
export const namesIn = (principals: unknown): readonly string[] => listedIn(principals).map(({ own }) => own)

function listedIn(principals: unknown): readonly Somebody[] {
  const byType = isFields(principals) ? principals : { AWS: principals }
  return Object.entries(byType).flatMap(([type, names]) =>
    listOf(names).flatMap(name => somebodyNamed(type, saidText(name)) ?? []),
  )
}

/** All that these principals name, their accounts and the accounts beside them, and all others. */
export function peopleIn(principals: readonly unknown[], accounts: readonly string[]): readonly Somebody[] {
  const named = principals.flatMap(listedIn)
  const beside = [...named.map(({ account }) => account), ...accounts]
    .filter(account => account !== undefined && account !== OTHER_ACCOUNT)
    .map(account => wholeAccount(account as string))
  const all = [ANYBODY_ELSE, OTHER_SERVICES, ...beside, ...named]
  return [...new Map(all.toReversed().map(one => [one.own, one] as const)).values()].toReversed()
}
