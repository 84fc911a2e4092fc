import { describe, expect, test } from 'vitest'
import { EcrsyncError } from '../src/errors.ts'
import { keepSecret, withoutSecrets } from '../src/secrecy.ts'

const KEY = 'abc/DEF+ghi="$&.*'

describe('what is kept is said nowhere', () => {
  keepSecret(KEY, `${KEY}/longer`, undefined, 'test', 'half \ud800 a pair')

  test.each([
    ['as it is', `The token ${KEY} is wrong`, 'The token … is wrong'],
    ['twice', `${KEY} ${KEY}`, '… …'],
    ['in other letters', KEY.toUpperCase(), '…'],
    ['in a URL', `?token=${encodeURIComponent(KEY)}&a=b`, '?token=…&a=b'],
    ['in JSON', JSON.stringify({ key: KEY }), '{"key":"…"}'],
    ['with slashes as some write them', KEY.replace('/', '\\/'), '…'],
    ['where one begins with another', `${KEY}/longer`, '…'],
    ['that is no text', 'a half \ud800 a pair', 'a …'],
    [
      'begun, where it is no JSON',
      `Unexpected token 'a', "abc/DEF+gh"... is not valid JSON`,
      `Unexpected token 'a', "…" is not valid JSON`,
    ],
    ['no more than that', '"<html>"... is not valid JSON', '"<html>"... is not valid JSON'],
    ['short ones are words', 'a test', 'a test'],
    ['a short text', 'abc', 'abc'],
  ])('%s', (_, text, expected) => expect(withoutSecrets(text)).toBe(expected))

  test('by any error', () => {
    const error = new EcrsyncError('AWS_ERROR', `no ${KEY}`, {
      detail: `detail ${KEY}`,
      hint: `hint ${KEY}`,
      awsName: `Name${KEY}`,
      example: [`line ${KEY}`],
    })
    const again = error.said({ detail: `again ${KEY}`, hint: KEY })
    const bundled = new EcrsyncError('AWS_ERROR', 'two', {
      diagnostics: [{ severity: 'error', code: 'AWS_ERROR', summary: KEY, excerpt: KEY }],
    })
    for (const { message, detail, hint, awsName, diagnostics } of [error, again, bundled])
      expect(JSON.stringify([message, detail, hint, awsName, diagnostics])).not.toContain('DEF+ghi')
    expect(again.detail).toBe('again …')
  })
})

test('of many, the last are kept', () => {
  for (let index = 0; index < 2000; index += 1) keepSecret(`secret number ${index}.`)
  expect(withoutSecrets('secret number 1999. and secret number 3.')).toBe('… and secret number 3.')
})
