import { constants } from 'node:fs'
import { type FileHandle, lstat, mkdir, open, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { EcrsyncError } from '../errors.ts'
import { clipped } from '../words.ts'

/** Beside the manifest. */
export const RECEIPTS = join('.ecrsync', 'receipts')

/** Nobody but its owner reads what policies and names are in it. */
const MODE = { folder: 0o700, file: 0o600 } as const

export interface ReceiptPlace {
  /** As the user would type it. */
  readonly file: string
  readonly handle: FileHandle
}

/** More runs than that do not begin in one millisecond. */
const MOST_AT_ONCE = 1000

/**
 * A new file beside the manifest, named by the time, so that they sort by it.
 *
 * @throws EcrsyncError RECEIPT_NOT_WRITTEN
 */
export async function placeBeside(directory: string, startedAt: Date): Promise<ReceiptPlace> {
  const folder = join(directory, RECEIPTS)
  try {
    await makeFolder(directory)
    for (let number = 1; number < MOST_AT_ONCE; number += 1) {
      const file = join(folder, nameAt(startedAt, number))
      const handle = await openNew(file)
      if (handle) return { file, handle }
    }
    throw new Error('All names of this moment are taken.')
  } catch (cause) {
    throw cause instanceof EcrsyncError ? cause : notWritten(folder, cause as Error)
  }
}

/** Colons are no part of a file's name everywhere; those after the first of a moment come after it. */
const nameAt = (time: Date, number: number): string =>
  `${time.toISOString().replaceAll(':', '-')}${number === 1 ? '' : `_${String(number).padStart(3, '0')}`}.json`

/**
 * A new file where the user says it.
 *
 * @throws EcrsyncError RECEIPT_NOT_WRITTEN, INVALID_FLAG where there is one already, or where it is no name
 */
export async function placeAt(file: string): Promise<ReceiptPlace> {
  if (file === '-')
    throw new EcrsyncError('INVALID_FLAG', '--receipt - is no name of a file', {
      detail: 'A receipt is on the disk, whatever becomes of the run.',
      hint: 'Name a file that is not there yet, for example receipt.json. --receipt none writes none.',
    })
  const handle = await openNew(file).catch(cause => {
    throw notWritten(file, cause)
  })
  if (handle) return { file, handle }
  throw new EcrsyncError('INVALID_FLAG', `--receipt ${clipped(file)} is there already`, {
    detail: 'A receipt is a new file each time, and nothing is written over.',
    hint: 'Name a file that is not there yet, or leave the flag out: each run then has a file of its own. --receipt none writes none.',
  })
}

async function openNew(file: string): Promise<FileHandle | undefined> {
  try {
    return await open(file, constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_APPEND, MODE.file)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return undefined
    throw error
  }
}

/** A link would lead out of the folder of the manifest, which may be a pull request's. */
async function makeFolder(directory: string): Promise<void> {
  const own = join(directory, dirname(RECEIPTS))
  const folder = join(directory, RECEIPTS)
  for (const path of [own, folder]) {
    await mkdir(path, { mode: MODE.folder }).catch(unlessThere)
    if (!(await lstat(path)).isDirectory()) throw new Error(`${path} is no folder, but a link or a file.`)
  }
  await writeFile(join(own, '.gitignore'), '*\n', { flag: 'wx' }).catch(unlessThere)
}

function unlessThere(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EEXIST') throw error
}

export const notWritten = (where: string, cause: Error): EcrsyncError =>
  new EcrsyncError('RECEIPT_NOT_WRITTEN', 'The receipt of this run cannot be written', {
    detail: `It says what is done, and how to go back; nothing was done. ${clipped(where)}: ${cause.message}`,
    hint: 'Let this user write there. Or name another file with --receipt FILE, or do without one: --receipt none',
    cause,
  })
