import { describe, expect, test } from 'vitest'
import { aligned, asTexts, beyond, common, setText, unique } from '../../../src/kinds/rules/aligned.ts'

const [a, b, c] = ['a', 'b', 'c'].map(name => ({ name, parts: [1, 2] })) as [object, object, object]

describe('a set in the order of what is there', () => {
  test.each<[string, readonly unknown[], readonly unknown[], readonly unknown[]]>([
    ['keeps what is equal where it is', [a, b], [b, a], [a, b]],
    ['takes members in another order for the same', [a], [{ parts: [2, 1, 1], name: 'a' }], [a]],
    ['leaves out what goes', [a, b, c], [c, a], [a, c]],
    ['puts what comes at the end', [a], [b, c, a], [a, b, c]],
    [
      'puts what comes in the place of what it is most like',
      [
        { name: 'a', parts: [1] },
        { name: 'b', parts: [2] },
      ],
      [
        { name: 'b', parts: [3] },
        { name: 'a', parts: [4] },
      ],
      [
        { name: 'a', parts: [4] },
        { name: 'b', parts: [3] },
      ],
    ],
    [
      'does the same with texts within what is changed',
      [{ name: 'a', filters: ['z', 'y', 'x'] }],
      [{ name: 'a', filters: ['v', 'x', 'z'] }],
      [{ name: 'a', filters: ['z', 'v', 'x'] }],
    ],
    [
      'does the same within what is changed',
      [{ name: 'a', parts: [a, b] }],
      [{ name: 'b', parts: [c, a] }],
      [{ name: 'b', parts: [a, c] }],
    ],
    ['of plain values, too', ['x', 'y'], ['z', 'y'], ['z', 'y']],
    ['of nothing, is as it is wanted', [], [b, a], [b, a]],
  ])('%s', (_, before, after, expected) => {
    expect(aligned(before, after)).toEqual(expected)
  })
})

test('what is a set to ECR is compared as one', () => {
  expect(setText({ x: [2, 1] })).toBe(setText({ x: [1, 2, 2] }))
  expect(unique([a, b, { ...a }])).toEqual([a, b])
  expect(beyond([a, b], [b, c])).toEqual([a])
  expect(common([a, b], [b, c])).toEqual([b])
  expect(asTexts([b, a])).toEqual(asTexts([a, b]))
})

test('the text of what is deep is as long as that, and no more', () => {
  const deep = (levels: number): unknown => (levels === 0 ? 'x' : { a: [deep(levels - 1)] })
  const [less, more] = [setText(deep(50)).length, setText(deep(100)).length]
  expect(more).toBeLessThan(3 * less)
})
