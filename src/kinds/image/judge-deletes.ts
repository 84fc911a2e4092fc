import { grouped } from '../../collate.ts'
import { usedAt } from '../../judges/protected.ts'
import type { Address, Difference, Refusal } from '../../model.ts'
import { shortDigest } from '../../names.ts'
import { addressOf } from '../address.ts'
import type { Knowledge, Verdict } from '../knowledge.ts'
import { isMoved } from './leaving.ts'
import { isDigest, keyIn } from './names.ts'
import { type DifferingImage, type ImageSpec, type ImageWant, isAbsent, isMissing } from './spec.ts'

export interface Deleting {
  readonly knowledge: Knowledge
  /** Verdicts on what is to be there. */
  readonly coming: ReadonlyMap<DifferingImage, Verdict>
  /** Indexes that are there, by the digest of each image that they hold. */
  readonly indexesOf: ReadonlyMap<string, readonly string[]>
  /** Refused for another reason already. */
  readonly refused: ReadonlyMap<DifferingImage, Refusal>
}

interface Delete {
  readonly one: DifferingImage
  readonly key: string
  readonly before: ImageSpec
  readonly mayTakeImage: boolean
}

/**
 * Tags and images that are to go, each by what all the others leave: what is refused stays, and so may keep another.
 * ECR deletes an image with its last tag. Source: ECR API reference, BatchDeleteImage.
 */
export function judgeDeletes(
  differing: readonly DifferingImage[],
  { knowledge, coming, indexesOf, refused }: Deleting,
): ReadonlyMap<DifferingImage, Verdict> {
  const deletes = differing.flatMap(deleteIn)
  if (deletes.length === 0) return new Map()
  const wishes = wishesIn(knowledge)
  const verdicts = new Map<DifferingImage, Verdict>(
    deletes.flatMap(({ one }) => {
      const blocked = refused.get(one)
      return blocked ? [[one, { blocked }]] : []
    }),
  )
  const isAllowed = (one: DifferingImage) => (coming.get(one) ?? verdicts.get(one))?.blocked === undefined
  for (let before = -1; before !== verdicts.size; ) {
    before = verdicts.size
    const tagsLeft = leftBy(differing.filter(isAllowed), deletes)
    const dying = new Set(
      deletes
        .filter(({ one, before: { imageDigest }, key }) => isAllowed(one) && goes(key, tagsLeft(imageDigest)))
        .map(({ before: { imageDigest } }) => imageDigest),
    )
    for (const one of deletes.filter(each => isAllowed(each.one))) {
      const blocked = refuse(one, { remaining: tagsLeft(one.before.imageDigest), dying, wishes, indexesOf, knowledge })
      if (blocked) verdicts.set(one.one, { blocked })
    }
  }
  const going = deletes.filter(({ one }) => isAllowed(one))
  const verdictOn = allowing(differing.filter(isAllowed), going, indexesOf)
  for (const one of going) verdicts.set(one.one, verdictOn(one))
  return verdicts
}

/** What hangs on a tag that comes or is moved away, or on an index that goes, is not tried without that. */
function allowing(
  allowed: readonly DifferingImage[],
  deletes: readonly Delete[],
  indexesOf: Deleting['indexesOf'],
): (one: Delete) => Verdict {
  const tagsLeft = leftBy(allowed, deletes)
  const moves = allowed.map(({ difference }) => difference).filter(isMoved)
  const movedFrom = grouped(moves, ({ before }) => before?.imageDigest)
  const putOn = grouped(moves, ({ after }) => after?.imageDigest)
  const deletesOf = grouped(deletes, ({ before }) => before.imageDigest)
  return ({ key, before: { imageDigest, imageTags = [] } }) => {
    const remaining = tagsLeft(imageDigest)
    if (!goes(key, remaining)) {
      const isKeptAnyway = imageTags.some(tag => tag !== key)
      return { remaining, ...(!isKeptAnyway && { requires: addressesOf(putOn.get(imageDigest) ?? []) }) }
    }
    const leaving = movedFrom.get(imageDigest) ?? []
    const holders = (indexesOf.get(imageDigest) ?? []).flatMap(index => deletesOf.get(index) ?? [])
    const first = [...leaving, ...holders.map(({ one }) => one.difference)]
    return {
      remaining: [],
      ...(leaving.length > 0 && { leaving: leaving.map(({ name }) => keyIn(name)) }),
      ...(first.length > 0 && { requires: addressesOf(first) }),
    }
  }
}

const addressesOf = (differences: readonly Difference<ImageSpec>[]): readonly Address[] =>
  differences.map(({ name }) => addressOf('image', name))

function deleteIn(one: DifferingImage): readonly Delete[] {
  const { difference, want } = one
  if (difference.after !== null || difference.before === null) return []
  const mayTakeImage = want !== null && isAbsent(want) && want.deleteImage
  return [{ one, key: keyIn(difference.name), before: difference.before, mayTakeImage }]
}

const goes = (key: string, remaining: readonly string[]): boolean => isDigest(key) || remaining.length === 0

