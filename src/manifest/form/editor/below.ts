import { mapped } from '../../../collate.ts'
import { isFields } from '../../../kinds/canonical.ts'
import type { Schema } from '../schema-parts.ts'

const MAPS = ['patternProperties', 'dependencies']
const LISTS = ['anyOf', 'allOf']
const SINGLES = ['items', 'additionalProperties', 'propertyNames', 'if', 'then', 'else']

/** What is made of a schema, and of the word by which it is known where it stands. */
export type Make = (schema: Schema, word: string) => Schema

/** A schema with something made of each schema directly below it. */
export function eachBelow(schema: Schema, word: string, make: Make): Schema {
  const made = (value: unknown, name: string): unknown => (isFields(value) ? make(value, name) : value)
  const inKey = ([key, value]: readonly [string, unknown]): readonly [string, unknown] => {
    if (key === 'properties') return [key, mapped(value as Schema, made)]
    if (MAPS.includes(key)) return [key, mapped(value as Schema, one => made(one, `${word}Value`))]
    if (LISTS.includes(key)) return [key, (value as readonly unknown[]).map(one => made(one, word))]
    return [key, SINGLES.includes(key) ? made(value, `${word}${WORDS[key] ?? ''}`) : value]
  }
  return Object.fromEntries(Object.entries(schema).map(inKey))
}

/** What an item of a list is called, where the list has no word. */
export const ITEM = 'Item'

const WORDS: Readonly<Record<string, string>> = { items: ITEM, additionalProperties: 'Value', propertyNames: 'Name' }
