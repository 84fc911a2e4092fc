import { expect, test } from 'vitest'
import { clipped } from '../src/words.ts'

test('a long text is quoted in part', () => {
  expect(clipped('a'.repeat(80))).toBe('a'.repeat(80))
  expect(clipped('a'.repeat(81))).toBe(`${'a'.repeat(80)}…`)
})
