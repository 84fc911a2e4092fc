import { grouped } from '../collate.ts'
import { refusedPlan } from '../documents/plan-refusals.ts'
import { EcrsyncError } from '../errors.ts'
import { isOfKind } from '../kinds/belonging.ts'
import { isSame } from '../kinds/canonical.ts'
import { kindOf } from '../kinds/index.ts'
import type { Verdict } from '../kinds/knowledge.ts'
import type { Change, Declared, Fields, Found, Plan, Wish } from '../model.ts'
import { REPOSITORY_NAME } from '../names.ts'
import { changeOf, limitedOf, withFields } from '../plan/changes.ts'
import { compare, differenceOf } from '../plan/diff.ts'
import { keyOf, placeOf } from '../plan/places.ts'
import { circleIn } from './circle.ts'
import { AS_THEY_ARE } from './look.ts'

/**
 * Refuses a plan of a file that ecrsync would not have made itself of what it says to be there and to be wanted: whoever can write
 * the file could have written calls into it that belong to no change that is shown.
 *
 * @throws EcrsyncError PLAN_INVALID
 */
export function refuseForeign(plan: Plan, file: string): void {
  const wrong = wrongIn(plan)
  if (wrong !== undefined)
    throw refusedPlan('PLAN_INVALID', file, {
      summary: 'is no plan that ecrsync would make',
      detail: `${wrong}. Somebody has written it, or another version has.`,
    })
}

function wrongIn({ targets, changes }: Plan): string | undefined {
  const names = new Set(targets.map(({ name }) => name))
  if (names.size < targets.length) return 'Two of its targets have one name'
  const twice = repeated(changes)
  if (twice) return `${twice.address} is changed twice`
  const lost = changes.find(({ target }) => !names.has(target))
  if (lost) return `${lost.address} is of no target of the plan`
  const circle = circleIn(changes)
  if (circle) return `${circle.address} waits for itself`
  for (const { standing } of targets)
    for (const wish of standing)
      if (!isPossible(() => isOurWish(wish))) return `${wish.address} asks for what cannot be`
  const context = contextOf({ targets, changes })
  const accounts = new Map(targets.map(({ name, account }) => [name, account]))
  return changes
    .map(change => wrongWith(change, context) ?? untold(change, accounts.get(change.target) ?? ''))
    .find(wrong => wrong !== undefined)
}

function repeated(changes: readonly Change[]): Change | undefined {
  const seen = new Set<string>()
  return changes.find(change => {
    const isRepeated = !change.blocked && seen.has(keyOf(change))
    if (!change.blocked) seen.add(keyOf(change))
    return isRepeated
  })
}

/** What else a plan says of the same thing: fields that could not be read, and those that are refused. */
interface Beside {
  unread(change: Change): readonly string[]
  refused(change: Change): readonly string[]
  /** Of one kind in one place, those that are to be made. */
  others(change: Change): readonly Change[]
}

function contextOf({ targets, changes }: Pick<Plan, 'targets' | 'changes'>): Beside {
  const unread = new Map<string, string[]>()
  const refused = new Map<string, string[]>()
  const add = (fields: Map<string, string[]>, key: string, more: readonly string[]) =>
    fields.set(key, [...(fields.get(key) ?? []), ...more])
  for (const { name, unread: all } of targets)
    for (const { address, field } of all)
      if (field !== undefined) add(unread, keyOf({ target: name, address }), [field])
  for (const change of changes) if (change.blocked?.fields) add(refused, keyOf(change), change.blocked.fields)
  const made = grouped(
    changes.filter(({ blocked }) => blocked === undefined),
    thingsOf,
  )
  return {
    unread: change => unread.get(keyOf(change)) ?? [],
    refused: change => refused.get(keyOf(change)) ?? [],
    others: change => made.get(thingsOf(change)) ?? [],
  }
}

const thingsOf = (change: Change): string => `${placeOf(change)} ${change.kind}`

function wrongWith(change: Change, beside: Beside): string | undefined {
  if (!isPossible(() => isOurName(change))) return `${change.address} is no name of a thing that is changed there`
  if (!isPossible(() => isKnown(change))) return `${change.address} asks for what cannot be`
  if (change.blocked) return change.operations.length === 0 ? undefined : `${change.address} is blocked, and has calls`
  return isPossible(() => isOurs(change, beside))
    ? undefined
    : `The calls of ${change.address} do not follow from what is there and what is asked for`
}

/** Guards are judged by what a change says of itself: that follows from what it does. */
function untold(change: Change, account: string): string | undefined {
  const { claims, weakens, opens, blocked } = change
  if (blocked) return undefined
  const told = { ...(claims && { claims }), ...(weakens && { weakens }), ...(opens && { opens }) }
  if (isPossible(() => isSame(limitedOf(change, change, account), told))) return undefined
  return `What ${change.address} opens, weakens or claims does not follow from what is there and what is asked for`
}

/** What is malformed enough to stumble over is none of ours. */
function isPossible(question: () => boolean): boolean {
  try {
    return question()
  } catch {
    return false
  }
}

const isOurWish = (wish: Wish): boolean =>
  isOurName(wish) && compare(declaredBy(wish), null).unread.length === 0 && isKnown(wish)

/** What is known of a repository is asked of all wishes for it, also of those that are blocked. */
function isKnown({ kind, name, want }: Wish | Change): boolean {
  kindOf(kind).holds?.(name, want)
  return true
}

function isOurName(thing: Wish | Change): boolean {
  const { kind, scope, repository } = thing
  if (!isOfKind(thing) || kindOf(kind).scope !== scope) return false
  return repository === undefined || REPOSITORY_NAME.test(repository)
}

function isOurs(change: Change, beside: Beside): boolean {
  const { kind: key, name, before, after, action, paths, impact, risk, operations } = change
  const kind = kindOf(key)
  const found = foundBy(before, beside.unread(change))
  const compared = compare(declaredBy(change), found)
  if (!isSame(compared.before ?? null, before)) return false
  const refused = beside.refused(change)
  const made =
    compared.difference && before && after && compared.after
      ? differenceOf(kind, name, before, withFields(compared.after, before, refused))
      : compared.difference
  if (made === undefined || made.action !== action || !isSame(made.after, after) || !isSame(made.paths, paths))
    return false
  const leaving = action === 'delete' ? kind.leaving?.(change, beside.others(change)) : undefined
  const verdict = { ...(impact && { impact }), ...(risk !== undefined && { risk }), ...(leaving && { leaving }) }
  // Which tags an image keeps stands in no plan, and what is deleted is asked for anew before each call.
  const ways = action === 'delete' ? [verdict, { ...verdict, remaining: [] }] : [verdict]
  // With its words, which every look makes anew: what they stumble over is none of ours either.
  const remade = (way: Verdict): Change =>
    changeOf({ declared: declaredBy(change), difference: made, verdict: way }, change.target, AS_THEY_ARE)
  return ways.some(way => isSame(remade(way).operations, operations))
}

const foundBy = (before: Fields | null, unread: readonly string[]): Found =>
  before && {
    ...before,
    ...Object.fromEntries(unread.map(field => [field, new EcrsyncError('AWS_ERROR', 'It was not read')])),
  }

function declaredBy({ address, kind, name, want, scope, repository }: Wish | Change): Declared {
  const thing = { address, kind, name, want, sources: new Map() }
  return scope === 'repository' ? { ...thing, scope, repository } : { ...thing, scope }
}
