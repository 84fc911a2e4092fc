import prettyBytes from 'pretty-bytes'
import type { CallStats, Stats } from './events/stats.ts'
import { outward, type Theme } from './theme.ts'

/** A table of calls by operation, and what the run took as a whole; it fits a page of 80 columns. */
export const renderStats = outward((stats: Stats, theme: Theme): string => {
  const { operations, all } = stats
  const rows = [HEAD, ...operations.map(one => cellsOf(one.action, one)), cellsOf('all calls', all)]
  const widths = HEAD.map((_, column) => Math.max(...rows.map(row => (row[column] ?? '').length)))
  const lines = rows.map(row => lineOf(row, widths))
  const inner = operations.length === 0 ? [] : lines.slice(1, -1)
  return [
    ...(operations.length === 0 ? [] : [theme('faint', lines[0] ?? ''), ...inner]),
    theme('strong', operations.length === 0 ? 'No calls to AWS.' : (lines.at(-1) ?? '')),
    tookText(stats),
  ].join('\n')
})

const HEAD = ['calls to AWS', 'made', 'throttled', 'retried', 'p50 ms', 'p95 ms'] as const

const cellsOf = (
  name: string,
  { calls, throttled, retried, p50Milliseconds, p95Milliseconds }: CallStats,
): readonly string[] => [
  name,
  String(calls),
  String(throttled),
  String(retried),
  millisecondsText(p50Milliseconds),
  millisecondsText(p95Milliseconds),
]

const lineOf = ([name = '', ...numbers]: readonly string[], [first = 0, ...others]: readonly number[]): string =>
  [name.padEnd(first), ...numbers.map((number, index) => number.padStart(others[index] ?? 0))].join('  ')

const millisecondsText = (milliseconds: number | null): string =>
  milliseconds === null ? '–' : milliseconds < 10 ? milliseconds.toFixed(1) : String(Math.round(milliseconds))

const tookText = ({ callsPerSecond, wallSeconds, peakMemoryBytes }: Stats): string =>
  [
    ...(callsPerSecond === null ? [] : [`${callsPerSecond} calls a second`]),
    `${wallSeconds.toFixed(1)} s`,
    `${prettyBytes(peakMemoryBytes, { binary: true, maximumFractionDigits: 0 })} of memory at most`,
  ].join(', ')
