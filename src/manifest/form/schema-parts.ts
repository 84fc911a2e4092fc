/** A JSON Schema, as far as ours go. */
export type Schema = Readonly<Record<string, unknown>>

/** Says nothing of a value. */
export const ANYTHING: Schema = {}

/** A text, with examples of it. */
export const text = (description: string, ...examples: readonly string[]): Schema => ({
  description,
  type: 'string',
  ...(examples.length > 0 && { examples }),
})

/** A map of things that the manifest gives names. */
export const byName = (description: string, of: Schema): Schema => ({
  description,
  type: 'object',
  additionalProperties: of,
})

/** A map of these keys and no others. */
export const closed = (
  description: string,
  properties: Readonly<Record<string, Schema>>,
  required: readonly string[] = [],
): Schema => ({
  description,
  type: 'object',
  additionalProperties: false,
  ...(required.length > 0 && { required }),
  properties,
})

/** The type of a value as JSON Schema calls it. */
export function typeOf(value: unknown): string {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'array'
  return Number.isInteger(value) ? 'integer' : typeof value
}

/** The types that a schema allows. */
export const typesOf = ({ type, const: only, enum: values }: Schema): readonly string[] =>
  type === undefined
    ? [typeOf(only ?? (values as readonly unknown[] | undefined)?.[0])]
    : ((Array.isArray(type) ? type : [type]) as readonly string[])
