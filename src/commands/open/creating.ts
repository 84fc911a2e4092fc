import { appendFile, lstat, mkdir, open, readFile, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { EcrsyncError } from '../../errors.ts'
import { shownPath } from '../../manifest/text/read-text.ts'
import { listed } from '../../nearest.ts'
import { clipped } from '../../words.ts'

/** A file that is not there yet. */
export interface NewFile {
  /** Absolute. */
  readonly path: string
  readonly text: string
}

/**
 * Found before anything is written: nothing that is there is written over.
 *
 * @throws EcrsyncError FILE_EXISTS with the names of all that are there
 */
export async function refuseExisting(paths: readonly string[]): Promise<void> {
  const found = await Promise.all(
    paths.map(path =>
      lstat(path).then(
        () => [path],
        () => [],
      ),
    ),
  )
  const there = found.flat().map(path => clipped(shownPath(path)))
  if (there.length > 0) throw exists(there)
}

const exists = (files: readonly string[]): EcrsyncError =>
  new EcrsyncError('FILE_EXISTS', `${listed(files)} ${files.length === 1 ? 'is' : 'are'} there already`, {
    detail: 'What somebody has written is never written over, so nothing was written.',
    hint: 'Move it away, or run this in another folder.',
  })

/** A file that is there, and gets more lines. */
export interface LongerFile {
  readonly path: string
  readonly more: string
}

/** What a run keeps beside a manifest. */
const KEPT = '.ecrsync/'

/** The list of what git leaves alone, where there is one that has not got it. */
export async function ignoredBeside(folder: string): Promise<LongerFile | undefined> {
  const path = join(folder, '.gitignore')
  const text = await readFile(path, 'utf8').catch(() => undefined)
  if (text === undefined || text.split(/\r?\n/).some(line => /^\/?\.ecrsync\/?$/.test(line.trim()))) return undefined
  return { path, more: `${text === '' || text.endsWith('\n') ? '' : '\n'}${KEPT}\n` }
}

/**
 * All of them or none; then the lines of the one that is there.
 *
 * @throws EcrsyncError FILE_EXISTS, MANIFEST_NOT_WRITTEN
 */
export async function createFiles(files: readonly NewFile[], longer?: LongerFile): Promise<void> {
  await refuseExisting(files.map(({ path }) => path))
  const created: string[] = []
  const undo = () => Promise.all(created.map(path => rm(path, { force: true })))
  for (const file of files)
    await create(file, created).catch(async error => {
      await undo()
      throw error
    })
  if (longer === undefined) return
  await appendFile(longer.path, longer.more).catch(async cause => {
    await undo()
    throw notCreated(shownPath(longer.path), cause)
  })
}

async function create({ path, text }: NewFile, created: string[]): Promise<void> {
  try {
    await mkdir(dirname(path), { recursive: true })
    const handle = await open(path, 'wx')
    created.push(path)
    await handle.writeFile(text).finally(() => handle.close())
  } catch (cause) {
    const { code } = cause as { readonly code?: string }
    throw code === 'EEXIST' ? exists([clipped(shownPath(path))]) : notCreated(shownPath(path), cause as Error)
  }
}

const notCreated = (file: string, cause: Error): EcrsyncError =>
  new EcrsyncError('MANIFEST_NOT_WRITTEN', `${clipped(file)} could not be written`, {
    detail: `${cause.message}. No file that was begun is left.`,
    hint: 'Let this user write in this folder, and run it again.',
    cause,
  })
