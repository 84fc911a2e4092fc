import { mapped } from '../collate.ts'
import type { Fields } from '../model.ts'
import { KINDS } from './index.ts'
import type { Context, DocumentPart, Documents, Kind, Problem, StatingContext } from './kind.ts'
import { hasPlaceholder, MISSPELT } from './placeholder.ts'

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
  const plain = without(kind, states, new Map(filledIn.map(facet => [facet, FILLED_IN])))
  const sound = soundOf(kind, plain.states, contextOf(kind, name, context))
  return { ...sound, unsaid: [...plain.unsaid, ...sound.unsaid] }
}

/** What is stated, by whomever, without what `check` refuses. */
export function soundOf(kind: Kind, states: Fields, context: Context): Sayable {
  if (Object.keys(states).length === 0) return { states, unsaid: [] }
  const reasons = new Map<string, string>()
  for (const { path, summary } of kind.check(asDeclared(kind, states), context).filter(isError))
    for (const facet of path.length === 0 ? Object.keys(states) : [String(path[0])])
      if (!reasons.has(facet)) reasons.set(facet, summary)
  return without(kind, states, reasons)
}

/** Keys that are one setting go together. */
function without(kind: Kind, states: Fields, reasons: ReadonlyMap<string, string>): Sayable {
  const reasonOf = (facet: string) => togetherWith(kind, facet).flatMap(key => reasons.get(key) ?? [])[0]
  const entries = Object.entries(states).map(([facet, value]) => ({ facet, value, reason: reasonOf(facet) }))
  return {
    states: Object.fromEntries(
      entries.flatMap(({ facet, value, reason }) => (reason === undefined ? [[facet, value]] : [])),
    ),
    unsaid: entries.flatMap(({ facet, reason }) => (reason === undefined ? [] : [{ facet, reason }])),
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

const isError = ({ severity = 'error' }: Problem): boolean => severity === 'error'

export const FILLED_IN = 'A text in it looks like a variable, which a manifest would fill in or refuse'

/** Whether a manifest would fill something in, or refuse it, beside what is known to be meant so. */
export function isFilledIn(value: unknown, meant?: RegExp): boolean {
  if (typeof value === 'string') return isVariable(meant ? value.replace(meant, ' ') : value)
  if (typeof value !== 'object' || value === null) return false
  return Object.entries(value).some(([key, inner]) => isFilledIn(key, meant) || isFilledIn(inner, meant))
}

const isVariable = (text: string): boolean => hasPlaceholder(text) || MISSPELT.test(text) || OF_SHELL.test(text)

/** The variables of the environment that are for manifests. */
const OF_SHELL = /\$\{?ECRSYNC_VAR_/

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

const documentsAt = (field: string): Documents =>
  KINDS.find(({ manifest }) => Object.hasOwn(manifest, field))?.documents as Documents

const partsOf = ({ joins }: Documents, body: unknown): readonly DocumentPart[] =>
  (joins && Array.isArray(body) ? body : [body]).map(one => ({ body: one }))
