import { own } from '../../collate.ts'
import type { Stated } from '../../importing/live/stated.ts'
import { isFields, isSame } from '../../kinds/canonical.ts'
import { KINDS } from '../../kinds/index.ts'
import type { Kind } from '../../kinds/kind.ts'
import { pathText } from '../../kinds/path.ts'
import { isKeyed } from '../../manifest/form/facets.ts'
import { inPath } from '../../manifest/meaning/explain/fields.ts'
import type { Declared, ExplainedField, ExplainedLive, Fields } from '../../model.ts'
import type { Comparison } from '../../plan/diff.ts'

/** A thing, or the registry, as it is, and what the manifest would make of it. */
export interface SeenLive {
  readonly stated: Stated
  readonly compared: readonly Comparison[]
}

/** All that is there, each setting by its path. */
export const liveFields = ({ stated }: SeenLive): readonly { readonly field: string; readonly live: ExplainedLive }[] =>
  Object.entries(stated.states).flatMap(([facet, value]) =>
    isKeyed(facet) && isFields(value)
      ? Object.entries(value).map(([key, one]) => ({ field: pathText([facet, key]), live: asIs(one) }))
      : [{ field: facet, live: asIs(value) }],
  )

const asIs = (value: unknown): ExplainedLive => ({ value, differs: false })

/** What is there of a field that the manifest says; undefined for what ECR does not have, such as variables. */
export function liveOf(
  { field, value }: ExplainedField,
  fields: readonly ExplainedField[],
  seen: SeenLive,
): ExplainedLive | undefined {
  const [facet = ''] = field.split(/[.[]/)
  const kind = KINDS.find(({ manifest }) => Object.hasOwn(manifest, facet))
  if (kind === undefined) return undefined
  const compared = seen.compared.filter(({ declared }) => isOf(declared, { field, facet, kind }))
  const unread = unreadOf(kind, facet, seen, compared)
  if (unread !== undefined) return { unread }
  const live = kind.states ? statedAt(field, facet, kind, seen.stated.states) : (compared[0]?.before ?? null)
  const unsaid = seen.stated.unsaid.find(one => one.facet === facet)?.reason
  const differs = value !== undefined && compared.some(one => isDifferent(one, { field, value, live, kind }, fields))
  return { value: live, differs, ...(unsaid !== undefined && { unsaid }) }
}

interface At {
  readonly field: string
  readonly facet: string
  readonly kind: Kind
}

/** Of a kind of many things, the one that stands at the field. */
const isOf = (declared: Declared, { field, facet, kind: { key, one } }: At): boolean =>
  declared.kind === key && (one === undefined || pathText([facet, one.path(declared.name)]) === field)

function unreadOf(
  { key }: Kind,
  facet: string,
  { stated }: SeenLive,
  compared: readonly Comparison[],
): string | undefined {
  const all = [...stated.unread, ...compared.flatMap(({ unread }) => unread)]
  return all.find(one => one.address.startsWith(`${key}[`) && (one.field ?? facet) === facet)?.message
}

/** What nobody has to say is as ECR makes it. */
function statedAt(field: string, facet: string, { manifest }: Kind, states: Fields): unknown {
  const { default: given = null } = manifest[facet] as { readonly default?: unknown }
  const whole = own(states, facet) ?? given
  if (field === facet) return whole
  const keyed = isFields(whole) ? whole : {}
  const key = Object.keys(keyed).find(one => pathText([facet, one]) === field)
  return key === undefined ? null : own(keyed as Fields, key)
}

interface Said {
  readonly field: string
  readonly value: unknown
  readonly live: unknown
  readonly kind: Kind
}

/** A difference is of the field at its path. Where a field is lowered into another one, no path says it: then its value decides. */
function isDifferent(
  { difference }: Comparison,
  { field, value, live, kind }: Said,
  fields: readonly ExplainedField[],
): boolean {
  if (difference === undefined) return false
  const facets = Object.keys(kind.manifest)
  if (difference.before === null || difference.after === null || facets.length === 1 || kind.one) return true
  const { paths } = difference
  const isAbout = (one: string) => paths.some(path => inPath(path, one) || inPath(one, path))
  if (isAbout(field)) return true
  const isLeft = paths.some(path => !fields.some(one => inPath(path, one.field) || inPath(one.field, path)))
  return isLeft && !isSame(value, live)
}
