import type { ErrorObject } from 'ajv'
import { isFields } from '../../kinds/canonical.ts'
import type { Path } from '../../kinds/kind.ts'
import { hasPlaceholder } from '../../kinds/placeholder.ts'
import { didYouMean } from '../../nearest.ts'
import { clipped } from '../../words.ts'
import type { Finding } from '../text/findings.ts'
import { keyedKind } from './facets.ts'
import { isJsonText, pastedJson } from './json-text.ts'
import { isIndex } from './schema-at.ts'
import { type Schema, typeOf, typesOf } from './schema-parts.ts'

/** A finding of the schema, by path. */
export interface SchemaProblem extends Finding {
  readonly path: Path
  /** What is missing. */
  readonly missing?: Path
  /** What is found there, or below, is found because of it. */
  readonly covers?: readonly Path[]
}

/** The text of a scalar as it stands in the file. */
export type Written = (path: Path) => string | undefined

export const pathOf = ({ instancePath }: ErrorObject): Path =>
  instancePath
    .split('/')
    .slice(1)
    .map(step => step.replaceAll('~1', '/').replaceAll('~0', '~'))

/** One error of the validator in words for whoever wrote the file. */
export function problemOf(error: ErrorObject, written: Written): SchemaProblem {
  const path = pathOf(error)
  const schema = (error.parentSchema ?? {}) as Schema
  switch (error.keyword) {
    case 'additionalProperties':
      return unknownKey(path, String(error.params.additionalProperty), schema)
    case 'required':
      return missingKey(path, String(error.params.missingProperty), schema)
    case 'type':
      if (error.data === 'live' && isIndex(path.at(-1))) return notMerged(path)
      return wrongType({ path, data: error.data, schema, types: typesOf(schema) }, written)
    case 'enum':
    case 'const':
      return wrongValue({ path, data: error.data, schema })
    case 'minProperties':
    case 'maxProperties':
      return exactlyOne(path, schema)
    case 'dependencies':
      return missingKey(path, String(error.params.missingProperty), schema)
    default:
      return outOfBounds(path, error, schema)
  }
}

/** What each bound of the schema asks for. */
const BOUNDS: Readonly<Record<string, (limit: number) => string>> = {
  minItems: limit => `have at least ${limit} ${limit === 1 ? 'item' : 'items'}`,
  maxItems: limit => `have at most ${limit} items`,
  minLength: limit => `have at least ${limit} ${limit === 1 ? 'character' : 'characters'}`,
  maxLength: limit => `have at most ${limit} characters`,
  minimum: limit => `be ${limit} or more`,
  maximum: limit => `be ${limit} or less`,
}

function outOfBounds(path: Path, { keyword, params, message, data }: ErrorObject, schema: Schema): SchemaProblem {
  const limit = Number(params.limit)
  const asked = BOUNDS[keyword]?.(limit)
  const key = String(path.at(-1))
  const subject = isIndex(key) ? 'The value' : clipped(key)
  const [example = schema.default ?? limit] = (schema.examples ?? []) as readonly unknown[]
  const { length } = Array.isArray(data) || typeof data === 'string' ? data : { length: undefined }
  const isTooLong = keyword.startsWith('max') && length !== undefined
  const written = `Write for example ${isIndex(key) ? '' : `${clipped(key)}: `}${JSON.stringify(example)}`
  return {
    path,
    code: 'WRONG_VALUE',
    summary: asked === undefined ? `The value ${message}` : `${subject} must ${asked}`,
    detail: describe(schema),
    hint: isTooLong
      ? `It has ${length}: leave out ${length - limit}.`
      : `${written}${length === 0 ? ', or remove the line' : ''}.`,
  }
}

const describe = ({ description }: Schema): string => String(description ?? '')
const keysOf = ({ properties }: Schema): readonly string[] => Object.keys((properties ?? {}) as object)

/** Some keys go only with another, and are no form of their own. */
function exactlyOne(path: Path, schema: Schema): SchemaProblem {
  const forms = keysOf(schema).filter(key => !Array.isArray((schema.dependencies as Schema | undefined)?.[key]))
  return {
    path,
    code: 'EXACTLY_ONE',
    summary: `Exactly one of ${forms.join(', ')} is needed`,
    detail: describe(schema),
    hint: 'Keep one of them.',
  }
}

const notMerged = (path: Path): SchemaProblem => ({
  path,
  code: 'LIVE_NOT_MERGED',
  summary: '`live` in a list that is not shared',
  detail: 'This list is always exact: nothing that is there besides would be kept.',
  hint: 'Remove live, and say all of the list.',
})

const unknownKey = (path: Path, key: string, schema: Schema): SchemaProblem => ({
  path: [...path, key],
  code: 'UNKNOWN_KEY',
  summary: `Unknown key "${clipped(key)}"`,
  detail: 'It would be ignored, and what it asks for would not be managed.',
  hint: didYouMean(key, keysOf(schema)),
})

