import type { ErrorObject } from 'ajv'
import { validatorAt } from './compiled.ts'
import { numberOf } from './numbered.ts'
import type { Schema } from './schema-parts.ts'

/** What the validator says of a value, with all errors of all its alternatives. */
export function errorsOf(value: unknown, schema: Schema): readonly ErrorObject[] {
  const validate = validatorAt(numberOf(schema))
  return validate(value) ? [] : (validate.errors ?? [])
}

export const isValid = (value: unknown, schema: Schema): boolean => validatorAt(numberOf(schema))(value)
