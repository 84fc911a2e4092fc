import type { Path, Removal } from '../../kinds/kind.ts'
import type { Fields, Guards } from '../../model.ts'
import type { Parsed, Place } from '../text/place.ts'

/** What the root and a fragment both may hold; read only after the schema has accepted it. */
export interface Section {
  readonly defaults?: readonly Layer[]
  readonly repositories?: Readonly<Record<string, Fields>>
  readonly removed?: readonly Tombstone[]
}

export interface Root extends Section {
  readonly name: string
  readonly ownership?: 'tag' | 'none'
  readonly accounts?: Readonly<Record<string, string | readonly string[]>>
  readonly accessLevels?: Readonly<Record<string, readonly string[]>>
  readonly env?: readonly string[]
  readonly include?: readonly string[]
  readonly guards?: Guards
  readonly registry?: Fields
}

export interface Layer extends Fields {
  readonly match: string | readonly string[]
}

export interface Tombstone extends Removal {
  readonly name: string
}

export const sectionOf = ({ value }: Parsed): Section => value as Section
export const rootOf = ({ value }: Parsed): Root => value as Root

/** A block of settings and where it stands: a layer or a repository. */
export interface Block {
  readonly place: Place
  readonly fields: Fields
}

export const layersOf = (parsed: Parsed): readonly (Block & { readonly match: readonly string[] })[] =>
  (sectionOf(parsed).defaults ?? []).map((layer, index) => ({
    place: { parsed, path: ['defaults', index] },
    match: typeof layer.match === 'string' ? [layer.match] : layer.match,
    fields: layer,
  }))

type RepositoryBlock = Block & { readonly name: string }

const found = new WeakMap<Parsed, readonly RepositoryBlock[]>()

/** Looked for once in each file: the entries of a large map take long to list. */
export function repositoriesOf(parsed: Parsed): readonly RepositoryBlock[] {
  const known = found.get(parsed) ?? repositoriesIn(parsed)
  found.set(parsed, known)
  return known
}

const repositoriesIn = (parsed: Parsed): readonly RepositoryBlock[] =>
  Object.entries(sectionOf(parsed).repositories ?? {}).map(([name, fields]) => ({
    name,
    fields,
    place: { parsed, path: ['repositories', name] },
  }))

/** What the root says of the registry itself. */
export const registryOf = (parsed: Parsed): readonly Block[] => {
  const { registry } = rootOf(parsed)
  return registry === undefined ? [] : [{ place: { parsed, path: ['registry'] }, fields: registry }]
}

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
