import { describe, expect, test } from 'vitest'
import { DAY, scaleOf, ticksOf, xOf } from '../../../src/render/pictures/scale.ts'

const AXIS = { left: 100, right: 900 }
const NOW = '2026-01-31T12:00:00.000Z'
const pushed = (...days: readonly string[]) => days.map(pushedAt => ({ pushedAt }) as never)
const ticksFrom = (from: string, to: string, most = 7) =>
  ticksOf({ from: Date.parse(from), to: Date.parse(to), ...AXIS }, most).map(({ text }) => text)

describe('an axis', () => {
  test('goes from the oldest image to now', () => {
    const scale = scaleOf(pushed('2026-01-11T12:00:00Z', '2026-01-21T12:00:00Z'), NOW, AXIS)
    expect(
      scale && [Date.parse('2026-01-11T12:00:00Z'), Date.parse('2026-01-21T12:00:00Z')].map(time => xOf(scale, time)),
    ).toEqual([100, 500])
    expect(scale && xOf(scale, Date.parse(NOW))).toBe(900)
  })

  test('is a day long at least, and reaches to what a clock that is ahead pushed', () => {
    expect(scaleOf(pushed(NOW), NOW, AXIS)).toMatchObject({ from: Date.parse(NOW) - DAY, to: Date.parse(NOW) })
    expect(scaleOf(pushed('2026-02-01T00:00:00Z'), NOW, AXIS)).toMatchObject({ to: Date.parse('2026-02-01T00:00:00Z') })
  })

  test('does not begin in 1970 where ECR does not say when an image was pushed, and is none without a push', () => {
    const unknown = '1970-01-01T00:00:00.000Z'
    expect(scaleOf(pushed(unknown, '2026-01-11T12:00:00Z'), NOW, AXIS)?.from).toBe(Date.parse('2026-01-11T12:00:00Z'))
    expect(scaleOf(pushed(unknown, 'nonsense'), NOW, AXIS)).toBeUndefined()
    expect(scaleOf([], NOW, AXIS)).toBeUndefined()
  })
})

test.each([
  ['days', '2026-01-28T12:00:00Z', '2026-01-31T12:00:00Z', ['2026-01-29', '2026-01-30', '2026-01-31']],
  [
    'every second day',
    '2026-01-21T12:00:00Z',
    '2026-01-31T12:00:00Z',
    ['2026-01-23', '2026-01-25', '2026-01-27', '2026-01-29', '2026-01-31'],
  ],
  ['Mondays', '2026-01-01T00:00:00Z', '2026-01-31T12:00:00Z', ['2026-01-05', '2026-01-12', '2026-01-19', '2026-01-26']],
  ['months', '2025-10-15T00:00:00Z', '2026-03-31T12:00:00Z', ['2025-11', '2025-12', '2026-01', '2026-02', '2026-03']],
  [
    'half years',
    '2023-10-15T00:00:00Z',
    '2026-03-31T12:00:00Z',
    ['2024-01', '2024-07', '2025-01', '2025-07', '2026-01'],
  ],
  ['years', '2020-10-15T00:00:00Z', '2026-03-31T12:00:00Z', ['2021', '2022', '2023', '2024', '2025', '2026']],
  [
    'decades',
    '1971-10-15T00:00:00Z',
    '2126-03-31T12:00:00Z',
    [
      '1980',
      '1990',
      '2000',
      '2010',
      '2020',
      '2030',
      '2040',
      '2050',
      '2060',
      '2070',
      '2080',
      '2090',
      '2100',
      '2110',
      '2120',
    ],
  ],
])('ticks are %s where the axis is so long', (_, from, to, ticks) => {
  expect(ticksFrom(from, to)).toEqual(ticks)
})
