import { join } from 'node:path'
import type { Image, ImageTag, Preview } from '../model.ts'
import { type Blobs, openBlobs } from './blobs.ts'
import { type Document, type Documents, openDocument, openDocuments } from './documents.ts'
import { entries } from './files.ts'
import { openRelation, type Relation } from './relation.ts'
import type { Write } from './reserve.ts'
import { openSortedKeys } from './sorted-keys.ts'

/** What a repository holds. Images and their tags are changed only together, by `commit`. */
export interface Contents {
  readonly images: ReadonlyDocuments<Image>
  readonly imageTags: ReadonlyDocuments<ImageTag>
  /** Tags of an image, sorted. */
  tagsOf(digest: string): readonly string[]
  /** Images as they were pushed, from a key on. */
  pushes(from?: string): Iterable<Image>
  /** Images about another one, by digest, from one on. */
  referrersOf(digest: string, from?: string): Iterable<Image>
  /** Lists that hold an image, by digest. */
  listsOf(digest: string): Iterable<Image>
  /** Images that need a layer, by digest. */
  usersOf(layer: string): Iterable<Image>
  readonly blobs: Blobs
  readonly preview: Document<Preview>
  /** All of it or nothing, whenever the process is killed; of what is only deleted, image by image. */
  commit(changes: Changes): void
}

type ReadonlyDocuments<T> = Pick<Documents<T>, 'size' | 'get' | 'list'>

export interface Changes {
  readonly images?: readonly Image[]
  readonly imageTags?: readonly ImageTag[]
  /** With all their tags. */
  readonly deletedImages?: readonly string[]
  readonly deletedTags?: readonly string[]
}

export function openContents(folder?: string, write?: Write): Contents {
  if (folder !== undefined) entries(folder)
  const within = (name: string) => (folder === undefined ? undefined : join(folder, name))
  const images = openDocuments<Image>(({ digest }) => digest, within('images'), write)
  const imageTags = openDocuments<ImageTag>(({ tag }) => tag, within('tags'), write)
  const journal = openDocument<Changes>(within('journal.json'), write)
  const tags = tagsByDigest(imageTags)
  const { related, unrelated, ...relations } = relationsOf(images)
  /** On disk first: what cannot be written there has not happened. */
  const apply = (changes: Changes) => {
    for (const image of changes.images ?? []) {
      if (images.get(image.digest) === image) continue
      images.put(image)
      related(image)
    }
    for (const imageTag of changes.imageTags ?? []) {
      const before = imageTags.get(imageTag.tag)
      if (before === imageTag) continue
      imageTags.put(imageTag)
      if (before) tags.delete(before.digest, before.tag)
      tags.add(imageTag.digest, imageTag.tag)
    }
    for (const tag of changes.deletedTags ?? []) {
      const before = imageTags.get(tag)
      imageTags.delete(tag)
      if (before) tags.delete(before.digest, tag)
    }
    for (const digest of changes.deletedImages ?? []) {
      const before = images.get(digest)
      images.delete(digest)
      if (before) unrelated(before)
    }
  }
  /** What takes back changes, of which some have been made. */
  const backFrom = (changes: Changes): Required<Changes> => {
    const digests = [...(changes.images ?? []).map(({ digest }) => digest), ...(changes.deletedImages ?? [])]
    const names = [...(changes.imageTags ?? []).map(({ tag }) => tag), ...(changes.deletedTags ?? [])]
    return {
      images: digests.flatMap(digest => images.get(digest) ?? []),
      imageTags: names.flatMap(tag => imageTags.get(tag) ?? []),
      deletedImages: digests.filter(digest => images.get(digest) === undefined),
      deletedTags: names.filter(tag => imageTags.get(tag) === undefined),
    }
  }
  /** Tags of images that are gone: their files are still to be removed. */
  const orphans = new Set<string>()
  /** What a killed process had promised, or what could neither be finished nor taken back. */
  const finish = () => {
    const left = journal.get()
    if (left !== undefined) {
      apply(left)
      journal.delete()
    }
    for (const tag of orphans) {
      apply({ deletedTags: [tag] })
      orphans.delete(tag)
    }
  }
  /** Without a journal, for which a full disk has no room: an image is gone with its file, and its tags with it. */
  const remove = ({ deletedImages = [], deletedTags = [] }: Changes) => {
    try {
      for (const digest of holdersFirst(deletedImages, relations.listsOf)) {
        const own = [...tags.of(digest)]
        apply({ deletedImages: [digest] })
        for (const tag of own) orphans.add(tag)
      }
      apply({ deletedTags: deletedTags.filter(tag => !orphans.has(tag)) })
    } finally {
      finish()
    }
  }
  finish()
  for (const { tag, digest } of imageTags.list()) if (!images.get(digest)) orphans.add(tag)
  finish()
  return {
    images,
    imageTags,
    tagsOf: digest => [...tags.of(digest)],
    ...relations,
    blobs: openBlobs(folder),
    preview: openDocument(within('preview.json'), write),
    commit(changes) {
      finish()
      if (isRemoval(changes)) return remove(changes)
      if (countOf(changes) <= 1) return apply(changes)
      const { deletedTags, deletedImages, ...earlier } = backFrom(changes)
      journal.put(changes)
      try {
        finish()
      } catch (error) {
        // What goes first makes room for what comes back.
        apply({ deletedTags, deletedImages })
        apply(earlier)
        journal.delete()
        throw error
      }
    },
  }
}

