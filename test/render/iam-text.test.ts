import { expect, test } from 'vitest'
import { HIDDEN } from '../../src/harmless.ts'
import { renderIam } from '../../src/render/iam-text.ts'

const HOSTILE = ['\u001b[31mred', 'a\u202eb', '\u{e0001}', '"}\n{', '`$(id)`', '=1+1', '</script>', '\u2028']

test.each(HOSTILE)('what a text hides is an escape of JSON, and means the same: %j', text => {
  const page = renderIam([{ Resource: text }])
  expect(page.replaceAll('\n', '').search(HIDDEN)).toBe(-1)
  expect(JSON.parse(page)).toEqual({ Resource: text })
})

test('documents follow one another, each from its own line on', () =>
  expect(renderIam([{ a: 1 }, { b: 2 }])).toBe('{\n  "a": 1\n}\n{\n  "b": 2\n}'))
