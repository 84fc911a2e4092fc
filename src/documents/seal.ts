import { createHash } from 'node:crypto'
import { byText, orderedJson } from '../collate.ts'

/**
 * `sha256:` of all that a document says, however it is laid out, but for its seal. It finds accidents and careless edits; it is no
 * signature, because whoever can write the file can seal it again.
 */
export function sealOf(document: object): string {
  const hash = createHash('sha256')
  const members = Object.entries(document).filter(([key, value]) => key !== 'seal' && value !== undefined)
  for (const [key, value] of members.sort(([a], [b]) => byText(a, b))) {
    hash.update(`${JSON.stringify(key)}:`)
    for (const piece of piecesOf(value)) hash.update(`${piece}\n`)
  }
  return `sha256:${hash.digest('hex')}`
}

/** A long list is never one text. */
function* piecesOf(value: unknown): Generator<string> {
  if (!Array.isArray(value)) return yield orderedJson(value)
  yield `[${value.length}]`
  for (const item of value) yield orderedJson(item)
}
