import { expect, test } from 'vitest'
import { startedAndEnded } from '../emulator-process.ts'

test.each([
  [[], []],
  [['--lenient', 'login'], ['lenient: login']],
  [['--lenient', 'login,layers'], ['lenient: layers, login']],
  [['--lenient', 'layers', '--lenient', 'login'], ['lenient: layers, login']],
])('%j is told at the start: %j', async (flags, told) => {
  const { lines, code } = await startedAndEnded(['--port', '0', ...flags])
  expect(lines[0]).toMatch(/^ECR emulator listening on http:\/\/127\.0\.0\.1:\d+$/)
  expect(lines.filter(line => line.includes('lenient'))).toEqual(told)
  expect(code).toBe(0)
})
