import { expect, test } from 'vitest'
import { placeOf } from '../../../src/manifest/form/json-place.ts'

test.each([
  ['', 'It ends too early.'],
  ['{"a": [1, 2', 'It ends too early.'],
  ['{"a": "b', 'It ends too early.'],
  ['FOO=secret', 'line 1, column 1'],
  ['{"a": x}', 'line 1, column 7'],
  ['{\n  "a": 1,\n}', 'line 3, column 1'],
  ['{"a": 1} // done', 'line 1, column 10'],
  ['[1 2]', 'line 1, column 4'],
  ['{"a": tru3}', 'line 1, column 10'],
  ['"a\nb"', 'line 1, column 3'],
  ['{"a": "\\x"}', 'line 1, column 9'],
  ["{'a': 1}", 'line 1, column 2'],
  [`[${'1,'.repeat(50_000)}secret`, 'line 1, column 100002'],
])('%.30j: %s', (text, place) => {
  expect(placeOf(text)).toContain(place)
})
