import { Ajv, type ValidateFunction } from 'ajv'
import { eachBelow } from './editor/below.ts'
import { NUMBERED, numberOf } from './numbered.ts'
import type { Schema } from './schema-parts.ts'

/** One function for each schema that is numbered, and what stands in it by reference, so that nothing is compiled twice. */
export const ajv = new Ajv({
  allErrors: true,
  allowUnionTypes: true,
  ownProperties: true,
  strictTypes: false,
  // That the schemas are schemas is what tests are for.
  validateSchema: false,
  code: { source: true, esm: true },
})

const referred = (schema: Schema): Schema => ({ $ref: String(numberOf(schema)) })

/** Without what is there for readers and editors. */
function asRule({ $schema, title, description, default: usual, examples, editor, ...rule }: Schema): Schema {
  return rule
}

NUMBERED.forEach((schema, number) => {
  ajv.addSchema(eachBelow(asRule(schema), '', referred), String(number))
})

export const validatorAt = (number: number): ValidateFunction => ajv.getSchema(String(number)) as ValidateFunction
