import type { ErrorObject } from 'ajv'
import type { Path } from '../../kinds/kind.ts'
import type { Fields } from '../../model.ts'
import { saidOf } from './mistakes/list.ts'
import type { Misfit } from './mistakes/misfit.ts'
import { alternativesOf, type Shaped, shapedAt } from './schema-at.ts'
import { type Schema, typeOf, typesOf } from './schema-parts.ts'
import { pathOf, problemOf, type SchemaProblem, type Written, wrongType } from './schema-words.ts'
import { errorsOf } from './validator.ts'
import { withoutVariable } from './variable-schema.ts'

/** What was checked, and the text of its scalars. */
export interface Checked extends Shaped {
  readonly written: Written
}

/** A part of what was checked, and the JSON pointer to it. */
interface Part extends Shaped {
  readonly pointer: string
}

/** The validator's errors in words for whoever wrote the file, without the noise that alternatives make. */
export const explain = (checked: Checked): readonly SchemaProblem[] =>
  eachOnce(problemsIn({ value: checked.value, schema: checked.schema, pointer: '' }, checked))

function problemsIn(part: Part, checked: Checked): readonly SchemaProblem[] {
  const errors = errorsOf(part.value, part.schema)
  const choices = new Set(errors.filter(isChoice).map(({ instancePath }) => instancePath))
  return errors
    .filter(error => !isInChoice(error, choices))
    .map(error => placed(error, part))
    .flatMap(error => (isChoice(error) ? explainChoice(error, checked) : [meant(error, checked)]))
}

/** With the value and the schema that it is about; on the way to them there is no choice. */
function placed(error: ErrorObject, part: Part): ErrorObject {
  const { value, schema } = shapedAt(part, pathOf(error))
  return { ...error, instancePath: `${part.pointer}${error.instancePath}`, data: value, parentSchema: schema }
}

/** In the words of the mistake that it is, where it is a known one. */
function meant(error: ErrorObject, checked: Checked): SchemaProblem {
  const problem = problemOf(error, checked.written)
  const sort = SORTS[error.keyword]
  if (sort === undefined || problem.code === 'LIVE_NOT_MERGED') return problem
  const { data, parentSchema } = error
  const value = sort === 'key' ? (data as Fields)[String(error.params.additionalProperty)] : data
  return said(problem, { sort, path: problem.path, value, schema: parentSchema as Schema, whole: checked })
}

const SORTS: Readonly<Record<string, Misfit['sort']>> = {
  additionalProperties: 'key',
  type: 'value',
  enum: 'value',
  const: 'value',
}

const said = (problem: SchemaProblem, misfit: Misfit): SchemaProblem => ({ ...problem, ...saidOf(misfit) })

/** Without what one mistake makes look like several. */
function eachOnce(problems: readonly SchemaProblem[]): readonly SchemaProblem[] {
  const owners = new Map<string, SchemaProblem>()
  for (const problem of problems)
    for (const path of problem.covers ?? []) {
      const key = keyOf(path)
      if (!owners.has(key)) owners.set(key, problem)
    }
  const isOwn = (problem: SchemaProblem) =>
    beginningsOf(problem.missing ?? problem.path).every(path => (owners.get(keyOf(path)) ?? problem) === problem)
  return problems.filter(isOwn)
}

const keyOf = (path: Path): string => JSON.stringify(path.map(String))

const beginningsOf = (path: Path): readonly Path[] => path.map((_step, index) => path.slice(0, index + 1))

const isChoice = ({ keyword }: ErrorObject): boolean => keyword === 'anyOf'

/** What its forms say of a value, and of all below it: a schema with forms says nothing besides. */
function isInChoice(error: ErrorObject, choices: ReadonlySet<string>): boolean {
  const above = isChoice(error) ? prefixes(error.instancePath).slice(0, -1) : prefixes(error.instancePath)
  return above.some(pointer => choices.has(pointer))
}

/** `/a/b` → ``, `/a`, `/a/b`. */
const prefixes = (pointer: string): readonly string[] =>
  pointer.split('/').map((_step, index, steps) => steps.slice(0, index + 1).join('/'))

/** Each alternative has a JSON type of its own: the one that fits the value says what is wrong with it. */
function explainChoice(choice: ErrorObject, checked: Checked): readonly SchemaProblem[] {
  const { data: value, instancePath: pointer } = choice
  const schema = choice.parentSchema as Schema
  const branches = alternativesOf(schema)
  const branch =
    withoutVariable(schema) ??
    branches.find(branch => typesOf(branch).includes(typeOf(value))) ??
    branches.find(branch => branch.enum)
  if (branch) return problemsIn({ value, schema: branch, pointer }, checked)
  const path = pathOf(choice)
  const problem = wrongType({ path, data: value, schema: {}, types: branches.flatMap(typesOf) }, checked.written)
  return [said(problem, { sort: 'value', path, value, schema, whole: checked })]
}
