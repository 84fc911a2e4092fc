import { isFields } from '../../../kinds/canonical.ts'
import { wordOf } from '../../../kinds/foreign.ts'
import type { Fields } from '../../../model.ts'
import { alternativesOf, memberOf, propertiesOf } from '../schema-at.ts'
import { type Schema, typesOf } from '../schema-parts.ts'
import { isValid } from '../validator.ts'
import type { Fit } from './fit.ts'
import { homeOf } from './home.ts'

type Entries = readonly (readonly [string, unknown])[]

/** Keys as they are spelled here and where they belong, and a list as the map that it stands for. */
export function asMap(value: unknown, schema: Schema, fitInto: Fit): unknown {
  if (isOneUnnamed(value, schema)) return within(value, schema, fitInto)
  const entries = entriesOf(value, schema)
  return (
    (entries && placed(entries, schema, fitInto)) ??
    unwrapped(value, schema, fitInto) ??
    within(value, schema, fitInto) ??
    outOfList(value, schema, fitInto)
  )
}

/** `imageScanningConfiguration: [true]`: the one value of a list that is none. */
const outOfList = (value: unknown, schema: Schema, fitInto: Fit): unknown =>
  Array.isArray(value) && value.length === 1 && !isFields(schema.additionalProperties)
    ? fitInto(value[0], schema)
    : undefined

/** `targets: { region: … }`: what one of them says, without its name. */
const isOneUnnamed = (value: unknown, { additionalProperties: others }: Schema): boolean =>
  isFields(value) &&
  isFields(others) &&
  Object.entries(value).length > 0 &&
  Object.entries(value).every(([key, one]) => Object.hasOwn(propertiesOf(others), key) && !isFields(one))

/** `{ LifecyclePolicyText: … }`: the document itself, under a key that is none here. */
function unwrapped(value: unknown, schema: Schema, fitInto: Fit): unknown {
  const [first, ...others] = isFields(value) ? Object.entries(value) : []
  return first && others.length === 0 && homeOf(first[0], schema) === undefined ? fitInto(first[1], schema) : undefined
}

function placed(entries: Entries, schema: Schema, fitInto: Fit): Fields | undefined {
  const made: Record<string, unknown> = {}
  for (const [key, value] of entries) {
    const home = homeOf(key, schema)
    if (home === undefined) return undefined
    const [first = key, second] = home.path
    if (second === undefined) made[first] = value
    else made[first] = { ...home.beside, ...(made[first] as Fields | undefined), [second]: value }
  }
  for (const [key, value] of Object.entries(made)) {
    made[key] = fitInto(value, memberOf(schema, key))
    if (made[key] === undefined) return undefined
  }
  return made
}

function entriesOf(value: unknown, schema: Schema): Entries | undefined {
  if (isFields(value)) return Object.entries(value)
  const values = schema.additionalProperties
  if (!isFields(values)) return Array.isArray(value) && value.length === 1 ? entriesOf(value[0], schema) : undefined
  if (typesOf(values).includes('string')) return pairsIn(Array.isArray(value) ? value : String(value).split(','))
  const isOfMaps = alternativesOf(values).length === 0
  if (typeof value === 'string') return isOfMaps && /^\S+$/.test(value) ? [[value, {}]] : undefined
  return Array.isArray(value) && (isOfMaps || value.every(isFields)) ? namedIn(value) : undefined
}

/** `[{ Key: a, Value: b }]`, `["a=b"]` and `[{ a: b }]`. */
function pairsIn(list: readonly unknown[]): Entries | undefined {
  const pairs = list.map(pairIn)
  return pairs.every(pair => pair !== undefined) ? (pairs as Entries) : undefined
}

function pairIn(item: unknown): readonly [string, unknown] | undefined {
  if (typeof item === 'string') {
    const [, key, value] = /^\s*([\w./:-]+)\s*=\s*(.*?)\s*$/.exec(item) ?? []
    return key === undefined ? undefined : [key, value]
  }
  if (!isFields(item)) return undefined
  const [first, second, ...others] = Object.entries(item)
  if (first === undefined || others.length > 0) return undefined
  if (second === undefined) return first
  const [name, value] = wordOf(first[0]) === 'value' ? [second, first] : [first, second]
  return wordOf(value[0]) === 'value' && /^(tag)?(key|name)$/.test(wordOf(name[0]))
    ? [String(name[1]), value[1]]
    : undefined
}

/** `[a, b]`, `[{ name: a, … }]` and `[{ a: … }]`. */
function namedIn(list: readonly unknown[]): Entries | undefined {
  const named = list.map((item): readonly [string, unknown] | undefined => {
    if (typeof item === 'string') return [item, {}]
    if (!isFields(item)) return undefined
    const entries = Object.entries(item)
    const name = entries.find(([key, value]) => NAME.test(wordOf(key)) && typeof value === 'string')
    if (name) return [String(name[1]), Object.fromEntries(entries.filter(entry => entry !== name))]
    const [only, ...others] = entries
    return others.length === 0 ? only : undefined
  })
  return named.every(one => one !== undefined) ? (named as Entries) : undefined
}

const NAME = /^(repository)?name$/

/** The value is what one of the keys takes, which was left out. */
function within(value: unknown, schema: Schema, fitInto: Fit): unknown {
  const { required = [], additionalProperties: others } = schema
  if (isFields(others)) return isOneOf(value, others) ? underName(value, others, fitInto) : undefined
  if (isFields(value) || (Array.isArray(value) && value.length === 0)) return undefined
  const known = propertiesOf(schema)
  const [only, ...rest] = Object.keys(known).filter(key => isOwnValue(value, known[key] as Schema))
  if (only !== undefined && rest.length === 0 && isValid({ [only]: value }, schema)) return { [only]: value }
  const keys =
    typeof value !== 'object'
      ? (required as readonly string[]).slice(0, 1)
      : Object.keys(known).filter(key => typesOf(known[key] ?? {}).includes('array'))
  for (const key of keys) {
    const inner = fitInto(value, known[key] as Schema)
    if (inner !== undefined && isValid({ [key]: inner }, schema)) return { [key]: inner }
  }
  return undefined
}

/** One of the words, or of the form of the examples, that a key takes. */
function isOwnValue(value: unknown, { enum: values = [], examples = [] }: Schema): boolean {
  if (typeof value !== 'string') return false
  return (
    (values as readonly unknown[]).includes(value) ||
    (examples as readonly unknown[]).some(
      one => typeof one === 'string' && /\d/.test(one) && formOf(one) === formOf(value),
    )
  )
}

/** `eu-west-1` and `ap-south-2` have one. */
const formOf = (text: string): string => text.replace(/[a-z]+/g, 'a').replace(/\d+/g, '0')

/** Whether a name is all that it lacks: of a list of texts, only where it can be nothing else. */
const isOneOf = (value: unknown, others: Schema): boolean =>
  isFields(value) || (Array.isArray(value) && (typesOf(others).includes('array') || value.every(isFields)))

function underName(value: unknown, schema: Schema, fitInto: Fit): unknown {
  const made = fitInto(value, schema)
  const known = propertiesOf(schema)
  const name = Object.hasOwn(known, 'targets') ? 'team/app' : Object.hasOwn(known, 'regions') ? 'prod' : 'standard'
  return made !== undefined && isValid(made, schema) ? { [name]: made } : undefined
}
