import { Ajv, type ValidateFunction } from 'ajv'
import { perObject } from '../../once.ts'
import { eachBelow } from './editor/below.ts'
import { numbered } from './numbered.ts'
import type { Schema } from './schema-parts.ts'

/** ajv copies all errors whenever a part has some: with some in each of many repositories, that takes quadratic time. */
export const appending = (code: string): string =>
  code.replaceAll(
    /vErrors = vErrors === null \? ([\w.]+) : vErrors\.concat\(\1\);/g,
    'if(vErrors === null)vErrors = $1;else for(const one of $1)vErrors.push(one);',
  )

/** With one function for each rule, which others refer to, so that nothing is compiled twice. */
export const ajv = new Ajv({
  allErrors: true,
  allowUnionTypes: true,
  ownProperties: true,
  strictTypes: false,
  // That the schemas are schemas is what tests are for.
  validateSchema: false,
  code: { source: true, esm: true, process: appending },
})

const added = new Map<string, string>()

/** The name of the rule that a schema is to a validator; schemas that differ in words alone are one. */
const ruleOf = perObject((schema: Schema): string =>
  ruleNamed(eachBelow(asRule(schema), '', inner => ({ $ref: ruleOf(inner) }))),
)

/** Without what is there for readers and editors. */
function asRule({ $schema, title, description, default: usual, examples, editor, ...rule }: Schema): Schema {
  return rule
}

function ruleNamed(rule: Schema): string {
  const text = JSON.stringify(rule)
  const name = added.get(text) ?? `rule${added.size}`
  if (!added.has(text)) ajv.addSchema(rule, name)
  added.set(text, name)
  return name
}

/** The names of rules, by the numbers of schemas. */
export const RULES: readonly string[] = numbered().map(ruleOf)

export const validatorAt = (number: number): ValidateFunction =>
  ajv.getSchema(RULES[number] as string) as ValidateFunction
