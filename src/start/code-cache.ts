import {
  closeSync,
  constants,
  fstatSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { cachedDataVersionTag } from 'node:v8'
import { crc32 } from 'node:zlib'
import { type CachePlace, isNobodyElses, isOnlyOf } from './cache-places.ts'

/** A file of a chunk: the checksum of its text, that of what V8 has made of it, and this. */
const OF_CODE = 4
const CODE = 8

/** V8 refuses what another version of it has made, or the same with other flags; each has its own folder. */
const fileIn = ({ folder }: CachePlace, chunk: string): string =>
  join(folder, `${process.version}-${process.arch}-${cachedDataVersionTag().toString(16)}`, chunk)

/** What an earlier run has kept for a chunk with this text; undefined where it is not whole, or may be of somebody else. */
export function keptCode(places: readonly CachePlace[], chunk: string, text: Buffer): Buffer | undefined {
  for (const place of places) {
    const content = trustedContent(fileIn(place, chunk), place.owner)
    if (content !== undefined && isOf(text, content)) return content.subarray(CODE)
  }
  return undefined
}

/** Keeps it in the first place where this can be written, if there is one. */
export function keepCode(places: readonly CachePlace[], chunk: string, text: Buffer, code: Buffer): void {
  const sums = Buffer.alloc(CODE)
  sums.writeUInt32BE(crc32(text))
  sums.writeUInt32BE(crc32(code), OF_CODE)
  const content = Buffer.concat([sums, code])
  places.some(place => isWritten(fileIn(place, chunk), place.owner, content))
}

const isOf = (text: Buffer, content: Buffer): boolean =>
  content.length > CODE &&
  content.readUInt32BE() === crc32(text) &&
  content.readUInt32BE(OF_CODE) === crc32(content.subarray(CODE))

/** V8 does what it is given as code, so that it must not be of anybody else. */
function trustedContent(path: string, owner: number): Buffer | undefined {
  if (!isOnlyOf(owner, dirname(path))) return undefined
  try {
    const file = openSync(path, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0))
    try {
      return isNobodyElses(fstatSync(file), owner) ? readFileSync(file) : undefined
    } finally {
      closeSync(file)
    }
  } catch {
    return undefined
  }
}

/** Two runs may end at once: whoever reads sees the file of one of them, whole. */
function isWritten(path: string, owner: number, content: Buffer): boolean {
  const unfinished = `${path}.${process.pid}`
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o755 })
    if (!isOnlyOf(owner, dirname(path))) return false
    writeFileSync(unfinished, content, { mode: 0o644 })
    renameSync(unfinished, path)
    return true
  } catch {
    remove(unfinished)
    return false
  }
}

/** Of a disk that is full, something may be there. */
function remove(path: string): void {
  try {
    rmSync(path, { force: true })
  } catch {
    // Nothing could be written there either.
  }
}
