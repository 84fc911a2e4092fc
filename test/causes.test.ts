import { describe, expect, test } from 'vitest'
import { byCause } from '../src/causes.ts'
import type { Diagnostic } from '../src/model.ts'

const at = (line: number, file = 'a.yaml') => ({ file, line, column: 1 })
const unknown: Diagnostic = { severity: 'error', code: 'UNKNOWN_KEY', summary: 'Unknown key "a"', hint: 'Remove it.' }

describe('findings of one cause', () => {
  test('are one with all its places, where the first of them stands', () => {
    const other: Diagnostic = { ...unknown, summary: 'Unknown key "b"', source: at(2) }
    const found = [
      { ...unknown, source: at(1), excerpt: 'a: 1' },
      other,
      { ...unknown, source: at(3), excerpt: 'a: 2' },
    ]
    expect(byCause(found)).toEqual([{ ...unknown, source: at(1), excerpt: 'a: 1', places: [at(3)] }, other])
  })

  test('that were put together before stay so', () => {
    const found = [
      { ...unknown, source: at(1), places: [at(2)] },
      { ...unknown, source: at(3), places: [at(4)] },
    ]
    expect(byCause(found)).toEqual([{ ...unknown, source: at(1), places: [at(2), at(3), at(4)] }])
    expect(byCause(byCause(found))).toEqual(byCause(found))
  })

  test.each<[string, Partial<Diagnostic>]>([
    ['another severity', { severity: 'warning' }],
    ['another detail', { detail: 'Why.' }],
    ['another hint', { hint: 'Keep it.' }],
    ['other targets', { targets: ['prod'] }],
  ])('do not differ by %s', (_name, change) => {
    expect(
      byCause([
        { ...unknown, source: at(1) },
        { ...unknown, ...change, source: at(2) },
      ]),
    ).toHaveLength(2)
  })

  test('have a place, and are about no other one', () => {
    expect(byCause([unknown, unknown])).toEqual([unknown, unknown])
    const pair: Diagnostic = { ...unknown, source: at(1), related: [{ source: at(9), message: 'first' }] }
    expect(byCause([pair, { ...pair, source: at(2) }])).toHaveLength(2)
  })
})
