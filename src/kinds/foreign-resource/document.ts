import type { Fields } from '../../model.ts'
import { isFields } from '../canonical.ts'
import { parsedText } from '../document-text.ts'
import { saidIn, wrong } from './properties.ts'

/** A document as JSON, or as the text of it; undefined, too, where there is none. */
export function documentIn(properties: Fields, name: string): Fields | undefined {
  const value = saidIn(properties, name)
  if (value === undefined || value === '') return undefined
  if (isFields(value)) return value
  if (typeof value !== 'string') throw wrong(name, 'a document')
  try {
    return parsedText<Fields>(value)
  } catch {
    throw wrong(name, 'a document in JSON')
  }
}

/** A policy of IAM in which accounts, dates and words stand without quotes: it knows texts alone. */
export function policyIn(properties: Fields, name: string): Fields | undefined {
  const document = documentIn(properties, name)
  return document && (asTexts(document) as Fields)
}

function asTexts(value: unknown): unknown {
  if (typeof value === 'number' || typeof value === 'boolean') return String(value)
  if (Array.isArray(value)) return value.map(asTexts)
  if (!isFields(value)) return value
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, asTexts(inner)]))
}
