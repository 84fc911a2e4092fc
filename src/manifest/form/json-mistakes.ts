import { type ParseError, parse, printParseErrorCode } from 'jsonc-parser'
import type { Finding } from '../text/findings.ts'
import { firstOf } from '../text/mistakes/content.ts'
import type { Edit } from '../text/mistakes/mistake.ts'
import { insert, replace } from '../text/mistakes/mistake.ts'

/** A mistake in a text that is JSON but for it, and how it is written right. */
export interface JsonMistake {
  readonly offset: number
  readonly finding: Finding
  readonly edit: Edit
}

/** What the parser first stumbles over. */
export function firstError(text: string): ParseError | undefined {
  const errors: ParseError[] = []
  parse(text, errors, { disallowComments: true, allowTrailingComma: false })
  return errors[0]
}

const mistake = (offset: number, edit: Edit, finding: Omit<Finding, 'code'>): JsonMistake => ({
  offset,
  finding: { code: 'INVALID_JSON', ...finding },
  edit,
})

type Recognise = (text: string, at: number, length: number) => JsonMistake | undefined

const trailingComma: Recognise = (text, at) => {
  const comma = text.slice(0, at).trimEnd().length - 1
  if (text[comma] !== ',' || !/[\]}]/.test(text.charAt(at))) return undefined
  return mistake(comma, replace(comma, comma + 1, ''), {
    summary: `A comma before the closing ${text[at]}`,
    detail: 'JSON has commas between members only, and none after the last.',
    hint: 'Remove the comma:',
  })
}

const comment: Recognise = (_text, at, length) =>
  mistake(at, replace(at, at + length, ''), {
    summary: 'A comment in JSON',
    detail: 'JSON has no comments, and what reads this file at AWS knows none either.',
    hint: 'Remove the comment. A policy in the manifest itself may have comments, with #.',
  })

const hash: Recognise = (text, at) => {
  const [line] = text.slice(at).split(/\r?\n/, 1) as [string]
  return text[at] === '#' ? comment(text, at, line.length) : undefined
}

/** A text without quotes of its own, and words of other languages. */
const otherQuotes: Recognise = (text, at) => {
  const [all, inner = ''] =
    /^'([^'"\\\n]{0,2048})'/.exec(text.slice(at, at + 2050)) ??
    /^[“”„]([^“”"\\\n]{0,2048})[“”"]/.exec(text.slice(at, at + 2050)) ??
    []
  if (all === undefined) return undefined
  return mistake(at, replace(at, at + all.length, `"${inner}"`), {
    summary: `${all[0] === "'" ? 'Single' : 'Typographic'} quotes in JSON`,
    detail: 'A text of JSON stands in double quotes.',
    hint: 'Write double quotes:',
  })
}

const WORDS: Readonly<Record<string, string>> = { True: 'true', False: 'false', None: 'null', undefined: 'null' }

const bareWord: Recognise = (text, at) => {
  const word = /^[A-Za-z_$][\w$.:*/-]{0,256}?(?=\s*[:,\]}\n\r])/.exec(text.slice(at, at + 300))?.[0]
  if (word === undefined) return undefined
  const instead = (Object.hasOwn(WORDS, word) ? WORDS[word] : undefined) ?? `"${word}"`
  return mistake(at, replace(at, at + word.length, instead), {
    summary: `${word} ${Object.hasOwn(WORDS, word) ? 'is no word of JSON' : 'without quotes in JSON'}`,
    detail: 'Only numbers, true, false and null stand without quotes, and a key never does.',
    hint: 'Write it so:',
  })
}

const equals: Recognise = (text, at) =>
  text[at] === '='
    ? mistake(at, replace(at, at + 1, ':'), {
        summary: '= where a colon belongs',
        detail: 'In JSON a colon stands between a key and its value.',
        hint: 'Write it with a colon:',
      })
    : undefined

const missing =
  (sign: string, name: string): Recognise =>
  (text, at) => {
    const end = text.slice(0, at).trimEnd().length
    return mistake(end, insert(end, sign), {
      summary: `No ${name} after this`,
      detail: 'JSON has a colon between a key and its value, and a comma between two members.',
      hint: `Write it with a ${name}:`,
    })
  }

const openQuote: Recognise = (text, at) => {
  const [line] = text.slice(at, at + 2000).split(/\r?\n/, 1) as [string]
  return unclosed(at, line.replace(/[\s,\]}]*$/, '').length - 1)
}

