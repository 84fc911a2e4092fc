/** A JSON Schema, as far as ours go. */
export type Schema = Readonly<Record<string, unknown>>

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
