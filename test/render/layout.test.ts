import fc from 'fast-check'
import stringWidth from 'string-width'
import { describe, expect, test } from 'vitest'
import { beside, clippedTo, fitted, flowing, labelled, taken } from '../../src/render/page.ts'

test.each([
  ['stays in its line where it has room', 'one two three', 13, 0, ['one two three']],
  ['goes on two columns further in', 'one two three', 9, 0, ['one two', '  three']],
  ['is in a column of its own', 'one two three', 11, 4, ['    one', '      two', '      three']],
  ['leaves a long word alone', 'one-two-three four', 8, 0, ['one-two-three', '  four']],
])('a text that flows %s', (_name, text, width, column, lines) => {
  expect(flowing(text, width, column)).toEqual(lines)
})

test('a line keeps the spaces that it begins with', () => {
  expect(fitted('  one two three', 11)).toEqual(['  one two', '    three'])
  expect(fitted('', 11)).toEqual([''])
})

describe('a text beside its label', () => {
  const columns = { label: 2, text: 12, below: 4 }

  test.each([
    ['in one line', 'one two', 40, ['  label     one two']],
    ['below it, where it has no room there', 'one two three', 20, ['  label', '    one two three']],
    ['broken below it', 'one two three', 12, ['  label', '    one two', '    three']],
  ])('stands %s', (_name, text, width, lines) => {
    expect(beside('label', text, { ...columns, width })).toEqual(lines)
  })

  test('stands below a label that is broken itself', () =>
    expect(beside('a label', 'one', { ...columns, width: 8 })).toEqual(['  a', '    label', '    one']))
})

test('a label is left alone where a word has no room beside it', () => {
  expect(labelled('  hint: ', 'one two', 40)).toEqual(['  hint: one two'])
  expect(labelled('  hint: ', 'one two', 12)).toEqual(['  hint: one', '        two'])
  expect(labelled('  hint: ', 'one-two', 12)).toEqual(['  hint:', '    one-two'])
})

describe('what has no room', () => {
  test.each([
    ['short', 5, 'short'],
    ['longer', 5, 'long…'],
    ['数千円', 5, '数千…'],
    ['数千円', 4, '数…'],
  ])('%j is cut to %i columns', (text, width, expected) => expect(clippedTo(text, width)).toBe(expected))

  test('is left out, and nothing else', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom('a', '数', '\\n', '👍')), fc.nat(30), (characters, width) => {
        const front = taken(characters, width)
        const next = characters[front.length] ?? ''
        expect(front).toEqual(characters.slice(0, front.length))
        expect(stringWidth(front.join(''))).toBeLessThanOrEqual(width)
        expect(next === '' || stringWidth(front.join('')) + stringWidth(next) > width).toBe(true)
      }),
    )
  })
})
