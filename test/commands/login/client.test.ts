import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { pipeline } from '../../../src/commands/login/client.ts'
import { HIDDEN } from '../../../src/harmless.ts'

test.each([
  'plain',
  "it's",
  'a b',
  'c:\\temp',
  'tab\there',
  '\u001b[31m',
  '\u202egpj',
  '\u{e0001}tag',
  "\u{e0001}'\\U",
  '\u{1d173}9',
])('bash reads the word %j as it was', async word => {
  const line = pipeline(['podman', word], 'registry.test', [])
  expect(line).not.toMatch(HIDDEN)
  const [, right = ''] = line.split(' | podman ')
  const env = { ...process.env, LC_ALL: 'C.UTF-8' }
  const { stdout } = await promisify(execFile)('bash', ['-c', `printf %s ${right.split(' --username')[0]}`], { env })
  expect(stdout).toBe(word)
})
