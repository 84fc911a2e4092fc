import { isFields } from '../kinds/canonical.ts'
import { KINDS } from '../kinds/index.ts'
import type { Part } from '../kinds/kind.ts'
import { pathText } from '../kinds/path.ts'
import type { Finding } from './diagnostic.ts'
import { below, type Place } from './place.ts'
import { FACETS } from './schema.ts'
import { type Block, type DocumentFacet, documentFacet, formsOf } from './section.ts'

/** One setting of a repository after some layers, with every place that it came through. */
export interface Setting {
  readonly value: unknown
  readonly places: readonly Place[]
  /** Of a document: its parts, each with the place where its text stands. */
  readonly parts?: readonly PlacedPart[]
  /** Of what merges by key. */
  readonly keyed?: { readonly facet: string; readonly key: string }
  /** A variable was filled in. */
  readonly isFilled?: boolean
}

export interface PlacedPart extends Part {
  readonly place: Place
}

/** By facet, or `tags.KEY` for what merges by key. */
export type Settings = ReadonlyMap<string, Setting>

/** What names and files mean in one section. */
export interface Scope {
  named(documents: string, name: string): { readonly form: unknown; readonly place: Place } | undefined
  file(place: Place, file: string): unknown
}

export type ReportAt = (place: Place, finding: Finding) => void

const BY_KEY = new Set(KINDS.flatMap(({ layering }) => layering?.byKey ?? []))
const TOGETHER = KINDS.flatMap(({ layering }) => layering?.together ?? [])

const groupOf = (facet: string): readonly string[] => TOGETHER.find(group => group.includes(facet)) ?? [facet]

/** Lays one block over what the blocks before it said: hands off first, then its own settings. */
export function lay(before: Settings, { fields, place }: Block, scope: Scope, report: ReportAt): Settings {
  const settings = new Map(before)
  for (const entry of (fields.unmanaged ?? []) as readonly string[]) remove(settings, entry)
  const said = FACETS.filter(facet => Object.hasOwn(fields, facet))
  for (const facet of said.flatMap(groupOf)) if (!said.includes(facet)) settings.delete(facet)
  for (const facet of said) {
    const [value, at] = [fields[facet], below(place, [facet])]
    const documents = documentFacet(facet)
    if (BY_KEY.has(facet)) layKeys(settings, facet, value, at)
    else if (documents) settings.set(facet, layDocument(settings.get(facet), { documents, value, at, scope, report }))
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
  readonly scope: Scope
  readonly report: ReportAt
}

/** A document replaces the one before whole, but where it says `inherited`. */
function layDocument(before: Setting | undefined, { documents, value, at, scope, report }: Said): Setting {
  const places = [...(before?.places ?? []), at]
  if (value === null) return { value: null, places }
  const parts = formsOf(value, documents.joins).flatMap(({ form, path }) => {
    const place = below(at, path)
    if (form === 'inherited' && documents.joins) return inherited(before, place, report)
    return partsOf(form, place, documents, scope)
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

function partsOf(form: unknown, place: Place, documents: DocumentFacet, scope: Scope): readonly PlacedPart[] {
  if (typeof form === 'string') {
    const found = scope.named(documents.named, form)
    return found ? partsOf(found.form, found.place, documents, scope).map(part => ({ ...part, named: form })) : []
  }
  if (!isFields(form) || typeof form.file !== 'string') return [{ body: form, place }]
  const at = below(place, ['file'])
  return [{ body: scope.file(at, form.file), file: form.file, place: at }]
}
