import { constants } from 'node:fs'
import { open } from 'node:fs/promises'
import { withCommas } from '../words.ts'
import type { Receipt } from './receipt.ts'
import { invalid, receiptIn, refusedReceipt } from './receipt-text.ts'

/** Far more than an apply of 10,000 repositories takes, and less than a text can be. */
export const LARGEST = 256 * 1024 * 1024

/** A pipe is not waited for. */
export const AT_ONCE = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0)

/** @throws EcrsyncError RECEIPT_NOT_FOUND, RECEIPT_UNREADABLE, RECEIPT_INVALID */
export async function readReceipt(file: string): Promise<Receipt> {
  return receiptIn(textOf(await bytesOf(file), file), file)
}

/** A text that breaks off may do so within a character. */
function textOf(bytes: Uint8Array, file: string): string {
  const end = bytes.lastIndexOf(NEWLINE) + 1
  try {
    const whole = new TextDecoder('utf-8', { fatal: true }).decode(bytes.subarray(0, end))
    return `${whole}${new TextDecoder().decode(bytes.subarray(end))}`
  } catch {
    throw invalid(file, 'It is not UTF-8.')
  }
}

const NEWLINE = 0x0a

async function bytesOf(file: string): Promise<Uint8Array> {
  try {
    const handle = await open(file, AT_ONCE)
    try {
      const found = await handle.stat()
      if (!found.isFile()) throw invalid(file, 'It is no file that can be read to its end.')
      if (found.size > LARGEST)
        throw invalid(file, `It has ${withCommas(found.size)} bytes, and at most ${withCommas(LARGEST)} are read.`)
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
    ? refusedReceipt('RECEIPT_NOT_FOUND', file, {
        summary: 'is not there',
        detail: 'An apply writes one each time, and says at its end where.',
        hint: 'Look for it beside the manifest: ls .ecrsync/receipts',
      })
    : refusedReceipt('RECEIPT_UNREADABLE', file, {
        summary: 'cannot be read',
        detail: `${message}.`,
        hint: 'It is written so that nobody but its owner may read it: let this user own it.',
      })
