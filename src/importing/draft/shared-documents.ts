import { byText } from '../../collate.ts'
import { joinedSlugs, slugOf } from '../../kinds/slug.ts'
import type { DocumentFacet } from '../../manifest/form/facets.ts'
import type { Fields } from '../../model.ts'
import { keyOf } from './settings.ts'

/** A place that says a document: its body, or a list of bodies. */
export interface Use {
  readonly documents: DocumentFacet
  readonly value: unknown
  readonly file: string
  /** Of a layer, which is said of many. */
  readonly isOfMany: boolean
  /** What the repositories there have in common: the beginning of their names; empty for all. */
  readonly family: string
}

interface Shared {
  readonly documents: DocumentFacet
  readonly value: unknown
  readonly uses: readonly Use[]
}

/** Documents that have a name, and how each place says its own. */
export interface Naming {
  /** By name where it has one. */
  say(documents: DocumentFacet, value: unknown): unknown
  /** The sections of a file that define names. */
  sections(file: string): Fields
}

export function namingOf(uses: readonly Use[]): Naming {
  const all = sharedIn(uses)
  const parts = partsIn(all)
  const names = new Names()
  const said = new Map<string, unknown>()
  for (const [key, shared] of all) said.set(key, saidAs(shared, parts, names))
  return {
    say: (documents, value) => said.get(idOf(documents, value)),
    sections: file => names.sections(file),
  }
}

const idOf = ({ facet }: DocumentFacet, value: unknown): string => `${facet} ${keyOf(value)}`

/** Those that most places say come first, because they are called by what they do alone. */
function sharedIn(uses: readonly Use[]): readonly (readonly [string, Shared])[] {
  const found = new Map<string, Shared & { readonly uses: Use[] }>()
  for (const use of uses) {
    const { documents, value } = use
    const shared = found.get(idOf(documents, value)) ?? { documents, value, uses: [] }
    shared.uses.push(use)
    found.set(idOf(documents, value), shared)
  }
  return [...found].sort(([a, one], [b, other]) => other.uses.length - one.uses.length || byText(a, b))
}

const bodiesIn = ({ joins }: DocumentFacet, value: unknown): readonly unknown[] =>
  joins && Array.isArray(value) ? value : [value]

const dividedBodies = ({ documents, value }: Shared): readonly unknown[] =>
  bodiesIn(documents, value).flatMap(body => documents.kind.documents?.divided?.(body) ?? [body])

/** By part, the places that say it, and whether several documents have it. */
type Parts = ReadonlyMap<string, { readonly uses: readonly Use[]; readonly isShared: boolean }>

function partsIn(all: readonly (readonly [string, Shared])[]): Parts {
  const found = new Map<string, { uses: Use[]; isShared: boolean }>()
  for (const [, shared] of all)
    for (const key of new Set(dividedBodies(shared).map(part => idOf(shared.documents, part)))) {
      const known = found.get(key)
      if (known) for (const use of shared.uses) known.uses.push(use)
      found.set(key, known ? { uses: known.uses, isShared: true } : { uses: [...shared.uses], isShared: false })
    }
  return found
}

/** By names where several places say it, or where another document has a part of it. */
function saidAs(shared: Shared, parts: Parts, names: Names): unknown {
  const { documents, value, uses } = shared
  const { named } = documents
  if (named === undefined) return value
  const isOfMany = uses.length > 1 || uses.some(use => use.isOfMany)
  const divided = dividedBodies(shared)
  const isPartShared = (part: unknown) => parts.get(idOf(documents, part))?.isShared === true
  const usesOf = (body: unknown) => parts.get(idOf(documents, body))?.uses ?? uses
  if (!divided.some(isPartShared)) {
    if (!isOfMany) return value
    return alone(bodiesIn(documents, value).map(body => names.of({ documents, value: body, uses: usesOf(body) })))
  }
  const said = divided.map(part =>
    isOfMany || isPartShared(part) ? names.of({ documents, value: part, uses: usesOf(part) }) : part,
  )
  return alone(said)
}

/** A list of one is that one. */
const alone = (said: readonly unknown[]): unknown => (said.length === 1 ? said[0] : said)

/** What a policy list has words for. */
const TAKEN = ['inherited', 'live', 'absent']

/** No name has two meanings in any file. */
class Names {
  readonly #names = new Map<string, string>()
  readonly #taken = new Set<string>()
  readonly #defined: { section: string; name: string; body: unknown; file: string }[] = []

  of(shared: Shared): string {
    const id = idOf(shared.documents, shared.value)
    const known = this.#names.get(id)
    if (known !== undefined) return known
    const name = this.#free(shared)
    this.#names.set(id, name)
    this.#define(name, shared)
    return name
  }

  sections(file: string): Fields {
    const sections = new Map<string, Fields>()
    for (const { section, name, body } of this.#defined.filter(one => one.file === file).sort(byName))
      sections.set(section, { ...sections.get(section), ...Object.fromEntries([[name, body]]) })
    return Object.fromEntries(sections)
  }

  #define(name: string, { documents, value, uses }: Shared): void {
    const section = documents.named as string
    const files = new Set(uses.map(({ file }) => file))
    const [only = ''] = files
    this.#defined.push({ section, name, body: value, file: files.size === 1 ? only : '' })
  }

  #free({ documents, value, uses }: Shared): string {
    const called = documents.kind.documents?.called?.(value)
    const family = familyOf(uses)
    const candidates = called === undefined ? [family] : [called, family === OTHERWISE ? called : `${called}-${family}`]
    const name = candidates.find(one => !this.#isTaken(documents, one)) ?? this.#numbered(documents, candidates[0])
    this.#taken.add(`${documents.named} ${name}`)
    return name
  }

  #numbered(documents: DocumentFacet, base = OTHERWISE): string {
    let count = 2
    while (this.#isTaken(documents, `${base}-${count}`)) count += 1
    return `${base}-${count}`
  }

  #isTaken = ({ named }: DocumentFacet, name: string): boolean =>
    TAKEN.includes(name) || this.#taken.has(`${named} ${name}`)
}

/** Of what is said of repositories that have nothing in common. */
const OTHERWISE = 'standard'

/** Families of which a name can tell. */
const MOST_FAMILIES = 3

/** Whose a document is. */
function familyOf(uses: readonly Use[]): string {
  const families = [...new Set(uses.map(({ family }) => slugOf(family)))]
  const isOfFew = families.length <= MOST_FAMILIES && !families.includes('')
  return (isOfFew ? joinedSlugs(families) : undefined) ?? OTHERWISE
}

const byName = (a: { readonly name: string }, b: { readonly name: string }): number => byText(a.name, b.name)
