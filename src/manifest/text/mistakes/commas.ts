import { isWithinBrackets } from './brackets.ts'
import { insert, type Recognise, replace } from './mistake.ts'
import type { ParserError } from './scene.ts'

/** Two members of a map in braces, or two items of a list in brackets, with nothing between them. */
export const missingComma: Recognise = scene => {
  const { error, text } = scene
  if (error === undefined || !isWithinBrackets(scene, error.pos[0])) return []
  const found = /^Missing , or : between flow map/.test(error.message) ? ':' : ','
  const at = isAtNext(error.message, text.slice(error.pos[0], error.pos[0] + 300))
    ? scene.contentBefore(error.pos[0])
    : endOfValue(text, error, scene.grammar.keys)
  if (at === undefined) return []
  return [
    {
      offset: at,
      finding: {
        code: 'INVALID_YAML',
        summary: found === ':' ? 'No colon after this' : 'No comma after this',
        detail:
          'Within braces a colon stands between key and value, and a comma between two members, as within brackets.',
        hint: `Write it with a ${found === ':' ? 'colon' : 'comma'}:`,
      },
      edits: [insert(at, found)],
    },
  ]
}

/** The parser stops at the next member itself. */
const isAtNext = (message: string, text: string): boolean =>
  /^Missing , (?:or : )?between|^Unexpected flow-(?:map|seq)-start at node end/.test(message) ||
  (/^Unexpected scalar at node end/.test(message) && /^["']?[\w./:-]{1,256}["']? *:(?:\s|["'[{])/.test(text))

/** Of `1 "b": 2` and `true⏎ b: 2`: where the next key begins, there the value before it ends. */
function endOfValue(
  text: string,
  { message, pos: [start, end] }: ParserError,
  keys: ReadonlySet<string>,
): number | undefined {
  if (!/^Block collections are not allowed within|^Implicit keys need/.test(message)) return undefined
  const part = text.slice(start, Math.min(end + 300, start + 1000))
  const next =
    /(?:\n[ \t]*["']?([\w./:-]{1,256})["']?|[ \t]+(?:"[^"\n]{1,256}"|([\w./-]{1,256}))) *:(?:\s|["'[{])/.exec(part)
  if (next === null || (next[2] !== undefined && !keys.has(next[2]))) return undefined
  return start + part.slice(0, next.index).trimEnd().length
}

/** `a: - b`. */
export const dashInLine: Recognise = ({ error, lines }) => {
  if (error === undefined || !/^Unexpected block-seq-ind on same line/.test(error.message)) return []
  const [start] = error.pos
  const rest = lines.from(start)
  const item = /^-[ \t]+("[^"\\]*"|'[^']*'|[^\s#"'[{:][^#:]*?)[ \t]*(?=#|$)/.exec(rest)?.[1]
  if (item === undefined) return []
  const end = start + rest.indexOf(item) + item.length
  return [
    {
      offset: start,
      finding: {
        code: 'INVALID_YAML',
        summary: 'A dash in the line of its key',
        detail: 'List items with a dash begin in a line of their own, below the key.',
        hint: 'Write the list in brackets, or each item in a line of its own:',
      },
      edits: [replace(start, end, `[${item}]`)],
    },
  ]
}

/** `version: 1,` and `name: acme;`: in all lines one habit. */
export const signsAtLineEnds: Recognise = ({ odd }) => {
  const all = odd.filter(({ raw, isKey, isInFlow }) => !isKey && !isInFlow && /^[^\s,;]+[,;]$/.test(raw))
  const [first] = all
  if (first === undefined) return []
  const sign = first.raw.endsWith(',') ? 'comma' : 'semicolon'
  return [
    {
      offset: first.end - 1,
      finding: {
        code: 'INVALID_YAML',
        summary: `A ${sign} at the end of ${all.length === 1 ? 'the line' : `${all.length} lines, and this is the first`}`,
        detail: `Outside of braces and brackets the end of a line ends a value, and a ${sign} is a part of it.`,
        hint: 'Remove it:',
      },
      edits: all.map(({ end }) => replace(end - 1, end, '')),
    },
  ]
}

/** `tags: { a: b },` in a line of its own. */
export const commaAfterLine: Recognise = ({ error, lines, text }) => {
  if (error === undefined || text[error.pos[0]] !== ',' || !/^,\s*(?:#|$)/.test(lines.from(error.pos[0]))) return []
  const [start] = error.pos
  return [
    {
      offset: start,
      finding: {
        code: 'INVALID_YAML',
        summary: 'A comma at the end of the line',
        detail: 'Outside of braces and brackets no comma stands between members: each has a line of its own.',
        hint: 'Remove it:',
      },
      edits: [replace(start, start + 1, '')],
    },
  ]
}
