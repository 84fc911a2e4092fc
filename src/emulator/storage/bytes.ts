import {
  closeSync,
  copyFileSync,
  createReadStream,
  linkSync,
  mkdirSync,
  openSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  writeSync,
} from 'node:fs'
import { basename, join } from 'node:path'
import { Readable } from 'node:stream'
import { readDocument, writeDocument } from './documents.ts'
import { entries, fileName, isThere, unfinishedName } from './files.ts'

/** How far an upload is. */
export interface Progress {
  readonly received: number
  readonly parts: readonly number[]
}

/** Where the bytes of blobs are: files, or memory. */
export interface Bytes {
  size(digest: string): number | undefined
  read(digest: string, range?: { readonly start: number; readonly end: number }): Readable
  write(uploadId: string, part: Buffer, position: number): void
  remember(uploadId: string, progress: Progress): void
  recall(uploadId: string): Progress | undefined
  unfinished(uploadId: string, length: number): Iterable<Buffer>
  /** The upload becomes a blob of that many bytes; whatever a failed write left behind them goes. */
  keep(uploadId: string, digest: string, size: number): void
  discard(uploadId: string): void
  /** The upload takes no more memory. */
  forget(uploadId: string): void
  adopt(digest: string, other: Bytes): void
  /** The file of a blob, if it has one; otherwise its bytes. */
  locate(digest: string): string | Buffer
}

export function bytesInMemory(): Bytes {
  const parts = new Map<string, Buffer[]>()
  const blobs = new Map<string, Buffer>()
  const locate = (digest: string) => blobs.get(digest) ?? Buffer.alloc(0)
  return {
    locate,
    size: digest => blobs.get(digest)?.length,
    read(digest, range) {
      const blob = locate(digest)
      return Readable.from([range ? blob.subarray(range.start, range.end + 1) : blob])
    },
    write(id, part) {
      // What was sent is in memory that the next request gets.
      const copy = Buffer.from(part)
      const earlier = parts.get(id)
      if (earlier) earlier.push(copy)
      else parts.set(id, [copy])
    },
    // Nothing outlives the process, the progress included.
    remember() {},
    recall: () => undefined,
    unfinished: () => [],
    keep(id, digest) {
      blobs.set(digest, Buffer.concat(parts.get(id) ?? []))
      parts.delete(id)
    },
    discard: id => void parts.delete(id),
    forget: id => void parts.delete(id),
    adopt(digest, other) {
      const found = other.locate(digest)
      if (typeof found !== 'string') blobs.set(digest, found)
    },
  }
}

export function bytesInFiles(folder: string): Bytes {
  const uploads = join(folder, 'uploads')
  const blobs = join(folder, 'blobs')
  const locate = (digest: string) => join(blobs, fileName(digest))
  const uploadPath = (id: string) => join(uploads, id)
  const progressPath = (id: string) => join(uploads, `${id}.json`)
  const sizes = new Map(entries(blobs).map(path => [digestFrom(path), statSync(path).size]))
  const discard = (id: string) => {
    rmSync(uploadPath(id), { force: true })
    rmSync(progressPath(id), { force: true })
  }
  for (const path of entries(uploads)) if (isForgotten(path)) discard(basename(path, '.json'))
  return {
    locate,
    size: digest => sizes.get(digest),
    read: (digest, range) => createReadStream(locate(digest), range),
    write(id, part, position) {
      mkdirSync(uploads, { recursive: true })
      writeAt(uploadPath(id), part, position)
    },
    remember: (id, { received, parts }) => writeDocument(progressPath(id), { received, parts }),
    recall(id) {
      const progress = isThere(progressPath(id)) ? readDocument<Progress>(progressPath(id)) : undefined
      // A killed process may have made it a blob already.
      return progress?.received === 0 || isThere(uploadPath(id)) ? progress : undefined
    },
    unfinished: (id, length) => chunksOf(uploadPath(id), length),
    keep(id, digest, size) {
      truncateSync(uploadPath(id), size)
      mkdirSync(blobs, { recursive: true })
      renameSync(uploadPath(id), locate(digest))
      sizes.set(digest, size)
      discard(id)
    },
    discard,
    forget() {},
    adopt(digest, other) {
      const found = other.locate(digest)
      if (typeof found !== 'string' || sizes.has(digest)) return
      mkdirSync(blobs, { recursive: true })
      linkOrCopy(found, locate(digest))
      sizes.set(digest, statSync(found).size)
    },
  }
}

/** Nobody went on with it for a day. */
const isForgotten = (path: string) =>
  path.endsWith('.json') && Date.now() - statSync(path).mtimeMs > 24 * 60 * 60 * 1000

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

const CHUNK = 1024 * 1024

function* chunksOf(path: string, length: number): Iterable<Buffer> {
  if (length === 0) return
  const file = openSync(path, 'r')
  try {
    for (let position = 0; position < length; ) {
      const chunk = Buffer.alloc(Math.min(CHUNK, length - position))
      const read = readSync(file, chunk, 0, chunk.length, position)
      if (read === 0) throw new Error(`${path} is shorter than what was acknowledged`)
      yield chunk.subarray(0, read)
      position += read
    }
  } finally {
    closeSync(file)
  }
}

/** Blobs never change, so two repositories can share one; not every file system can. */
function linkOrCopy(from: string, to: string): void {
  const unfinished = unfinishedName(to)
  try {
    linkSync(from, unfinished)
  } catch {
    copyFileSync(from, unfinished)
  }
  renameSync(unfinished, to)
}

const digestFrom = (path: string) => basename(path).replace('%3a', ':')
