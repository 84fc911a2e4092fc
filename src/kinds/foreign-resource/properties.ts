import { own } from '../../collate.ts'
import { EcrsyncError } from '../../errors.ts'
import type { Fields } from '../../model.ts'
import { isFields } from '../canonical.ts'

/**
 * Properties of a resource of another tool are JSON, in which `undefined` stands for what is there and is not known: it hangs on
 * something that the file does not say. `null` is nothing.
 */
export const isKnown = (value: unknown): boolean => {
  if (typeof value !== 'object' || value === null) return value !== undefined
  return Object.values(value).every(isKnown)
}

/** What a property says, or `otherwise` where nothing is said; undefined where that is not known. */
export function saidIn(properties: Fields, name: string, otherwise?: unknown): unknown {
  const value = own(properties, name)
  if (value === null || !Object.hasOwn(properties, name)) return otherwise
  return isKnown(value) ? value : undefined
}

/** Of which nothing is known but that it is there. */
export const isUnknown = (properties: Fields, name: string): boolean =>
  Object.hasOwn(properties, name) && !isKnown(own(properties, name))

/** @throws EcrsyncError INVALID_IMPORT where it is something else, as all below */
export function textIn(properties: Fields, name: string, otherwise?: string): string | undefined {
  const value = saidIn(properties, name, otherwise)
  if (value === undefined || typeof value === 'string') return value
  if (typeof value === 'number' || typeof value === 'boolean') return String(value)
  throw wrong(name, 'a text')
}

/** A text that says something. */
export const filledIn = (properties: Fields, name: string): string | undefined => textIn(properties, name) || undefined

/** Both tools take the word as well. */
export function booleanIn(properties: Fields, name: string, otherwise?: boolean): boolean | undefined {
  const value = saidIn(properties, name, otherwise)
  if (value === undefined || typeof value === 'boolean') return value
  if (value === 'true' || value === 'false') return value === 'true'
  throw wrong(name, 'true or false')
}

export function listIn(properties: Fields, name: string): readonly unknown[] | undefined {
  const value = saidIn(properties, name, [])
  if (value === undefined || Array.isArray(value)) return value
  throw wrong(name, 'a list')
}

export const textsIn = (properties: Fields, name: string): readonly string[] | undefined =>
  listIn(properties, name)?.map(item => {
    if (typeof item === 'string') return item
    throw wrong(name, 'a list of texts')
  })

/** Its items, each a map. */
export const mapsIn = (properties: Fields, name: string): readonly Fields[] | undefined =>
  listIn(properties, name)?.map(item => {
    if (isFields(item)) return item
    throw wrong(name, 'a list of maps')
  })

/** A map, or the one block that Terraform has as a list; empty where nothing is said. */
export function blockIn(properties: Fields, name: string): Fields | undefined {
  const value = saidIn(properties, name, {})
  const block = Array.isArray(value) ? (value[0] ?? {}) : value
  if (block === undefined || isFields(block)) return block
  throw wrong(name, 'a block')
}

/** @throws EcrsyncError INVALID_IMPORT */
export const wrong = (name: string, what: string): EcrsyncError =>
  new EcrsyncError('INVALID_IMPORT', 'A property of a resource cannot be read', {
    detail: `${name} is not ${what}, as the tool itself would have it.`,
    hint: 'Import a file that the tool itself has written.',
  })
