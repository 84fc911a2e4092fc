import type { ErrorObject } from 'ajv'
import { grouped } from '../../collate.ts'
import { withoutVariable } from './schema.ts'
import type { Schema } from './schema-parts.ts'
import { pathOf, problemOf, type SchemaProblem, typeOf, typesOf, type Written, wrongType } from './schema-words.ts'

/** The validator's errors in words for whoever wrote the file, without the noise that alternatives make. */
export function explain(errors: readonly ErrorObject[], written: Written): readonly SchemaProblem[] {
  const choices = new Map(errors.filter(isChoice).map(choice => [placeOf(choice), choice]))
  const byChoice = grouped(errors, error => choiceAround(error, choices))
  return (byChoice.get(undefined) ?? []).flatMap(error =>
    isChoice(error) ? explainChoice(error, byChoice.get(error) ?? [], written) : [problemOf(error, written)],
  )
}

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
  written: Written,
): readonly SchemaProblem[] {
  const branches = choice.schema as readonly Schema[]
  const branch =
    withoutVariable(choice.parentSchema as Schema) ??
    branches.find(branch => typesOf(branch).includes(typeOf(choice.data))) ??
    branches.find(branch => branch.enum)
  if (branch === undefined) return [wrongType(pathOf(choice), branches.flatMap(typesOf), choice.data, written)]
  const start = `${choice.schemaPath}/${branches.indexOf(branch)}/`
  return explain(
    inside.filter(({ schemaPath }) => schemaPath.startsWith(start)),
    written,
  )
}
