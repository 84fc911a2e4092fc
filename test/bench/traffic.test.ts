import { describe, expect, test } from 'vitest'
import { firstAt, limiter, shareThrottled, shareUsed } from '../../bench/servers/traffic.js'

const RATE = { perSecond: 10, burst: 2, per: 'operation' } as const
const lane = (accepted: number[], throttled: number[]) => ({
  account: '123456789012',
  region: 'us-east-1',
  operation: 'GetLifecyclePolicy',
  accepted,
  throttled,
})

describe('a limit', () => {
  test('lets as many through at once as its bucket holds, then as many as flow in', () => {
    const admits = limiter(RATE)
    expect([0, 0, 0, 0.05, 0.1, 0.1].map(now => admits(now))).toEqual([true, true, false, false, true, false])
  })

  test('saves up no more than its bucket holds', () => {
    const admits = limiter(RATE)
    expect([100, 100, 100].map(now => admits(now))).toEqual([true, true, false])
  })
})

describe('the share of the rate that was used', () => {
  const steady = Array.from({ length: 101 }, (_, index) => 1 + index / 10)

  test('is all of it where one came as soon as it was allowed', () => {
    expect(shareUsed([1, 1, ...steady.slice(1)], 1, RATE)).toBe(1)
  })

  test('counts what was allowed before the first', () => {
    expect(shareUsed(steady, -9, RATE)).toBeCloseTo(101 / 202)
  })
})

test('what was throttled is a share of what was asked since', () => {
  const lanes = [lane([1, 2, 8], [1, 9]), lane([3, 7], [])]
  expect(firstAt(lanes)).toBe(1)
  expect(shareThrottled(lanes, 0)).toBeCloseTo(2 / 7)
  expect(shareThrottled(lanes, 6)).toBeCloseTo(1 / 3)
  expect(shareThrottled([lane([1], [])], 0)).toBe(0)
})
