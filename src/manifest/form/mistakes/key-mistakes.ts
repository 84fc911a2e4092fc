import { isFields } from '../../../kinds/canonical.ts'
import { type Foreign, toldOf, toolOf } from '../../../kinds/foreign.ts'
import type { Path } from '../../../kinds/kind.ts'
import type { Fields } from '../../../model.ts'
import { nearest } from '../../../nearest.ts'
import { clipped } from '../../../words.ts'
import { TARGETS } from '../facets.ts'
import { branchFor, memberOf, propertiesOf, shapedAt } from '../schema-at.ts'
import type { Schema } from '../schema-parts.ts'
import { exampleAround, exampleFor } from './example.ts'
import { fitted } from './fit.ts'
import { deeper, foreign, foreignOf, type Home, listOf, spelled } from './home.ts'
import { inParts, isName } from './in-parts.ts'
import { linesOf } from './lines.ts'
import { keyOf, type Misfit, type Mistake, type Said } from './misfit.ts'

const ofTool = (key: string): Said => {
  const tool = toolOf(key)
  return tool === undefined ? {} : { summary: `"${clipped(key)}" is a name of ${tool}` }
}

/** What has no counterpart here. */
const strange: Mistake = ({ path, schema, value, whole }) => {
  const key = keyOf({ path })
  const instead = foreignOf(key, schema)?.instead ?? insideOf(value, schema)?.instead
  if (instead === undefined) return undefined
  const others = path.length === 1 && isFields(whole.value) ? Object.keys(whole.value) : []
  const alike = others.filter(other => foreignOf(other, schema)?.instead === instead)
  const covers = [path, ...(path.length === 1 ? NOT_OURS : []), ...alike.map(other => [other])]
  return { ...ofTool(key), ...toldOf(instead, value), covers }
}

/** What a file of another tool lacks of a manifest. */
const NOT_OURS: readonly Path[] = [['version'], ['name']]

/** `lifecycle: { prevent_destroy: true }` is no policy. */
const insideOf = (value: unknown, schema: Schema): Foreign | undefined =>
  isFields(value)
    ? Object.keys(value)
        .map(key => foreignOf(key, schema))
        .find(found => found?.instead && !found.isName)
    : undefined

/** What is called otherwise here. */
const renamed: Mistake = misfit => {
  const key = keyOf(misfit)
  const ofSpelling = spelled(key, misfit.schema)
  const home = ofSpelling ?? foreign(key, misfit.schema)
  if (home === undefined) return undefined
  const name = home.path.join('.')
  const tool = toolOf(key)
  if (tool === undefined) return { ...moved(home, misfit), hint: `Did you mean "${name}"?` }
  return {
    ...(ofSpelling ? { summary: `"${clipped(key)}" is spelled as in ${tool}` } : ofTool(key)),
    ...moved(home, misfit),
    hint: `Here it is ${name}${exampleAt(home, misfit) ? ':' : '.'}`,
  }
}

/** What stands one level too high. */
const tooHigh: Mistake = misfit => {
  const home = deeper(keyOf(misfit), misfit.schema)
  if (home === undefined) return undefined
  return {
    ...moved(home, misfit),
    hint: `It belongs under ${home.path[0]}: indent it there${exampleAt(home, misfit) ? ':' : '.'}`,
  }
}

function exampleAt({ path: [first = '', second], beside }: Home, { schema, value }: Misfit) {
  const given = second === undefined ? value : { ...beside, [second]: value }
  return exampleFor(first, given, memberOf(schema, first))
}

/** Where it should be, it is not missing any more. */
function moved(home: Home, misfit: Misfit): Said {
  const example = exampleAt(home, misfit)
  return { ...(example && { example }), covers: [misfit.path, ...meantPath(misfit, String(home.path[0]))] }
}

/** A key that is meant is not missing any more; one that is there too has mistakes of its own. */
function meantPath({ path, whole }: Misfit, key: string): readonly Path[] {
  const around = path.slice(0, -1)
  const { value } = shapedAt(whole, around)
  return isFields(value) && Object.hasOwn(value, key) ? [] : [[...around, key]]
}

/** Names that mean something in many places. */
const EVERYWHERE = ['name', 'version', 'targets', 'description', 'match', 'vars', 'unmanaged']

/** What stands one level or more too deep. */
const tooDeep: Mistake = ({ path, value, whole }) => {
  const key = keyOf({ path })
  if (EVERYWHERE.includes(key) || path.slice(0, -1).includes(key)) return undefined
  for (let length = path.length - 2; length >= 0; length--) {
    const { value: around, schema } = shapedAt(whole, path.slice(0, length))
    const map = branchFor(around, schema)
    if (!Object.hasOwn(propertiesOf(map), key)) continue
    const example = exampleFor(key, value, memberOf(map, key))
    const where =
      length === 0
        ? 'It belongs at the root: do not indent it'
        : `It belongs beside ${clipped(String(path[length]))}: indent it as far as that`
    return { hint: `${where}${example ? ':' : '.'}`, ...(example && { example }) }
  }
  return undefined
}

