import { Ajv, type ValidateFunction } from 'ajv'
import { planSchema, receiptSchema } from '../render/output-schemas.ts'

export const ajv = new Ajv({
  allowUnionTypes: true,
  ownProperties: true,
  strictTypes: false,
  // That the schemas are schemas is what tests are for.
  validateSchema: false,
  code: { source: true, esm: true },
})

/** The names of schemas, by those of their validators. */
export const SCHEMAS = { isPlan: 'plan', isReceiptLine: 'receipt' } as const

ajv.addSchema(planSchema, SCHEMAS.isPlan)
ajv.addSchema(receiptSchema, SCHEMAS.isReceiptLine)

export const isPlan = ajv.getSchema(SCHEMAS.isPlan) as ValidateFunction
export const isReceiptLine = ajv.getSchema(SCHEMAS.isReceiptLine) as ValidateFunction
