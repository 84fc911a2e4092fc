import { own } from '../../collate.ts'
import { EcrsyncError } from '../../errors.ts'
import { addressOf } from '../../kinds/address.ts'
import type { Kind, StatingContext } from '../../kinds/kind.ts'
import { sayableOf, type Unsaid } from '../../kinds/sayable.ts'
import type { Fields, Found, Scope, Unread } from '../../model.ts'
import { understood } from '../../plan/understood.ts'

/** What a manifest would say of some things of one place, and what it does not say though it may be there. */
export interface Stated {
  readonly states: Fields
  readonly unsaid: readonly Unsaid[]
  readonly unread: readonly Unread[]
}

/** A thing as it was found, whole, in part or not at all. */
export function statedOf(kind: Kind, name: string, found: Found, place: Scope, context: StatingContext): Stated {
  if (found === null) return NOTHING
  if (found instanceof EcrsyncError) return unreadWhole(kind, name, found, place)
  const failures = Object.entries(found).flatMap(([field, value]) =>
    value instanceof EcrsyncError ? [[field, value] as const] : [],
  )
  const readable = Object.entries(found).filter(([, value]) => !(value instanceof EcrsyncError))
  const spec = understood(kind, Object.fromEntries(readable))
  if (spec instanceof EcrsyncError) return unreadWhole(kind, name, spec, place)
  const { states, unsaid } = sayableOf(kind, name, spec, context)
  return {
    states,
    unsaid: [...unsaid, ...failures.flatMap(([field, { message: reason }]) => unsaidWithout(kind, field, reason))],
    unread: failures.map(([field, error]) => unreadAt(kind, name, error, place, field)),
  }
}

const unsaidWithout = ({ manifest, statedBy = {} }: Kind, field: string, reason: string): readonly Unsaid[] =>
  Object.keys(manifest)
    .filter(facet => (own(statedBy, facet) ?? facet) === field)
    .map(facet => ({ facet, reason }))

const NOTHING: Stated = { states: {}, unsaid: [], unread: [] }

const unreadWhole = (kind: Kind, name: string, error: EcrsyncError, place: Scope): Stated => ({
  states: {},
  unsaid: Object.keys(kind.manifest).map(facet => ({ facet, reason: error.message })),
  unread: [unreadAt(kind, name, error, place)],
})

const unreadAt = (kind: Kind, name: string, error: EcrsyncError, place: Scope, field?: string): Unread => ({
  ...place,
  address: addressOf(kind.key, name),
  label: kind.one?.label(name) ?? kind.key,
  ...(field !== undefined && { field }),
  code: error.code,
  message: error.message,
})

/** Things of one place, said together: what is said of several things of a kind under one key is one map. */
export const together = (all: readonly Stated[]): Stated => ({
  states: all.reduce<Fields>((states, one) => mergedIn(states, one.states), {}),
  unsaid: all.flatMap(({ unsaid }) => unsaid),
  unread: all.flatMap(({ unread }) => unread),
})

const mergedIn = (states: Fields, more: Fields): Fields => ({
  ...states,
  ...Object.fromEntries(
    Object.entries(more).map(([facet, value]) => [
      facet,
      Object.hasOwn(states, facet) ? { ...(states[facet] as Fields), ...(value as Fields) } : value,
    ]),
  ),
})
