import { EcrsyncError } from '../errors.ts'
import { kindOf } from '../kinds/index.ts'
import type { After, Kind, Problem } from '../kinds/kind.ts'
import type { Change, Declared, Difference, Fields, Live, Unread } from '../model.ts'
import { changedPaths } from './compare.ts'

/** What one wish comes to, over what was read of it. */
export interface Comparison {
  readonly changes: readonly Change[]
  readonly unread: readonly Unread[]
  readonly remark?: Problem | undefined
  /** What there will be; left out where that is unread. */
  readonly after?: Fields | null
}

/** Where nothing else is known of the repository. */
export const ALONE: After = { spec: () => undefined, wishes: new Map() }

/** `after = canonical(merge(before, want))`, and a change is where the two differ. */
export function compare(
  declared: Declared,
  reading: ReturnType<Live['get']>,
  target: string,
  context: After = ALONE,
): Comparison {
  const { address, want } = declared
  const kind = kindOf(declared.kind)
  if (reading instanceof EcrsyncError) return { changes: [], unread: [unreadOf(declared, reading)] }
  const { read, failed } = separated(reading ?? null)
  const wanted = without(want, [...failed.keys()])
  const before = read && understood(kind, read)
  if (before instanceof EcrsyncError) return { changes: [], unread: [unreadOf(declared, before)] }
  const merged = kind.merge(before, wanted)
  const unread = [...failed]
    .filter(([field]) => merged === null || wants(want, field))
    .map(([field, error]) => ({ address, field, code: error.code, message: messageOf(error) }))
  const isHalfSeen = merged === null && unread.length > 0
  const after = isHalfSeen ? before : merged && kind.canonical(merged)
  const difference = differenceOf(kind, declared.name, before, after)
  return {
    changes: difference ? changesOf({ kind, declared, target, context }, difference) : [],
    unread,
    after,
    remark: before === null ? undefined : kind.remark?.(before, want),
  }
}

/** A document that this version cannot take apart is a reading that failed, of this place and no other. */
function understood(kind: Kind, read: Fields): Fields | EcrsyncError {
  try {
    return kind.canonical(read)
  } catch (cause) {
    return new EcrsyncError('AWS_ERROR', 'ECR answered a document of a form that this version does not know', {
      detail: String(cause),
      cause,
    })
  }
}

const unreadOf = ({ address }: Declared, error: EcrsyncError): Unread => ({
  address,
  code: error.code,
  message: messageOf(error),
})
const messageOf = ({ message, detail }: EcrsyncError): string =>
  detail === undefined ? message : `${message}: ${detail}`

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

const wants = (want: unknown, field: string): boolean =>
  typeof want === 'object' && want !== null && Object.hasOwn(want, field)

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
  const paths = changedPaths(before, after).filter(path => !kind.facts?.some(fact => isWithin(path, fact)))
  if (paths.length === 0) return undefined
  const isFixed = paths.some(path => kind.immutable?.some(field => isWithin(path, field)))
  return { name, action: isFixed ? 'replace' : 'update', before, after, paths }
}

const isWithin = (path: string, field: string): boolean =>
  path === field || (/^[.[]/.test(path.slice(field.length)) && path.startsWith(field))

interface Judging {
  readonly kind: Kind
  readonly declared: Declared
  readonly target: string
  readonly context: After
}

/** One change, or several where only some fields are refused: those blocked, the rest planned without them. */
function changesOf(judging: Judging, difference: Difference<Fields>): readonly Change[] {
  const { kind, declared, target, context } = judging
  const refusal = kind.refuse?.(difference, declared.want, context)
  const risk = kind.risk?.(difference, declared.want)
  const changeFor = (found: Difference<Fields>, verdict: Verdict) =>
    changeOf(declared, found, target, { ...verdict, ...(risk !== undefined && { risk }) })
  if (refusal === undefined) return [changeFor(difference, { operations: kind.write(difference, declared.want) })]
  const fields = refusal.fields
  if (fields === undefined || difference.before === null || difference.after === null)
    return [changeFor(difference, { operations: [], blocked: refusal })]
  const { before, after } = difference
  const refused = differenceOf(kind, declared.name, before, withFields(before, after, fields)) as Difference<Fields>
  const rest = differenceOf(kind, declared.name, before, withFields(after, before, fields))
  return [changeFor(asUpdate(refused), { operations: [], blocked: refusal }), ...(rest ? changesOf(judging, rest) : [])]
}

type Verdict = Pick<Change, 'operations' | 'blocked' | 'risk'>

/** What cannot be is no replacement either. */
const asUpdate = (difference: Difference<Fields>): Difference<Fields> =>
  difference.action === 'replace' ? { ...difference, action: 'update' } : difference

const withFields = (base: Fields, other: Fields, fields: readonly string[]): Fields =>
  Object.fromEntries([
    ...Object.entries(base).filter(([key]) => !fields.includes(key)),
    ...Object.entries(other).filter(([key]) => fields.includes(key)),
  ])

function changeOf(declared: Declared, difference: Difference, target: string, verdict: Verdict): Change {
  const { address, kind, repository, want, sources } = declared
  const source = (
    sources.get(difference.paths[0] ?? '') ??
    sources.get(topOf(difference.paths[0])) ??
    sources.get('')
  )?.at(-1)
  return {
    ...difference,
    address,
    target,
    kind,
    ...(repository !== undefined && { repository }),
    want,
    ...(source && { source }),
    sources,
    needs: [],
    ...verdict,
  }
}

const topOf = (path = ''): string => /^[^.[]*(\[\d+\])?/.exec(path)?.[0] ?? ''
