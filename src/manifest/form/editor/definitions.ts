import type { Schema } from '../schema-parts.ts'
import { eachBelow } from './below.ts'

interface Seen {
  readonly word: string
  isShared: boolean
}

/** What is shorter is said again, and not by reference. */
const SHORTEST = 90

/** A schema in which what stands in several places is said once, under `definitions`. */
export function withDefinitions(root: Schema): Schema {
  const seen = new Map<string, Seen>()
  look(root, 'root', seen)
  const names = namesOf(seen)
  const definitions: Record<string, Schema> = {}
  const replaced = (schema: Schema, word: string): Schema => {
    const { doNotSuggest, ...said } = schema
    const text = JSON.stringify(said)
    const name = names.get(text)
    if (name === undefined) return eachBelow(schema, word, replaced)
    definitions[name] ??= eachBelow(said, word, replaced)
    const reference = { $ref: `#/definitions/${name}` }
    return doNotSuggest === undefined ? reference : { doNotSuggest, allOf: [reference] }
  }
  const made = eachBelow(root, 'root', replaced)
  return { ...made, definitions: Object.fromEntries(Object.entries(definitions).sort(([a], [b]) => (a < b ? -1 : 1))) }
}

/** Whether it is offered is of the place, and not of what is shared; below what has been seen, all has. */
function look({ doNotSuggest: _, ...schema }: Schema, word: string, seen: Map<string, Seen>): Schema {
  const text = JSON.stringify(schema)
  const before = seen.get(text)
  if (before) before.isShared = true
  else {
    seen.set(text, { word, isShared: false })
    eachBelow(schema, word, (inner, name) => look(inner, name, seen))
  }
  return schema
}

/** Each by the word of the place in which it was seen first. */
function namesOf(seen: ReadonlyMap<string, Seen>): ReadonlyMap<string, string> {
  const used = new Map<string, number>()
  return new Map(
    [...seen]
      .filter(([text, { isShared }]) => isShared && text.length >= SHORTEST)
      .map(([text, { word }]) => {
        const count = (used.get(word) ?? 0) + 1
        used.set(word, count)
        return [text, count === 1 ? word : `${word}-${count}`]
      }),
  )
}
