import { createHash, type Hash, randomUUID } from 'node:crypto'
import { closeSync, createReadStream, mkdirSync, openSync, renameSync, rmSync, statSync, writeSync } from 'node:fs'
import { basename, join } from 'node:path'
import { Readable } from 'node:stream'
import { entries, fileName } from './files.ts'

/** Layers and configurations of one repository by digest, and the uploads that will become some. */
export interface Blobs {
  size(digest: string): number | undefined
  read(digest: string): Readable
  begin(): Upload
  upload(id: string): Upload | undefined
  append(upload: Upload, part: Buffer): void
  finish(upload: Upload): void
  discard(upload: Upload): void
}

/** Lives only as long as the process: like ECR, which cleans up what was never completed. */
export interface Upload {
  readonly id: string
  readonly hash: Hash
  received: number
  partSizes: number[]
}

/** Where the bytes are: files, or memory. */
interface Bytes {
  readonly sizes: Map<string, number>
  write(id: string, part: Buffer, position: number): void
  keep(id: string, digest: string): void
  discard(id: string): void
  read(digest: string): Readable
}

export function openBlobs(folder?: string): Blobs {
  const bytes = folder ? inFiles(folder) : inMemory()
  const uploads = new Map<string, Upload>()
  return {
    size: digest => bytes.sizes.get(digest),
    read: bytes.read,
    upload: id => uploads.get(id),
    begin() {
      const upload: Upload = { id: randomUUID(), hash: createHash('sha256'), received: 0, partSizes: [] }
      uploads.set(upload.id, upload)
      return upload
    },
    append(upload, part) {
      bytes.write(upload.id, part, upload.received)
      upload.hash.update(part)
      upload.received += part.length
      upload.partSizes.push(part.length)
    },
    finish(upload) {
      const digest = digestOf(upload)
      bytes.keep(upload.id, digest)
      bytes.sizes.set(digest, upload.received)
      uploads.delete(upload.id)
    },
    discard(upload) {
      bytes.discard(upload.id)
      uploads.delete(upload.id)
    },
  }
}

export const digestOf = (upload: Upload): string => `sha256:${upload.hash.copy().digest('hex')}`

function inMemory(): Bytes {
  const parts = new Map<string, Buffer[]>()
  const blobs = new Map<string, Buffer>()
  return {
    sizes: new Map(),
    write(id, part) {
      const earlier = parts.get(id)
      if (earlier) earlier.push(part)
      else parts.set(id, [part])
    },
    keep(id, digest) {
      blobs.set(digest, Buffer.concat(parts.get(id) ?? []))
      parts.delete(id)
    },
    discard: id => void parts.delete(id),
    read: digest => Readable.from(blobs.get(digest) ?? []),
  }
}

function inFiles(folder: string): Bytes {
  const uploads = join(folder, 'uploads')
  const blobs = join(folder, 'blobs')
  const blobPath = (digest: string) => join(blobs, fileName(digest))
  const uploadPath = (id: string) => join(uploads, id)
  rmSync(uploads, { recursive: true, force: true })
  return {
    sizes: new Map(entries(blobs).map(path => [digestFrom(path), statSync(path).size])),
    write(id, part, position) {
      mkdirSync(uploads, { recursive: true })
      writeAt(uploadPath(id), part, position)
    },
    keep(id, digest) {
      mkdirSync(blobs, { recursive: true })
      renameSync(uploadPath(id), blobPath(digest))
    },
    discard: id => rmSync(uploadPath(id), { force: true }),
    read: digest => createReadStream(blobPath(digest)),
  }
}

/** By position: a part that failed half-way, and comes again, overwrites what it left. */
function writeAt(path: string, bytes: Buffer, position: number): void {
  const file = openSync(path, position === 0 ? 'w' : 'r+')
  try {
    for (let written = 0; written < bytes.length; ) {
      written += writeSync(file, bytes, written, bytes.length - written, position + written)
    }
  } finally {
    closeSync(file)
  }
}

const digestFrom = (path: string) => basename(path).replace('%3a', ':')
