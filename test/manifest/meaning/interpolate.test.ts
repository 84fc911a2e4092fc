import { describe, expect, test } from 'vitest'
import { expressionsIn, filledText, interpolate, namesIn } from '../../../src/manifest/meaning/interpolate.ts'

const VARIABLES = new Map<string, string | readonly string[] | null>([
  ['a', 'x'],
  ['both', ['x', 'y']],
  ['later', null],
])

describe('variables are filled in', () => {
  test.each<[string, unknown, unknown]>([
    ['in a text', '<${{ a }}>', '<x>'],
    ['within a list', ['${{a}}', 1], ['x', 1]],
    ['within a map, however deep', { k: [{ l: '${{ a }}' }] }, { k: [{ l: 'x' }] }],
    ['but not in a key', { '${{ a }}': '${{ a }}' }, { '${{ a }}': 'x' }],
    ['and no text that is filled in is read again', '${${{ a }}{ a }}', '${x{ a }}'],
    ['with a list, where the text is nothing else', { k: '${{ both }}' }, { k: ['x', 'y'] }],
    ['with its items within a list', ['w', '${{ both }}', 'z', ['${{ both }}']], ['w', 'x', 'y', 'z', ['x', 'y']]],
    ['but not with a list within a text', ['<${{ both }}>', '${{ both }} '], ['<${{ both }}>', '${{ both }} ']],
    ['as far as they are known', '${{ a }} ${{ later }} ${{ other }}', 'x ${{ later }} ${{ other }}'],
  ])('%s', (_name, value, expected) => expect(interpolate(value, VARIABLES)).toEqual(expected))
})

test('a text without any asks for none', () => expect(namesIn('${aws:username} { text }')).toEqual([]))

test('a name takes no list', () => expect(filledText('${{ both }}/${{ a }}', VARIABLES)).toBe('${{ both }}/x'))

test('expressions are found where they are, in keys and values', () => {
  const value = { k: ['text', { '${{ a }}': 'b' }], l: '${{ both }}', n: null }
  expect(expressionsIn(value)).toEqual([
    { text: '${{ a }}', path: ['k', 1, '${{ a }}'], isKey: true },
    { text: '${{ both }}', path: ['l'], isKey: false },
  ])
  expect(expressionsIn(value)).toBe(expressionsIn(value))
  expect([expressionsIn('${{ a }}').length, expressionsIn(1)]).toEqual([1, []])
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
