import { isFields } from '../../../kinds/canonical.ts'
import { toldOf, toolOf } from '../../../kinds/foreign.ts'
import { nearest } from '../../../nearest.ts'
import { clipped } from '../../../words.ts'
import type { Finding } from '../../text/findings.ts'
import type { KeyHere } from '../../text/values.ts'
import { manifestSchema, repository } from '../schema.ts'
import { memberOf, propertiesOf } from '../schema-at.ts'
import { isValid } from '../validator.ts'
import { abridged } from './abridged.ts'
import { fitted } from './fit.ts'
import { foreign, foreignOf, spelled } from './home.ts'
import { isName } from './in-parts.ts'
import { linesOf } from './lines.ts'

const FIELDS = Object.keys(propertiesOf(repository))
/** Whether a key is one of a repository, or is meant as one. */
export const isField = (key: string): boolean =>
  spelled(key, repository) !== undefined || foreign(key, repository) !== undefined || nearest(key, FIELDS) !== undefined

/** Nobody calls a repository by chance nearly as a field with more letters. */
const LONG = 8

/**
 * A field of a repository among the names of repositories, where it would be one to create. Whoever has a repository that is
 * really called so writes it with quotes.
 */
export function fieldAsName(name: string, { isQuoted, before, value }: KeyHere): Finding | undefined {
  if (isQuoted || name.includes('/')) return undefined
  const { instead } = foreignOf(name, repository) ?? {}
  if (instead && !isRepository(value))
    return { code, summary: `${quoted(name)} is a name of another tool, ${AMONG}`, ...toldOf(instead, value) }
  const field = fieldIn(name, value)
  if (field === undefined) return undefined
  const mayBe = isName(name)
    ? ` If one is really called so, write its name with quotes: ${JSON.stringify(clipped(name))}:`
    : ''
  return {
    code,
    summary: `${quoted(name)} ${whatIs(name, field)}, ${AMONG}`,
    detail: `A repository of that name would be meant, and none would get the setting.${mayBe}`,
    hint:
      before === undefined
        ? 'Indent it below its repository, or write it for all repositories:'
        : 'Indent it below its repository:',
    example: exampleOf(field, name, value, before),
  }
}

const code = 'FIELD_AS_REPOSITORY'
const AMONG = 'and stands among the names of repositories'
const quoted = (name: string): string => `"${clipped(name)}"`

function whatIs(name: string, field: string): string {
  if (name === field) return 'is a field of a repository'
  const tool = (spelled(name, repository) ?? foreign(name, repository)) ? toolOf(name) : undefined
  return tool === undefined ? `is nearly ${field}, a field of a repository` : `is ${tool}'s name of ${field}`
}

/** The field that is meant; a short word is one only where it cannot be a repository. */
function fieldIn(name: string, value: unknown): string | undefined {
  const home = spelled(name, repository) ?? foreign(name, repository)
  if (home) return String(home.path[0])
  const near = nearest(name, FIELDS)
  return near !== undefined && (near.length > LONG || !isRepository(value)) ? near : undefined
}

const isRepository = (value: unknown): boolean => isFields(value) && isValid(value, repository)

function exampleOf(field: string, name: string, given: unknown, owner: string | undefined): readonly string[] {
  const { value, isCut } = abridged(given)
  const home = spelled(name, repository) ?? foreign(name, repository) ?? { path: [field] }
  const [first = field, second] = home.path
  const isSaid = !isFields(value) || Object.keys(value).length > 0
  const made = !isSaid
    ? undefined
    : fitted(second === undefined ? value : { ...home.beside, [second]: value }, memberOf(repository, first))
  if (made === undefined)
    return owner === undefined
      ? ['defaults:', '  - match: "**"', `    ${first}: …`]
      : ['repositories:', `  ${owner}:`, `    ${first}: …`]
  return linesOf(
    owner === undefined
      ? { defaults: [{ match: '**', [first]: made }] }
      : { repositories: { [owner]: { [first]: made } } },
    isCut,
  )
}

/** What stands at the root is no name of a repository either, unless it could be one. */
export function rootAsName(name: string, { isQuoted, value }: KeyHere): Finding | undefined {
  if (isQuoted || !isOfRoot(name) || isRepository(value)) return undefined
  const made = fitted(abridged(value).value, memberOf(manifestSchema, name))
  if (made === undefined) return undefined
  return {
    code,
    summary: `${quoted(name)} is a key of the root, ${AMONG}`,
    detail: `What it says would be taken for settings of a repository called ${clipped(name)}.`,
    hint: name === 'repositories' ? 'Remove the second repositories:' : 'Do not indent it:',
    example: linesOf({ [name]: made }, abridged(value).isCut),
  }
}

/** The key of the root that is meant by a word that is none. */
export const meantAtRoot = (key: string): string | undefined =>
  isOfRoot(key) ? undefined : nearest(key, Object.keys(propertiesOf(manifestSchema)))

const isOfRoot = (key: string): boolean => Object.hasOwn(propertiesOf(manifestSchema), key)
