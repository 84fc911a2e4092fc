import type { Finding, Findings } from './diagnostic.ts'
import { lay, type ReportAt, type Scope, type Settings } from './layers.ts'
import type { Manifest } from './load.ts'
import { checkGlob, matcher } from './match.ts'
import { clipped } from './names.ts'
import { below, type Parsed } from './place.ts'
import { scopeOf } from './references.ts'
import { type Block, layersOf, repositoriesOf } from './section.ts'
import type { ResolvedRepository } from './settings.ts'

/** Every repository with what the root's layers, its own file's layers and itself say of it, in this order. */
export function layerAll(manifest: Manifest, report: ReportAt): readonly ResolvedRepository[] {
  const { root, fragments } = manifest
  const layOf =
    (scope: Scope) =>
    (settings: Settings, block: Block): Settings =>
      lay(settings, block, scope, report)
  const rootLayers = matched(root)
  const layRoot = layOf(scopeOf(manifest, root))
  return [root, ...fragments].flatMap(parsed => {
    const layOwn = layOf(scopeOf(manifest, parsed))
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

/** A glob that cannot be matched is a finding at its place in the list. */
export function checkGlobs({ root, fragments }: Manifest, findings: Findings): void {
  for (const parsed of [root, ...fragments])
    for (const { match, place, fields } of layersOf(parsed))
      for (const [index, glob] of match.entries()) {
        const finding = checkGlob(glob)
        if (finding) findings.at(below(place, typeof fields.match === 'string' ? ['match'] : ['match', index]), finding)
      }
}

/** A layer that matches nothing is most often a typing error. */
export function checkMatches({ root, fragments }: Manifest, findings: Findings): void {
  const all = [root, ...fragments].flatMap(repositoriesOf)
  for (const parsed of [root, ...fragments]) {
    const names = parsed === root ? all : repositoriesOf(parsed)
    for (const { match, matches, place } of matched(parsed))
      if (!names.some(({ name }) => matches(name))) findings.at(below(place, ['match']), matchesNothing(match))
  }
}

const matchesNothing = (match: readonly string[]): Finding => ({
  severity: 'warning',
  code: 'MATCHES_NOTHING',
  summary: `No repository matches ${clipped(match.join(', '))}`,
  detail: 'The settings of this layer reach nothing; `payments/**` does not match `payments`.',
  hint: 'Mend the match, or remove the layer.',
})
