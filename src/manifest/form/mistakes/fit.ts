import { own } from '../../../collate.ts'
import { wordOf } from '../../../kinds/foreign.ts'
import { hasPlaceholder } from '../../../kinds/placeholder.ts'
import { nearest } from '../../../nearest.ts'
import { isJsonText, parsedJson } from '../json-text.ts'
import { alternativesOf } from '../schema-at.ts'
import { type Schema, typeOf, typesOf } from '../schema-parts.ts'
import { isValid } from '../validator.ts'
import { withoutVariable } from '../variable-schema.ts'
import { asList } from './as-list.ts'
import { asMap } from './as-map.ts'

/** Makes of a value what its place takes, as far as it is clear what was meant; undefined where it is not. */
export type Fit = (value: unknown, schema: Schema) => unknown

/** A value in the form that its place takes: what is returned is valid there. */
export const fitted: Fit = (value, schema) => {
  const made = fitInto(value, schema)
  return made !== undefined && isValid(made, schema) ? made : undefined
}

const fitInto: Fit = (value, schema) => {
  if (isValid(value, schema)) return value
  const plain = withoutVariable(schema)
  if (plain) return fitInto(value, plain)
  const branches = alternativesOf(schema)
  if (branches.length > 0) return fitOne(value, branches)
  if (isJsonText(value)) return fromJson(value as string, schema)
  const types = typesOf(schema)
  if (types.includes('object')) return asMap(value, schema, fitInto)
  if (types.includes('array')) return asList(value, schema, fitInto)
  if (Array.isArray(value)) return value.length === 1 ? fitInto(value[0], schema) : undefined
  return isScalar(value) ? fromScalar(String(value), schema) : undefined
}

/** The form of the value's own type first: it was begun. A text stands for a name, and no other value is one. */
function fitOne(value: unknown, branches: readonly Schema[]): unknown {
  const isOwn = (branch: Schema) => typesOf(branch).includes(typeOf(value))
  const others = branches.filter(branch => !isOwn(branch) && !/^(null|string)$/.test(typesOf(branch).join()))
  for (const branch of [...branches.filter(isOwn), ...others]) {
    const made = fitted(value, branch)
    if (made !== undefined) return made
  }
  return undefined
}

function fromJson(text: string, schema: Schema): unknown {
  const value = parsedJson(text)
  return value === undefined ? undefined : fitInto(value, schema)
}

const isScalar = (value: unknown): boolean => ['string', 'number', 'boolean'].includes(typeof value)

function fromScalar(text: string, schema: Schema): unknown {
  if (hasPlaceholder(text)) return undefined
  if (Array.isArray(schema.enum)) return ofSet(text, schema.enum)
  if (typeof schema.const === 'number') return numberIn(text)
  const [type = typeof schema.const] = typesOf(schema)
  if (type === 'boolean') return own(YES_OR_NO, text.toLowerCase())
  return type === 'integer' || type === 'number' ? numberIn(text) : text
}

const ofSet = (text: string, values: readonly unknown[]): unknown =>
  values.find(value => wordOf(String(value)) === wordOf(text)) ?? nearest(text, values.map(String))

const YES_OR_NO: Readonly<Record<string, boolean>> = {
  true: true,
  yes: true,
  on: true,
  enabled: true,
  false: false,
  no: false,
  off: false,
  disabled: false,
}

const numberIn = (text: string): number | undefined => {
  const [, digits] = /^v?(\d{1,15}(?:\.\d+)?)$/i.exec(text.trim()) ?? []
  return digits === undefined ? undefined : Number(digits)
}
