import { join } from 'node:path'
import type { Image, ImageTag, Preview } from '../model.ts'
import { type Blobs, openBlobs } from './blobs.ts'
import { type Document, type Documents, openDocument, openDocuments } from './documents.ts'
import { entries } from './files.ts'

/** What a repository holds. Images and their tags are changed only together, by `commit`. */
export interface Contents {
  readonly images: ReadonlyDocuments<Image>
  readonly imageTags: ReadonlyDocuments<ImageTag>
  /** Tags of an image, sorted. */
  tagsOf(digest: string): readonly string[]
  readonly blobs: Blobs
  readonly preview: Document<Preview>
  /** All of it or nothing, whenever the process is killed. */
  commit(changes: Changes): void
}

type ReadonlyDocuments<T> = Pick<Documents<T>, 'size' | 'get' | 'values' | 'sorted'>

export interface Changes {
  readonly images?: readonly Image[]
  readonly imageTags?: readonly ImageTag[]
  readonly deletedImages?: readonly string[]
  readonly deletedTags?: readonly string[]
}

export function openContents(folder?: string): Contents {
  if (folder !== undefined) entries(folder)
  const within = (name: string) => (folder === undefined ? undefined : join(folder, name))
  const images = openDocuments<Image>(({ digest }) => digest, within('images'))
  const imageTags = openDocuments<ImageTag>(({ tag }) => tag, within('tags'))
  const journal = openDocument<Changes>(within('journal.json'))
  const tags = tagIndex(imageTags.values())
  /** On disk first: what cannot be written there has not happened. */
  const apply = (changes: Changes) => {
    for (const image of changes.images ?? []) if (images.get(image.digest) !== image) images.put(image)
    for (const imageTag of changes.imageTags ?? []) {
      const before = imageTags.get(imageTag.tag)
      if (before === imageTag) continue
      imageTags.put(imageTag)
      tags.remove(before)
      tags.add(imageTag)
    }
    for (const tag of changes.deletedTags ?? []) {
      const before = imageTags.get(tag)
      imageTags.delete(tag)
      tags.remove(before)
    }
    for (const digest of changes.deletedImages ?? []) images.delete(digest)
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
  /** What a killed process had promised, or what could neither be finished nor taken back. */
  const finish = () => {
    const left = journal.get()
    if (left === undefined) return
    apply(left)
    journal.delete()
  }
  finish()
  return {
    images,
    imageTags,
    tagsOf: tags.of,
    blobs: openBlobs(folder),
    preview: openDocument(within('preview.json')),
    commit(changes) {
      finish()
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

const countOf = (changes: Changes): number => Object.values(changes).reduce((sum, { length }) => sum + length, 0)

function tagIndex(existing: Iterable<ImageTag>) {
  const byDigest = new Map<string, Set<string>>()
  const add = ({ tag, digest }: ImageTag) => {
    const tags = byDigest.get(digest)
    if (tags) tags.add(tag)
    else byDigest.set(digest, new Set([tag]))
  }
  for (const imageTag of existing) add(imageTag)
  return {
    add,
    remove(imageTag: ImageTag | undefined) {
      if (imageTag === undefined) return
      const tags = byDigest.get(imageTag.digest)
      tags?.delete(imageTag.tag)
      if (tags?.size === 0) byDigest.delete(imageTag.digest)
    },
    of: (digest: string): readonly string[] => [...(byDigest.get(digest) ?? [])].sort(),
  }
}
