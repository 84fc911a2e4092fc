import { randomBytes } from 'node:crypto'
import { rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { writeWhole } from './files.ts'

/** Room on the disk that is laid by for what makes room, so that things can be deleted from a disk that is full. */
export interface Reserve {
  /** Writes a file whole; one that becomes no larger may use what is laid by. */
  write(path: string, text: string): void
  /** Does something, with what is laid by if there is no room without it. */
  spend<T>(effect: () => T): T
}

export type Write = (path: string, text: string) => void

/** More than any document of ours has, but for settings of a registry at every limit at once. */
const SIZE = 256 * 1024

/** Of a folder; a disk that has no room to lay by is used as it is. */
export function openReserve(folder: string, write: Write = writeWhole): Reserve {
  const path = join(folder, 'reserve')
  layBy(path)
  const spend: Reserve['spend'] = effect => {
    try {
      return effect()
    } catch (error) {
      if (!isFull(error) || sizeOf(path) === 0) throw error
    }
    rmSync(path, { force: true })
    try {
      return effect()
    } finally {
      layBy(path)
    }
  }
  return {
    spend,
    write(target, text) {
      if (Buffer.byteLength(text) > sizeOf(target)) return write(target, text)
      spend(() => write(target, text))
    },
  }
}

/** Random, as some file systems would keep anything else in no room at all. */
function layBy(path: string): void {
  if (sizeOf(path) === SIZE) return
  try {
    writeFileSync(path, randomBytes(SIZE))
  } catch {
    rmSync(path, { force: true })
  }
}

const sizeOf = (path: string): number => statSync(path, { throwIfNoEntry: false })?.size ?? 0

/** No room, or no more of it for this user. */
const isFull = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && (error.code === 'ENOSPC' || error.code === 'EDQUOT')
