import { createLogUpdate } from 'log-update'
import type { Address, ApplyProgress, Change, ReadProgress } from '../model.ts'
import { type Applied, outcomeText } from './apply-text.ts'
import type { Theme } from './theme.ts'

export interface Progress extends ReadProgress, ApplyProgress {
  /** The number of changes that will be made. */
  expect(changes: number): void
  /** Takes what is live off the screen; what has been said stays. */
  stop(): void
}

export const silent: Progress = {
  listed: () => undefined,
  reading: () => undefined,
  read: () => undefined,
  started: () => undefined,
  ended: () => undefined,
  expect: () => undefined,
  stop: () => undefined,
}

interface Counts {
  listed: number
  reading: number
  read: number
  expected: number
  ended: number
  readonly running: Set<Address>
}

const reading = ({ listed, reading, read }: Counts): string =>
  `reading ${read} of ${reading} repositories (${listed} listed)`

/** Counts what happens, and tells after each event; how it is shown is the business of the two below. */
function counting(show: (counts: Counts, applied?: Applied) => void, stop: () => void): Progress {
  const counts: Counts = { listed: 0, reading: 0, read: 0, expected: 0, ended: 0, running: new Set() }
  return {
    listed: count => {
      counts.listed = count
      show(counts)
    },
    reading: count => {
      counts.reading += count
    },
    read: () => {
      counts.read += 1
      show(counts)
    },
    expect: changes => {
      counts.expected = changes
    },
    started: ({ address }: Change) => {
      counts.running.add(address)
      show(counts)
    },
    ended: (change, outcome) => {
      counts.running.delete(change.address)
      counts.ended += 1
      show(counts, { change, outcome })
    },
    stop,
  }
}

const RUNNING_SHOWN = 8
const BAR = 24

/** A bar and what is in flight, rewritten in place on a terminal; what has ended scrolls away above it. */
export function liveProgress(stream: NodeJS.WriteStream, theme: Theme): Progress {
  const update = createLogUpdate(stream)
  return counting(
    (counts, applied) => {
      if (applied) update.persist(`  ${outcomeText(applied)}`)
      update(counts.expected > 0 ? applying(counts, theme) : theme('faint', reading(counts)))
    },
    () => update.clear(),
  )
}

function applying({ expected, ended, running }: Counts, theme: Theme): string {
  const filled = Math.round((ended / expected) * BAR)
  const bar = `${theme('good', '█'.repeat(filled))}${theme('faint', '░'.repeat(BAR - filled))} ${ended} of ${expected}`
  const more = running.size - RUNNING_SHOWN
  const rows = [...running].slice(0, RUNNING_SHOWN).map(address => theme('faint', `  … ${address}`))
  return [bar, ...rows, ...(more > 0 ? [theme('faint', `  … and ${more} more`)] : [])].join('\n')
}

const READ_STEP = 100

/** One line for each change that ends, and one for every 100 repositories read: for logs of CI. */
export const lineProgress = (write: (line: string) => void): Progress =>
  counting(
    (counts, applied) => {
      if (applied) write(`[${counts.ended}/${counts.expected}] ${outcomeText(applied)}`)
      else if (counts.expected === 0 && counts.read > 0 && counts.read % READ_STEP === 0) write(reading(counts))
    },
    () => undefined,
  )
