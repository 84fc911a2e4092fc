import { clipped } from '../../../words.ts'
import { isWithinBrackets, openBracket } from './brackets.ts'
import { contentEnd, endBefore, firstOf, isOpenIn } from './content.ts'
import { type Edit, insert, type Recognise, replace } from './mistake.ts'
import { openQuote } from './quoted.ts'
import type { Scene } from './scene.ts'

/** `"IMMUTABLE` with all that follows in it. */
export const unclosedQuote: Recognise = scene => {
  const quoted = openQuote(scene)
  if (quoted === undefined) return []
  const { text, lines } = scene
  const quote = text[quoted.start] as string
  const line = lines.from(quoted.start + 1)
  const isInFlow = isOpenIn(lines.before(quoted.start))
  const inFlow = isInFlow ? endBefore(/[,}\]]/, line) : -1
  const key = scene.beginsLine(quoted.start) ? firstOf(/^[\w./-]{1,256}(?=:(?:\s|$))/, line).length : 0
  const whole = line.slice(0, contentEnd(line)).replace(/,$/, '').length
  const length = inFlow >= 0 ? inFlow : key || whole
  return [
    {
      offset: quoted.start,
      finding: {
        code: 'INVALID_YAML',
        summary: `The quote ${quote} is not closed`,
        detail: 'Without its end, the lines that follow are a part of the text.',
        hint: 'Close it:',
      },
      edits: [closing(text, quoted.start + 1 + length, quote)],
    },
  ]
}

/** `"acme'`: the other quote stands where this one belongs. */
const closing = (text: string, at: number, quote: string): Edit =>
  /["']/.test(text.charAt(at - 1)) && text[at - 1] !== quote ? replace(at - 1, at, quote) : insert(at, quote)

/** `[a, b` or `{ a: b`. */
export const unclosedBracket: Recognise = scene => {
  const open = openBracket(scene)
  if (open === undefined || open.isWrong) return []
  const bracket = scene.text[open.at] as string
  const isSpaced = bracket === '{' && scene.text[open.at + 1] === ' ' && open.closing.length === 1
  const asMap = isMapMeant(open.at, open.closeAt, scene) && open.closing === ']'
  return [
    {
      offset: open.at,
      finding: {
        code: 'INVALID_YAML',
        summary: `The bracket ${bracket} is not closed`,
        detail: `The ${nameOf(bracket)} that begins here has no end.`,
        hint: 'Close it:',
      },
      edits: asMap
        ? [replace(open.at, open.at + 1, '{'), insert(open.closeAt, '}')]
        : [insert(open.closeAt, isSpaced ? ` ${open.closing}` : open.closing)],
    },
  ]
}

/** A list of pairs, or of nothing, after a key that takes a map. */
function isMapMeant(start: number, end: number, { text, lines, grammar }: Scene): boolean {
  const key = /([\w./-]{1,256}): *$/.exec(lines.before(start))?.[1] ?? ''
  return grammar.isMapAt([key]) && /^\s*$|:\s/.test(text.slice(start + 1, Math.min(end, start + 2000)))
}

const nameOf = (bracket: string): string => (bracket === '[' ? 'list' : 'map')

/** `{ a: b]`. */
export const wrongBracket: Recognise = scene => {
  const open = openBracket(scene)
  if (open === undefined || !open.isWrong) return []
  const { text } = scene
  const [bracket, closed] = [text[open.at] as string, text[open.closeAt] as string]
  const isMap = closed === '}' && isMapMeant(open.at, open.closeAt, scene)
  const edit = isMap ? replace(open.at, open.at + 1, '{') : replace(open.closeAt, open.closeAt + 1, open.closing)
  return [
    {
      offset: open.at,
      finding: {
        code: 'INVALID_YAML',
        summary: `The bracket ${bracket} is closed with ${closed}`,
        detail: 'A list stands in [ and ], a map in { and }.',
        hint: 'Close it with its own:',
      },
      edits: [edit],
    },
  ]
}

/** A `]` or `}` too many. */
export const surplusBracket: Recognise = ({ error, text }) => {
  if (error === undefined || !/^Unexpected flow-(seq|map)-end token/.test(error.message)) return []
  const [start] = error.pos
  return [
    {
      offset: start,
      finding: {
        code: 'INVALID_YAML',
        summary: `A bracket ${text[start]} that closes nothing`,
        detail: 'There is no bracket open that it could belong to.',
        hint: 'Remove it, or quote the text that it is in:',
      },
      edits: [replace(start, start + 1, '')],
    },
  ]
}

/** `"replaced "by" that"` and `'it's'`. */
export const quoteInQuotes: Recognise = scene => {
  const { error, text, lines } = scene
  if (error === undefined || !/^Unexpected scalar|^Missing , or :|^Missing , between/.test(error.message)) return []
  const start = quoteEndingAt(scene, error.pos[0])
  if (start === undefined) return []
  const quote = text[start] as string
  const line = lines.from(start)
  const last = line.slice(0, contentEndOf(line)).lastIndexOf(quote)
  const within = isWithinBrackets(scene, start) ? endBefore(/[,}\]]/, line.slice(error.pos[0] - start)) : -1
  const rest = text.slice(error.pos[0], start + last)
  const isOneText = last > 0 && start + last >= error.pos[0] && !/,\s*["']|:\s/.test(rest)
  const rests = within < 0 ? start + contentEndOf(line) : error.pos[0] + within
  const end = isOneText ? start + last + 1 : rests
  const inner = isOneText ? text.slice(start + 1, end - 1) : text.slice(start, end)
  return [
    {
      offset: start,
      finding: {
        code: 'INVALID_YAML',
        summary: `A quote ${quote} within a text in quotes`,
        detail: `The text ends at the second ${quote}, and what follows it belongs to nothing: ${clipped(lines.from(error.pos[0]).trim())}`,
        hint: 'Quote it so:',
      },
      edits: [replace(start, end, inQuotes(inner))],
    },
  ]
}

/** Quotes do not tell where such a line ends, so a comment counts as a part of it. */
function contentEndOf(line: string): number {
  const quoted = Math.max(line.lastIndexOf('"'), line.lastIndexOf("'")) + 1
  const comment = line.slice(quoted).search(/\s#/)
  return (comment < 0 ? line : line.slice(0, quoted + comment)).trimEnd().length
}

/** Where the text in quotes begins that ends directly before an offset, in the same line. */
function quoteEndingAt({ lines }: Scene, offset: number): number | undefined {
  const before = lines.before(offset)
  const ended = before.trimEnd()
  const quote = ended.at(-1)
  if (quote !== '"' && quote !== "'") return undefined
  const from = ended.slice(0, -1).lastIndexOf(quote)
  return from < 0 ? undefined : offset - before.length + from
}

/** In quotes that need no escape, if there are any. */
export function inQuotes(text: string): string {
  if (!/["\\]/.test(text)) return `"${text}"`
  return text.includes("'") ? JSON.stringify(text) : `'${text}'`
}
