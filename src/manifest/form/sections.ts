import type { Path, Removal } from '../../kinds/kind.ts'
import type { Fields, Guards } from '../../model.ts'
import { perObject } from '../../once.ts'
import type { Parsed, Place } from '../text/place.ts'
import type { Taken } from './checks-schema.ts'

/**
 * What the root and a fragment both may hold; read only after the schema has accepted it. In the place of what is not for
 * the target there is undefined, so that the rest stays where it is written.
 */
export interface Section {
  readonly defaults?: readonly (Layer | undefined)[]
  readonly repositories?: Readonly<Record<string, Fields>>
  readonly removed?: readonly (Tombstone | undefined)[]
}

export interface Root extends Section {
  readonly name: string
  readonly ownership?: 'tag' | 'none'
  readonly accounts?: Readonly<Record<string, string | readonly string[]>>
  readonly accessLevels?: Readonly<Record<string, readonly string[]>>
  readonly env?: readonly string[]
  readonly include?: readonly string[]
  readonly guards?: Guards
  readonly checks?: Readonly<Record<string, Taken>>
  readonly registry?: Fields | readonly (Fields | undefined)[]
  readonly discovered?: readonly (Layer | undefined)[]
  readonly adopt?: readonly (string | Adoption | undefined)[]
  readonly released?: readonly (Release | undefined)[]
  readonly prune?: Prune
  /** Undefined of an entry that has errors. */
  readonly targets?: Readonly<Record<string, TargetEntry | undefined>>
}

/** One target, or one for each combination of its lists. */
export interface TargetEntry {
  readonly account?: string
  readonly accounts?: readonly string[]
  readonly region?: string
  readonly regions?: readonly string[]
  readonly role?: string
  readonly externalId?: string
  readonly sessionName?: string
  readonly profile?: string
  readonly endpoint?: string
  readonly labels?: Readonly<Record<string, string>>
  readonly exclude?: readonly string[]
}

export interface Layer extends Fields {
  readonly match: string | readonly string[]
}

export interface Tombstone extends Removal {
  readonly name: string
  readonly targets?: readonly string[]
}

/** Repositories that become the manifest's own. */
export interface Adoption {
  readonly match: string | readonly string[]
  /** Of this manifest, and no others; left out: of nobody. */
  readonly from?: string
  readonly targets?: readonly string[]
  /** A glob without more. */
  readonly isAlone?: true
}

/** What the manifest owns and does not declare any more is deleted. */
export interface Prune {
  readonly match: string | readonly string[]
  readonly maxImages?: number
}

/** A repository that the manifest does not own any more. */
export interface Release {
  readonly name: string
  readonly reason: string
  readonly targets?: readonly string[]
}

export const sectionOf = ({ value }: Parsed): Section => value as Section
export const rootOf = ({ value }: Parsed): Root => value as Root

/** A block of settings and where it stands: a layer or a repository. */
export interface Block {
  readonly place: Place
  readonly fields: Fields
}

/** A block for every repository whose name matches. */
export type LayerBlock = Block & { readonly match: readonly string[] }

export const layersOf = (parsed: Parsed): readonly LayerBlock[] => blocksAt(parsed, 'defaults')

/** Layers for repositories that nobody declares; only the root has any. */
export const discoveredIn = (parsed: Parsed): readonly LayerBlock[] => blocksAt(parsed, 'discovered')

const blocksAt = (parsed: Parsed, key: 'defaults' | 'discovered'): readonly LayerBlock[] =>
  itemsIn(parsed, key, rootOf(parsed)[key]).map(({ item, place }) => ({
    place,
    match: globsOf(item.match),
    fields: item,
  }))

/** Every block of settings for repositories, in the order in which a manifest is read. */
export const settingBlocksOf = (parsed: Parsed): readonly Block[] => [
  ...layersOf(parsed),
  ...repositoriesOf(parsed),
  ...discoveredIn(parsed),
]

/** What the root says of the registry: one block, or several that are laid over each other. */
export function registryBlocksOf(parsed: Parsed): readonly Block[] {
  const { registry } = rootOf(parsed)
  if (registry === undefined) return []
  if (!isLayers(registry)) return [{ place: { parsed, path: ['registry'] }, fields: registry }]
  return itemsIn(parsed, 'registry', registry).map(({ item: { targets: _, ...fields }, place }) => ({ place, fields }))
}

const isLayers = (registry: NonNullable<Root['registry']>): registry is readonly (Fields | undefined)[] =>
  Array.isArray(registry)

export const tombstonesOf = (
  parsed: Parsed,
): readonly { readonly item: Omit<Tombstone, 'targets'>; readonly place: Place }[] =>
  itemsIn(parsed, 'removed', sectionOf(parsed).removed).map(({ item: { targets: _, ...item }, place }) => ({
    item,
    place,
  }))

/** Only the root has any. */
export const adoptionsOf = (parsed: Parsed): readonly { readonly item: Adoption; readonly place: Place }[] =>
  itemsIn(parsed, 'adopt', rootOf(parsed).adopt).map(({ item, place }) => ({
    item: typeof item === 'string' ? { match: item, isAlone: true } : item,
    place,
  }))

/** Only the root has any. */
export const releasesOf = (parsed: Parsed): readonly { readonly item: Release; readonly place: Place }[] =>
  itemsIn(parsed, 'released', rootOf(parsed).released)

export const globsOf = (match: Layer['match']): readonly string[] => (typeof match === 'string' ? [match] : match)

/** What a list of a file holds, each with its place. */
const itemsIn = <T>(parsed: Parsed, key: string, items: readonly (T | undefined)[] = []) =>
  items.flatMap((item, index) => (item === undefined ? [] : [{ item, place: { parsed, path: [key, index] } }]))

type RepositoryBlock = Block & { readonly name: string }

/** Looked for once in each file: the entries of a large map take long to list. */
export const repositoriesOf = perObject((parsed: Parsed): readonly RepositoryBlock[] =>
  Object.entries(sectionOf(parsed).repositories ?? {}).map(([name, fields]) => ({
    name,
    fields,
    place: { parsed, path: ['repositories', name] },
  })),
)

export interface NamedDocument {
  readonly name: string
  readonly form: unknown
  readonly place: Place
}

/** The documents that a section gives a name. */
export const namedIn = (parsed: Parsed, named: string): readonly NamedDocument[] =>
  Object.entries((parsed.value as Readonly<Record<string, Fields>>)[named] ?? {}).map(([name, form]) => ({
    name,
    form,
    place: { parsed, path: [named, name] },
  }))

/** The single forms of a setting: a list that joins holds several, anything else is one. */
export function formsOf(value: unknown, joins: boolean): readonly { readonly form: unknown; readonly path: Path }[] {
  return joins && Array.isArray(value)
    ? value.map((form, index) => ({ form, path: [index] }))
    : [{ form: value, path: [] }]
}
