import { describe, expect, test } from 'vitest'
import type { Event } from '../../../src/events.ts'
import { counter } from '../../../src/render/events/stats.ts'

const TAKEN = { wallSeconds: 1, peakMemoryBytes: 1 << 20 }
const called = (action: string): Event => ({ type: 'called', action })
const answered = (action: string, milliseconds: number, more: Partial<Event & { type: 'answered' }> = {}): Event => ({
  type: 'answered',
  action,
  milliseconds,
  outcome: 'done',
  isRetry: false,
  ...more,
})

function counted(events: readonly (readonly [at: number, event: Event])[]) {
  let now = 0
  const { hear, stats } = counter(() => now)
  for (const [at, event] of events) {
    now = at
    hear(event)
  }
  return stats(TAKEN)
}

describe('the calls of a run', () => {
  test('are counted by operation, and all together', () => {
    const { operations, all } = counted([
      [0, called('ListImages')],
      [0, called('DescribeRepositories')],
      [20, answered('ListImages', 20, { outcome: 'throttled' })],
      [90, answered('ListImages', 40, { isRetry: true })],
      [95, called('ListImages')],
      [99, answered('ListImages', 4, { outcome: 'failed' })],
    ])
    expect(operations.map(({ action, calls, throttled, retried }) => [action, calls, throttled, retried])).toEqual([
      ['DescribeRepositories', 1, 0, 0],
      ['ListImages', 2, 1, 1],
    ])
    expect(all).toMatchObject({ calls: 3, throttled: 1, retried: 1 })
  })

  test('have no percentile before one is answered, and what took no time took a thousandth of a millisecond', () => {
    const [none, one] = counted([
      [0, called('A')],
      [0, called('B')],
      [0, answered('B', 0)],
    ]).operations
    expect([none?.p50Milliseconds, none?.p95Milliseconds, one?.p50Milliseconds]).toEqual([null, null, 0.001])
  })

  test('have a rate from the first that was sent to the last that was answered', () => {
    expect(counted([[0, called('A')]]).callsPerSecond).toBeNull()
    expect(
      counted([
        [0, called('A')],
        [500, answered('A', 100)],
        [900, answered('A', 100)],
      ]).callsPerSecond,
    ).toBe(4)
    expect(counted([[500, answered('A', 0)]]).callsPerSecond).toBeNull()
  })
})

test('of 300,000 answers percentiles are right to one in a hundred, whatever the longest took', () => {
  const { hear, stats } = counter(() => 0)
  for (let index = 0; index < 300_000; index += 1) hear(answered('A', index === 7 ? 10_000_000 : 1 + (index % 1000)))
  const { p50Milliseconds, p95Milliseconds } = stats(TAKEN).all
  expect(Math.abs((p50Milliseconds ?? 0) - 500)).toBeLessThan(5)
  expect(Math.abs((p95Milliseconds ?? 0) - 950)).toBeLessThan(9.5)
})
