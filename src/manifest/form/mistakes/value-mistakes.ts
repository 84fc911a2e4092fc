import { isFields } from '../../../kinds/canonical.ts'
import { clipped } from '../../../words.ts'
import { TARGETS } from '../facets.ts'
import { isJsonText } from '../json-text.ts'
import { alternativesOf, branchFor, isIndex, memberOf, propertiesOf, shapedAt } from '../schema-at.ts'
import { type Schema, typesOf } from '../schema-parts.ts'
import { isValid } from '../validator.ts'
import { exampleAt, exampleFor, linesAt } from './example.ts'
import { keyOf, type Mistake } from './misfit.ts'

/** `version: "1"` */
const version: Mistake = ({ path, value, schema }) => {
  if (path.length !== 1 || keyOf({ path }) !== 'version') return undefined
  return {
    summary: `version is ${JSON.stringify(schema.const)}${typeof value === 'number' ? '' : ', a number without quotes'}`,
    detail: `It says which format the manifest has, and there is one. Here stands ${clipped(JSON.stringify(value))}.`,
    hint: 'Write:',
    example: ['version: 1'],
  }
}

/** A list under `region`, where there is `regions`. */
const several: Mistake = ({ path, value, whole }) => {
  const key = `${keyOf({ path })}s`
  if (!Array.isArray(value)) return undefined
  const { value: around, schema } = shapedAt(whole, path.slice(0, -1))
  const map = branchFor(around, schema)
  if (!Object.hasOwn(propertiesOf(map), key)) return undefined
  const example = exampleFor(key, value, memberOf(map, key))
  return { hint: `Several stand under ${key}${example ? ':' : '.'}`, ...(example && { example }) }
}

/** Items of a list that are all meant in the same way. */
const items: Mistake = ({ path, value, whole }) => {
  if (!isIndex(path.at(-1)) || value === null) return undefined
  const found = exampleAt(whole, path.slice(0, -1))
  return found && { hint: 'Write:', example: found, covers: [path.slice(0, -1)] }
}

/** What is clear all the same. */
const otherForm: Mistake = ({ path, value, schema }) => {
  const example = value === null ? undefined : exampleFor(path.at(-1) ?? '', value, schema)
  if (example === undefined) return undefined
  const isNamed = isJsonText(value) || schema.enum !== undefined || typesOf(schema).includes('string')
  return isNamed && typeof value !== 'object' ? { example } : { hint: 'Write:', example }
}

/** Nobody knows what was meant: what may stand there. */
const sample: Mistake = ({ path, value, schema }) => {
  const isQuotable = /^(string|number)$/.test(typeof value) && [schema, ...alternativesOf(schema)].some(takesText)
  if (value === false && alternativesOf(schema).some(one => isValid(null, one)))
    return { hint: 'If it must not exist, write:', example: [`${keyOf({ path })}: null`] }
  if (value === null || isJsonText(value) || isQuotable) return undefined
  const [made] = samplesOf(schema).filter(one => isValid(one, schema))
  if (made === undefined) return undefined
  const example = linesAt(path.at(-1) ?? '', made)
  return schema.const === undefined ? { hint: 'Write for example:', example } : { example }
}

const takesText = (schema: Schema): boolean => typesOf(schema).includes('string')

/** Examples of the schema itself, or made of those of what stands in it. */
function samplesOf(schema: Schema, depth = 0): readonly unknown[] {
  if (Array.isArray(schema.examples)) return schema.examples
  if (depth > 4) return []
  const { default: usual, enum: values, const: only, required, items, additionalProperties: others } = schema
  if (schema.type === 'integer') return [10]
  const first = usual ?? only ?? (values as readonly unknown[] | undefined)?.[0]
  if (first !== undefined) return [first]
  const forms = alternativesOf(schema)
  if (forms.length > 0) return forms.flatMap(form => samplesOf(form, depth + 1))
  if (items)
    return samplesOf(items as Schema, depth + 1)
      .slice(0, 1)
      .map(item => [item])
  if (isFields(others)) return [{ 'team/app': {} }, ...samplesOf(others, depth + 1).map(one => ({ standard: one }))]
  const known = propertiesOf(schema)
  if (required === undefined && isOfRepository(known)) return [{}]
  const keys = (required as readonly string[] | undefined) ?? Object.keys(known).slice(0, 1)
  const members = keys.map(key => [key, samplesOf(known[key] ?? {}, depth + 1)[0]] as const)
  return members.length > 0 ? [Object.fromEntries(members)] : []
}

/** Nothing has to be said of one. */
const isOfRepository = (known: Readonly<Record<string, Schema>>): boolean => Object.hasOwn(known, TARGETS)

export const VALUE_MISTAKES: readonly Mistake[] = [version, several, items, otherForm, sample]
