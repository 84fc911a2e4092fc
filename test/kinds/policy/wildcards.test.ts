import { expect, test } from 'vitest'
import { matchesWildcards } from '../../../src/kinds/policy/wildcards.ts'

test.each([
  ['', '', true],
  ['', 'a', false],
  ['*', '', true],
  ['a', 'a', true],
  ['a', 'ab', false],
  ['a*', 'a', true],
  ['*b', 'aab', true],
  ['a*b*c', 'a-b-b-c', true],
  ['a*b*c', 'a-c-b', false],
  ['a?c', 'abc', true],
  ['a?c', 'ac', false],
  ['a.c', 'abc', false],
  ['**', 'abc', true],
  ['*ab', 'aab', true],
])('%j matches %j: %s', (pattern, text, expected) => {
  expect(matchesWildcards(pattern, text)).toBe(expected)
})

test('many wildcards do not take for ever', () => {
  expect(matchesWildcards(`${'*a'.repeat(5000)}b`, 'a'.repeat(300))).toBe(false)
})
