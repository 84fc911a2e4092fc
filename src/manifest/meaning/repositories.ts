import { matcher } from '../form/globs.ts'
import type { Manifest } from '../form/load.ts'
import { type Block, layersOf, repositoriesOf } from '../form/sections.ts'
import type { Parsed } from '../text/place.ts'
import { lay, type ReportAt } from './lay.ts'
import { type Lookup, lookupFor } from './lookup.ts'
import type { ResolvedRepository, Settings } from './settings.ts'

/** Every repository with what the root's layers, its own file's layers and itself say of it, in this order. */
export function layeredRepositories(manifest: Manifest, report: ReportAt): readonly ResolvedRepository[] {
  const { root, fragments } = manifest
  const layOf =
    (lookup: Lookup) =>
    (settings: Settings, block: Block): Settings =>
      lay(settings, block, lookup, report)
  const rootLayers = matched(root)
  const layRoot = layOf(lookupFor(manifest, root))
  return [root, ...fragments].flatMap(parsed => {
    const layOwn = layOf(lookupFor(manifest, parsed))
    const ownLayers = parsed === root ? [] : matched(parsed)
    return repositoriesOf(parsed).map(({ name, place, fields }) => {
      const matching = (layers: typeof rootLayers) => layers.filter(({ matches }) => matches(name))
      const underRoot = matching(rootLayers).reduce<Settings>(layRoot, new Map())
      const underOwn = matching(ownLayers).reduce(layOwn, underRoot)
      return { name, place, settings: layOwn(underOwn, { place, fields }) }
    })
  })
}

const matched = (parsed: Parsed) => layersOf(parsed).map(layer => ({ ...layer, matches: matcher(layer.match) }))
