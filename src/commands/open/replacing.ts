import { randomUUID } from 'node:crypto'
import { open, readFile, rename, rm, stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { EcrsyncError } from '../../errors.ts'
import { decode } from '../../manifest/text/read-text.ts'
import { clipped } from '../../words.ts'

export interface Replacement {
  /** Where it is, without links. */
  readonly path: string
  /** As the user would type it. */
  readonly file: string
  /** What was read there. */
  readonly before: string
  readonly text: string
}

/**
 * Gives files another text, each of them whole, whenever somebody reads it. All texts are on the disk before the first one takes
 * its place: what fails until then leaves every file as it was. What somebody else has written since it was read stays.
 *
 * @throws EcrsyncError MANIFEST_NOT_WRITTEN
 */
export async function replaceFiles(replacements: readonly Replacement[]): Promise<void> {
  const beside: string[] = []
  try {
    for (const replacement of replacements) beside.push(await writtenBeside(replacement))
    await Promise.all(replacements.map(refuseChanged))
    for (const [index, { path, file }] of replacements.entries())
      await rename(beside[index] as string, path).catch(cause => {
        throw notWritten(file, cause, replacements.slice(0, index))
      })
  } catch (cause) {
    for (const path of beside) await rm(path, { force: true })
    throw cause
  }
}

async function writtenBeside({ path, file, text }: Replacement): Promise<string> {
  const beside = join(dirname(path), `.${basename(path)}.${randomUUID()}.tmp`)
  try {
    const { mode } = await statOfFile(path)
    const handle = await open(beside, 'wx', mode)
    try {
      await handle.chmod(mode)
      await handle.writeFile(text)
      await handle.sync()
    } finally {
      await handle.close()
    }
    return beside
  } catch (cause) {
    await rm(beside, { force: true })
    throw notWritten(file, cause as Error)
  }
}

/** A folder could not be replaced. */
async function statOfFile(path: string) {
  const found = await stat(path)
  if (!found.isFile()) throw new Error('It is no file')
  return found
}

async function refuseChanged({ path, file, before }: Replacement): Promise<void> {
  const there = await readFile(path).catch(cause => {
    throw notWritten(file, cause)
  })
  if (decode(there) === before) return
  throw new EcrsyncError('MANIFEST_NOT_WRITTEN', `${clipped(file)} was changed meanwhile`, {
    detail: 'Somebody has written it since it was read, and that would be lost. No file was changed.',
    hint: 'Run it again.',
  })
}

const notWritten = (file: string, cause: Error, replaced: readonly Replacement[] = []): EcrsyncError =>
  new EcrsyncError('MANIFEST_NOT_WRITTEN', `${clipped(file)} could not be written`, {
    detail: `${cause.message}. ${replaced.length === 0 ? 'No file was changed' : `Written already: ${replaced.map(one => clipped(one.file)).join(', ')}`}.`,
    hint: 'Let this user write in its folder, and run it again.',
    cause,
  })
