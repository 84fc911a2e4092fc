import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { coversPattern, matchesPattern, patternsMeet } from '../../src/lifecycle/pattern.ts'

const pattern = fc.array(fc.constantFrom('a', 'b', '*'), { maxLength: 5 }).map(letters => letters.join(''))

/** All texts of two letters of up to so many. */
const TEXTS = ['']
for (const text of TEXTS) if (text.length < 9) TEXTS.push(`${text}a`, `${text}b`)

const matched = (one: string) => TEXTS.filter(text => matchesPattern(one, text))

describe('patterns', () => {
  test('meet where some text fits both', () =>
    fc.assert(
      fc.property(pattern, pattern, (one, other) => {
        const both = matched(one).some(text => matchesPattern(other, text))
        expect(patternsMeet(one, other)).toBe(both)
      }),
      { numRuns: 300 },
    ))

  test('cover others only where they fit all that these do', () =>
    fc.assert(
      fc.property(pattern, pattern, (wide, narrow) => {
        if (coversPattern(wide, narrow)) expect(matched(narrow).every(text => matchesPattern(wide, text))).toBe(true)
      }),
      { numRuns: 300 },
    ))

  test.each<[string, string, boolean]>([
    ['*', 'v*', true],
    ['v*', 'v1.*', true],
    ['v*', 'v*', true],
    ['*-rc', 'v*-rc', true],
    ['v*', '*', false],
    ['v1*', 'v*', false],
    ['v', 'v', true],
    ['*a*', 'ba', true],
  ])('%s covers %s: %s', (wide, narrow, expected) => expect(coversPattern(wide, narrow)).toBe(expected))
})
