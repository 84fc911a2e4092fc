import { describe, expect, test } from 'vitest'
import { judged } from '../../bench/frame/goals.js'
import { count, times } from '../../bench/frame/numbers.js'
import { pageText, sectionText } from '../../bench/frame/page.js'
import { table } from '../../bench/frame/table.js'

const FASTER = { what: 'Terraform’s time ÷ ours', is: 'atLeast', goal: 25, as: times } as const
const CALLS = { what: 'calls', is: 'atMost', goal: 606, gate: 610, as: count } as const

test('a table has its columns below each other', () => {
  expect(table(['who', 'time'], [['Terraform', '44.5 s']])).toBe(
    ['| who       | time   |', '| --------- | ------ |', '| Terraform | 44.5 s |'].join('\n'),
  )
})

describe('a goal', () => {
  test.each([
    ['is met where more is wanted and there is more', FASTER, 31, true],
    ['is missed where more is wanted and there is less', FASTER, 24.9, false],
    ['is met at its very bound', CALLS, 606, true],
    ['is missed above it', CALLS, 607, false],
  ])('%s', (_, bound, measured, isMet) => {
    expect(judged(bound, measured).isMet).toBe(isMet)
  })

  test('is judged by another limit where CI leaves room', () => {
    expect(judged(CALLS, 608, CALLS.gate)).toEqual({ what: 'calls', goal: '≤ 610', measured: '608', isMet: true })
  })

  test('is missed by what could not be measured', () => {
    expect(judged(FASTER, Number.NaN).isMet).toBe(false)
    expect(judged(CALLS, Number.NaN).isMet).toBe(false)
  })
})

const section = {
  tables: [{ head: ['who', 'time'], rows: [['ecrsync', '1.00 s']] }],
  goals: [judged(FASTER, 31), judged(CALLS, 901)],
  notes: ['A note.'],
}

test('a section says of each goal whether it is met', () => {
  const text = sectionText({ title: 'Plan', section })
  expect(text).toMatch(/^## Plan\n\n\| who/)
  expect(text).toMatch(/\| Terraform’s time ÷ ours \| ≥ 25\.0 × \| 31\.0 × +\| met +\|/)
  expect(text).toMatch(/\| calls +\| ≤ 606 +\| 901 +\| \*\*missed\*\* \|/)
  expect(text).toMatch(/\n\nA note\.$/)
})

test('the page counts the goals that are met', () => {
  expect(pageText({ head: '# Benchmarks', sections: [{ title: 'Plan', section }] })).toMatch(
    /^# Benchmarks\n\n1 of 2 goals are met\.\n\n## Plan\n/,
  )
})
