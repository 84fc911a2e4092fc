import { describe, expect, test } from 'vitest'
import { checkText, interpolate, namesIn } from '../../../src/manifest/meaning/interpolate.ts'

const VARIABLES = new Map([
  ['a', 'x'],
  ['later', null],
])

describe('variables are filled in', () => {
  test.each<[string, unknown, unknown]>([
    ['in a text', '<${{ a }}>', '<x>'],
    ['within a list', ['${{a}}', 1], ['x', 1]],
    ['within a map, however deep', { k: [{ l: '${{ a }}' }] }, { k: [{ l: 'x' }] }],
    ['but not in a key', { '${{ a }}': '${{ a }}' }, { '${{ a }}': 'x' }],
    ['as far as they are known', '${{ a }} ${{ later }} ${{ other }}', 'x ${{ later }} ${{ other }}'],
  ])('%s', (_name, value, expected) => expect(interpolate(value, VARIABLES)).toEqual(expected))
})

test('a text without any asks for none, and has nothing wrong with it', () => {
  expect([namesIn('${aws:username}'), checkText('{ text }', new Map())]).toEqual([[], []])
})

describe('what they change nothing of is the very same', () => {
  test.each<[string, object]>([
    ['a map without any', { k: ['text', 1, null, true] }],
    ['a list of what is known later', ['${{ later }}', { k: '${{ other }}' }]],
  ])('%s', (_name, value) => expect(interpolate(value, VARIABLES)).toBe(value))

  test('as a part of what they change', () => {
    const same = { k: 'text' }
    expect((interpolate([same, '${{ a }}'], VARIABLES) as readonly unknown[])[0]).toBe(same)
  })
})
