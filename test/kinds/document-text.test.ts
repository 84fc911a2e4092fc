import { describe, expect, test } from 'vitest'
import { parsedText } from '../../src/kinds/document-text.ts'

const nested = (levels: number): string => `{"a":${'['.repeat(levels - 1)}${']'.repeat(levels - 1)}}`

describe('the text of a document', () => {
  test('is a JSON object', () =>
    expect(parsedText('{"Statement":[{"Sid":"a"}]}')).toEqual({ Statement: [{ Sid: 'a' }] }))

  test('may be nested as no policy is', () => expect(() => parsedText(nested(100))).not.toThrow())

  test.each([
    ['nothing', undefined],
    ['a page', '<html>'],
    ['a list', '[1]'],
    ['null', 'null'],
    ['one level more than can be walked through', nested(101)],
    ['far more', nested(20_000)],
    ['one with a key that is no key of anybody', '{"Statement":[{"__proto__":{}}]}'],
  ])('is not %s', (_name, text) => expect(() => parsedText(text)).toThrow(SyntaxError))
})
