import { EcrsyncError, wholeText } from '../errors.ts'
import { kindOf } from '../kinds/index.ts'
import type { Kind, Problem } from '../kinds/kind.ts'
import type { Declared, Difference, Fields, Found, Scope, Unread } from '../model.ts'
import { changedPaths } from './compare.ts'
import { understood } from './understood.ts'

/** What one wish comes to, over what was found. */
export interface Comparison {
  readonly declared: Declared
  /** Left out, as `after` is, where it is unread. */
  readonly before?: Fields | null
  readonly after?: Fields | null
  readonly difference?: Difference<Fields>
  readonly unread: readonly Unread[]
  readonly remark?: Problem
}

/** `after = canonical(merge(before, want))`, and a difference is where the two differ. */
export function compare(declared: Declared, found: Found): Comparison {
  const { want, name } = declared
  const kind = kindOf(declared.kind)
  if (found instanceof EcrsyncError) return { declared, unread: [unreadOf(declared, found)] }
  const { read, failed } = separated(found)
  const before = read && understood(kind, read)
  if (before instanceof EcrsyncError) return { declared, unread: [unreadOf(declared, before)] }
  const merged = kind.merge(before, without(want, [...failed.keys()]))
  const unread = [...failed]
    .filter(([field]) => merged === null || Object.hasOwn(want as Fields, field))
    .map(([field, error]) => ({ ...unreadOf(declared, error), field }))
  const isHalfSeen = merged === null && unread.length > 0
  const after = isHalfSeen ? before : merged && kind.canonical(merged)
  const difference = differenceOf(kind, name, before, after)
  const remark = remarkOf(kind, { name, before, after, want })
  return { declared, before, after, unread, ...(difference && { difference }), ...(remark && { remark }) }
}

interface Compared {
  readonly name: string
  readonly before: Fields | null
  readonly after: Fields | null
  readonly want: unknown
}

function remarkOf(kind: Kind, { name, before, after, want }: Compared): Problem | undefined {
  if (before !== null) return kind.remark?.(before, want, name)
  return after === null && want !== null ? kind.missing?.(want, name) : undefined
}

function unreadOf(declared: Declared, error: EcrsyncError): Unread {
  const { address } = declared
  const label = labelOf(declared)
  return {
    ...scopeOf(declared),
    address,
    label,
    code: error.code,
    message: wholeText(error),
  }
}

/** What a plan calls a thing. */
export const labelOf = ({ kind, name }: Pick<Declared, 'kind' | 'name'>): string =>
  kindOf(kind).one?.label(name) ?? kind

export const scopeOf = (thing: Declared): Scope => {
  if (thing.scope === 'registry') return { scope: thing.scope }
  const { scope, repository, isDiscovered } = thing
  return { scope, repository, ...(isDiscovered && { isDiscovered }) }
}

/** Fields that could not be read are neither there nor absent: they leave the comparison. */
function separated(reading: Fields | null) {
  const entries = Object.entries(reading ?? {})
  const failed = entries.filter((entry): entry is [string, EcrsyncError] => entry[1] instanceof EcrsyncError)
  const read =
    reading &&
    (failed.length === 0
      ? reading
      : Object.fromEntries(entries.filter(([, value]) => !(value instanceof EcrsyncError))))
  return { read, failed: new Map(failed) }
}

const without = (want: unknown, fields: readonly string[]): unknown =>
  fields.length === 0 || want === null
    ? want
    : Object.fromEntries(Object.entries(want as Fields).filter(([key]) => !fields.includes(key)))

/** Undefined: nothing differs, but perhaps facts that nobody can set. */
export function differenceOf(
  kind: Kind,
  name: string,
  before: Fields | null,
  after: Fields | null,
): Difference<Fields> | undefined {
  if (before === null || after === null) {
    if (after !== null) return { name, action: 'create', before: null, after, paths: [] }
    return before === null ? undefined : { name, action: 'delete', before, after: null, paths: [] }
  }
  const paths = settablePaths(kind, before, after)
  if (paths.length === 0) return undefined
  const isFixed = kind.immutable?.(before, after).some(field => paths.some(path => isWithin(path, field)))
  return { name, action: isFixed ? 'replace' : 'update', before, after, paths }
}

/** Where two specs differ, but for facts that nobody can set. */
export const settablePaths = (kind: Kind, before: Fields | null, after: Fields | null): readonly string[] =>
  changedPaths(before, after).filter(path => !kind.facts?.some(fact => isWithin(path, fact)))

/** Whether a path is a field, or something in it; everything is in the thing itself, `''`. */
export const isWithin = (path: string, field: string): boolean =>
  path === field || field === '' || (/^[.[]/.test(path.slice(field.length)) && path.startsWith(field))
