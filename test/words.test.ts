import { expect, test } from 'vitest'
import { clipped, someOf } from '../src/words.ts'

test('a long text is quoted in part', () => {
  expect(clipped('a'.repeat(80))).toBe('a'.repeat(80))
  expect(clipped('a'.repeat(81))).toBe(`${'a'.repeat(80)}…`)
})

test('of very many names the first are said, and never one as a number', () => {
  expect(['a', 'a,b', 'a,b,c', 'a,b,c,d'].map(text => someOf(text.split(',')))).toEqual([
    'a',
    'a, b',
    'a, b, c',
    'a, b and 2 more',
  ])
})
