import { expect, test } from 'vitest'
import type { CallStats } from '../../src/render/events/stats.ts'
import { renderStats } from '../../src/render/stats-text.ts'
import { plain } from '../../src/render/theme.ts'

const calls = (made: number, more: Partial<CallStats> = {}): CallStats => ({
  calls: made,
  throttled: 0,
  retried: 0,
  p50Milliseconds: 51.2,
  p95Milliseconds: 83.4,
  ...more,
})

test('calls stand in columns that fit the narrowest page of a terminal, whatever their names', () => {
  const text = renderStats(
    {
      operations: [
        { action: 'DescribeRepositories', ...calls(1, { p50Milliseconds: 4.25, p95Milliseconds: 4.25 }) },
        {
          action: 'DescribeRepositoryCreationTemplates',
          ...calls(2, { p50Milliseconds: null, p95Milliseconds: null }),
        },
        {
          action: 'ListTagsForResource',
          ...calls(312_345, { throttled: 1234, retried: 1230, p95Milliseconds: 61_234.5 }),
        },
      ],
      all: calls(312_348, { throttled: 1234, retried: 1230 }),
      callsPerSecond: 281.3,
      wallSeconds: 1110.26,
      peakMemoryBytes: 121.6 * 2 ** 20,
    },
    plain,
  )
  expect(text).toMatchInlineSnapshot(`
    "calls to AWS                           made  throttled  retried  p50 ms  p95 ms
    DescribeRepositories                      1          0        0     4.3     4.3
    DescribeRepositoryCreationTemplates       2          0        0       –       –
    ListTagsForResource                  312345       1234     1230      51   61235
    all calls                            312348       1234     1230      51      83
    281.3 calls a second, 1110.3 s, 121 MiB of memory at most"
  `)
  expect(Math.max(...text.split('\n').map(line => line.length))).toBeLessThanOrEqual(80)
})

test('where nothing was asked, that is said', () => {
  const none = { calls: 0, throttled: 0, retried: 0, p50Milliseconds: null, p95Milliseconds: null }
  const stats = { operations: [], all: none, callsPerSecond: null, wallSeconds: 0.3, peakMemoryBytes: 80 * 2 ** 20 }
  expect(renderStats(stats, plain)).toBe('No calls to AWS.\n0.3 s, 80 MiB of memory at most')
})

test.each([
  [1023.4 * 2 ** 20, '1023 MiB'],
  [1.46 * 2 ** 30, '1.4 GiB'],
])('memory of %d bytes is shown to a unit that tells two runs apart', (peakMemoryBytes, text) => {
  const none = { calls: 0, throttled: 0, retried: 0, p50Milliseconds: null, p95Milliseconds: null }
  const stats = { operations: [], all: none, callsPerSecond: null, wallSeconds: 0.3, peakMemoryBytes }
  expect(renderStats(stats, plain)).toContain(`${text} of memory`)
})
