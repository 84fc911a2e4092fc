import { EcrsyncError, type ErrorCode } from '../errors.ts'
import { harmless } from '../harmless.ts'
import { unsoundness } from '../unsound.ts'
import { clipped } from '../words.ts'
import { isReceiptLine } from './compiled.ts'
import { jsonIn } from './file-text.ts'
import type { Receipt, ReceiptEnd, ReceiptHead, ReceiptLine, ReceiptOutcome } from './receipt.ts'

const FORMAT = 1

/**
 * A receipt that anybody may have written. Its last line may break off, as a run does that is killed; any other that is none is an
 * error.
 *
 * @throws EcrsyncError RECEIPT_INVALID
 */
export function receiptIn(text: string, file: string): Receipt {
  const texts = text.split('\n')
  const rest = texts.pop() as string
  const lines = texts.map((line, index) => lineIn(line, { file, number: index + 1 }))
  const [head, ...others] = lines
  if (head === undefined)
    throw invalid(
      file,
      rest === '' ? 'It is empty.' : 'Its first line breaks off: the run was ended before its first write.',
    )
  if (head.type !== 'receipt') throw invalid(file, 'It does not begin as a receipt does.')
  const outcomes = others.filter((line): line is ReceiptOutcome => line.type === 'outcome')
  const last = others.at(-1)
  const end = last?.type === 'end' ? last : undefined
  if (outcomes.length + (end ? 1 : 0) !== others.length)
    throw invalid(file, 'A line stands where none of its type does.')
  if (end && rest !== '') throw invalid(file, 'Something stands behind its end.')
  checkPlaces(head, outcomes, file)
  return { head, outcomes, ...(end && { end }), isCut: rest !== '' }
}

/** Every change is of one of the targets, and told once. */
function checkPlaces({ targets }: ReceiptHead, outcomes: readonly ReceiptOutcome[], file: string): void {
  const names = new Set(targets.map(({ name }) => name))
  if (names.size < targets.length) throw invalid(file, 'It names a target twice.')
  const foreign = outcomes.find(({ target }) => !names.has(target))
  if (foreign)
    throw invalid(file, `${harmless(clipped(foreign.address))} is of a target that its first line does not name.`)
}

interface At {
  readonly file: string
  readonly number: number
}

/** @throws EcrsyncError RECEIPT_INVALID */
export function lineIn(text: string, { file, number }: At): ReceiptLine {
  const value = jsonIn(text)
  if (value === undefined) throw invalid(file, `Line ${number} is not JSON.`)
  const fault = unsoundness(value)
  if (fault !== undefined) throw invalid(file, `Line ${number} is not as ecrsync writes it: ${fault}.`)
  if (isOfOtherFormat(value)) throw otherFormat(file)
  if (!isReceiptLine(value)) throw invalid(file, `Line ${number} does not have the form of a line of a receipt.`)
  return value as ReceiptHead | ReceiptOutcome | ReceiptEnd
}

function isOfOtherFormat(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, 'formatVersion')) return false
  return (value as { readonly formatVersion: unknown }).formatVersion !== FORMAT
}

export const refusedReceipt = (
  code: ErrorCode,
  file: string,
  { summary, ...details }: { readonly summary: string; readonly detail: string; readonly hint: string },
): EcrsyncError => new EcrsyncError(code, `The receipt ${clipped(file)} ${summary}`, details)

export const invalid = (file: string, detail: string): EcrsyncError =>
  refusedReceipt('RECEIPT_INVALID', file, {
    summary: 'is none',
    detail,
    hint: 'Name a file that ecrsync apply wrote: .ecrsync/receipts/TIME.json',
  })

const otherFormat = (file: string): EcrsyncError =>
  refusedReceipt('RECEIPT_INVALID', file, {
    summary: 'is of another format',
    detail: `This version reads formatVersion ${FORMAT}.`,
    hint: 'Revert with the version of ecrsync that wrote it.',
  })
