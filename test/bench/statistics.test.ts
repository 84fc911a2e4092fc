import { describe, expect, test } from 'vitest'
import { median, medianRatio, spread, summary } from '../../bench/frame/statistics.js'

test.each([
  ['the middle of an odd number', [3, 1, 2], 2],
  ['the mean of the two in the middle of an even number', [4, 1, 3, 2], 2.5],
  ['itself of one', [7], 7],
  ['nothing of nothing', [], Number.NaN],
])('a median is %s', (_, values, expected) => {
  expect(median(values)).toBe(expected)
})

describe('a ratio of runs in turn', () => {
  test('is the median of the pairs, so that a slow minute that both have had changes nothing', () => {
    expect(medianRatio([2, 20, 2], [1, 10, 1])).toBe(2)
  })

  test('is of the pairs that there are', () => {
    expect(medianRatio([6, 8, 100], [2, 2])).toBe(3.5)
  })
})

test('a summary has the fastest and the slowest, and leaves what it was given as it is', () => {
  const values = [3, 1, 2]
  expect(summary(values)).toEqual({ median: 2, least: 1, most: 3, runs: 3 })
  expect(values).toEqual([3, 1, 2])
})

test('a spread is how many times the fastest the slowest took', () => {
  expect(spread([2, 1, 4])).toBe(4)
})
