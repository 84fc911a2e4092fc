import { constants } from 'node:fs'
import { open } from 'node:fs/promises'
import { withCommas } from '../words.ts'
import { invalidPlan, refusedPlan } from './plan-refusals.ts'

/** Far more than a plan of 10,000 repositories takes, and less than a text can be. */
const LARGEST = 256 * 1024 * 1024

/** A pipe is not waited for. */
const AT_ONCE = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0)

/**
 * The text of a file that may be anything.
 *
 * @throws EcrsyncError PLAN_NOT_FOUND, PLAN_UNREADABLE, PLAN_INVALID
 */
export async function planText(file: string): Promise<string> {
  const bytes = await bytesOf(file)
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    throw invalidPlan(file, 'It is not UTF-8.')
  }
}

async function bytesOf(file: string): Promise<Uint8Array> {
  try {
    const handle = await open(file, AT_ONCE)
    try {
      const found = await handle.stat()
      if (!found.isFile()) throw invalidPlan(file, 'It is no file that can be read to its end.')
      if (found.size > LARGEST)
        throw invalidPlan(file, `It has ${withCommas(found.size)} bytes, and at most ${withCommas(LARGEST)} are read.`)
      return await handle.readFile()
    } finally {
      await handle.close()
    }
  } catch (error) {
    throw isOfSystem(error) ? notRead(file, error) : error
  }
}

const isOfSystem = (error: unknown): error is NodeJS.ErrnoException => error instanceof Error && 'syscall' in error

const notRead = (file: string, { code, message }: NodeJS.ErrnoException) =>
  code === 'ENOENT' || code === 'ENOTDIR'
    ? refusedPlan('PLAN_NOT_FOUND', file, {
        summary: 'is not there',
        detail: 'It is to be a plan that was saved before.',
        hint: 'Check the path, or save one: ecrsync plan --out FILE',
      })
    : refusedPlan('PLAN_UNREADABLE', file, {
        summary: 'cannot be read',
        detail: `${message}.`,
        hint: 'It is written so that nobody but its owner may read it: let this user own it.',
      })
