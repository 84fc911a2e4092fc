import { isFields } from '../../kinds/canonical.ts'
import { pathText } from '../../kinds/path.ts'
import { type DocumentFacet, documentFacet, FACETS, groupOf, KEYED_FACETS, VARS } from '../form/facets.ts'
import { type Block, formsOf } from '../form/sections.ts'
import type { Finding } from '../text/findings.ts'
import { below, type Place } from '../text/place.ts'
import type { Lookup } from './lookup.ts'
import type { PlacedPart, Setting, Settings } from './settings.ts'

export type ReportAt = (place: Place, finding: Finding) => void

/** Lays one block over what the blocks before it said: hands off first, then its own settings. */
export function lay(before: Settings, { fields, place }: Block, lookup: Lookup, report: ReportAt): Settings {
  const settings = new Map(before)
  for (const entry of (fields.unmanaged ?? []) as readonly string[]) remove(settings, entry)
  const said = FACETS.filter(facet => Object.hasOwn(fields, facet))
  for (const facet of said.flatMap(groupOf)) if (!said.includes(facet)) settings.delete(facet)
  if (isFields(fields[VARS])) layKeys(settings, VARS, fields[VARS], below(place, [VARS]))
  for (const facet of said) {
    const [value, at] = [fields[facet], below(place, [facet])]
    const documents = documentFacet(facet)
    if (KEYED_FACETS.includes(facet)) layKeys(settings, facet, value, at)
    else if (documents) settings.set(facet, layDocument(settings.get(facet), { documents, value, at, lookup, report }))
    else settings.set(facet, { value, places: [...placesIn(settings, facet), at] })
  }
  return settings
}

const placesIn = (settings: Settings, path: string): readonly Place[] => settings.get(path)?.places ?? []

function remove(settings: Map<string, Setting>, entry: string): void {
  for (const facet of groupOf(entry)) settings.delete(facet)
  for (const [path, { keyed }] of [...settings])
    if (keyed && (keyed.facet === entry || `${keyed.facet}.${keyed.key}` === entry)) settings.delete(path)
}

function layKeys(settings: Map<string, Setting>, facet: string, values: unknown, place: Place): void {
  for (const [key, value] of Object.entries(values as object)) {
    const path = pathText([facet, key])
    settings.set(path, { value, keyed: { facet, key }, places: [...placesIn(settings, path), below(place, [key])] })
  }
}

interface Said {
  readonly documents: DocumentFacet
  readonly value: unknown
  readonly at: Place
  readonly lookup: Lookup
  readonly report: ReportAt
}

/** A document replaces the one before whole, but where it says `inherited`. */
function layDocument(before: Setting | undefined, { documents, value, at, lookup, report }: Said): Setting {
  const places = [...(before?.places ?? []), at]
  if (value === null) return { value: null, places }
  const parts = formsOf(value, documents.joins).flatMap(({ form, path }) => {
    const place = below(at, path)
    if (form === 'inherited' && documents.joins) return inherited(before, place, report)
    return partsOf(form, place, documents, lookup)
  })
  return { value, places, parts }
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
  if (typeof form === 'string') {
    const found = lookup.named(documents.named, form)
    return found ? partsOf(found.form, found.place, documents, lookup).map(part => ({ ...part, named: form })) : []
  }
  if (!isFields(form) || typeof form.file !== 'string') return [{ body: form, place }]
  const at = below(place, ['file'])
  return [{ body: lookup.file(at, form.file), file: form.file, place: at }]
}
