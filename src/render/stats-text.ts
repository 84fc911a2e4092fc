import prettyBytes from 'pretty-bytes'
import type { CallStats, Stats } from './events/stats.ts'
import { outward, type Theme } from './theme.ts'

/** A table of calls by operation, and what the run took as a whole; it fits a page of 80 columns. */
export const renderStats = outward((stats: Stats, theme: Theme): string =>
  [...callLines(stats, theme), tookText(stats)].join('\n'),
)

function callLines({ operations, all }: Stats, theme: Theme): readonly string[] {
  if (operations.length === 0) return [theme('strong', 'No calls to AWS.')]
  const rows = [HEAD, ...operations.map(one => cellsOf(one.action, one)), cellsOf('all calls', all)]
  const widths = HEAD.map((_, column) => Math.max(...rows.map(row => (row[column] ?? '').length)))
  const [head = '', ...lines] = rows.map(row => lineOf(row, widths))
  return [theme('faint', head), ...lines.slice(0, -1), theme('strong', lines.at(-1) ?? '')]
}

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

const GIB = 2 ** 30

const tookText = ({ callsPerSecond, wallSeconds, peakMemoryBytes }: Stats): string =>
  [
    ...(callsPerSecond === null ? [] : [`${callsPerSecond} calls a second`]),
    `${wallSeconds.toFixed(1)} s`,
    `${prettyBytes(peakMemoryBytes, { binary: true, maximumFractionDigits: peakMemoryBytes < GIB ? 0 : 1 })} of memory at most`,
  ].join(', ')
