import { addressIn } from '../../addresses.ts'
import { hasPlaceholder } from '../../kinds/placeholder.ts'
import type { Fields } from '../../model.ts'
import { clipped } from '../../words.ts'
import { checkGlob, isException, matcher } from '../form/globs.ts'
import type { Manifest } from '../form/load.ts'
import {
  adoptionsOf,
  discoveredIn,
  globsOf,
  type LayerBlock,
  layersOf,
  repositoriesOf,
  rootOf,
} from '../form/sections.ts'
import type { Finding, Findings } from '../text/findings.ts'
import { below, type Place } from '../text/place.ts'
import { isKnown } from './names.ts'
import { isHopeless } from './sample-names.ts'
import { type Selectable, selecting } from './selectors.ts'

/** A glob that cannot be matched is a finding at its place in the list. */
export function checkGlobs({ root, fragments }: Manifest, findings: Findings): void {
  for (const parsed of [root, ...fragments])
    for (const layer of layersOf(parsed)) checkMatch(layer, glob => checkGlob(glob) ?? checkAddress(glob), findings)
  // Which repositories there will be is not known: only what no name can match is known to match nothing.
  for (const { item, place } of adoptionsOf(root))
    for (const [index, glob] of globsOf(item.match).entries()) {
      const finding = checkGlob(glob) ?? checkAddress(glob)
      if (finding) findings.at(item.isAlone ? place : placeOfGlob(place, item.match, index), finding)
    }
  const { prune } = rootOf(root)
  if (prune)
    checkMatch(
      { match: globsOf(prune.match), place: { parsed: root, path: ['prune'] }, fields: { ...prune } },
      glob => checkGlob(glob) ?? checkAddress(glob) ?? checkHope(glob),
      findings,
    )
  for (const entry of discoveredIn(root))
    checkMatch(entry, glob => checkGlob(glob) ?? checkAddress(glob) ?? checkHope(glob), findings)
}

type CheckGlob = (glob: string) => Finding | undefined

function checkMatch({ match, place, fields }: LayerBlock, check: CheckGlob, findings: Findings): void {
  for (const [index, glob] of match.entries()) {
    const finding = check(glob)
    if (finding) findings.at(placeOfGlob(place, fields.match, index), finding)
  }
}

const placeOfGlob = (place: Place, match: unknown, index: number): Place =>
  below(place, typeof match === 'string' ? ['match'] : ['match', index])

/** The address of a repository matches no name. */
function checkAddress(glob: string): Finding | undefined {
  const meant = addressIn(isException(glob) ? glob.slice(1) : glob)?.name
  if (meant === undefined) return undefined
  return {
    code: 'INVALID_GLOB',
    summary: `"${clipped(glob)}" is an address, and matches no name`,
    detail: 'Names of repositories have no registry, no tag and no digest.',
    hint:
      meant.replace(/^\/+/, '') === ''
        ? 'Write for example "payments/**".'
        : `Write "${isException(glob) ? '!' : ''}${clipped(meant.replace(/^\/+/, ''))}"`,
  }
}

/** Where findings go, and what is judged at all. */
export interface Matching {
  readonly findings: Findings
  readonly isSound: (place: Place) => boolean
}

/**
 * A layer that matches nothing in any target is most often a typing error; names that are filled in may be others in the
 * next run.
 */
export function checkMatches(
  { root, fragments }: Manifest,
  targets: readonly Selectable[],
  { findings, isSound }: Matching,
): void {
  const meet = meetingIn(targets)
  const all = [root, ...fragments].flatMap(repositoriesOf)
  for (const parsed of [root, ...fragments]) {
    const blocks = parsed === root ? all : repositoriesOf(parsed)
    for (const { match, place, fields } of layersOf(parsed)) {
      if (!isSound(place)) continue
      const matches = matcher(match)
      if (!blocks.some(block => (matches(block.name) || !isKnown(block.name)) && meet(fields, block.fields)))
        findings.at(below(place, ['match']), matchesNothing(match, fields.targets !== undefined))
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

/** Whether two blocks are both for some target. */
function meetingIn(targets: readonly Selectable[]): (one: Fields, other: Fields) => boolean {
  const known = new Map<string, boolean>()
  const areBoth = (one: ReturnType<typeof selecting>, other: ReturnType<typeof selecting>) =>
    targets.some(target => one(target) && other(target))
  return ({ targets: one }, { targets: other }) => {
    if (one === undefined || other === undefined) return true
    const key = JSON.stringify([one, other])
    const found = known.get(key) ?? areBoth(selecting(one as readonly string[]), selecting(other as readonly string[]))
    known.set(key, found)
    return found
  }
}

/** The same of what is to be adopted: whatever `discovered` matches is known to the registry alone. */
export function checkAdopted({ root, fragments }: Manifest, targets: readonly Selectable[], found: Matching): void {
  if (discoveredIn(root).length > 0) return
  const meet = meetingIn(targets)
  const blocks = [root, ...fragments].flatMap(repositoriesOf)
  for (const { item, place } of adoptionsOf(root)) {
    const globs = globsOf(item.match)
    if (!found.isSound(place) || globs.every(isException)) continue
    const matches = matcher(globs)
    const fields = { ...item }
    if (!blocks.some(block => (matches(block.name) || !isKnown(block.name)) && meet(fields, block.fields)))
      found.findings.at(
        item.isAlone ? place : below(place, ['match']),
        adoptsNothing(globs, item.targets !== undefined),
      )
  }
}

const adoptsNothing = (match: readonly string[], isForSome: boolean): Finding => ({
  ...matchesNothing(match, isForSome),
  detail: 'Only repositories that the manifest declares, or that `discovered` matches, are adopted.',
  hint: 'Mend the glob, declare what it is about, or remove it.',
})

const matchesNothing = (match: readonly string[], isForSome: boolean): Finding => ({
  severity: 'warning',
  code: 'MATCHES_NOTHING',
  summary: `No repository ${isForSome ? 'of its targets ' : ''}matches ${clipped(match.join(', '))}`,
  detail: 'The settings of this layer reach nothing; `payments/**` does not match `payments`.',
  hint: 'Mend the match, or remove the layer.',
})
