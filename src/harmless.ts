/** Of the characters that are hidden, all but these: as a set without a look ahead, because every text that is printed is searched. */
const hiddenBut = (kept: string): RegExp =>
  new RegExp(
    `[[\\p{Cc}\\p{Cf}\\p{Cs}\\p{Zl}\\p{Zp}\\p{Default_Ignorable_Code_Point}\\p{Noncharacter_Code_Point}]--[${kept}]]`,
    'gv',
  )

/**
 * Characters that a terminal obeys, that turn the direction of a text, or that nobody sees: controls, formats, lone
 * surrogates, ends of lines, what is no character at all, and whatever else Unicode lets be ignored, but for the variation
 * selectors of emoji.
 */
export const HIDDEN = hiddenBut('\\uFE00-\\uFE0F')

const HIDDEN_IN_LINES = hiddenBut('\\n\\uFE00-\\uFE0F')

const SHORT: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' }

const hex = (code: number): string => code.toString(16).padStart(4, '0')

function visible(character: string): string {
  const code = character.codePointAt(0) as number
  return SHORT[character] ?? (code > 0xffff ? `\\u{${hex(code)}}` : `\\u${hex(code)}`)
}

/** Most texts are, and are found to be in a fraction of the time that a search by properties of Unicode takes. */
const PRINTABLE = /^[\x20-\x7e]*$/

/** A text from outside as one line that is only read: what is hidden is written as an escape. */
export const harmless = (text: string): string => (PRINTABLE.test(text) ? text : text.replace(HIDDEN, visible))

/** Plain data with every text in it, and every key, as one harmless line; what needs nothing stays the very same. */
export const harmlessly = <T>(value: T): T => visibly(value) as T

function visibly(value: unknown): unknown {
  if (typeof value === 'string') return harmless(value)
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return harmlessList(value)
  const entries = Object.entries(value)
  const made = entries.map(([key, inner]) => [harmless(key), visibly(inner)] as const)
  const isSame = made.every(([key, inner], index) => key === entries[index]?.[0] && inner === entries[index]?.[1])
  return isSame ? value : Object.fromEntries(made)
}

function harmlessList(list: readonly unknown[]): readonly unknown[] {
  const made = list.map(visibly)
  return made.every((item, index) => item === list[index]) ? list : made
}

const asUnits = (character: string): string =>
  Array.from({ length: character.length }, (_, index) => `\\u${hex(character.charCodeAt(index))}`).join('')

/** JSON that means the same: in it, such characters stand in texts only, where they may be escapes. */
export const harmlessJson = (json: string): string => json.replace(HIDDEN_IN_LINES, asUnits)

/** A page of lines whose texts should be harmless already, the last time before a terminal: `kept` stays, such as colours. */
export const harmlessPage = (page: string, kept: ReadonlySet<string> = new Set()): string =>
  page.replace(HIDDEN_IN_LINES, (character, at: number) =>
    character === '\u001b' && kept.has(sequenceAt(page, at)) ? character : visible(character),
  )

// biome-ignore lint/suspicious/noControlCharactersInRegex: it is what begins a colour
const SEQUENCE = /\u001b\[[\d;]*m/y

function sequenceAt(page: string, at: number): string {
  SEQUENCE.lastIndex = at
  return SEQUENCE.exec(page)?.[0] ?? ''
}
