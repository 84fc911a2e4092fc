import fc from 'fast-check'
import { expect, test } from 'vitest'
import { harmlessJson } from '../../src/harmless.ts'
import { jsonPieces } from '../../src/render/json-pieces.ts'

const written = (document: unknown): string => [...jsonPieces(document)].join('')

const many = Array.from({ length: 200 }, (_, index) => ({ index, text: `line\n${index}`, none: undefined }))

test.each([
  ['nothing', null],
  ['a text', 'a\nb'],
  ['an empty list', []],
  ['members without any value', { a: undefined, b: [undefined, null], c: {} }],
  ['a long list', many],
  ['a long list that stands deep', { a: { b: { c: { d: [{ e: many }] } } } }],
  ['an object of many members', { a: { b: Object.fromEntries(many.map((one, index) => [`k${index}`, one])) } }],
  ['characters that a terminal obeys', { '\u202e': ['\u001b[2J', '\u{e0001}'] }],
])('%s is written as it is in one piece', (_, document) => {
  expect(written(document)).toBe(harmlessJson(JSON.stringify(document, null, 2)))
})

test('whatever is JSON is written as it is in one piece', () => {
  fc.assert(fc.property(fc.jsonValue(), value => written(value) === harmlessJson(JSON.stringify(value, null, 2))))
})

test('what is long is never one text', () => {
  const text = 'x'.repeat(1000)
  const pieces = [...jsonPieces({ changes: [{ deep: Array.from({ length: 1000 }, () => ({ text })) }] })]
  expect(pieces.length).toBeGreaterThan(10)
  expect(Math.max(...pieces.map(({ length }) => length))).toBeLessThan(100_000)
})
