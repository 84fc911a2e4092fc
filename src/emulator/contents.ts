import { join } from 'node:path'
import { type Blobs, openBlobs } from './blobs.ts'
import { type Documents, openDocuments } from './documents.ts'
import type { Image, ImageTag } from './model.ts'

/** What a repository holds. */
export interface Contents {
  readonly images: Documents<Image>
  readonly imageTags: Documents<ImageTag>
  readonly blobs: Blobs
}

export function openContents(folder?: string): Contents {
  const within = (name: string) => (folder === undefined ? undefined : join(folder, name))
  const images = openDocuments<Image>(({ digest }) => digest, within('images'))
  const imageTags = openDocuments<ImageTag>(({ tag }) => tag, within('tags'))
  // Deleting an image removes the image first: tags that point nowhere are what a killed process had left to do.
  for (const { tag, digest } of [...imageTags.values()]) if (!images.get(digest)) imageTags.delete(tag)
  return { images, imageTags, blobs: openBlobs(folder) }
}