/** The tags that an image of which something is to go has in the end. */
function leftBy(allowed: readonly DifferingImage[], deletes: readonly Delete[]) {
  const tags = new Map(deletes.map(({ before }) => [before.imageDigest, new Set(before.imageTags)]))
  for (const { difference } of allowed) {
    const key = keyIn(difference.name)
    if (!isDigest(key)) tags.get(difference.before?.imageDigest ?? '')?.delete(key)
  }
  for (const { difference } of allowed) {
    const key = keyIn(difference.name)
    if (!isDigest(key)) tags.get(difference.after?.imageDigest ?? '')?.add(key)
  }
  return (digest: string): readonly string[] => [...(tags.get(digest) ?? [])].sort()
}

interface Wished {
  /** Keys that are declared as an image, by its digest. */
  readonly keysOf: ReadonlyMap<string, readonly string[]>
  /** Tags that are declared to be there. */
  readonly tags: ReadonlySet<string>
  /** Images that an index holds, by the digest of each: the indexes that the manifest declares. */
  readonly indexesOf: ReadonlyMap<string, readonly string[]>
}

function wishesIn({ wishes }: Knowledge): Wished {
  const present = wishes.flatMap(({ kind, name, want }) => {
    const wish = want as ImageWant | null
    if (kind !== 'image' || wish === null || isAbsent(wish)) return []
    const pinned = isMissing(wish.pinned) ? undefined : wish.pinned
    return [{ key: keyIn(name), digest: pinned?.digest ?? wish.source.digest ?? '', children: pinned?.children ?? [] }]
  })
  const held = present.flatMap(({ digest, children }) => children.map(child => ({ child, digest })))
  return {
    keysOf: keysBy(
      present,
      ({ digest }) => digest,
      ({ key }) => key,
    ),
    tags: new Set(present.map(({ key }) => key)),
    indexesOf: keysBy(
      held,
      ({ child }) => child,
      ({ digest }) => digest,
    ),
  }
}

const keysBy = <T>(items: readonly T[], by: (item: T) => string, of: (item: T) => string) =>
  new Map([...grouped(items, by)].map(([key, group]) => [key, group.map(of)] as const))

interface Forecast {
  readonly remaining: readonly string[]
  /** Digests of images that are to go. */
  readonly dying: ReadonlySet<string>
  readonly wishes: Wished
  readonly indexesOf: Deleting['indexesOf']
  readonly knowledge: Knowledge
}

function refuse(one: Delete, forecast: Forecast): Refusal | undefined {
  const { key, before, mayTakeImage } = one
  if (!goes(key, forecast.remaining)) return refuseUsed(one, forecast)
  if (!isDigest(key) && !mayTakeImage) return lastTag(key, before)
  return refuseWanted(one, forecast) ?? refuseHeld(before, forecast) ?? refuseUsed(one, forecast)
}

const lastTag = (key: string, { imageDigest }: ImageSpec): Refusal => ({
  code: 'LAST_TAG',
  reason: `${key} is the last tag of ${shortDigest(imageDigest)}: ECR would delete the image with it`,
  hint: `If the image may go, write ${JSON.stringify(key)}: { absent: true, deleteImage: true }`,
})

/** What else the manifest says of the image, and does not want it gone. */
function refuseWanted({ key, before }: Delete, { remaining, wishes }: Forecast): Refusal | undefined {
  const { imageDigest } = before
  const wanted = wishes.keysOf.get(imageDigest)?.find(other => other !== key)
  if (wanted !== undefined)
    return {
      code: 'CONTRADICTION',
      reason: `${wanted} is declared as this very image, ${shortDigest(imageDigest)}: not deleted`,
      hint: `Leave out one of the two: ${JSON.stringify(key)} asks to delete what ${JSON.stringify(wanted)} asks to keep.`,
    }
  const declared = remaining.find(tag => wishes.tags.has(tag))
  if (declared === undefined) return undefined
  return {
    code: 'CONTRADICTION',
    reason: `${declared} is declared, and still on ${shortDigest(imageDigest)}: not deleted`,
    hint: `Let ${JSON.stringify(declared)} move first, then delete the image with the next apply.`,
  }
}

/** ECR keeps what an index holds. Source: ECR API reference, ImageReferencedByManifestList. */
function refuseHeld({ imageDigest }: ImageSpec, { dying, wishes, indexesOf }: Forecast): Refusal | undefined {
  const holders = [...(wishes.indexesOf.get(imageDigest) ?? []), ...(indexesOf.get(imageDigest) ?? [])]
  const index = holders.find(digest => !dying.has(digest))
  if (index === undefined) return undefined
  return {
    code: 'HELD_BY_INDEX',
    reason: `${shortDigest(imageDigest)} is part of ${shortDigest(index)}, which stays: ECR would not delete it`,
    hint: 'Leave it: it goes when the multi-arch image does.',
  }
}

function refuseUsed({ key, before }: Delete, { remaining, knowledge }: Forecast): Refusal | undefined {
  const { imageDigest, imageTags = [] } = before
  const isGone = goes(key, remaining)
  const byTag = knowledge.inUse.find(
    ({ tag }) => tag !== undefined && (tag === key || (isGone && imageTags.includes(tag))),
  )
  const used = byTag ?? (isGone ? knowledge.usedDigests.get(imageDigest) : undefined)
  if (used === undefined) return undefined
  return {
    code: 'IMAGE_IN_USE',
    reason: `${used.tag ?? shortDigest(imageDigest)} is ${usedAt(used)}: not deleted`,
    hint: 'Let go of the image first, then make the list again.',
  }
}
