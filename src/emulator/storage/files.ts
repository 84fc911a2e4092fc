import { createHash, randomUUID } from 'node:crypto'
import { type Dirent, existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

const LONGEST = 200

/**
 * A file name for any key, on any file system: lower-case letters, digits, `-`, `_` and `.` stand for themselves, every
 * other byte is `%xx`. What would be too long is cut and ends in a hash; documents hold their own key.
 */
export function fileName(key: string): string {
  const encoded = [...Buffer.from(key)].map(encodeByte).join('').replace(/^\./, '%2e')
  if (encoded.length <= LONGEST) return encoded
  return `${encoded.slice(0, LONGEST - 65)}~${createHash('sha256').update(key).digest('hex')}`
}

function encodeByte(byte: number): string {
  const character = String.fromCharCode(byte)
  return /[a-z0-9._-]/.test(character) ? character : `%${byte.toString(16).padStart(2, '0')}`
}

/** Whole or not at all: what was there stays until the new file has been written. */
export function writeWhole(path: string, text: string, mode = 0o666): void {
  const unfinished = unfinishedName(path)
  try {
    writeFileSync(unfinished, text, { mode })
  } catch (error) {
    if (!isMissing(error)) throw failed(unfinished, error)
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(unfinished, text, { mode })
  }
  renameSync(unfinished, path)
}

/** A disk that is full must not fill further with what could not be written. */
function failed(unfinished: string, error: unknown): unknown {
  try {
    rmSync(unfinished, { force: true })
  } catch {}
  return error
}

export const isThere = (path: string): boolean => existsSync(path)

/** Paths of what a folder holds, none if there is no such folder; what a killed process left unfinished is removed. */
export function entries(folder: string): readonly string[] {
  const found = contentsOf(folder).map(entry => ({ path: join(folder, entry.name), isLeftOver: isUnfinished(entry) }))
  for (const { path, isLeftOver } of found) if (isLeftOver) rmSync(path, { force: true })
  return found.filter(({ isLeftOver }) => !isLeftOver).map(({ path }) => path)
}

/** Only what `writeWhole` names so, and never a folder: a repository or a file of somebody else may end in `.tmp`. */
const isUnfinished = (entry: Dirent): boolean =>
  entry.isFile() && /\.[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\.tmp$/.test(entry.name)

export const unfinishedName = (path: string): string => `${path}.${randomUUID()}.tmp`

function contentsOf(folder: string): readonly Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true })
  } catch (error) {
    if (isMissing(error)) return []
    throw error
  }
}

const isMissing = (error: unknown): boolean => error instanceof Error && 'code' in error && error.code === 'ENOENT'