/** A setting of repositories at the root. */
const settingAtRoot: Mistake = ({ path, value, schema }) => {
  if (path.length > 1) return undefined
  const key = keyOf({ path })
  const layer = propertiesOf(schema).defaults?.items as Schema | undefined
  const home = layer && !Object.hasOwn(schema.properties as object, key) && (spelled(key, layer) ?? foreign(key, layer))
  if (!layer || !home) return undefined
  const [first = '', second] = home.path
  const made = fitted(second === undefined ? value : { ...home.beside, [second]: value }, memberOf(layer, first))
  return {
    ...ofTool(key),
    detail: 'It is a setting of repositories, and stands at the root.',
    hint: 'Indent it below its repository, or write it for all repositories:',
    example:
      made === undefined
        ? ['defaults:', '  - match: "**"', `    ${first}: …`]
        : linesOf({ defaults: [{ match: '**', [first]: made }] }),
  }
}

/** One that is also called nearly as a key of the root. */
const exactSettingAtRoot: Mistake = misfit => {
  const layer = propertiesOf(misfit.schema).defaults?.items as Schema | undefined
  return layer && Object.hasOwn(propertiesOf(layer), keyOf(misfit)) ? settingAtRoot(misfit) : undefined
}

/** A repository at the root. */
const repositoryAtRoot: Mistake = ({ path, value, schema }) => {
  const key = keyOf({ path })
  if (path.length > 1 || !isName(key) || !isFields(value)) return undefined
  const made = fitted(value, memberOf(propertiesOf(schema).repositories ?? {}, key))
  const isNamed = key.includes('/') || (made !== undefined && Object.keys(value).length > 0)
  if (!isNamed) return undefined
  return {
    detail: 'It looks like the name of a repository, and stands at the root.',
    hint: 'Write it below repositories, indented:',
    example: linesOf({ repositories: { [key]: made ?? {} } }),
    covers: [path],
  }
}

/** Keys of one of the things that have names, without its name: `region: eu-west-1` at the root. */
const withoutName: Mistake = ({ path, schema, whole }) => {
  const key = keyOf({ path })
  if (path.length > 1 || EVERYWHERE.includes(key) || !isFields(whole.value)) return undefined
  const sections = Object.entries(propertiesOf(schema)).filter(([, { additionalProperties: of }]) => isFields(of))
  for (const [section, { additionalProperties: of }] of sections) {
    const known = propertiesOf(of as Schema)
    if (!Object.hasOwn(known, key)) continue
    const own = Object.entries(whole.value).filter(
      ([other]) => Object.hasOwn(known, other) && !Object.hasOwn(propertiesOf(schema), other),
    )
    const example = exampleFor(
      section,
      { [NAMES[section] ?? 'standard']: Object.fromEntries(own) },
      memberOf(schema, section),
    )
    return {
      detail: `It is said of one of the ${section}, which each have a name.`,
      hint: `It belongs under ${section}${example ? ':' : '.'}`,
      ...(example && { example }),
      covers: own.map(([other]) => [other]),
    }
  }
  return undefined
}

/** What one of them may be called. */
const NAMES: Readonly<Record<string, string>> = { [TARGETS]: 'prod' }

/** Keys of one thing without the list that it stands in. */
const withoutList: Mistake = ({ path, schema, whole }) => {
  const key = keyOf({ path })
  const found = EVERYWHERE.includes(key) ? undefined : listOf(key, schema)
  if (found === undefined) return undefined
  const { parent, item } = found
  const around = path.slice(0, -1)
  const known = propertiesOf(item)
  const own = Object.entries(shapedAt(whole, around).value as Fields).filter(
    ([key]) => Object.hasOwn(known, key) && !Object.hasOwn(propertiesOf(schema), key),
  )
  const example = exampleFor(parent, [Object.fromEntries(own)], memberOf(schema, parent))
  return {
    hint: `It belongs into an item of ${parent}${example ? ':' : '.'}`,
    ...(example && { example, covers: own.map(([key]) => [...around, key]) }),
  }
}

/** A typing error. */
const near: Mistake = misfit => {
  const { path, value, schema } = misfit
  const known = nearest(keyOf({ path }), Object.keys(propertiesOf(schema)))
  if (known === undefined) return undefined
  const example = exampleFor(known, value, memberOf(schema, known))
  return {
    hint: `Did you mean "${known}"?`,
    ...(example && { example }),
    covers: meantPath(misfit, known),
  }
}

/** A form of another setting, or one that is mixed up as a whole. */
const misshapen: Mistake = misfit => {
  const found = exampleAround(misfit)
  if (found === undefined) return undefined
  return { hint: 'Write:', example: found.example, covers: [found.path] }
}

export const KEY_MISTAKES: readonly Mistake[] = [
  strange,
  exactSettingAtRoot,
  renamed,
  settingAtRoot,
  withoutName,
  tooHigh,
  withoutList,
  tooDeep,
  inParts,
  near,
  repositoryAtRoot,
  misshapen,
]
