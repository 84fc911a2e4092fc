import { Ajv, type ValidateFunction } from 'ajv'
import type { Schema } from './schema-parts.ts'

const ajv = new Ajv({
  allErrors: true,
  verbose: true,
  allowUnionTypes: true,
  ownProperties: true,
  strictTypes: false,
  keywords: ['editor'],
  // Every command waits for it to be compiled: to make its code shorter takes as long as all the rest, and a manifest is
  // checked once. That the schemas are schemas is what tests are for.
  code: { optimize: false },
  validateSchema: false,
})
const compiled = new WeakMap<Schema, ValidateFunction>()

/** Compiled once, when it is first asked for. */
export function validatorOf(schema: Schema): ValidateFunction {
  const validate = compiled.get(schema) ?? ajv.compile(schema)
  compiled.set(schema, validate)
  return validate
}

export const isValid = (value: unknown, schema: Schema): boolean => validatorOf(schema)(value)
