import { createHash, type Hash, randomUUID } from 'node:crypto'
import type { Readable } from 'node:stream'
import { type Bytes, bytesInFiles, bytesInMemory } from './bytes.ts'

/** Layers and configurations of one repository by digest, and the uploads that will become some. */
export interface Blobs {
  size(digest: string): number | undefined
  /** `end` is the last byte. */
  read(digest: string, range?: { readonly start: number; readonly end: number }): Readable
  begin(): Upload
  upload(id: string): Upload | undefined
  /** Not yet remembered across a restart: `acknowledge` says so of all that came. */
  append(upload: Upload, bytes: Buffer): void
  /** @param part its size; nothing, where bytes do not come in parts of their own */
  acknowledge(upload: Upload, part?: number): void
  finish(upload: Upload): void
  discard(upload: Upload): void
  /** Takes a blob of another repository. */
  adopt(digest: string, other: Blobs): void
  /** Where the bytes are, for who adopts them. */
  readonly bytes: Bytes
}

export interface Upload {
  readonly id: string
  readonly hash: Hash
  /** Sizes of what came as parts. */
  readonly parts: number[]
  received: number
  /** Somebody is sending to it at this moment. */
  isBusy: boolean
}

/** Under way at once, in memory: what nobody went on with for longest is taken up again from its file, if it has one. */
const MOST_UPLOADS = 1000

/** The only form of an id that may become a file name. */
const UPLOAD_ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

export function openBlobs(folder?: string): Blobs {
  const bytes = folder ? bytesInFiles(folder) : bytesInMemory()
  const uploads = new Map<string, Upload>()
  const started = (id: string): Upload => ({ id, hash: createHash('sha256'), parts: [], received: 0, isBusy: false })
  return {
    bytes,
    size: bytes.size,
    read: bytes.read,
    upload(id) {
      const upload = uploads.get(id) ?? (UPLOAD_ID.test(id) ? resumed(bytes, started(id)) : undefined)
      if (upload) {
        uploads.delete(id)
        uploads.set(id, upload)
      }
      return upload
    },
    begin() {
      const idle = uploads.size < MOST_UPLOADS ? undefined : [...uploads.values()].find(({ isBusy }) => !isBusy)
      if (idle) {
        uploads.delete(idle.id)
        bytes.forget(idle.id)
      }
      const upload = started(randomUUID())
      bytes.remember(upload.id, { received: 0, parts: [] })
      uploads.set(upload.id, upload)
      return upload
    },
    append(upload, part) {
      bytes.write(upload.id, part, upload.received)
      upload.hash.update(part)
      upload.received += part.length
    },
    acknowledge(upload, part) {
      if (part !== undefined) upload.parts.push(part)
      bytes.remember(upload.id, upload)
    },
    finish(upload) {
      bytes.keep(upload.id, digestOf(upload), upload.received)
      uploads.delete(upload.id)
    },
    discard(upload) {
      bytes.discard(upload.id)
      uploads.delete(upload.id)
    },
    adopt: (digest, other) => bytes.adopt(digest, other.bytes),
  }
}

export const digestOf = ({ hash }: Pick<Upload, 'hash'>): string => `sha256:${hash.copy().digest('hex')}`

/** An upload that an earlier life of this process had begun: what it acknowledged counts, what came after it does not. */
function resumed(bytes: Bytes, upload: Upload): Upload | undefined {
  const progress = bytes.recall(upload.id)
  if (!progress) return undefined
  for (const chunk of bytes.unfinished(upload.id, progress.received)) upload.hash.update(chunk)
  upload.received = progress.received
  upload.parts.push(...progress.parts)
  return upload
}
