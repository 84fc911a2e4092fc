import { matcher } from '../form/globs.ts'
import type { Manifest } from '../form/load.ts'
import { type Block, layersOf } from '../form/sections.ts'
import type { Findings } from '../text/findings.ts'
import { lay } from './lay.ts'
import type { ReportAt } from './lay-document.ts'
import { type Lookup, lookups } from './lookup.ts'
import type { NamedSection } from './names.ts'
import type { ResolvedRepository, Settings } from './settings.ts'

/** Every repository with what the root's layers, its own file's layers and itself say of it, in this order. */
export function layeredRepositories(
  manifest: Manifest,
  sections: readonly NamedSection[],
  findings: Findings,
): readonly ResolvedRepository[] {
  const lookupIn = lookups(manifest)
  const report: ReportAt = (place, finding) => findings.at(place, finding)
  const sound = (layers: NamedSection['layers']) => layers.filter(({ place }) => findings.isSound(place))
  const ofRoot = layersIn(sound(layersOf(manifest.root)), lookupIn(manifest.root), report)
  return sections.flatMap(({ parsed, layers, repositories }) => {
    const lookup = lookupIn(parsed)
    const ofFragment: Layers =
      parsed === manifest.root ? (_name, before) => before : layersIn(sound(layers), lookup, report)
    return repositories.map(({ name, place, fields }) => {
      const below = ofFragment(name, ofRoot(name, NOTHING))
      return { name, place, settings: lay(below, { place, fields }, lookup, report) }
    })
  })
}

/** All layers of one file that match a name, laid over what was said before. */
type Layers = (name: string, before: Settings) => Settings

const NOTHING: Settings = new Map()

function layersIn(blocks: NamedSection['layers'], lookup: Lookup, report: ReportAt): Layers {
  const layers = blocks.map(layer => ({ ...layer, matches: matcher(layer.match) }))
  const layOnce = layingOnce(lookup, report)
  return (name, before) => layers.filter(({ matches }) => matches(name)).reduce(layOnce, before)
}

/** Lays a block over what was said before. Repositories that the same layers match share what these say. */
export function layingOnce(lookup: Lookup, report: ReportAt): (before: Settings, layer: Block) => Settings {
  const laid = new WeakMap<Settings, Map<Block, Settings>>()
  return (before, layer) => {
    const after = laid.get(before) ?? new Map<Block, Settings>()
    laid.set(before, after)
    const settings = after.get(layer) ?? lay(before, layer, lookup, report)
    after.set(layer, settings)
    return settings
  }
}
