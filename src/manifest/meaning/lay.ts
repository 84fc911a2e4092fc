import { isFields } from '../../kinds/canonical.ts'
import { pathText } from '../../kinds/path.ts'
import { onceFor } from '../../once.ts'
import { documentFacet, FACETS, groupOf, KEYED_FACETS, UNMANAGED, VARS, WAIVE } from '../form/facets.ts'
import type { Block } from '../form/sections.ts'
import { below, type Place } from '../text/place.ts'
import { layDocument, type ReportAt } from './lay-document.ts'
import type { Lookup } from './lookup.ts'
import type { Setting, Settings } from './settings.ts'

/** Lays one block over what the blocks before it said: hands off first, then its own settings. */
export function lay(before: Settings, { fields, place }: Block, lookup: Lookup, report: ReportAt): Settings {
  if (Object.keys(fields).length === 0) return before
  const settings = new Map(before)
  layUnmanaged(settings, fields[UNMANAGED] as readonly string[] | undefined, below(place, [UNMANAGED]))
  const said = FACETS.filter(facet => Object.hasOwn(fields, facet))
  for (const facet of said.flatMap(groupOf)) if (!said.includes(facet)) settings.delete(facet)
  if (isFields(fields[VARS])) layKeys(settings, VARS, fields[VARS], below(place, [VARS]))
  layWaivers(settings, fields[WAIVE], below(place, [WAIVE]))
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

function layUnmanaged(settings: Map<string, Setting>, entries: readonly string[] | undefined, place: Place): void {
  if (entries === undefined) return
  for (const entry of entries) remove(settings, entry)
  const before = (settings.get(UNMANAGED)?.value ?? []) as readonly string[]
  settings.set(UNMANAGED, { value: [...before, ...entries], places: [...placesIn(settings, UNMANAGED), place] })
}

function remove(settings: Map<string, Setting>, entry: string): void {
  for (const facet of groupOf(entry)) settings.delete(facet)
  for (const [path, { keyed }] of [...settings])
    if (keyed && (keyed.facet === entry || `${keyed.facet}.${keyed.key}` === entry)) settings.delete(path)
}

/** Each by its check, in whatever order they are written. */
export function layWaivers(settings: Map<string, Setting>, waivers: unknown, place: Place): void {
  for (const [index, waiver] of ((waivers ?? []) as readonly Waived[]).entries()) {
    const { path, keyed } = keysOf(WAIVE)(waiver.check)
    settings.set(path, { value: waiver, keyed, places: [...placesIn(settings, path), below(place, [index])] })
  }
}

/** A waiver as it is written. */
export interface Waived {
  readonly check: string
  readonly reason: string
  readonly until: string
}

function layKeys(settings: Map<string, Setting>, facet: string, values: unknown, place: Place): void {
  for (const [key, value] of Object.entries(values as object)) {
    const { path, keyed } = keysOf(facet)(key)
    settings.set(path, { value, keyed, places: [...placesIn(settings, path), below(place, [key])] })
  }
}

interface KeyedAt {
  readonly path: string
  readonly keyed: NonNullable<Setting['keyed']>
}

/** One for all repositories that say the key. */
const keysOf = onceFor((facet: string) =>
  onceFor((key: string): KeyedAt => ({ path: pathText([facet, key]), keyed: { facet, key } })),
)
