import { EcrsyncError } from '../../errors.ts'
import type { Diagnostic } from '../../model.ts'
import { linesOf } from './lines.ts'
import { referenceOf, type Used } from './reference.ts'
import { tokensIn } from './tokens.ts'

/** What somebody runs, as a list names it: each image once. */
export interface UsedList {
  readonly file: string
  readonly used: readonly Used[]
}

/** References that differ, and lines that are told of as wrong. */
const MOST = 1_000_000
const TOLD = 50

/**
 * Reads a list of what is in use, of 64 MiB and a million references at most.
 *
 * @throws EcrsyncError INVALID_IN_USE with every line that is no reference, and where there is none at all or too much
 */
export async function readList(
  file: string,
  chunks: AsyncIterable<Uint8Array>,
  most: number = MOST,
): Promise<UsedList> {
  const reading = readingOf(file, most)
  for await (const lines of linesOf(file, chunks)) for (const line of lines) reading.add(line.trim())
  return { file, used: reading.used() }
}

function readingOf(file: string, most: number) {
  const used = new Map<string, Used>()
  const wrong: Diagnostic[] = []
  let [number, wrongLines, isFirst] = [0, 0, true]

  function read(line: string): void {
    const source = { file, line: number, column: 1 }
    const texts = tokensIn(line, isFirst)?.filter(text => !used.has(text))
    const references = texts?.map(text => ({ text, reference: referenceOf(text) }))
    if (references === undefined || references.some(({ reference }) => reference === undefined)) {
      wrongLines += 1
      if (wrong.length < TOLD) wrong.push({ ...notReference(line), source })
    }
    for (const { text, reference } of references ?? []) if (reference) used.set(text, { ...reference, source })
    if (used.size > most) throw tooMany(file, most)
  }

  return {
    add(line: string): void {
      number += 1
      // Most lists say many images many times.
      if (line === '' || used.has(line)) return
      read(line)
      isFirst = false
    },
    used(): readonly Used[] {
      if (wrongLines > 0) throw invalid(wrong, wrongLines)
      if (used.size === 0) throw nothingIn(file)
      return [...used.values()]
    },
  }
}

/** Of many wrong lines, the first are told. */
export function invalid(wrong: readonly Diagnostic[], all = wrong.length): EcrsyncError {
  const more = all - Math.min(all, TOLD)
  const diagnostics = wrong.slice(0, TOLD)
  const [first] = diagnostics
  const rest: readonly Diagnostic[] =
    more > 0 ? [{ severity: 'error', code: 'INVALID_IN_USE', summary: `and ${more} more lines like these` }] : []
  return new EcrsyncError('INVALID_IN_USE', first?.summary ?? '', { diagnostics: [...diagnostics, ...rest] })
}

const notReference = (line: string): Diagnostic => ({
  severity: 'error',
  code: 'INVALID_IN_USE',
  summary: `"${line.slice(0, 100)}" is no reference of an image`,
  detail: line.includes(':repository/')
    ? 'It is the ARN of a repository, and says nothing of an image. An image that is in use and not understood could be expired.'
    : 'An image that is in use and not understood could be expired.',
  hint: 'Write one a line, for example 111122223333.dkr.ecr.eu-west-1.amazonaws.com/payments/api:1.4.2',
})

/** What made the list may have failed. */
const nothingIn = (file: string): EcrsyncError =>
  new EcrsyncError('INVALID_IN_USE', `${file} names no image`, {
    detail: 'A list that is empty protects nothing, and the command that makes it may have failed.',
    hint: 'Make it again, or leave --in-use out if nothing is in use.',
  })

const tooMany = (file: string, most: number): EcrsyncError =>
  new EcrsyncError('INVALID_IN_USE', `${file} names more than ${most} images`, {
    detail: 'All of them are held in memory.',
    hint: 'Leave out what other registries hold: grep for the host of yours.',
  })