const missingKey = (path: Path, key: string, schema: Schema): SchemaProblem => ({
  path,
  missing: [...path, key],
  code: 'MISSING_KEY',
  summary: `Missing key "${key}"`,
  detail: describe(((schema.properties ?? {}) as Record<string, Schema>)[key] ?? {}),
  hint: `Add ${key}: ${usualOf(((schema.properties ?? {}) as Record<string, Schema>)[key] ?? {})}`,
})

/** What may stand there, where one value is as good as another. */
function usualOf({ const: only, examples, enum: values }: Schema): string {
  const usual = only ?? (examples as readonly unknown[] | undefined)?.[0]
  if (usual === undefined) return (values as readonly string[] | undefined)?.join(' or ') ?? '…'
  return typeof usual === 'string' && /^[A-Za-z][\w./-]*$/.test(usual) ? usual : JSON.stringify(usual)
}

const ARTICLES: Readonly<Record<string, string>> = {
  string: 'a text',
  object: 'a map',
  array: 'a list',
  integer: 'a whole number',
  number: 'a number',
  boolean: 'true or false',
  null: 'null',
}

/** A value where another belongs. */
interface Wrong {
  readonly path: Path
  readonly data: unknown
  readonly schema: Schema
}

/** `types`: those that belong there. */
export function wrongType(
  { path, data, schema, types }: Wrong & { readonly types: readonly string[] },
  written: Written,
): SchemaProblem {
  if (data === null) return notNull(path, schema)
  if (isJsonText(data) && types.some(type => type === 'object' || type === 'array'))
    return { path, ...pastedJson(String(path.at(-1)), data as string) }
  const wanted = [...new Set(types)].map(type => ARTICLES[type] ?? type)
  const source = typeof data === 'object' ? undefined : (written(path) ?? String(data))
  const isQuotable = types.includes('string') && source !== undefined && !(isNothing(data) && types.includes('null'))
  return {
    path,
    code: 'WRONG_TYPE',
    summary:
      `${ARTICLES[typeOf(data)] ?? typeOf(data)}${source === undefined ? '' : ` (${clipped(source)})`} where ${wanted.join(' or ')} belongs`.replace(
        /^./,
        first => first.toUpperCase(),
      ),
    detail: describe(schema) || 'The value has another type than this key takes.',
    hint: isQuotable
      ? `Quote it: "${clipped(source)}"`
      : data === false && types.includes('null')
        ? 'If it must not exist, write null.'
        : `Write ${wanted.join(' or ')}.`,
  }
}

/** No text is meant by it, where nothing may be said otherwise. */
const isNothing = (data: unknown): boolean => typeof data === 'boolean'

/** Null says "must not exist", which not everything can be told. */
function notNull(path: Path, schema: Schema): SchemaProblem {
  const key = String(path.at(-1))
  const subject = isIndex(key) ? 'A list item' : clipped(key)
  const finding = { path, code: 'NOT_NULL', summary: `${subject} cannot be null` }
  if (path.length === 2 && path[0] === 'repositories')
    return {
      ...finding,
      detail: 'null would delete the repository with every image in it, and ECR has no undelete.',
      hint: 'To delete it, remove this line and write a tombstone:',
      example: ['removed:', `  - { name: ${hasPlaceholder(key) ? JSON.stringify(key) : key} }`],
    }
  if (schema.default !== undefined)
    return {
      ...finding,
      detail: `ECR always has one; its default is ${JSON.stringify(schema.default)}.`,
      hint: 'Write the default, or leave the key out to leave the setting as it is.',
    }
  return {
    ...finding,
    detail: 'null says that something must not exist, which makes no sense here.',
    hint: 'Write a value, or remove the line.',
    ...(isOfKeys(schema) && {
      detail: 'It would take away what others put there.',
      hint: `Name the keys that must not be there: ${key}: { KEY: null }`,
    }),
    ...keyedKind(key)?.layering?.asNull,
  }
}

/** A map in which each key may be said not to be there. */
const isOfKeys = ({ additionalProperties: values }: Schema): boolean =>
  isFields(values) && Array.isArray(values.type) && values.type.includes('null')

function wrongValue({ path, data, schema }: Wrong): SchemaProblem {
  if (data === null) return notNull(path, schema)
  const values = (schema.enum ?? [schema.const]) as readonly unknown[]
  const known = values.map(String)
  return {
    path,
    code: 'WRONG_VALUE',
    summary: `Unknown value ${clipped(JSON.stringify(data))}`,
    detail: describe(schema) || 'ECR knows no such value.',
    hint:
      values.length === 1
        ? `Write ${known[0]}.`
        : didYouMean(typeof data === 'string' ? data : JSON.stringify(data), known),
  }
}
