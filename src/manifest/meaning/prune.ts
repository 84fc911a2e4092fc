import type { Removal } from '../../kinds/kind.ts'
import type { Declared, OwnedWishes } from '../../model.ts'
import { REPOSITORY_KINDS } from '../form/facets.ts'
import { isException, matcher } from '../form/globs.ts'
import { globsOf, type Prune, rootOf } from '../form/sections.ts'
import type { Finding, Findings } from '../text/findings.ts'
import { below, type Parsed, type Place } from '../text/place.ts'
import { claimedOf, removedOf } from './declared.ts'
import type { Owner } from './owner.ts'

export type PlacedPrune = Prune & { readonly place: Place }

export function pruneIn(root: Parsed): PlacedPrune | undefined {
  const { prune } = rootOf(root)
  return prune && { ...prune, place: { parsed: root, path: ['prune'] } }
}

/** What is pruned, as far as it is the same in all targets. */
export function checkPrune(root: Parsed, findings: Findings): void {
  const prune = pruneIn(root)
  if (prune === undefined || !findings.isSound(prune.place)) return
  if (rootOf(root).ownership === 'none') findings.at(prune.place, WITHOUT_TAG)
  if (globsOf(prune.match).every(isException)) findings.at(below(prune.place, ['match']), NAMES_NOTHING)
}

const WITHOUT_TAG: Finding = {
  code: 'PRUNE_WITHOUT_OWNER',
  summary: 'With `ownership: none`, nothing is pruned',
  detail: 'Only what carries the tag `ecrsync:manifest` is, and this manifest puts it on none.',
  hint: 'Remove prune, and write tombstones under removed; or remove ownership: none.',
}

const NAMES_NOTHING: Finding = {
  code: 'PRUNE_NAMES_NOTHING',
  summary: 'What prune matches names nothing',
  detail: 'Exceptions alone would stand for all other names, which nobody has written down.',
  hint: 'Write which names may be deleted, for example match: ["previews/**"].',
}

/** What becomes of repositories that the manifest owns and does not declare. */
export function ownedWishes(
  { name: manifest, context }: Owner,
  prune: PlacedPrune | undefined,
): OwnedWishes | undefined {
  if (context.owner === undefined) return undefined
  return { manifest, ...(prune && { prune: pruning(manifest, prune) }) }
}

function pruning(manifest: string, { match, maxImages = 0, place }: PlacedPrune): NonNullable<OwnedWishes['prune']> {
  return {
    match: globsOf(match),
    isFor: matcher(globsOf(match)),
    of: name => prunedOf(name, { maxImages, prunedBy: manifest }, place),
  }
}

/** As a tombstone would wish it; and whoever owns it meanwhile keeps it. */
const prunedOf = (name: string, removal: Removal & { readonly prunedBy: string }, place: Place): readonly Declared[] =>
  REPOSITORY_KINDS.flatMap(kind => [
    ...removedOf(kind, { ...removal, name, place }),
    ...claimedOf(kind, name, { claim: { manifest: removal.prunedBy, isLeaving: true }, place }),
  ])
