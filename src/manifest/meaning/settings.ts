import type { DocumentPart, Kind, Path } from '../../kinds/kind.ts'
import { pathText } from '../../kinds/path.ts'
import type { Fields } from '../../model.ts'
import { documentFacet, isKeyed } from '../form/facets.ts'
import type { Place } from '../text/place.ts'

/** One setting of a repository after some layers, with every place that it came through. */
export interface Setting {
  readonly value: unknown
  readonly places: readonly Place[]
  /** Of a document: its parts, each with the place where its text stands. */
  readonly parts?: readonly PlacedPart[]
  /** Of what merges by key. */
  readonly keyed?: { readonly facet: string; readonly key: string }
  /** Of one of many things: the fields that are documents; null where there must be none. */
  readonly embedded?: Readonly<Record<string, readonly PlacedPart[] | null>>
  /** A variable was filled in. */
  readonly isFilled?: boolean
}

export interface PlacedPart extends DocumentPart {
  readonly place: Place
  /** A variable was filled in. */
  readonly isFilled?: boolean
  /** Filled in for one repository alone: no other has the same. */
  readonly isOwn?: boolean
}

/** By facet, or `tags.KEY` for what merges by key. */
export type Settings = ReadonlyMap<string, Setting>

export interface ResolvedRepository {
  readonly name: string
  readonly place: Place
  readonly settings: Settings
}

/** The settings that belong to a kind, in the manifest's form, for `want` and `check`; undefined where there are none. */
export function fieldsOf(kind: Kind, settings: Settings): Fields | undefined {
  const fields: Record<string, unknown> = {}
  let isSaid = kind.documents === undefined
  for (const facet in kind.manifest) {
    const value = fieldOf(facet, settings)
    if (value === undefined) continue
    fields[facet] = value
    isSaid = true
  }
  return isSaid ? fields : undefined
}

/** What is said of one of them. */
export function fieldOf(facet: string, settings: Settings): unknown {
  const setting = settings.get(facet)
  if (setting) return documentFacet(facet) && setting.value !== null ? setting.parts : setting.value
  const keyed = keyedIn(settings, facet)
  return keyed.length > 0 ? Object.fromEntries(keyed.map(([key, one]) => [key, wholeOf(one)])) : undefined
}

/** One of many things, its documents as parts. */
const wholeOf = ({ value, embedded }: Setting): unknown => (embedded ? { ...(value as Fields), ...embedded } : value)

/** The part of a document that a path below a setting leads to, with the rest of the path. */
export function partAt(settings: Settings, [facet = '', ...path]: Path): PartAt | undefined {
  const [key, field, ...rest] = path
  const embedded = key === undefined ? undefined : settings.get(pathText([facet, key]))?.embedded
  const parts = embedded ? embedded[String(field)] : settings.get(String(facet))?.parts
  const [index, ...further] = embedded ? rest : path
  const part = typeof index === 'number' ? parts?.[index] : undefined
  return part && { part, rest: further }
}

interface PartAt {
  readonly part: PlacedPart
  readonly rest: Path
}

/** The values of a facet that is merged by key. */
export function keyedIn(settings: Settings, facet: string): readonly (readonly [string, Setting])[] {
  const found: (readonly [string, Setting])[] = []
  if (!isKeyed(facet)) return found
  for (const setting of settings.values()) if (setting.keyed?.facet === facet) found.push([setting.keyed.key, setting])
  return found
}

/** The parts of the document that a setting of this kind is. */
export function documentParts(kind: Kind, settings: Settings): readonly PlacedPart[] {
  const [facet = ''] = Object.keys(kind.manifest)
  return (kind.documents && settings.get(facet)?.parts) ?? []
}
