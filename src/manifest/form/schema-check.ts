import type { Fields } from '../../model.ts'
import { diagnosticAt, type Findings } from '../text/findings.ts'
import type { Parsed } from '../text/place.ts'
import { REPOSITORY_KINDS, TARGETS } from './facets.ts'
import { fragmentSchema, manifestSchema } from './schema.ts'
import { explain } from './schema-errors.ts'
import type { SchemaProblem, Written } from './schema-words.ts'
import { settingsSchema } from './settings-schema.ts'
import { isValid } from './validator.ts'

const SCHEMAS = { manifest: manifestSchema, fragment: fragmentSchema, settings: settingsSchema }

/** Form only: what the JSON Schema says, in the words of the person who wrote the file; nothing more of what is spoilt already. */
export function checkSchema(parsed: Parsed, name: 'manifest' | 'fragment', findings: Findings): void {
  const problems = problemsOf(parsed.value, name, parsed.written).filter(({ path, missing = path }) =>
    findings.isReadable({ parsed, path: missing }),
  )
  for (const problem of problems) {
    const {
      path,
      missing = path,
      covers = [],
      ...finding
    } = name === 'fragment' ? ofFragment(problem) : ofRegistry(ofDiscovered(problem))
    findings.add(diagnosticAt({ parsed, path }, finding))
    findings.spoil(parsed, missing)
    for (const meant of covers) findings.spoil(parsed, meant)
  }
}

/** Whether all of a value is judged, and nothing is to be said of it: what is ignored can hold anything. */
export const isOfForm = (value: Fields, name: 'manifest' | 'fragment'): boolean =>
  !Object.keys(value).some(key => key.startsWith('x-')) && isValid(value, SCHEMAS[name])

/** The form of one setting whose variables have been filled in. */
export const checkSetting = (facet: string, value: unknown): readonly SchemaProblem[] =>
  problemsOf({ [facet]: value }, 'settings', () => undefined)

function problemsOf(value: unknown, name: keyof typeof SCHEMAS, written: Written): readonly SchemaProblem[] {
  const whole = { value, schema: SCHEMAS[name], written }
  return isValid(value, whole.schema) ? [] : explain(whole)
}

/** What only a declared repository may have is known, but has no place among `discovered`. */
function ofDiscovered(problem: SchemaProblem): SchemaProblem {
  const [section, , key, ...rest] = problem.path
  if (section !== 'discovered' || rest.length > 0 || problem.code !== 'UNKNOWN_KEY') return problem
  const kind = REPOSITORY_KINDS.find(({ manifest }) => Object.hasOwn(manifest, String(key)))
  return kind?.onlyDeclared ? withWords(problem, kind.onlyDeclared) : problem
}

/** Which targets a layer is for is known, but has no place in a registry that is one map. */
function ofRegistry(problem: SchemaProblem): SchemaProblem {
  const [section, key, ...rest] = problem.path
  const isTargets = section === 'registry' && key === TARGETS && rest.length === 0 && problem.code === 'UNKNOWN_KEY'
  return isTargets
    ? withWords(problem, {
        detail: 'A map of settings is for all targets; layers of a list are each for their own.',
        hint: 'Write a list of layers: registry: [{ targets: […], … }].',
      })
    : problem
}

/** What only the root may say is known, but has no place in a fragment. */
function ofFragment(problem: SchemaProblem): SchemaProblem {
  const [key, ...rest] = problem.path
  const isOfRoot = rest.length === 0 && Object.hasOwn(manifestSchema.properties as object, String(key))
  return problem.code === 'UNKNOWN_KEY' && isOfRoot
    ? withWords(problem, {
        detail: 'A fragment is a part of one manifest.',
        hint: `Only the root says ${key}: remove it here.`,
      })
    : problem
}

/** Known in another place, so that nothing else is meant by it. */
const withWords = (
  { example: _, ...problem }: SchemaProblem,
  words: { readonly detail: string; readonly hint: string },
): SchemaProblem => ({ ...problem, ...words })
