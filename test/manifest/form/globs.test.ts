import fc from 'fast-check'
import picomatch from 'picomatch'
import { describe, expect, test } from 'vitest'
import { checkGlob, matcher } from '../../../src/manifest/form/globs.ts'
import { runs } from '../../runs.ts'

describe('a name matches a list of globs', () => {
  test.each<[readonly string[], string, boolean]>([
    [['payments'], 'payments', true],
    [['payments'], 'payments/api', false],
    [['pay'], 'payments', false],
    [['payments/*'], 'payments/api', true],
    [['payments/*'], 'payments/api/v2', false],
    [['payments/*'], 'payments', false],
    [['payments/**'], 'payments', false],
    [['payments/**'], 'payments/api', true],
    [['payments/**'], 'payments/api/v2', true],
    [['*'], 'payments', true],
    [['*'], 'payments/api', false],
    [['**'], 'payments/api/v2', true],
    [['**/api'], 'api', true],
    [['**/api'], 'payments/v2/api', true],
    [['*-api'], 'pay-api', true],
    [['{a,b}/*'], 'b/c', true],
    [['[ab]/?'], 'a/c', true],
    [['a', 'b'], 'b', true],
    [['**', '!vendor/**'], 'vendor/x', false],
    [['!vendor/**', '**'], 'vendor/x', false],
    [['!vendor/**', '**'], 'team/x', true],
    [['!vendor/**'], 'team/x', true],
    [['!vendor/**'], 'vendor/x', false],
    [['sandbox/**', '!sandbox/ci/**'], 'sandbox/ci', true],
    [['sandbox/**', '!sandbox/ci/**'], 'sandbox/ci/x', false],
    [[], 'anything', true],
  ])('%j and %s: %s', (globs, name, matches) => {
    expect(matcher(globs)(name)).toBe(matches)
  })
})

describe('a glob that cannot be matched in reasonable time, or at all, is refused', () => {
  test.each(['', '!', 'a(b', '+(a|b)', 'a+', 'a|b', '*a*a*a*b', '**/a/**/b/**/c/**', '{a}{b}{c}{d}', 'a'.repeat(1025)])(
    '%s',
    glob => expect(checkGlob(glob)).toMatchObject({ code: 'INVALID_GLOB' }),
  )

  test.each(['**', '!vendor/**', '*-*-*', '*/*/*/*/*', '**/a/**/b/**', '{a,b}/[cd]/?'])('but not %s', glob => {
    expect(checkGlob(glob)).toBeUndefined()
  })

  test('those that stay match the longest name at once', () => {
    const name = 'a'.repeat(256)
    expect(['*a*a*b', '**/*a*a*b', '{a,aa}*{a,aa}*{a,aa}*b'].filter(glob => matcher([glob])(name))).toEqual([])
  })
})

test('how a glob begins decides nothing that the library would not', () => {
  const text = (signs: readonly string[]) =>
    fc.array(fc.constantFrom(...signs), { minLength: 1, maxLength: 4 }).map(parts => parts.join(''))
  const glob = text(['a', 'b', 'a-', '/', '*', '**', '?', '[ab]', '{a,b}', '{a,}', '.', '_', './', '1', '\\\\'])
  fc.assert(
    fc.property(
      glob.filter(pattern => checkGlob(pattern) === undefined),
      text(['a', 'b', 'a-', '/', '.', '_', '1']),
      (pattern, name) => {
        const library = picomatch(pattern, { strictSlashes: true, dot: true, nonegate: true })
        expect(matcher([pattern])(name)).toBe(library(name))
      },
    ),
    { numRuns: runs(200) },
  )
})
