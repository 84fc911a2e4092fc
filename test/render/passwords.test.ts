import { expect, test } from 'vitest'
import { publishable } from '../../src/render/passwords.ts'

const D = `sha256:${'a'.repeat(64)}`

test.each([
  ['http://me:hush@127.0.0.1:9', 'http://*******@127.0.0.1:9'],
  ['no connection to https://hush@h/path, or https://a:b@c', 'no connection to https://****@h/path, or https://***@c'],
  [`docker://ghcr.io/app:1@${D}`, `docker://ghcr.io/app:1@${D}`],
  [`docker://me:hush@ghcr.io/app@${D}`, `docker://*******@ghcr.io/app@${D}`],
  [
    'arn:aws:sts::111122223333:assumed-role/x/me@example.com',
    'arn:aws:sts::111122223333:assumed-role/x/me@example.com',
  ],
  ['https://example.com/docs, or ask me@example.com', 'https://example.com/docs, or ask me@example.com'],
])('%s is published as %s, wherever a finding says it', (text, published) => {
  const place = { file: 'a', line: 1, column: 1 }
  const finding = { severity: 'error' as const, code: 'X' }
  const saying = (said: string) => ({
    ...finding,
    summary: said,
    detail: said,
    hint: said,
    excerpt: said,
    related: [{ source: place, message: said }],
  })
  expect(publishable(saying(text))).toEqual(saying(published))
  expect(publishable({ ...finding, summary: text })).toEqual({ ...finding, summary: published })
})
