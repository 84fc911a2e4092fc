import { expect, test } from 'vitest'
import type { Reported } from '../sweep.ts'
import { isWhole, pageText, shortTable, summed, wholeText, withFigures } from './text.ts'

const TITLE = 'Cells'
const share = (rows: readonly (readonly string[])[], runs: number): Reported => ({
  sweep: 'Fault sweep',
  counts: { runs },
  tables: [{ title: TITLE, head: ['operation', 'ends'], rows }],
})
const SHARES = [
  share([['b', 'well']], 1200),
  share(
    [
      ['a', 'well'],
      ['c', 'badly'],
    ],
    34,
  ),
]

test('counts of shares are added, and their tables are one', () => {
  const [sum, ...others] = summed(SHARES)
  expect(others).toEqual([])
  expect(sum).toMatchObject({
    counts: { runs: 1234 },
    tables: [
      {
        rows: [
          ['a', 'well'],
          ['b', 'well'],
          ['c', 'badly'],
        ],
      },
    ],
  })
  expect(shortTable(summed(SHARES))).toContain('| 1,234 runs |')
})

test('a page joins what is alike, and the terminal has each cell', () => {
  expect(wholeText(summed(SHARES))).toContain('| a | well |\n| b | well |\n| c | badly |')
  expect(pageText(summed(SHARES))).toContain('| ends | operation |\n| --- | --- |\n| badly | c |\n| well | a, b |')
})

test('what has not run all is not whole', () => expect(isWhole(summed(SHARES))).toBe(false))

test('figures stand between their markers', () => {
  const page = 'a\n<!-- reliability -->\nold\n<!-- reliability stop -->\nb'
  expect(withFigures(page, 'new')).toBe('a\n<!-- reliability -->\nnew\n<!-- reliability stop -->\nb')
})
