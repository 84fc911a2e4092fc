import { isFields } from '../../../kinds/canonical.ts'
import type { Fields } from '../../../model.ts'
import { propertiesOf } from '../schema-at.ts'
import { ANYTHING, type Schema, typesOf } from '../schema-parts.ts'
import { isValid } from '../validator.ts'
import type { Fit } from './fit.ts'

/** One thing where a list of such belongs, or a map of them by name. */
export function asList(value: unknown, schema: Schema, fitInto: Fit): unknown {
  const items = (schema.items ?? ANYTHING) as Schema
  const all = (list: readonly unknown[]) => {
    const made = list.map(item => fitInto(item, items))
    return made.includes(undefined) ? undefined : made
  }
  if (Array.isArray(value)) return all(value)
  if (!isFields(value)) return typeof value === 'string' ? all([value]) : undefined
  const one = fitInto(value, items)
  if (one !== undefined && isValid(one, items)) return [one]
  const ofAll = forAll(value, items) && fitInto({ match: '**', ...value }, items)
  if (ofAll !== undefined && ofAll !== false && isValid(ofAll, items)) return [ofAll]
  const list = unwrapped(value) ?? byName(value, items)
  return list && all(list)
}

/** Settings of a layer that does not say which repositories it is for. */
const forAll = (value: Fields, items: Schema): boolean =>
  ((items.required ?? []) as readonly string[]).includes('match') &&
  Object.keys(value).length > 0 &&
  Object.keys(value).every(key => Object.hasOwn(propertiesOf(items), key))

/** `rules: { rules: [...] }`: the list that was meant, a level too deep. */
function unwrapped(value: Fields): readonly unknown[] | undefined {
  const [inner, ...others] = Object.values(value)
  return others.length === 0 && Array.isArray(inner) ? inner : undefined
}

/** `{ team/old: … }` for `[{ name: team/old, … }]`, and `{ a: , b: }` for `[a, b]`. */
function byName(value: Fields, items: Schema): readonly unknown[] | undefined {
  const entries = Object.entries(value)
  if (typesOf(items).includes('string'))
    return entries.every(([, one]) => isNothing(one)) ? Object.keys(value) : undefined
  const [first] = (items.required ?? []) as readonly string[]
  const isEach = entries.every(([, one]) => isFields(one) || isNothing(one))
  return first === undefined || !isEach
    ? undefined
    : entries.map(([name, one]) => ({ [first]: name, ...(isFields(one) && one) }))
}

const isNothing = (value: unknown): boolean => value === null || (isFields(value) && Object.keys(value).length === 0)
