import { beside } from './beside.ts'
import { dashTooDeep, keyBesideDash, tooDeep, wrongColumn } from './columns.ts'
import { commaAfterLine, dashInLine, missingComma, signsAtLineEnds } from './commas.ts'
import { slashes, spaceBeforeHash } from './comments.ts'
import { conflict } from './conflict.ts'
import { controlCharacters, curlyQuotes, longDash, strangeBlank } from './lookalikes.ts'
import type { Recognise } from './mistake.ts'
import { diffSigns, dots, fence, prompt } from './pasted.ts'
import { lastWithoutColon, noColon, spaceAfterColon, spaceAfterDash, spaceAfterQuotedKey } from './spaces.ts'
import { colonInValue, placeholderInBraces, specialSign, starOrAnchor } from './special.ts'
import { tabs } from './tabs.ts'
import { quoteInQuotes, surplusBracket, unclosedBracket, unclosedQuote, wrongBracket } from './unclosed.ts'
import { unindented } from './unindented.ts'

/** Every sort of mistake that is recognised; what others can look like comes first. */
export const RECOGNISERS: readonly Recognise[] = [
  controlCharacters,
  conflict,
  curlyQuotes,
  strangeBlank,
  fence,
  prompt,
  diffSigns,
  longDash,
  tabs,
  spaceAfterDash,
  spaceAfterColon,
  spaceAfterQuotedKey,
  slashes,
  spaceBeforeHash,
  dots,
  noColon,
  lastWithoutColon,
  starOrAnchor,
  unclosedQuote,
  wrongBracket,
  unclosedBracket,
  surplusBracket,
  placeholderInBraces,
  commaAfterLine,
  signsAtLineEnds,
  missingComma,
  quoteInQuotes,
  tooDeep,
  colonInValue,
  specialSign,
  dashInLine,
  dashTooDeep,
  keyBesideDash,
  wrongColumn(0),
  wrongColumn(1),
  unindented,
  beside,
]
