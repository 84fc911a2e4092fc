import { constants } from 'node:fs'
import { open } from 'node:fs/promises'
import type { EcrsyncError } from '../errors.ts'
import { withCommas } from '../words.ts'

/** Far more than a plan or a receipt of 10,000 repositories takes, and less than a text can be. */
export const LARGEST = 256 * 1024 * 1024

/** A pipe is not waited for. */
export const AT_ONCE = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0)

/** What a document says of a file that is none. */
export interface Refusals {
  invalid(detail: string): EcrsyncError
  notFound(): EcrsyncError
  unreadable(detail: string): EcrsyncError
}

/** The bytes of a file that may be anything. @throws EcrsyncError one of these refusals */
export async function bytesOf(file: string, { invalid, notFound, unreadable }: Refusals): Promise<Uint8Array> {
  try {
    const handle = await open(file, AT_ONCE)
    try {
      const found = await handle.stat()
      if (!found.isFile()) throw invalid('It is no file that can be read to its end.')
      if (found.size > LARGEST)
        throw invalid(`It has ${withCommas(found.size)} bytes, and at most ${withCommas(LARGEST)} are read.`)
      return await handle.readFile()
    } finally {
      await handle.close()
    }
  } catch (error) {
    if (!isOfSystem(error)) throw error
    throw error.code === 'ENOENT' || error.code === 'ENOTDIR' ? notFound() : unreadable(`${error.message}.`)
  }
}

const isOfSystem = (error: unknown): error is NodeJS.ErrnoException => error instanceof Error && 'syscall' in error

/** @throws EcrsyncError where it is not UTF-8 */
export function utf8(bytes: Uint8Array, { invalid }: Pick<Refusals, 'invalid'>): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    throw invalid('It is not UTF-8.')
  }
}

/** What JSON says; undefined where it is none. */
export function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
