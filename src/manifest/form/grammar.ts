import { isFields } from '../../kinds/canonical.ts'
import type { Path } from '../../kinds/kind.ts'
import { nearest } from '../../nearest.ts'
import { once } from '../../once.ts'
import type { Grammar, Stray } from '../text/mistakes/scene.ts'
import { foreignOf, spelled } from './mistakes/home.ts'
import { manifestSchema } from './schema.ts'
import { memberOf, propertiesOf } from './schema-at.ts'
import type { Schema } from './schema-parts.ts'
import { typesOf } from './schema-parts.ts'

/** The schemas of one value in all its forms. */
const formsOf = (schema: Schema): readonly Schema[] => (schema.anyOf as readonly Schema[] | undefined) ?? [schema]

const inner = (schema: unknown): readonly Schema[] => (isFields(schema) ? formsOf(schema) : [])

/** Every key with a fixed name, and the forms of what stands below it. */
function keysIn(schema: Schema, found: Map<string, Schema[]>): Map<string, Schema[]> {
  for (const [key, value] of Object.entries((schema.properties ?? {}) as Readonly<Record<string, Schema>>)) {
    found.set(key, [...(found.get(key) ?? []), ...inner(value)])
    for (const form of inner(value)) keysIn(form, found)
  }
  for (const form of [...inner(schema.items), ...inner(schema.additionalProperties)]) keysIn(form, found)
  return found
}

interface Words {
  readonly keys: ReadonlySet<string>
  /** Those of them that are maps wherever a setting stands. */
  readonly maps: ReadonlySet<string>
}

/** Looked for when a mistake is. */
const words = once(() => wordsIn(keysIn(manifestSchema, new Map()), keysIn(SETTINGS, new Map())))

const { guards: _, ...settings } = manifestSchema.properties as Readonly<Record<string, Schema>>
/** Without the guards, whose `tags` are a list, and seldom meant. */
const SETTINGS: Schema = { properties: settings }

type Forms = ReadonlyMap<string, readonly Schema[]>

const wordsIn = (forms: Forms, ofSettings: Forms): Words => ({
  keys: new Set(forms.keys()),
  maps: new Set([...ofSettings].filter(([, all]) => all.every(isMap)).map(([key]) => key)),
})

const root = manifestSchema.properties as Readonly<Record<string, Schema>>

const isMap = (schema: Schema): boolean => typesOf(schema).every(type => type === 'object')

/** The forms of a map that may stand at a path. */
const mapsAt = (path: Path): readonly Schema[] =>
  path
    .reduce<readonly Schema[]>(
      (all, step) => all.filter(one => takes(one, step)).flatMap(one => inner(memberOf(one, step))),
      [manifestSchema],
    )
    .filter(one => typesOf(one).includes('object'))

const takes = (schema: Schema, step: Path[number]): boolean =>
  typesOf(schema).includes(typeof step === 'number' ? 'array' : 'object')

/** Which keys it may have is said. */
const isKnown = (schema: Schema): boolean => isOpen(schema) || schema.additionalProperties === false

const isOpen = ({ additionalProperties: others }: Schema): boolean => isFields(others)

const isNamed = (key: string, schema: Schema): boolean =>
  Object.hasOwn(propertiesOf(schema), key) ||
  Object.keys((schema.patternProperties ?? {}) as object).some(form => new RegExp(form).test(key))

/** A key of a map as it is, as another tool calls it, or mistyped. */
const isMeant = (key: string, schema: Schema): boolean =>
  spelled(key, schema) !== undefined ||
  foreignOf(key, schema) !== undefined ||
  nearest(key, Object.keys(propertiesOf(schema))) !== undefined

function isMeantWithin({ key, path, within, isSimple }: Stray, isEmpty: boolean): boolean {
  const [around, inside] = [mapsAt(path), mapsAt(within)]
  if (around.length === 0 || !around.every(isKnown) || around.some(one => isNamed(key, one))) return false
  if (around.some(isOpen)) return isSimple && inside.some(one => isNamed(key, one)) && !takesSimple(path, key)
  if (inside.some(one => isNamed(key, one))) return true
  return (
    isEmpty && !around.some(one => isMeant(key, one)) && inside.some(isOpen) && isSimple === takesSimple(within, key)
  )
}

/** Neither a map nor a list belongs there. */
const takesSimple = (path: Path, key: string): boolean =>
  mapsAt(path)
    .flatMap(one => inner(memberOf(one, key)))
    .some(one => typesOf(one).some(type => !/^(object|array|null)$/.test(type)))

/** The words of a manifest, out of its schema. */
export const GRAMMAR: Grammar = {
  get keys() {
    return words().keys
  },
  rootKeys: new Set(Object.keys(root)),
  sections: new Set(Object.keys(root).filter(key => isFields(root[key]?.additionalProperties))),
  isMapAt: path => words().maps.has(String(path.at(-1))) || (path.length === 2 && path[0] === 'repositories'),
  isOfNames: path => path.length === 1 && path[0] === 'repositories',
  isMeantWithin,
}
