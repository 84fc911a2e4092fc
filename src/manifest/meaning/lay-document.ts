import { isFields } from '../../kinds/canonical.ts'
import { isAbsent, LIVE } from '../../kinds/live.ts'
import type { Diagnostic } from '../../model.ts'
import { type DocumentFacet, embeddedIn } from '../form/facets.ts'
import { formsOf } from '../form/sections.ts'
import type { Finding } from '../text/findings.ts'
import { below, type Place } from '../text/place.ts'
import type { Lookup } from './lookup.ts'
import type { PlacedPart, Setting } from './settings.ts'

export type ReportAt = (place: Place, finding: Finding, related?: Diagnostic['related']) => void

export interface Said {
  readonly documents: DocumentFacet
  readonly value: unknown
  readonly at: Place
  readonly lookup: Lookup
  readonly report: ReportAt
}

/** A document replaces the one before whole, but where it says `inherited`. */
export function layDocument(before: Setting | undefined, { documents, value, at, lookup, report }: Said): Setting {
  const places = [...(before?.places ?? []), at]
  if (value === null) return { value: null, places }
  const parts = formsOf(value, documents.joins).flatMap(({ form, path }) => {
    const place = below(at, path)
    if (form === 'inherited' && documents.joins && documents.named !== undefined)
      return inherited(before, place, report)
    return partsOf(form, place, documents, lookup)
  })
  reportVain(parts, report)
  return { value, places, parts: withOneLive(parts) }
}

/** The fields of one of many things that are documents: nothing is laid under them. */
export function embeddedDocuments(
  facet: string,
  thing: unknown,
  { at, lookup, report }: Pick<Said, 'at' | 'lookup' | 'report'>,
): Pick<Setting, 'embedded'> {
  const said = embeddedIn(facet).filter(field => isFields(thing) && Object.hasOwn(thing, field.facet))
  if (said.length === 0) return {}
  const laid = said.map(documents => {
    const value = (thing as Readonly<Record<string, unknown>>)[documents.facet]
    const { parts = null } = layDocument(undefined, {
      documents,
      value,
      at: below(at, [documents.facet]),
      lookup,
      report,
    })
    return [documents.facet, parts] as const
  })
  return { embedded: Object.fromEntries(laid) }
}

function inherited(before: Setting | undefined, place: Place, report: ReportAt): readonly PlacedPart[] {
  if (before?.parts?.length) return before.parts
  report(place, {
    severity: 'warning',
    code: 'NOTHING_INHERITED',
    summary: 'There is nothing to inherit',
    detail: 'No layer before says a policy for this repository, so `inherited` adds no statement.',
    hint: 'Remove `inherited`, or check the match of the layers.',
  })
  return []
}

function partsOf(form: unknown, place: Place, documents: DocumentFacet, lookup: Lookup): readonly PlacedPart[] {
  if (form === LIVE && documents.isShared) return [{ body: LIVE, place }]
  if (typeof form === 'string') {
    const found = documents.named === undefined ? undefined : lookup.named(documents.named, form)
    return found ? partsOf(found.form, found.place, documents, lookup).map(part => ({ ...part, named: form })) : []
  }
  if (!isFields(form) || typeof form.file !== 'string') return [{ body: form, place }]
  const at = below(place, ['file'])
  return [{ body: lookup.file(at, form.file), file: form.file, place: at }]
}

/** A layer may have said it already. */
const withOneLive = (parts: readonly PlacedPart[]): readonly PlacedPart[] => {
  const first = parts.findIndex(({ body }) => body === LIVE)
  return parts.filter(({ body }, index) => body !== LIVE || index === first)
}

/** What is not kept goes without being named. */
function reportVain(parts: readonly PlacedPart[], report: ReportAt): void {
  if (parts.some(({ body }) => body === LIVE)) return
  for (const { place } of parts.filter(({ body }) => isAbsent(body))) report(place, ABSENT_WITHOUT_LIVE)
}

export const ABSENT_WITHOUT_LIVE: Finding = {
  code: 'ABSENT_WITHOUT_LIVE',
  summary: '`absent` without `live`',
  detail: 'Without `live` the declared document is exact: whatever it leaves out goes anyway.',
  hint: 'Write [live, …, { absent: […] }] to keep the rest, or remove the `absent`.',
}
