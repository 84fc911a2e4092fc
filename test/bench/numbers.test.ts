import { expect, test } from 'vitest'
import { count, megabytes, percent, seconds, secondsOf, times } from '../../bench/frame/numbers.js'

test.each([
  [0.00123, '1.2 ms'],
  [0.0531, '53 ms'],
  [1.2345, '1.23 s'],
  [44.53, '44.5 s'],
  [190.4, '190 s'],
])('%d s is written with the digits that count', (value, expected) => {
  expect(seconds(value)).toBe(expected)
})

test.each([
  [1.234, '1.23 ×'],
  [25.04, '25.0 ×'],
  [250.4, '250 ×'],
])('%d times is written with three digits', (value, expected) => {
  expect(times(value)).toBe(expected)
})

test('a time of one run has no spread', () => {
  expect(secondsOf({ median: 2, least: 2, most: 2, runs: 1 })).toBe('2.00 s')
  expect(secondsOf({ median: 2, least: 1.5, most: 3, runs: 3 })).toBe('2.00 s (1.50 s – 3.00 s)')
})

test('what could not be seen has a dash', () => {
  expect(megabytes(Number.NaN)).toBe('–')
  expect(megabytes(119.6)).toBe('120 MB')
})

test('shares and counts', () => {
  expect(percent(0.9051)).toBe('90.5 %')
  expect(count(100_000)).toBe('100,000')
})
