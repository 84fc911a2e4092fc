import { expect, test } from 'vitest'
import { valueAt } from '../../src/apply/value-at.ts'
import { pathText } from '../../src/kinds/path.ts'

const VALUE = { a: { 'b.c': [1, { 'd"e': 2 }] }, tags: { team: 'x' }, 'not-plain': 3 }

test.each<[readonly (string | number)[], unknown]>([
  [[], VALUE],
  [['tags'], { team: 'x' }],
  [['tags', 'team'], 'x'],
  [['a', 'b.c', 0], 1],
  [['a', 'b.c', 1, 'd"e'], 2],
  [['not-plain'], 3],
  [['tags', 'other'], null],
  [['tags', 'team', 'deeper'], null],
  [['constructor'], null],
])('what stands at %j is %j', (path, value) => {
  expect(valueAt(VALUE, pathText(path))).toEqual(value)
})

test('of what is not there, nothing does', () => {
  expect(valueAt(null, 'tags.team')).toBeNull()
  expect(valueAt({ '': 1 }, '?')).toBeNull()
})
