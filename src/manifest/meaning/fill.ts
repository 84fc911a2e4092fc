import type { Fields } from '../../model.ts'
import { perObject } from '../../once.ts'
import { VARS } from '../form/facets.ts'
import { retyped } from '../form/retype.ts'
import { schemaOfSetting } from '../form/settings-schema.ts'
import type { Place } from '../text/place.ts'
import { type Expression, expressionsIn, interpolate, namesIn, type Variables } from './interpolate.ts'
import { keyedIn, type PlacedPart, type ResolvedRepository, type Setting, type Settings } from './settings.ts'
import { OF_VARS, REPOSITORY_NAME, variablesOfRepository } from './variables.ts'

/** Fills variables in, as far as they are known. */
export interface Fill {
  /** Those that are the same for all repositories. */
  everywhere(block: ResolvedRepository): ResolvedRepository
  /** All of them; the uses of those that are another in each repository are told. */
  repository(repository: ResolvedRepository, tell: Tell): ResolvedRepository
}

export type Tell = (use: Use) => void

/** An expression that is another text in each repository, with the variables that make it so. */
export interface Use {
  readonly expression: Expression
  readonly variables: Variables
  /** Of what it is a part of: in a file, of the line that names this. */
  readonly place: Place
  readonly file?: string | undefined
}

/** What many repositories share is filled in once, and stays shared where a repository has nothing of its own in it. */
export function fillWith(everywhere: Variables): Fill {
  const filled = once(value => interpolate(value, everywhere))
  const shared = (value: unknown) => (expressionsIn(value).length === 0 ? value : filled(value))
  const alike = once(() => new Map<string, unknown>())
  /** Of settings in which nothing is another in each repository. */
  const filledForAll = new WeakMap<Settings, Settings>()
  return {
    everywhere: block => filledIn(block, value => ({ value: shared(value), isOwn: false })),
    repository(repository, tell) {
      const known = filledForAll.get(repository.settings)
      if (known !== undefined) return { ...repository, settings: known }
      let own: Own | undefined
      const found = filledIn(repository, (value, at) => {
        const forAll = shared(value)
        const expressions = expressionsIn(forAll)
        if (expressions.length === 0) return { value: forAll, isOwn: false }
        own ??= ownOf(repository, everywhere)
        for (const expression of expressions) tell({ expression, variables: own.variables, ...at })
        return filledForOne(forAll, own, alike)
      })
      if (own === undefined) filledForAll.set(repository.settings, found.settings)
      return found
    },
  }
}

/** What is another in each repository. */
interface Own {
  readonly variables: Variables
  /** Whether no other repository has the same. */
  isOwn(name: string): boolean
}

function ownOf({ name, settings }: ResolvedRepository, everywhere: Variables): Own {
  const vars = new Map(keyedIn(settings, VARS))
  const texts = new Map([...vars].map(([key, { value }]) => [key, value]))
  const isItsAlone = (setting: Setting | undefined) =>
    setting?.places.at(-1)?.path[0] === 'repositories' || namesIn(String(setting?.value)).includes(REPOSITORY_NAME)
  return {
    variables: variablesOfRepository(name, texts, everywhere),
    isOwn: variable => variable === REPOSITORY_NAME || isItsAlone(vars.get(variable.slice(OF_VARS.length))),
  }
}

interface Filled {
  readonly value: unknown
  /** No other repository has the same. */
  readonly isOwn: boolean
}

/** Repositories in which the same layers say the variables have the very same text. */
function filledForOne(value: unknown, { variables, isOwn }: Own, alike: Once<Map<string, unknown>>): Filled {
  const names = [...new Set(expressionsIn(value).flatMap(({ text }) => namesIn(text)))]
  if (typeof value !== 'object' || value === null || names.some(isOwn))
    return { value: interpolate(value, variables), isOwn: true }
  const known = alike(value) as Map<string, unknown>
  const key = JSON.stringify(names.map(name => variables.get(name)))
  const found = known.get(key) ?? interpolate(value, variables)
  known.set(key, found)
  return { value: found, isOwn: false }
}

type Once<T> = (value: unknown) => T

/** An answer about a part of the manifest, looked for once; a text is no part that others share. */
function once<T>(answer: (value: unknown) => T): Once<T> {
  const ofPart = perObject(answer)
  return value => (typeof value === 'object' && value !== null ? ofPart(value) : answer(value))
}

type FillValue = (value: unknown, at: Pick<Use, 'place' | 'file'>) => Filled

function filledIn({ name, place, settings }: ResolvedRepository, fill: FillValue): ResolvedRepository {
  let filled: Map<string, Setting> | undefined
  for (const [path, setting] of settings) {
    const own = filledSetting(path, setting, fill)
    if (own === setting) continue
    filled ??= new Map(settings)
    filled.set(path, own)
  }
  return { name, place, settings: filled ?? settings }
}

function filledSetting(path: string, setting: Setting, fill: FillValue): Setting {
  if (setting.parts) {
    const parts = filledParts(path, setting.parts, fill)
    return parts === setting.parts ? setting : { ...setting, parts }
  }
  const { embedded } = setting
  const filled = embedded && filledFields(embedded, fill)
  return filledValue(path, filled === embedded ? setting : { ...setting, ...(filled && { embedded: filled }) }, fill)
}

function filledValue(path: string, setting: Setting, fill: FillValue): Setting {
  const { value } = fill(setting.value, { place: setting.places.at(-1) as Place })
  // A list has no place among vars, where it is printed as it was written.
  const isList = setting.keyed?.facet === VARS && typeof value !== 'string'
  if (value === setting.value || isList) return setting
  return { ...setting, value: typed(value, setting.keyed?.facet ?? path, setting.keyed?.key), isFilled: true }
}

type Embedded = NonNullable<Setting['embedded']>

function filledFields(embedded: Embedded, fill: FillValue): Embedded {
  const filled = Object.entries(embedded).map(
    ([field, parts]) => [field, parts && filledParts(field, parts, fill)] as const,
  )
  return filled.every(([field, parts]) => parts === embedded[field]) ? embedded : Object.fromEntries(filled)
}

/** The very same where there is nothing to fill in. */
function filledParts(facet: string, parts: readonly PlacedPart[], fill: FillValue): readonly PlacedPart[] {
  const filled = parts.map(part => filledPart(facet, part, fill))
  return filled.every((part, index) => part === parts[index]) ? parts : filled
}

function filledPart(facet: string, part: PlacedPart, fill: FillValue): PlacedPart {
  const { value, isOwn } = fill(part.body, part)
  if (value === part.body) return part
  return { ...part, body: typed(value, facet), isFilled: true, ...(isOwn && { isOwn }) }
}

const retypings = new WeakMap<object, unknown>()

/** What many repositories share stays shared. */
function typed(value: unknown, facet: string, key?: string): unknown {
  if (key !== undefined) return (retyped({ [key]: value }, schemaOfSetting(facet)) as Fields)[key]
  if (typeof value !== 'object' || value === null) return retyped(value, schemaOfSetting(facet))
  const found = retypings.get(value) ?? retyped(value, schemaOfSetting(facet))
  retypings.set(value, found)
  return found
}
