import { describe, expect, test } from 'vitest'
import { Findings } from '../../../src/manifest/text/findings.ts'

describe('findings', () => {
  const at = (file: string, line: number, column: number) => ({ file, line, column })
  const error = { severity: 'error', code: 'X', summary: 'x' } as const

  test('are told once each, in the order of their places', () => {
    const findings = new Findings()
    for (const source of [at('b', 1, 1), at('a', 2, 1), at('a', 1, 9), at('a', 1, 2), at('b', 1, 1)])
      findings.add({ ...error, source })
    expect(findings.all.map(({ source }) => `${source?.file}:${source?.line}:${source?.column}`)).toEqual([
      'a:1:2',
      'a:1:9',
      'a:2:1',
      'b:1:1',
    ])
  })

  test('without a place stay where they came', () => {
    const findings = new Findings()
    for (const summary of ['b', 'a']) findings.add({ ...error, summary })
    expect(findings.all.map(({ summary }) => summary)).toEqual(['b', 'a'])
  })

  test('end the run only if one is an error, and then the errors come first', () => {
    const findings = new Findings()
    findings.add({ ...error, severity: 'warning', source: at('a', 1, 1) })
    expect(() => findings.throwIfErrors()).not.toThrow()
    findings.add({ ...error, source: at('a', 2, 1) })
    expect(() => findings.throwIfErrors()).toThrow('The manifest has 1 error')
    try {
      findings.throwIfErrors()
    } catch (thrown) {
      expect(thrown).toMatchObject({ diagnostics: [{ severity: 'error' }, { severity: 'warning' }] })
    }
  })

  test('of one cause end the run as one, with their places', () => {
    const findings = new Findings()
    for (const line of [3, 1, 2]) findings.add({ ...error, source: at('a', line, 1) })
    expect(() => findings.throwIfErrors()).toThrow('The manifest has 1 error')
    try {
      findings.throwIfErrors()
    } catch (thrown) {
      expect(thrown).toMatchObject({ diagnostics: [{ source: at('a', 1, 1), places: [at('a', 2, 1), at('a', 3, 1)] }] })
    }
  })

  test('make unreadable what stands in them, and nothing beside it', () => {
    const findings = new Findings()
    findings.spoil({ file: 'a' }, ['repositories', 'x', 'tags'])
    const isReadable = (file: string, ...path: readonly (string | number)[]) =>
      findings.isReadable({ parsed: { file }, path })
    expect(isReadable('a', 'repositories', 'x', 'tags', 'team')).toBe(false)
    expect(isReadable('a', 'repositories', 'x', 'images')).toBe(true)
    expect(isReadable('a', 'repositories', 'x')).toBe(true)
    expect(isReadable('b', 'repositories', 'x', 'tags')).toBe(true)
  })
})
