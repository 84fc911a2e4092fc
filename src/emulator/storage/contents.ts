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
  const apply = (changes: Changes) => {
    for (const image of changes.images ?? []) images.put(image)
    for (const imageTag of changes.imageTags ?? []) {
      tags.remove(imageTags.get(imageTag.tag))
      imageTags.put(imageTag)
      tags.add(imageTag)
    }
    for (const tag of changes.deletedTags ?? []) {
      tags.remove(imageTags.get(tag))
      imageTags.delete(tag)
    }
    for (const digest of changes.deletedImages ?? []) images.delete(digest)
  }
  /** What was promised and not finished, by a killed process or because of a full disk. */
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
      journal.put(changes)
      finish()
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
