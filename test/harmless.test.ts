import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { HIDDEN, harmless, harmlessJson, harmlessly, harmlessPage } from '../src/harmless.ts'

const CASES: readonly (readonly [name: string, text: string, shown: string])[] = [
  ['a line break', 'a\nb', 'a\\nb'],
  ['a return', 'a\rb', 'a\\rb'],
  ['a tab', 'a\tb', 'a\\tb'],
  ['NUL', 'a\u0000b', 'a\\u0000b'],
  ['ESC', '\u001b[2J', '\\u001b[2J'],
  ['DEL', 'a\u007fb', 'a\\u007fb'],
  ['a command of one byte', '\u009b2J', '\\u009b2J'],
  ['a next line', 'a\u0085b', 'a\\u0085b'],
  ['ends of lines and paragraphs', 'a\u2028b\u2029', 'a\\u2028b\\u2029'],
  ['a direction that turns', '\u202ea\u2066\u200f', '\\u202ea\\u2066\\u200f'],
  ['what has no width', 'a\u200bb\u2060\ufeff\u00ad\u034f\u3164', 'a\\u200bb\\u2060\\ufeff\\u00ad\\u034f\\u3164'],
  ['half a character', 'a\ud83d', 'a\\ud83d'],
  ['tags of Unicode', 'a\u{e0041}\u{e0101}', 'a\\u{e0041}\\u{e0101}'],
  ['letters of any language, and emoji', 'Straße 東京 ❤\ufe0f 👍 é', 'Straße 東京 ❤\ufe0f 👍 é'],
]

test.each(CASES)('%s', (_name, text, shown) => {
  expect(harmless(text)).toBe(shown)
  expect(harmless(harmless(text))).toBe(shown)
  expect(JSON.parse(harmlessJson(JSON.stringify({ [text]: [text] })))).toEqual({ [text]: [text] })
})

const weird = fc.string({ unit: 'binary' })

test('no text has a character left that is hidden', () => {
  fc.assert(
    fc.property(weird, text => {
      expect(harmless(text).search(HIDDEN)).toBe(-1)
    }),
  )
})

test('JSON means the same, and has none either', () => {
  fc.assert(
    fc.property(fc.jsonValue({ stringUnit: 'binary' }), value => {
      const json = harmlessJson(JSON.stringify(value, null, 2))
      expect(JSON.parse(json)).toEqual(JSON.parse(JSON.stringify(value)))
      expect(json.replaceAll('\n', '').search(HIDDEN)).toBe(-1)
    }),
  )
})

describe('data', () => {
  test('that is harmless already is the very same', () => {
    const value = { a: ['b', { c: null, d: 1, e: true }] }
    expect(harmlessly(value)).toBe(value)
  })

  test('is made so in every text and key', () => {
    expect(harmlessly({ 'a\n': ['\u001b', { b: '\u202e', c: 2 }] })).toEqual({
      'a\\n': ['\\u001b', { b: '\\u202e', c: 2 }],
    })
  })
})

describe('a page', () => {
  test('keeps its lines and the sequences that it may', () => {
    const page = '\u001b[31mred\u001b[39m\nnext\u001b[2J\u001b[8m\u202e'
    expect(harmlessPage(page, new Set(['\u001b[31m', '\u001b[39m']))).toBe(
      '\u001b[31mred\u001b[39m\nnext\\u001b[2J\\u001b[8m\\u202e',
    )
    expect(harmlessPage('\u001b[31mred')).toBe('\\u001b[31mred')
  })
})
