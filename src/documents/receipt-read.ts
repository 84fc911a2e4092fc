import { bytesOf, type Refusals, utf8 } from './file-text.ts'
import type { Receipt } from './receipt.ts'
import { invalid, receiptIn, refusedReceipt } from './receipt-text.ts'

/** @throws EcrsyncError RECEIPT_NOT_FOUND, RECEIPT_UNREADABLE, RECEIPT_INVALID */
export async function readReceipt(file: string): Promise<Receipt> {
  const refusals = refusalsOf(file)
  return receiptIn(textOf(await bytesOf(file, refusals), refusals), file)
}

/** A text that breaks off may do so within a character. */
function textOf(bytes: Uint8Array, refusals: Refusals): string {
  const end = bytes.lastIndexOf(NEWLINE) + 1
  return `${utf8(bytes.subarray(0, end), refusals)}${new TextDecoder().decode(bytes.subarray(end))}`
}

const NEWLINE = 0x0a

const refusalsOf = (file: string): Refusals => ({
  invalid: detail => invalid(file, detail),
  notFound: () =>
    refusedReceipt('RECEIPT_NOT_FOUND', file, {
      summary: 'is not there',
      detail: 'An apply writes one each time, and says at its end where.',
      hint: 'Look for it beside the manifest: ls .ecrsync/receipts',
    }),
  unreadable: detail =>
    refusedReceipt('RECEIPT_UNREADABLE', file, {
      summary: 'cannot be read',
      detail,
      hint: 'It is written so that nobody but its owner may read it: let this user own it.',
    }),
})
