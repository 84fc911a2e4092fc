/** Signs that mean the same to every reader of YAML: no tab, no carriage return, nothing that nobody sees. */
export const HAS_OTHER_SIGNS =
  /[^\n\x20-\x7e\xa1-\u1fff\u2010-\u2027\u2030-\u205e\u2070-\u2fff\u3001-\ufefe\uff00-\uffef]/

/**
 * Where a word ends that stands within brackets or a list: no sign in it could begin or end anything else. Of ever more words
 * V8 would lose count: its expressions have a stack.
 */
export const WORDS = /[A-Za-z0-9_$][\w./@+*-]*(?: [A-Za-z0-9_$][\w./@+*-]*){0,500}/y

/** The same as the value of a key, where nothing else can end it than the line. */
export const VALUE = /[A-Za-z0-9_$][\w./@+*$?!{}-]*(?: [A-Za-z0-9_$][\w./@+*$?!{}-]*){0,500}/y

/** What some reader of YAML takes for no text, in whatever case. */
const NO_TEXT = /^(?:y|n|yes|no|on|off|true|false|null|nan|inf)$/i

/** Shorter than an account id, and written as JavaScript writes it. */
const NUMBER = /^(?:0|[1-9]\d{0,8})$/

/** What begins with a digit and is no number and no date, in any base and version: `7 days`. */
const HAS_OTHER_LETTERS = /[g-np-su-wyG-NP-SU-WY]/

/** What a scalar without quotes is to every reader; undefined where they could differ. */
export function plainValue(source: string): string | number | boolean | null | undefined {
  const isDigit = source.charCodeAt(0) <= NINE && source.charCodeAt(0) >= ZERO
  if (isDigit) return NUMBER.test(source) ? Number(source) : HAS_OTHER_LETTERS.test(source) ? source : undefined
  if (source.length > LONGEST_NO_TEXT || !NO_TEXT.test(source)) return source
  return OWN.get(source)
}

const [ZERO, NINE] = [48, 57]
const LONGEST_NO_TEXT = 5
const OWN: ReadonlyMap<string, boolean | null> = new Map<string, boolean | null>([
  ['true', true],
  ['false', false],
  ['null', null],
])
