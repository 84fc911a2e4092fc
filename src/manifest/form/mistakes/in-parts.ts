import { isFields } from '../../../kinds/canonical.ts'
import type { Path } from '../../../kinds/kind.ts'
import type { Fields } from '../../../model.ts'
import { nearest } from '../../../nearest.ts'
import { clipped } from '../../../words.ts'
import { propertiesOf, shapedAt } from '../schema-at.ts'
import type { Schema } from '../schema-parts.ts'
import { abridged } from './abridged.ts'
import { fitted } from './fit.ts'
import { spelled } from './home.ts'
import { linesOf } from './lines.ts'
import { keyOf, type Mistake } from './misfit.ts'

/** Whether a repository could be called so. */
export const isName = (key: string): boolean => /^[a-z0-9]+(?:[._/-]+[a-z0-9]+)*$/.test(key)

/** The name of a repository in parts, as a tree of folders. */
export const inParts: Mistake = ({ path, value, schema: repository, whole }) => {
  const [section, first = '', , ...rest] = path
  if (section !== 'repositories' || rest.length > 0 || !isPart(keyOf({ path }), value, repository)) return undefined
  const around = shapedAt(whole, path.slice(0, 2)).value as Fields
  const parts = partsOf(around, repository)
  // The first of them speaks for all.
  if (parts[0]?.[0] !== keyOf({ path })) return {}
  const { value: shown, isCut } = abridged(Object.fromEntries(parts))
  const names = Object.entries(shown as Fields).flatMap(([key, one]) => leavesOf(`${first}/${key}`, one, repository))
  return {
    summary: `"${clipped(keyOf({ path }))}" stands below "${clipped(String(first))}", where its settings stand`,
    detail: 'The name of a repository is one text with slashes, and not a tree.',
    hint: 'Write each whole name in one line:',
    example: linesOf({ [String(section)]: Object.fromEntries(names) }, isCut),
    covers: parts.map(([key]): Path => [section, first, key]),
  }
}

/** A map, or nothing, under what could be a part of a name, and is no field. */
function isPart(key: string, value: unknown, repository: Schema): boolean {
  if (!isName(key) || !isFields(value) || Object.hasOwn(propertiesOf(repository), key)) return false
  const isField =
    spelled(key, repository) !== undefined || nearest(key, Object.keys(propertiesOf(repository))) !== undefined
  if (fitted(abridged(value).value, repository) !== undefined) return true
  return !isField && Object.values(value).every(isFields)
}

const known = new WeakMap<Fields, readonly (readonly [string, unknown])[]>()

/** Of very many in one place, each is asked about the others: they are looked for once. */
function partsOf(around: Fields, repository: Schema): readonly (readonly [string, unknown])[] {
  const parts = known.get(around) ?? Object.entries(around).filter(([key, value]) => isPart(key, value, repository))
  known.set(around, parts)
  return parts
}

/** The repositories at the ends of the tree. */
function leavesOf(name: string, value: unknown, repository: Schema): readonly (readonly [string, unknown])[] {
  const made = fitted(value, repository)
  if (made !== undefined) return [[name, made]]
  const parts = isFields(value) ? Object.entries(value).filter(([key, one]) => isPart(key, one, repository)) : []
  return parts.length === 0 ? [[name, {}]] : parts.flatMap(([key, one]) => leavesOf(`${name}/${key}`, one, repository))
}
