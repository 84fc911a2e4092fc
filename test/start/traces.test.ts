import { createRequire } from 'node:module'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { asWritten } from '../../src/start/traces.ts'
import { PACKAGE } from '../cli.ts'

describe('a trace says where code was written', () => {
  test('in TypeScript, for what is bundled of us', async () => {
    const { run } = createRequire(import.meta.url)(join(PACKAGE, 'bundle/main.cjs'))
    const { stack } = await run(['plan'], '/nonexistent').catch((error: unknown) => error)
    expect(stack).toMatch(/bundle\/main\.cjs:1:\d+/)
    expect(asWritten(stack)).toMatch(/ {4}at run \(src\/commands\/main\.ts:\d+:\d+\)/)
    expect(asWritten(stack)).not.toContain('main.cjs')
  })

  test.each([
    ['Error: no place in it'],
    ['Error: x\n    at run (node:fs:448:20)'],
    ['Error: x\n    at run (/nonexistent/bundle/main.cjs:1:20)'],
    ['Error: x\n    at run (/src/plan/plan.ts:1:20)'],
  ])('%j stays as it is', trace => {
    expect(asWritten(trace)).toBe(trace)
  })
})
