import { pathText } from '../../kinds/path.ts'
import type { Diagnostic } from '../../model.ts'
import { clipped } from '../../words.ts'
import { documentFacet, keyedKind, WAIVE } from '../form/facets.ts'
import { type Block, registryBlocksOf } from '../form/sections.ts'
import type { Finding } from '../text/findings.ts'
import { below, type Parsed, type Place, sourceOf } from '../text/place.ts'
import { filledText, type Variables } from './interpolate.ts'
import { layWaivers } from './lay.ts'
import { embeddedDocuments, layDocument, type ReportAt, type Said } from './lay-document.ts'
import { aboutName, isKnown } from './names.ts'
import type { ResolvedRepository, Setting, Settings } from './settings.ts'

/** One layer of the registry by itself, with the names of its things filled in. */
export type RegistryLayer = ResolvedRepository

/** What layers are made with: their names are filled in, their documents looked up. */
export interface Laying extends Pick<Said, 'lookup' | 'report'> {
  readonly variables: Variables
}

/** What the root says of the registry itself, in order. Within a layer, each name is of one thing. */
export const registryLayers = (root: Parsed, laying: Laying): readonly RegistryLayer[] =>
  registryBlocksOf(root).map(block => ({ name: '', place: block.place, settings: settingsIn(block, laying) }))

/**
 * Later layers are laid over earlier ones: of what is one map of many things, each thing by its name and whole; everything
 * else is replaced whole.
 */
export function registryOf(root: Parsed, layers: readonly RegistryLayer[]): ResolvedRepository {
  const settings = new Map<string, Setting>()
  for (const layer of layers)
    for (const [path, setting] of layer.settings)
      settings.set(path, { ...setting, places: [...(settings.get(path)?.places ?? []), ...setting.places] })
  return { name: '', place: { parsed: root, path: ['registry'] }, settings }
}

/** Those whose names are known: what depends on the others is judged once these are. */
export const withKnownNames = (layer: ResolvedRepository): ResolvedRepository => ({
  ...layer,
  settings: new Map([...layer.settings].filter(([, { keyed }]) => keyed === undefined || isKnown(keyed.key))),
})

function settingsIn({ place, fields }: Block, laying: Laying): Settings {
  const settings = new Map<string, Setting>()
  for (const [facet, value] of Object.entries(fields)) {
    const at = below(place, [facet])
    const documents = documentFacet(facet)
    if (facet === WAIVE) layWaivers(settings, value, at)
    else if (documents) settings.set(facet, layDocument(undefined, { documents, value, at, ...laying }))
    else if (keyedKind(facet) === undefined) settings.set(facet, { value, places: [at] })
    else for (const thing of thingsIn(facet, value as object, at)) add(settings, laidOf(thing, laying), laying.report)
  }
  return settings
}

/** One thing of a map of many. */
interface Thing {
  readonly facet: string
  /** As it is written. */
  readonly key: string
  readonly value: unknown
  readonly place: Place
}

const thingsIn = (facet: string, things: object, place: Place): readonly Thing[] =>
  Object.entries(things).map(([key, value]) => ({ facet, key, value, place: below(place, [key]) }))

function laidOf({ facet, key: written, value, place }: Thing, { variables, ...laying }: Laying): Setting & Keyed {
  const key = filledText(written, variables)
  const embedded = embeddedDocuments(facet, value, { at: place, ...laying })
  return { value, keyed: { facet, key }, places: [place], ...embedded, ...(key !== written && { isFilled: true }) }
}

type Keyed = Required<Pick<Setting, 'keyed'>>

function add(settings: Map<string, Setting>, one: Setting & Keyed, report: ReportAt): void {
  const { facet, key } = one.keyed
  const path = pathText([facet, key])
  const [other] = settings.get(path)?.places ?? []
  const [place] = one.places as readonly [Place]
  if (other) report(place, aboutName(saidTwice(facet, key), place.path.at(-1)), alsoAt(other, key))
  settings.set(path, one)
}

const saidTwice = (facet: string, key: string): Finding => ({
  code: 'DUPLICATE_KEY',
  summary: `${clipped(facet)} has ${clipped(key)} twice`,
  detail: 'Which of the two would win is nothing that a reader could see.',
  hint: 'Remove one of the two, or say one of them in a later layer.',
})

const alsoAt = (place: Place, key: string): NonNullable<Diagnostic['related']> => [
  { source: sourceOf(place), message: `${clipped(key)} stands here first` },
]
