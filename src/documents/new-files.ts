import { lstat, mkdir, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { EcrsyncError } from '../errors.ts'
import { listed } from '../nearest.ts'
import { clipped } from '../words.ts'

export interface NewFile {
  /** Below the folder that it is written to. */
  readonly path: string
  readonly text: string
}

/**
 * Whether all of them could be written without one that is there: before anything is.
 *
 * @throws EcrsyncError FILE_EXISTS, which names those that are there
 */
export async function checkNew(folder: string, paths: readonly string[]): Promise<void> {
  const found = await Promise.all(paths.map(async path => ((await isThere(join(folder, path))) ? [path] : [])))
  const there = found.flat().map(path => join(folder, path))
  if (there.length > 0) throw exists(there)
}

/**
 * All of them, or none: what was written of them is taken back where one cannot be.
 *
 * @throws EcrsyncError FILE_EXISTS, NOT_WRITTEN
 */
export async function writeNew(folder: string, files: readonly NewFile[]): Promise<void> {
  await checkNew(
    folder,
    files.map(({ path }) => path),
  )
  const written: string[] = []
  try {
    for (const { path, text } of files) {
      const file = join(folder, path)
      await mkdir(dirname(file), { recursive: true })
      await writeFile(file, text, { flag: 'wx' })
      written.push(file)
    }
  } catch (cause) {
    await Promise.all(written.map(file => rm(file, { force: true })))
    throw notWritten(folder, cause as Error)
  }
}

const isThere = (file: string): Promise<boolean> =>
  lstat(file).then(
    () => true,
    () => false,
  )

const exists = (there: readonly string[]): EcrsyncError =>
  new EcrsyncError('FILE_EXISTS', `${listed(there.map(clipped))} is there already`, {
    detail: 'What somebody has written is never written over, so nothing was written.',
    hint: 'Move it away, or name another folder.',
  })

const notWritten = (folder: string, cause: Error): EcrsyncError =>
  new EcrsyncError('NOT_WRITTEN', `The files could not be written to ${clipped(folder)}`, {
    detail: cause.message,
    hint: 'Let this user write there, or name another folder.',
    cause,
  })
