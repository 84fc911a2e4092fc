import type { ErrorObject } from 'ajv'
import { grouped } from '../../collate.ts'
import type { Path } from '../../kinds/kind.ts'
import type { Fields } from '../../model.ts'
import { saidOf } from './mistakes/list.ts'
import type { Misfit } from './mistakes/misfit.ts'
import type { Shaped } from './schema-at.ts'
import { type Schema, typeOf, typesOf } from './schema-parts.ts'
import { pathOf, problemOf, type SchemaProblem, type Written, wrongType } from './schema-words.ts'
import { withoutVariable } from './variable-schema.ts'

/** What was checked, and the text of its scalars. */
export interface Checked extends Shaped {
  readonly written: Written
}

/** The validator's errors in words for whoever wrote the file, without the noise that alternatives make. */
export const explain = (errors: readonly ErrorObject[], checked: Checked): readonly SchemaProblem[] =>
  eachOnce(problemsIn(errors, checked))

function problemsIn(errors: readonly ErrorObject[], checked: Checked): readonly SchemaProblem[] {
  const choices = new Map(errors.filter(isChoice).map(choice => [placeOf(choice), choice]))
  const byChoice = grouped(errors, error => choiceAround(error, choices))
  return (byChoice.get(undefined) ?? []).flatMap(error =>
    isChoice(error) ? explainChoice(error, byChoice.get(error) ?? [], checked) : [meant(error, checked)],
  )
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

const placeOf = ({ schemaPath, instancePath }: Pick<ErrorObject, 'schemaPath' | 'instancePath'>): string =>
  `${schemaPath} ${instancePath}`

/** The outermost choice that an error is a part of: looked up by every place above it, not searched. */
function choiceAround(error: ErrorObject, choices: ReadonlyMap<string, ErrorObject>): ErrorObject | undefined {
  const around = prefixes(error.schemaPath).filter(path => path.endsWith('/anyOf') && path !== error.schemaPath)
  for (const schemaPath of around)
    for (const instancePath of prefixes(error.instancePath)) {
      const choice = choices.get(placeOf({ schemaPath, instancePath }))
      if (choice) return choice
    }
  return undefined
}

/** `/a/b` → ``, `/a`, `/a/b`. */
const prefixes = (path: string): readonly string[] =>
  path.split('/').map((_step, index, steps) => steps.slice(0, index + 1).join('/'))

/** Each alternative has a JSON type of its own: the one that fits the value says what is wrong with it. */
function explainChoice(
  choice: ErrorObject,
  inside: readonly ErrorObject[],
  checked: Checked,
): readonly SchemaProblem[] {
  const branches = choice.schema as readonly Schema[]
  const branch =
    withoutVariable(choice.parentSchema as Schema) ??
    branches.find(branch => typesOf(branch).includes(typeOf(choice.data))) ??
    branches.find(branch => branch.enum)
  if (branch === undefined) {
    const [path, { data: value }, schema] = [pathOf(choice), choice, choice.parentSchema as Schema]
    const problem = wrongType({ path, data: value, schema: {}, types: branches.flatMap(typesOf) }, checked.written)
    return [said(problem, { sort: 'value', path, value, schema, whole: checked })]
  }
  const start = `${choice.schemaPath}/${branches.indexOf(branch)}/`
  return problemsIn(
    inside.filter(({ schemaPath }) => schemaPath.startsWith(start)),
    checked,
  )
}
