import { describe, expect, test } from 'vitest'
import { arn, literal, matches, wildcards } from '../../../../src/kinds/policy/evaluation/pattern.ts'
import { distinctTexts, OTHER } from '../../../../src/kinds/policy/evaluation/texts.ts'

describe('a pattern', () => {
  test.each([
    ['', '', true],
    ['*', '', true],
    ['a*b', 'ab', true],
    ['a*b', 'axbxb', true],
    ['a*b', 'axbx', false],
    ['a?b', 'ab', false],
    ['a?b', 'axb', true],
    ['*a*', 'xx', false],
    ['a', 'ab', false],
    ['ab', 'a', false],
    ['${*}x', '*x', true],
    ['${*}x', 'ax', false],
    ['a.c', 'abc', false],
  ])('%s of %j: %s', (pattern, text, isMatch) => expect(matches(wildcards(pattern), text)).toBe(isMatch))

  test.each([
    ['arn:aws:iam::*:role/x', 'arn:aws:iam::1:role/x', true],
    ['arn:aws:iam::*:role/x', 'arn:aws:iam::1:2:role/x', false],
    ['arn:aws:iam::1?:role/x', 'arn:aws:iam::1::role/x', false],
    ['arn:aws:x:::a*c', 'arn:aws:x:::a:b:c', true],
    ['arn:aws:iam::*', 'arn:aws:iam::1:role/x', true],
    ['*', 'arn:aws:iam::1:role/x', true],
    ['arn:*:iam::1:*', 'arn:aws:iam:eu:1:x', false],
  ])('of an ARN, %s of %j: %s', (pattern, text, isMatch) => expect(matches(arn(pattern), text)).toBe(isMatch))

  test.each([
    ['aB', 'Ab', true],
    ['aB', 'Abc', false],
  ])('without case, %s of %j: %s', (pattern, text, isMatch) =>
    expect(matches(literal(pattern, true), text)).toBe(isMatch),
  )

  test('of many wildcards takes no longer than of few', () =>
    expect(matches(wildcards(`${'*a'.repeat(2_000)}b`), 'a'.repeat(4_000))).toBe(false))
})

describe('texts that patterns tell apart', () => {
  test('there is one of each class, and of no other', () => {
    const patterns = [wildcards('a*'), wildcards('*b'), literal('ab')]
    const classes = distinctTexts(patterns).map(text =>
      patterns.map(pattern => Number(matches(pattern, text))).join(''),
    )
    expect([...new Set(classes)].sort()).toEqual(['000', '010', '100', '110', '111'])
  })

  test('of no patterns, one is as good as another', () => expect(distinctTexts([])).toEqual(['']))

  test('what takes too long ends, with a text of each pattern', () => {
    const many = Array.from({ length: 300 }, (_, index) => wildcards(`*${index}*${index}*`))
    const texts = distinctTexts(many)
    expect(many.filter(pattern => !texts.some(text => matches(pattern, text)))).toEqual([])
    expect(texts).toContain(`${OTHER}299${OTHER}299${OTHER}`)
  })
})
