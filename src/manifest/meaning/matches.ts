import { addressIn } from '../../addresses.ts'
import { hasPlaceholder } from '../../kinds/placeholder.ts'
import { clipped } from '../../words.ts'
import { checkGlob, isException, matcher } from '../form/globs.ts'
import type { Manifest } from '../form/load.ts'
import { discoveredIn, type LayerBlock, layersOf } from '../form/sections.ts'
import type { Finding, Findings } from '../text/findings.ts'
import { below } from '../text/place.ts'
import { isFilledIn, type NamedSection } from './names.ts'
import { isHopeless } from './sample-names.ts'

/** A glob that cannot be matched is a finding at its place in the list. */
export function checkGlobs({ root, fragments }: Manifest, findings: Findings): void {
  for (const parsed of [root, ...fragments])
    for (const layer of layersOf(parsed)) checkMatch(layer, glob => checkGlob(glob) ?? checkAddress(glob), findings)
  // Which repositories there will be is not known: only what no name can match is known to match nothing.
  for (const entry of discoveredIn(root))
    checkMatch(entry, glob => checkGlob(glob) ?? checkAddress(glob) ?? checkHope(glob), findings)
}

type CheckGlob = (glob: string) => Finding | undefined

function checkMatch({ match, place, fields }: LayerBlock, check: CheckGlob, findings: Findings): void {
  for (const [index, glob] of match.entries()) {
    const finding = check(glob)
    if (finding) findings.at(below(place, typeof fields.match === 'string' ? ['match'] : ['match', index]), finding)
  }
}

/** The address of a repository matches no name. */
function checkAddress(glob: string): Finding | undefined {
  const meant = addressIn(isException(glob) ? glob.slice(1) : glob)?.name
  if (meant === undefined) return undefined
  return {
    code: 'INVALID_GLOB',
    summary: `"${clipped(glob)}" is an address, and matches no name`,
    detail: 'Names of repositories have no registry, no tag and no digest.',
    hint:
      meant === '' ? 'Write for example "payments/**".' : `Write "${isException(glob) ? '!' : ''}${clipped(meant)}"`,
  }
}

/** A layer that matches nothing is most often a typing error; names that are filled in may be others in the next run. */
export function checkMatches(sections: readonly NamedSection[], findings: Findings): void {
  const all = sections.flatMap(({ repositories }) => repositories)
  for (const [index, { layers, repositories }] of sections.entries()) {
    const blocks = index === 0 ? all : repositories
    for (const { match, place } of layers) {
      if (!findings.isSound(place)) continue
      const matches = matcher(match)
      if (!blocks.some(block => matches(block.name) || isFilledIn(block)))
        findings.at(below(place, ['match']), matchesNothing(match))
    }
  }
}

function checkHope(glob: string): Finding | undefined {
  if (hasPlaceholder(glob) || !isHopeless(glob)) return undefined
  return {
    severity: 'warning',
    code: 'MATCHES_NOTHING',
    summary: `No repository can match ${clipped(glob)}`,
    detail: 'Names of repositories have lower-case letters and digits, separated by `.`, `_`, `__`, `-` or `/`.',
    hint: 'Mend the match, or remove the entry.',
  }
}

const matchesNothing = (match: readonly string[]): Finding => ({
  severity: 'warning',
  code: 'MATCHES_NOTHING',
  summary: `No repository matches ${clipped(match.join(', '))}`,
  detail: 'The settings of this layer reach nothing; `payments/**` does not match `payments`.',
  hint: 'Mend the match, or remove the layer.',
})
