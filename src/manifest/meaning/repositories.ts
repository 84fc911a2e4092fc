import { matcher } from '../form/globs.ts'
import type { Manifest } from '../form/load.ts'
import { type Block, layersOf, repositoriesOf } from '../form/sections.ts'
import type { Parsed } from '../text/place.ts'
import { lay, type ReportAt } from './lay.ts'
import { type Lookup, lookups } from './lookup.ts'
import type { ResolvedRepository, Settings } from './settings.ts'

/** Every repository with what the root's layers, its own file's layers and itself say of it, in this order. */
export function layeredRepositories(manifest: Manifest, report: ReportAt): readonly ResolvedRepository[] {
  const { root, fragments } = manifest
  const lookupIn = lookups(manifest)
  const ofRoot = layersIn(root, lookupIn(root), report)
  return [root, ...fragments].flatMap(parsed => {
    const lookup = lookupIn(parsed)
    const ofFragment: Layers = parsed === root ? (_name, before) => before : layersIn(parsed, lookup, report)
    return repositoriesOf(parsed).map(({ name, place, fields }) => {
      const below = ofFragment(name, ofRoot(name, NOTHING))
      return { name, place, settings: lay(below, { place, fields }, lookup, report) }
    })
  })
}

/** All layers of one file that match a name, laid over what was said before. */
type Layers = (name: string, before: Settings) => Settings

const NOTHING: Settings = new Map()

/** Repositories that the same layers match share what these say. */
function layersIn(parsed: Parsed, lookup: Lookup, report: ReportAt): Layers {
  const layers = layersOf(parsed).map(layer => ({ ...layer, matches: matcher(layer.match) }))
  const laid = new WeakMap<Settings, Map<Block, Settings>>()
  const layOnce = (before: Settings, layer: Block): Settings => {
    const after = laid.get(before) ?? new Map<Block, Settings>()
    laid.set(before, after)
    const settings = after.get(layer) ?? lay(before, layer, lookup, report)
    after.set(layer, settings)
    return settings
  }
  return (name, before) => layers.filter(({ matches }) => matches(name)).reduce(layOnce, before)
}
