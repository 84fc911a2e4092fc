import type { Opening } from '../../model.ts'
import { REPOSITORY_ACTIONS } from './actions.ts'
import type { PolicyDocument } from './document.ts'
import type { Gain } from './evaluation/gains.ts'
import { ANYBODY_ELSE, type Somebody } from './evaluation/people.ts'
import { gainsOf } from './openings.ts'

const ORDER = ['account', 'organization', 'everybody'] as const satisfies readonly Opening[]

interface Comparison {
  readonly before: PolicyDocument | null
  readonly after: PolicyDocument | null
}

/** Whom a policy newly lets in beside its own account, by what `OPENS` stands on. */
export function openingsTo(
  { before, after }: Comparison,
  own: string,
  actions: readonly string[] = REPOSITORY_ACTIONS,
): readonly Opening[] {
  const found = new Set(
    gainsOf(before, after, actions).flatMap(gain => gain.who.map(who => openingFor(who, gain, own))),
  )
  return ORDER.filter(opening => found.has(opening))
}

/** Undefined where only the own account is let in. */
function openingFor(who: Somebody, { tests, isOpenToAll }: Gain, own: string): Opening | undefined {
  if (who.account !== undefined && who !== ANYBODY_ELSE) return who.account === own ? undefined : 'account'
  if (who === ANYBODY_ELSE && isOpenToAll) return 'everybody'
  const accounts = heldTo(tests, OF_ACCOUNT)
    .map(accountsIn)
    .find(({ length }) => length > 0)
  if (accounts?.every(account => account === own)) return undefined
  if (heldTo(tests, OF_ORGANIZATION).length > 0) return 'organization'
  return accounts === undefined ? 'everybody' : 'account'
}

/** Keys by which a condition holds to certain accounts. Source: IAM user guide, "AWS global condition context keys". */
const OF_ACCOUNT = /^aws:(?:principalaccount|principalarn|sourceaccount|sourcearn)$/
const OF_ORGANIZATION = /^aws:(?:principalorgid|principalorgpaths|sourceorgid|sourceorgpaths)$/

/** What holds only for certain values, and not for all but these, or also for those of whom nothing is known. */
const heldTo = (tests: Gain['tests'], keys: RegExp): Gain['tests'] =>
  tests.filter(({ operator, key }) => keys.test(key.toLowerCase()) && !/not|ifexists|forallvalues|null/i.test(operator))

/** None where one of the values names no account: then anybody may be meant. */
function accountsIn({ values }: Gain['tests'][number]): readonly string[] {
  const accounts = values.map(value => /(?:^|:)(\d{12})(?:$|:)/.exec(value)?.[1])
  return accounts.every(account => account !== undefined) ? (accounts as readonly string[]) : []
}
