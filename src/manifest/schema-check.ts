import { Ajv, type ValidateFunction } from 'ajv'
import type { Findings } from './diagnostic.ts'
import type { Parsed } from './place.ts'
import { fragmentSchema, manifestSchema } from './schema.ts'
import { explain } from './schema-errors.ts'

const ajv = new Ajv({ allErrors: true, verbose: true, allowUnionTypes: true, ownProperties: true, strictTypes: false })
const compiled = new Map<string, ValidateFunction>()

const SCHEMAS = { manifest: manifestSchema, fragment: fragmentSchema }

/** Form only: what the JSON Schema says, in the words of the person who wrote the file. */
export function checkSchema(parsed: Parsed, name: keyof typeof SCHEMAS, findings: Findings): void {
  const validate = compiled.get(name) ?? ajv.compile(SCHEMAS[name])
  compiled.set(name, validate)
  if (validate(parsed.value)) return
  for (const { path, ...finding } of explain(validate.errors ?? [], parsed.written))
    findings.at({ parsed, path }, finding)
}
