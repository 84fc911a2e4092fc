import type { Fate } from '../preview.ts'

/** Where a moment is on the axis. */
export interface Scale {
  readonly from: number
  readonly to: number
  /** Where the axis begins and ends in the picture. */
  readonly left: number
  readonly right: number
}

export const DAY = 24 * 60 * 60 * 1000

/** When an image was pushed; ECR that does not say it is read as the beginning of time, which is on no axis. */
export function pushTime({ pushedAt }: Pick<Fate, 'pushedAt'>): number | undefined {
  const time = Date.parse(pushedAt)
  return time > 0 ? time : undefined
}

/** From the oldest image to now; nothing where no push is known. */
export function scaleOf(
  images: readonly Fate[],
  now: string,
  { left, right }: Pick<Scale, 'left' | 'right'>,
): Scale | undefined {
  const times = images.flatMap(image => pushTime(image) ?? [])
  if (times.length === 0) return undefined
  const to = times.reduce((latest, time) => Math.max(latest, time), Date.parse(now))
  const from = times.reduce((earliest, time) => Math.min(earliest, time), to - DAY)
  return { from, to, left, right }
}

export const xOf = ({ from, to, left, right }: Scale, time: number): number =>
  round(left + ((time - from) / (to - from)) * (right - left))

export const round = (value: number): number => Math.round(value * 10) / 10

interface Step {
  readonly months?: number
  readonly days?: number
}

const STEPS: readonly Step[] = [
  ...[1, 2, 7, 14].map(days => ({ days })),
  ...[1, 2, 3, 6, 12, 24, 60, 120].map(months => ({ months })),
]
const MONTH = 30.4 * DAY

/** Round moments of the calendar, at most so many: `2026-11-24`, `2026-11` or `2026`, the same everywhere. */
export function ticksOf(
  { from, to }: Scale,
  most: number,
): readonly { readonly time: number; readonly text: string }[] {
  const isEnough = ({ days = 0, months = 0 }: Step) => (to - from) / (days * DAY + months * MONTH) <= most
  const { days, months = 120 } = STEPS.find(isEnough) ?? {}
  const times = days === undefined ? monthsIn(from, to, months) : daysIn(from, to, days)
  const length = days !== undefined ? 10 : months < 12 ? 7 : 4
  return times.map(time => ({ time, text: dayOf(time).slice(0, length) }))
}

/** `2026-11-24`, the same everywhere. */
const DATE = new Intl.DateTimeFormat('sv', { timeZone: 'UTC', dateStyle: 'short' })
export const dayOf = (time: number): string => DATE.format(time)

/** Weeks begin on Mondays; the beginning of time was a Thursday. */
const MONDAY = 4

function daysIn(from: number, to: number, days: number): readonly number[] {
  const first = Math.ceil((from / DAY - MONDAY) / days) * days + MONDAY
  return Array.from(
    { length: Math.max(0, Math.floor((to / DAY - first) / days) + 1) },
    (_, index) => (first + index * days) * DAY,
  )
}

function monthsIn(from: number, to: number, months: number): readonly number[] {
  const [year = 0, month = 0] = dayOf(from).split('-').map(Number)
  const first = Math.ceil((year * 12 + month - 1) / months) * months
  const most = Math.ceil((to - from) / (months * MONTH)) + 2
  return Array.from({ length: most }, (_, index) => beginOf(first + index * months)).filter(
    time => time >= from && time <= to,
  )
}

const beginOf = (month: number): number => Date.UTC(Math.floor(month / 12), month % 12)
