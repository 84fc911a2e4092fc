import type { Fields } from '../model.ts'
import { KINDS } from './index.ts'
import type { Context, DocumentPart, Documents, Kind, Problem, StatingContext } from './kind.ts'
import { hasPlaceholder } from './placeholder.ts'

/** What a manifest can say of a thing, by the keys of its kind. */
export interface Sayable {
  readonly states: Fields
  readonly unsaid: readonly Unsaid[]
}

/** A key of a kind under which is what no manifest may say. */
export interface Unsaid {
  readonly facet: string
  /** `AROA… is what remains of a deleted role`. */
  readonly reason: string
}

/**
 * ECR has things that a manifest may not write: principals that are gone, tags that are ours, or text in which a manifest would
 * fill something in. What is left is stated without these; `spec` is canonical.
 */
export function sayableOf(kind: Kind, name: string, spec: Fields, context: StatingContext): Sayable {
  const states = kind.states?.(name, spec, context) ?? {}
  const filledIn = Object.keys(states).filter(facet => isFilledIn(states[facet]))
  const unsaid = filledIn.map(facet => ({ facet, reason: FILLED_IN }))
  const sound = soundOf(kind, without(kind, states, filledIn), contextOf(kind, name, context))
  return { ...sound, unsaid: [...unsaid, ...sound.unsaid] }
}

/** What is stated, by whomever, without what `check` refuses. */
export function soundOf(kind: Kind, states: Fields, context: Context): Sayable {
  if (Object.keys(states).length === 0) return { states, unsaid: [] }
  const reasons = new Map<string, string>()
  for (const { path, summary } of kind.check(asDeclared(kind, states), context).filter(isError))
    for (const facet of path.length === 0 ? Object.keys(states) : [String(path[0])])
      if (!reasons.has(facet)) reasons.set(facet, summary)
  return {
    states: without(kind, states, [...reasons.keys()]),
    unsaid: [...reasons].map(([facet, reason]) => ({ facet, reason })),
  }
}

const contextOf = (
  { scope }: Kind,
  name: string,
  { account, region, accounts = new Map() }: StatingContext,
): Context => ({
  account,
  region,
  accounts: new Map([...accounts].map(([id, called]) => [called, id])),
  ...(scope === 'repository' && { repositoryName: name }),
})

function without(kind: Kind, states: Fields, facets: readonly string[]): Fields {
  const gone = new Set(facets.flatMap(facet => togetherWith(kind, facet)))
  return Object.fromEntries(Object.entries(states).filter(([facet]) => !gone.has(facet)))
}

const isError = ({ severity = 'error' }: Problem): boolean => severity === 'error'

const FILLED_IN = 'A text in it has ${{, behind which a manifest would fill something in'

function isFilledIn(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return hasPlaceholder(value)
  return Object.entries(value).some(([key, inner]) => hasPlaceholder(key) || isFilledIn(inner))
}

const togetherWith = ({ layering }: Kind, facet: string): readonly string[] =>
  layering?.together?.find(keys => keys.includes(facet)) ?? [facet]

/** What is stated, as `check` and `want` are handed it. */
export function asDeclared({ documents, embeds = [] }: Kind, states: Fields): Fields {
  if (documents) return mapped(states, body => partsOf(documents, body))
  if (embeds.length === 0) return states
  const things = (facet: unknown) =>
    mapped(facet as Fields, thing =>
      mapped(thing as Fields, (value, field) => (embeds.includes(field) ? partsOf(documentsAt(field), value) : value)),
    )
  return mapped(states, things)
}

const mapped = (fields: Fields, map: (value: unknown, key: string) => unknown): Fields =>
  Object.fromEntries(Object.entries(fields).map(([key, value]) => [key, map(value, key)]))

const documentsAt = (field: string): Documents =>
  KINDS.find(({ manifest }) => Object.hasOwn(manifest, field))?.documents as Documents

const partsOf = ({ joins }: Documents, body: unknown): readonly DocumentPart[] =>
  (joins && Array.isArray(body) ? body : [body]).map(one => ({ body: one }))
