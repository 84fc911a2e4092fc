import { expect, test } from 'vitest'
import { clipped, someOf, tagsText } from '../src/words.ts'

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

test('of tags that go, those that everybody knows come first', () => {
  expect(tagsText(['v3', 'main', 'v2', 'latest', 'v1', 'v0', 'prod'])).toBe(
    'latest, prod, main, v3, v2 and 2 more tags',
  )
  expect(tagsText(['v3', 'v2'])).toBe('v3, v2')
  expect(tagsText(['a', 'b', 'c', 'd', 'e', 'f'])).toBe('a, b, c, d, e and 1 more tag')
  expect(tagsText(['a', 'b', 'c', 'd', 'e', 'f'], false)).toBe('a, b, c, d, e and more than 1 more tag')
})
