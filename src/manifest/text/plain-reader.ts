import { HAS_OTHER_SIGNS, plainValue, VALUE, WORDS } from './plain-words.ts'
import type { Expected } from './values.ts'

/** What is read, and what it comes to, as the parser counts it. */
export interface Plain {
  readonly value: Values
  readonly halves: number
  readonly lexemes: number
}

type Values = Readonly<Record<string, unknown>>

/** Where the keys and the items of a map or list begin. */
export type Starts = Map<object, Record<string | number, number>>

/** Something that is not plain. */
class NotPlain extends Error {}

/**
 * Reads YAML that means one thing only to whoever reads it: maps and lists, in lines or within a line in brackets; words
 * and numbers, in quotes without an escape or as they are. Undefined for any other text, and for one of which `expected`
 * would have something to say.
 */
export function readPlainly(text: string, expected: Expected, starts?: Starts): Plain | undefined {
  if (HAS_OTHER_SIGNS.test(text)) return undefined
  const reader = new PlainReader(text, expected, starts)
  try {
    return reader.read()
  } catch (error) {
    if (error instanceof NotPlain) return undefined
    throw error
  }
}

const BLANK_LINE = /( *)(#[^\n]*)?(?:\n|$)/y
const INDENT = / */y
const LINE_END = /( *)(?:(?<= )(#[^\n]*))?(?:\n|$)/y
const START = /---(?=\n)/y
const DASH = /-( +)/y
const KEY = /(?:[A-Za-z0-9_$][\w./$@{}*+-]{0,500}|"[^"\\\n]{1,500}"|'[^'\n]{1,500}')(?=:(?:[ \n]|$))/y
const FLOW_KEY = /(?:[A-Za-z0-9_$][\w./@*+-]{0,500}|"[^"\\\n]{1,500}"|'[^'\n]{1,500}')(?=: )/y
const QUOTED = /"[^"\\\n]*"|'[^'\n]*'(?!')/y
const BLANKS = / +/y

/** Deeper than a manifest is, and less deep than the parser goes. */
const DEEPEST = 50

class PlainReader {
  readonly #text: string
  readonly #expected: Expected
  readonly #starts: Starts | undefined
  readonly #path: (string | number)[] = []
  #at = 0
  /** Of the line that is read, where it begins and how far what stands in it is indented; below 0 behind the last. */
  #line = 0
  #column = 0
  #halves = 0
  /** The document is one. */
  #lexemes = 1

  constructor(text: string, expected: Expected, starts: Starts | undefined) {
    this.#text = text
    this.#expected = expected
    this.#starts = starts
  }

  read(): Plain {
    this.#nextLine()
    if (this.#column === 0 && this.#take(START) !== undefined) {
      this.#count(1)
      this.#endLine()
    }
    if (this.#column !== 0) throw new NotPlain()
    const value = this.#map(0)
    if (this.#column >= 0) throw new NotPlain()
    return { value, halves: this.#halves, lexemes: this.#lexemes }
  }

  #take(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at
    if (!pattern.test(this.#text)) return undefined
    const taken = this.#text.slice(this.#at, pattern.lastIndex)
    this.#at = pattern.lastIndex
    return taken
  }

  /** Lexemes, of which some are half a value each. */
  #count(halves: number, others = 0): void {
    this.#halves += halves
    this.#lexemes += halves + others
  }

  #blanks(): boolean {
    const isThere = this.#take(BLANKS) !== undefined
    if (isThere) this.#count(0, 1)
    return isThere
  }

  /** The rest of a line without content, and its end. */
  #endOf(pattern: RegExp): boolean {
    pattern.lastIndex = this.#at
    const [taken, blanks = '', comment] = pattern.exec(this.#text) ?? []
    if (taken === undefined) return false
    this.#count(0, (blanks === '' ? 0 : 1) + (comment === undefined ? 0 : 1) + (taken.endsWith('\n') ? 1 : 0))
    this.#at += taken.length
    return true
  }

  #endLine(): void {
    if (!this.#endOf(LINE_END)) throw new NotPlain()
    this.#nextLine()
  }

  #nextLine(): void {
    const { length } = this.#text
    while (this.#at < length && this.#endOf(BLANK_LINE));
    this.#line = this.#at
    if (this.#at === length) this.#column = -1
    else {
      this.#column = (this.#take(INDENT) as string).length
      if (this.#column > 0) this.#count(0, 1)
    }
  }

  #map(column: number): Values {
    const { keyAt } = this.#expected
    const values: Record<string, unknown> = {}
    const starts = this.#startsOf(values)
    let before: string | undefined
    do {
      const at = this.#at
      const key = this.#key(KEY, values)
      this.#path.push(key)
      const value = this.#member(column)
      const isQuoted = this.#isQuote(at)
      if (keyAt?.(this.#path, { isQuoted, before, value }) !== undefined) throw new NotPlain()
      if (value === null && before !== undefined && isObject(values[before])) throw new NotPlain()
      this.#path.pop()
      values[key] = value
      if (starts) starts[key] = at
      before = key
    } while (this.#column === column)
    if (this.#column > column) throw new NotPlain()
    return values
  }

  #startsOf(values: object): Record<string | number, number> | undefined {
    if (this.#path.length > DEEPEST) throw new NotPlain()
    if (this.#starts === undefined) return undefined
    const starts = {}
    this.#starts.set(values, starts)
    return starts
  }

  #isQuote(at: number): boolean {
    return this.#text[at] === '"' || this.#text[at] === "'"
  }

  /** With its colon. */
  #key(pattern: RegExp, values: Values): string {
    const isQuoted = this.#isQuote(this.#at)
    const written = this.#take(pattern)
    if (written === undefined) throw new NotPlain()
    const key = isQuoted ? written.slice(1, -1) : written
    if (key === '__proto__' || key === '<<' || Object.hasOwn(values, key)) throw new NotPlain()
    this.#at += 1
    this.#count(1, 1)
    return key
  }

  /** What stands after the key of a map in this column, or below it. */
  #member(column: number): unknown {
    const from = this.#at
    if (this.#endOf(LINE_END)) {
      this.#nextLine()
      if (this.#column >= column && this.#text[this.#at] === '-') return this.#list(this.#column)
      if (this.#column > column) return this.#map(this.#column)
      if (this.#expected.mayBeEmpty?.(this.#path)) return {}
      throw new NotPlain()
    }
    this.#at = from
    if (!this.#blanks()) throw new NotPlain()
    const value = this.#inline(VALUE)
    this.#endLine()
    return value
  }

  #list(column: number): readonly unknown[] {
    const values: unknown[] = []
    const starts = this.#startsOf(values)
    do {
      if (this.#take(DASH) === undefined) throw new NotPlain()
      this.#count(1, 1)
      if (starts) starts[values.length] = this.#at
      this.#path.push(values.length)
      values.push(this.#item())
      this.#path.pop()
    } while (this.#column === column && this.#text[this.#at] === '-')
    if (this.#column > column) throw new NotPlain()
    return values
  }

  #item(): unknown {
    KEY.lastIndex = this.#at
    if (KEY.test(this.#text)) return this.#map(this.#at - this.#line)
    const value = this.#inline(WORDS)
    this.#endLine()
    return value
  }

  /** What stands in one line. */
  #inline(words: RegExp): unknown {
    const sign = this.#text[this.#at]
    if (sign === '[') return this.#flowList()
    if (sign === '{') return this.#flowMap()
    if (sign === '"' || sign === "'") return this.#quoted()
    return this.#plain(words)
  }

  #quoted(): string {
    const written = this.#take(QUOTED)
    if (written === undefined) throw new NotPlain()
    this.#count(1)
    return written.slice(1, -1)
  }

  #plain(words: RegExp): unknown {
    const source = this.#take(words)
    if (source === undefined) throw new NotPlain()
    this.#count(1)
    const value = plainValue(source)
    const { scalarAt, textAt } = this.#expected
    const isOther = value === undefined || (typeof value !== 'string' && value !== null && textAt?.(this.#path))
    if (isOther || scalarAt?.(this.#path, source)) throw new NotPlain()
    return value
  }

  #flowList(): readonly unknown[] {
    const values: unknown[] = []
    const starts = this.#startsOf(values)
    this.#members(']', () => {
      if (starts) starts[values.length] = this.#at
      this.#path.push(values.length)
      values.push(this.#inline(WORDS))
      this.#path.pop()
    })
    return values
  }

  #flowMap(): Values {
    const { keyAt } = this.#expected
    const values: Record<string, unknown> = {}
    const starts = this.#startsOf(values)
    let before: string | undefined
    this.#members('}', () => {
      const at = this.#at
      const key = this.#key(FLOW_KEY, values)
      this.#blanks()
      this.#path.push(key)
      const value = this.#inline(WORDS)
      if (keyAt?.(this.#path, { isQuoted: this.#isQuote(at), before, value }) !== undefined) throw new NotPlain()
      this.#path.pop()
      values[key] = value
      if (starts) starts[key] = at
      before = key
    })
    return values
  }

  /** From a bracket to the one that closes it. */
  #members(close: string, member: () => void): void {
    this.#sign()
    this.#blanks()
    if (this.#text[this.#at] !== close) {
      member()
      this.#blanks()
      while (this.#text[this.#at] === ',') {
        this.#sign()
        this.#blanks()
        member()
        this.#blanks()
      }
    }
    if (this.#text[this.#at] !== close) throw new NotPlain()
    this.#at += 1
    this.#count(0, 1)
  }

  #sign(): void {
    this.#at += 1
    this.#count(1)
  }
}

const isObject = (value: unknown): boolean => typeof value === 'object' && value !== null
