import { hasPlaceholder } from '../../kinds/placeholder.ts'
import { clipped } from '../../words.ts'
import { adoptionsOf, rootOf } from '../form/sections.ts'
import type { Finding, Findings } from '../text/findings.ts'
import { below, type Parsed, type Place, sourceOf } from '../text/place.ts'
import type { Claims } from './claims.ts'
import type { NamedSection } from './names.ts'
import { isManifestName, NAME_RULE, type Owner } from './owner.ts'

/** What is to be adopted, as far as it is the same in all targets. */
export function checkClaims(root: Parsed, { name }: Owner, findings: Findings): void {
  const adoptions = adoptionsOf(root).filter(({ place }) => findings.isSound(place))
  if (rootOf(root).ownership === 'none' && adoptions.length > 0)
    findings.at({ parsed: root, path: ['adopt'] }, WITHOUT_TAG)
  for (const { item, place } of adoptions) {
    const finding = item.from === undefined ? undefined : wrongOwner(item.from, name)
    if (finding) findings.at(below(place, ['from']), finding)
  }
}

const WITHOUT_TAG: Finding = {
  code: 'ADOPT_WITHOUT_OWNER',
  summary: 'With `ownership: none`, nothing is adopted',
  detail: 'A repository is owned by the tag `ecrsync:manifest`, and this manifest puts it on none.',
  hint: 'Remove adopt, or ownership: none.',
}

/** What is not filled in yet has been told. */
function wrongOwner(from: string, own: string): Finding | undefined {
  if (hasPlaceholder(from)) return undefined
  if (!isManifestName(from))
    return {
      code: 'INVALID_NAME',
      summary: `"${clipped(from)}" is no name of a manifest`,
      detail: NAME_RULE,
      hint: 'Write what stands under name: in that manifest, for example from: billing.',
    }
  if (from !== own) return undefined
  return {
    code: 'ADOPTED_FROM_ITSELF',
    summary: `${clipped(from)} is this manifest itself`,
    detail: 'What it owns, it need not take from anybody.',
    hint: 'Write the name that the manifest had before, or leave from out to adopt what nobody owns.',
  }
}

/** In one target: what is released twice, or without a reason, or is to go as well. */
export function checkReleased({ released }: Claims, sections: readonly NamedSection[], findings: Findings): void {
  const removed = new Map(sections.flatMap(section => section.removed).map(({ name, place }) => [name, place]))
  const seen = new Map<string, Place>()
  for (const { name, reason, place } of released.filter(one => findings.isSound(one.place))) {
    const [gone, earlier] = [removed.get(name), seen.get(name)]
    const at = below(place, ['name'])
    if (gone)
      findings.at(at, andRemoved(name), [{ source: sourceOf(gone), message: `${clipped(name)} is removed here` }])
    if (earlier)
      findings.at(at, twice(name), [{ source: sourceOf(earlier), message: `${clipped(name)} is first released here` }])
    if (reason.trim() === '') findings.at(below(place, ['reason']), NO_REASON)
    seen.set(name, earlier ?? place)
  }
}

const andRemoved = (name: string): Finding => ({
  code: 'RELEASED_AND_REMOVED',
  summary: `Repository ${clipped(name)} is both released and removed`,
  detail: 'What is released stays, and what is removed goes.',
  hint: 'Remove one of the two.',
})

const twice = (name: string): Finding => ({
  code: 'RELEASED_TWICE',
  summary: `Repository ${clipped(name)} is released twice`,
  detail: 'Which reason counts is nothing that a reader could see.',
  hint: 'Remove one of the two.',
})

const NO_REASON: Finding = {
  code: 'NO_REASON',
  summary: 'A release without a reason',
  detail: 'Whoever finds the repository without an owner wants to know why.',
  hint: 'Write for example reason: managed by Terraform.',
}
