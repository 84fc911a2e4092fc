import { join } from 'node:path'
import { type Blobs, openBlobs } from './blobs.ts'
import { type Document, type Documents, openDocument, openDocuments } from './documents.ts'
import type { Image, ImageTag, Preview } from './model.ts'

/** What a repository holds. Images and their tags are changed only together, by `commit`. */
export interface Contents {
  readonly images: ReadonlyDocuments<Image>
  readonly imageTags: ReadonlyDocuments<ImageTag>
  readonly blobs: Blobs
  readonly preview: Document<Preview>
  /** All of it or nothing, whenever the process is killed. */
  commit(changes: Changes): void
}

type ReadonlyDocuments<T> = Pick<Documents<T>, 'size' | 'get' | 'values'>

export interface Changes {
  readonly images?: readonly Image[]
  readonly imageTags?: readonly ImageTag[]
  readonly deletedImages?: readonly string[]
  readonly deletedTags?: readonly string[]
}

export function openContents(folder?: string): Contents {
  const within = (name: string) => (folder === undefined ? undefined : join(folder, name))
  const images = openDocuments<Image>(({ digest }) => digest, within('images'))
  const imageTags = openDocuments<ImageTag>(({ tag }) => tag, within('tags'))
  const journal = openDocument<Changes>(within('journal.json'))
  const apply = (changes: Changes) => {
    for (const image of changes.images ?? []) images.put(image)
    for (const tag of changes.imageTags ?? []) imageTags.put(tag)
    for (const tag of changes.deletedTags ?? []) imageTags.delete(tag)
    for (const digest of changes.deletedImages ?? []) images.delete(digest)
  }
  // What a killed process had promised and not finished.
  apply(journal.get() ?? {})
  journal.delete()
  return {
    images,
    imageTags,
    blobs: openBlobs(folder),
    preview: openDocument(within('preview.json')),
    commit(changes) {
      if (countOf(changes) <= 1) return apply(changes)
      journal.put(changes)
      try {
        apply(changes)
      } finally {
        journal.delete()
      }
    },
  }
}

const countOf = (changes: Changes): number => Object.values(changes).reduce((sum, { length }) => sum + length, 0)
