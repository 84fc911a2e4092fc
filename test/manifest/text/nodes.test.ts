import { expect, test } from 'vitest'
import { parseDocument } from 'yaml'
import { offsetAt, writtenAt } from '../../../src/manifest/text/nodes.ts'

const tree = (text: string) => ({ document: parseDocument(text), targets: new Map() })

test.each<readonly [string, string, readonly (string | number)[], number]>([
  ['a key', 'a: 1\nb: 2\n', ['b'], 5],
  ['a list item', 'a: [x, y]\n', ['a', 1], 7],
  ['the nearest that is there', 'a: { b: 1 }\n', ['a', 'c'], 0],
  ['nothing at all', '', ['a'], 0],
])('%s begins where it stands', (_, text, path, offset) => expect(offsetAt(tree(text), path)).toBe(offset))

test('a text is told as it is written', () => {
  expect(writtenAt(tree('a: 010\n'), ['a'])).toBe('010')
  expect(writtenAt(tree(''), ['a'])).toBeUndefined()
})