const unclosed = (at: number, length: number): JsonMistake =>
  mistake(at, insert(at + 1 + length, '"'), {
    summary: 'The quote " is not closed',
    detail: 'A text of JSON ends in the line that it begins in.',
    hint: 'Close it:',
  })

const openBracket =
  (closing: string): Recognise =>
  (text, at) => {
    const end = text.slice(0, at).trimEnd().length
    const opening = openBefore(text, end).at(-1) ?? end
    return mistake(opening, insert(end, `${beginOfLine(text, opening, end)}${closing}`), notClosed(closing))
  }

const notClosed = (closing: string): Omit<Finding, 'code'> => ({
  summary: `The bracket ${closing === ']' ? '[' : '{'} is not closed`,
  detail: 'What begins here has no end.',
  hint: `Close it with ${closing}:`,
})

/** What is opened in another line is closed in one of its own. */
function beginOfLine(text: string, opening: number, end: number): string {
  if (!text.slice(opening, end).includes('\n')) return ''
  const line = text.slice(text.lastIndexOf('\n', opening - 1) + 1, opening)
  return `\n${firstOf(/^\s*/, line)}`
}

/** Brackets, and texts in which there are none; one that is not closed goes on to the end of its line. */
const SIGNS = /"[^"\\\n]*(?:\\.[^"\\\n]*)*"?|[[\]{}]/g

/** The brackets before an offset that are still open there. */
function openBefore(text: string, end: number): readonly number[] {
  const open: number[] = []
  for (const { index, 0: sign } of text.slice(0, end).matchAll(SIGNS)) {
    if (/^[[{]/.test(sign)) open.push(index)
    else if (!sign.startsWith('"')) open.pop()
  }
  return open
}

/** `[1, 2}`: the parser would rather have a comma there. */
const wrongBracket: Recognise = (text, at) => {
  if (!/[\]}]/.test(text.charAt(at))) return undefined
  const open = openBefore(text, at)
  const opening = open.at(-1)
  if (opening === undefined) return undefined
  const closing = text[opening] === '[' ? ']' : '}'
  const signs = [...text.slice(at).matchAll(SIGNS)].map(([sign]) => sign)
  const closed = signs.filter(sign => /^[\]}]/.test(sign)).length - signs.filter(sign => /^[[{]/.test(sign)).length
  const end = text.slice(0, at).trimEnd().length
  return closed < open.length
    ? mistake(opening, insert(end, `${beginOfLine(text, opening, end)}${closing}`), notClosed(closing))
    : mistake(at, replace(at, at + 1, closing), {
        summary: `The bracket ${text[opening]} is closed with ${text[at]}`,
        detail: 'A list stands in [ and ], a map in { and }.',
        hint: 'Close it with its own:',
      })
}

/** `"any, "countType"`: the text ends where the next one is to begin. */
const openQuoteBefore: Recognise = (text, at) => {
  const start = text.lastIndexOf('\n', at) + 1
  const [all, inner = ''] = /"([^"\n]*?)\s*[,:]\s*"$/.exec(text.slice(Math.max(start, at - 2000), at)) ?? []
  return all === undefined ? undefined : unclosed(at - all.length, inner.length)
}

const surplusBracket: Recognise = (text, at) =>
  /^[\]}]\s*$/.test(text.slice(at))
    ? mistake(at, replace(at, at + 1, ''), {
        summary: `A bracket ${text[at]} that closes nothing`,
        detail: 'All brackets are closed before it.',
        hint: 'Remove it.',
      })
    : undefined

const RECOGNISERS: Readonly<Record<string, readonly Recognise[]>> = {
  PropertyNameExpected: [trailingComma],
  ValueExpected: [trailingComma],
  InvalidCommentToken: [comment],
  InvalidSymbol: [openQuoteBefore, hash, otherQuotes, equals, bareWord],
  CommaExpected: [wrongBracket, openQuoteBefore, missing(',', 'comma')],
  ColonExpected: [missing(':', 'colon')],
  UnexpectedEndOfString: [openQuote],
  EndOfFileExpected: [surplusBracket],
  CloseBraceExpected: [openBracket('}')],
  CloseBracketExpected: [openBracket(']')],
}

/** The corrections that come into question for the first error of a text. */
export const mistakesAt = (text: string, { error, offset, length }: ParseError): readonly JsonMistake[] =>
  (RECOGNISERS[printParseErrorCode(error)] ?? []).flatMap(recognise => recognise(text, offset, length) ?? [])
