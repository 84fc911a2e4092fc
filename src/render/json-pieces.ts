import { harmlessJson } from '../harmless.ts'

/** What has so many members is never one text, however deep it stands. */
const LONG = 100
/** The beginning of a document is taken apart in any case. */
const SHALLOW = 2
/** Characters that are handed on together. */
const PIECE = 64 * 1024
const STEP = '  '

/**
 * A document of plain data as `JSON.stringify(document, null, 2)` writes it, harmless, in pieces: as one text, that of a large
 * plan would be in memory several times, and it can be longer than a text can be.
 */
export function* jsonPieces(document: unknown): Generator<string> {
  let piece = ''
  for (const part of partsOf(document, 0)) {
    piece += part
    if (piece.length < PIECE) continue
    yield harmlessJson(piece)
    piece = ''
  }
  yield harmlessJson(piece)
}

function* partsOf(value: unknown, depth: number): Generator<string> {
  const indent = `\n${STEP.repeat(depth)}`
  const members = membersOf(value)
  if (members.length === 0 || (depth >= SHALLOW && !hasMany(value))) {
    yield (JSON.stringify(value, null, STEP) ?? 'null').replaceAll('\n', indent)
    return
  }
  const [begin, end] = Array.isArray(value) ? '[]' : '{}'
  for (const [index, [key, member]] of members.entries()) {
    yield `${index === 0 ? begin : ','}${indent}${STEP}${Array.isArray(value) ? '' : `${JSON.stringify(key)}: `}`
    yield* partsOf(member, depth + 1)
  }
  yield `${indent}${end}`
}

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null

/** JSON has no members that are undefined, but in a list. */
function membersOf(value: unknown): readonly (readonly [string, unknown])[] {
  if (!isObject(value)) return []
  return Object.entries(value).filter(([, member]) => Array.isArray(value) || member !== undefined)
}

function hasMany(value: unknown): boolean {
  if (!isObject(value)) return false
  const members = Object.values(value)
  return members.length > LONG || members.some(hasMany)
}
