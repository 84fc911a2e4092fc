import { Document, type Scalar } from 'yaml'
import { isAccount } from '../../names.ts'
import { clipped } from '../../words.ts'
import type { Finding } from './findings.ts'

/** What a plain scalar means to other readers of YAML, where `yes`, `012` and `1:30` are no texts. */
const YAML_11 = new Document(null, { version: '1.1' }).schema.tags.flatMap(tag =>
  'test' in tag && tag.default === true && tag.test ? [{ tag: tag.tag, test: tag.test }] : [],
)

const KINDS: Readonly<Record<string, string>> = { bool: 'a boolean', timestamp: 'a date', null: 'null' }

/** An exponent or a dot alone, which the parser's tests take for a number, and YAML does not. */
const WITHOUT_NUMBER = /^[-+]?[._]*(?:[eE][-+]?\d+)?$/

/** How YAML 1.1 or 1.2 reads a text that is not quoted; undefined where both take it for a text. */
function readAs(source: string, value: unknown): string | undefined {
  const known = WITHOUT_NUMBER.test(source) ? undefined : YAML_11.find(({ test }) => test.test(source))
  if (known) return KINDS[known.tag.replace(/^.*:/, '')] ?? 'a number'
  return typeof value === 'string' ? undefined : `a ${typeof value}`
}

/** What only a text can be: a name for it, and the rule. */
export interface TextHere {
  readonly name: string
  readonly rule: string
}

/** A scalar without quotes that does not mean what it looks like. */
export function misread({ value, source = '' }: Scalar, textHere: TextHere | undefined): Finding | undefined {
  // What is empty is told as such.
  if (value === null) return ['', 'null', '~'].includes(source) ? undefined : otherNull(source)
  if (textHere) return notText(source, value, textHere)
  if (typeof value !== 'number') return undefined
  if (isAccount(source)) return accountId(source)
  return String(value) === source ? undefined : otherNumber(source, value)
}

const otherNull = (source: string): Finding => ({
  code: 'UNQUOTED',
  summary: `Unquoted ${source}`,
  detail: 'YAML reads it as null, and null deletes: it is written null or ~, so that nobody takes it for a text.',
  hint: `Quote it: "${source}", or write null.`,
})

function notText(source: string, value: unknown, { name, rule }: TextHere): Finding | undefined {
  const kind = readAs(source, value)
  if (kind === undefined) return undefined
  return {
    code: 'UNQUOTED',
    summary: `Unquoted ${name} ${clipped(source)}`,
    detail: `YAML reads it as ${kind}, and ${rule}.`,
    hint: `Quote it: "${clipped(source)}"`,
  }
}

const accountId = (source: string): Finding => ({
  code: 'UNQUOTED',
  summary: `Unquoted account id ${source}`,
  detail: 'YAML reads it as a number, and of one that begins with 0 it would lose the 0.',
  hint: `Quote it: "${source}"`,
})

const otherNumber = (source: string, value: number): Finding => ({
  code: 'UNQUOTED',
  summary: `Unquoted ${clipped(source)}`,
  detail: `YAML reads it as the number ${value}.`,
  hint: `Quote it: "${clipped(source)}", or write ${value}.`,
})

/** `*` and `!` begin an alias and a tag in YAML, and a glob in the mind of whoever writes one. */
export const unquoted = (word: string): Finding => ({
  code: 'UNQUOTED',
  summary: `Unquoted ${clipped(word)}`,
  detail: `In YAML ${word.startsWith('!') ? '`!` begins a type tag' : '`*` begins an alias'}, so this is not read as the text that it looks like.`,
  hint: `Quote it: "${clipped(word)}"`,
})