/** Sorts by the time of the push, then by digest. */
export const pushKeyOf = ({ pushedAt, digest }: Image): string =>
  `${Math.round(pushedAt * 1000)
    .toString()
    .padStart(16, '0')} ${digest}`

function* digestsIn(keys: Iterable<string>): Generator<string> {
  for (const key of keys) yield key.slice(key.indexOf(' ') + 1)
}

/** Lists before what they hold: who kills the process leaves none that lacks something. */
function holdersFirst(digests: readonly string[], listsOf: (digest: string) => Iterable<Image>): readonly string[] {
  const [asked, seen, sorted] = [new Set(digests), new Set<string>(), [] as string[]]
  const add = (digest: string) => {
    if (!asked.has(digest) || seen.has(digest)) return
    seen.add(digest)
    for (const list of listsOf(digest)) add(list.digest)
    sorted.push(digest)
  }
  for (const digest of digests) add(digest)
  return sorted
}

const isRemoval = ({ images = [], imageTags = [] }: Changes): boolean => images.length + imageTags.length === 0

const countOf = (changes: Changes): number => Object.values(changes).reduce((sum, { length }) => sum + length, 0)

function tagsByDigest(imageTags: Documents<ImageTag>): Relation {
  const tags = openRelation()
  for (const { tag, digest } of imageTags.list()) tags.add(digest, tag)
  return tags
}

/** What of a manifest, which never changes, is asked for from the other end. */
function relationsOf(images: Documents<Image>) {
  const [referrers, lists, users] = [openRelation(), openRelation(), openRelation()]
  const pushes = openSortedKeys()
  const pairsOf = ({ subject, children, layers }: Image): readonly (readonly [Relation, string])[] => [
    ...(subject === undefined ? [] : [[referrers, subject] as const]),
    ...children.map(child => [lists, child] as const),
    ...layers.map(layer => [users, layer] as const),
  ]
  const related = (image: Image) => {
    pushes.add(pushKeyOf(image))
    for (const [relation, other] of pairsOf(image)) relation.add(other, image.digest)
  }
  const unrelated = (image: Image) => {
    pushes.delete(pushKeyOf(image))
    for (const [relation, other] of pairsOf(image)) relation.delete(other, image.digest)
  }
  const found = function* (digests: Iterable<string>): Generator<Image> {
    for (const digest of digests) yield images.get(digest) as Image
  }
  for (const image of images.list()) related(image)
  return {
    related,
    unrelated,
    pushes: (from?: string) => found(digestsIn(pushes.from(from))),
    referrersOf: (digest: string, from?: string) => found(referrers.of(digest, from)),
    listsOf: (digest: string) => found(lists.of(digest)),
    usersOf: (layer: string) => found(users.of(layer)),
  }
}
