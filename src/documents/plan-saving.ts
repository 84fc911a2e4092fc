import { randomUUID } from 'node:crypto'
import { constants } from 'node:fs'
import { access, type FileHandle, lstat, open, rename, rm } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { EcrsyncError } from '../errors.ts'
import type { Plan } from '../model.ts'
import { jsonPieces } from '../render/json-pieces.ts'
import { clipped } from '../words.ts'
import type { SavedPlan } from './plan-file.ts'
import { sealOf } from './seal.ts'

/** Nobody but its owner reads what policies and names are in it. */
const MODE = 0o600

/** What every plan that ecrsync has written begins with. */
const BEGINNING = '{\n  "formatVersion": '

/** The plan as a file has it: the same bytes each time, but for these two. */
export function sealed(plan: Plan, createdAt: Date): SavedPlan {
  const made = { ...plan, createdAt: createdAt.toISOString() }
  return { ...made, seal: sealOf(made) }
}

/**
 * Whether a plan could be saved there, before one is made: beside it can be written, and nothing else than an older plan would be
 * written over.
 *
 * @throws EcrsyncError INVALID_FLAG, PLAN_NOT_SAVED
 */
export async function checkPlace(file: string): Promise<void> {
  if (file === '-')
    throw noPlace(file, 'It is no name of a file: what is piped on is plan --json, and a saved plan is a file.')
  const found = await lstat(file).catch(() => undefined)
  if (found && !found.isFile()) throw noPlace(file, 'It is no file: a folder, a link or a device.')
  if (found && !(await isPlanFile(file))) throw noPlace(file, 'It is a file already, and no plan: it would be lost.')
  await access(dirname(file), constants.W_OK).catch(cause => {
    throw notSaved(file, cause)
  })
}

/** Whole or not at all: whoever reads the file finds what was there before, or all of this. */
export async function savePlan(plan: SavedPlan, file: string): Promise<void> {
  const beside = join(dirname(file), `.${basename(file)}.${randomUUID()}.tmp`)
  try {
    const handle = await open(beside, 'wx', MODE)
    try {
      await writeWhole(plan, handle)
    } finally {
      await handle.close()
    }
    await rename(beside, file)
  } catch (cause) {
    await rm(beside, { force: true })
    throw notSaved(file, cause as Error)
  }
}

async function writeWhole(plan: SavedPlan, handle: FileHandle): Promise<void> {
  for (const piece of jsonPieces(plan)) await handle.appendFile(piece)
  await handle.appendFile('\n')
  await handle.sync()
}

async function isPlanFile(file: string): Promise<boolean> {
  const handle = await open(file).catch(() => undefined)
  try {
    const { bytesRead = 0, buffer } = (await handle?.read(Buffer.alloc(BEGINNING.length), 0, BEGINNING.length, 0)) ?? {}
    return bytesRead === 0 || buffer?.toString() === BEGINNING
  } finally {
    await handle?.close()
  }
}

const noPlace = (file: string, detail: string): EcrsyncError =>
  new EcrsyncError('INVALID_FLAG', `--out ${clipped(file)} is no place for a plan`, {
    detail,
    hint: 'Name a file that is not there yet, for example --out ecr.plan',
  })

const notSaved = (file: string, cause: Error): EcrsyncError =>
  new EcrsyncError('PLAN_NOT_SAVED', `The plan could not be saved to ${clipped(file)}`, {
    detail: cause.message,
    hint: 'Let this user write in its folder, or name another file.',
    cause,
  })
