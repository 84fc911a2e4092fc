import fc from 'fast-check'
import stringWidth from 'string-width'
import { describe, expect, test } from 'vitest'
import { hanging, wrapped } from '../../src/render/page.ts'

const WORDS = fc.array(fc.stringMatching(/^[!-~]{1,30}$/), { minLength: 1, maxLength: 30 })

describe('a text on a page', () => {
  test('breaks between words', () => {
    expect(wrapped('one two three', 8)).toEqual(['one two', 'three'])
  })

  test('leaves a location and an ARN whole, whatever the width', () => {
    const arn = 'arn:aws:iam::111122223333:role/team/deploy'
    expect(wrapped(`see ecrsync.yaml:12:5 and ${arn} there`, 12)).toEqual([
      'see',
      'ecrsync.yaml:12:5',
      'and',
      arn,
      'there',
    ])
  })

  test('goes on below in the column where it began', () => {
    expect(hanging('  + label  ', 'one two three', 19)).toEqual(['  + label  one two', '             three'.slice(2)])
  })

  test('keeps every word in its order, and is no wider than it may be unless one word is', () => {
    fc.assert(
      fc.property(WORDS, fc.integer({ min: 1, max: 120 }), (words, width) => {
        const lines = wrapped(words.join(' '), width)
        expect(lines.join(' ').split(/\s+/)).toEqual(words)
        for (const line of lines) expect(stringWidth(line) <= width || !line.includes(' ')).toBe(true)
      }),
    )
  })
})
