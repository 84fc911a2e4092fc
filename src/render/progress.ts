import { createLogUpdate } from 'log-update'
import prettyBytes from 'pretty-bytes'
import type { Address, ApplyProgress, Change, ReadProgress } from '../model.ts'
import { outcomeText } from './apply-text.ts'
import { oneLine, type Theme } from './theme.ts'

export interface Progress extends ReadProgress, ApplyProgress {
  /** The number of changes that will be made. */
  expect(changes: number): void
  /** Something that was done, in words of its own. */
  note(text: string): void
  /** Takes what is live off the screen; what has been said stays. */
  stop(): void
}

export const silent: Progress = {
  listed: () => undefined,
  reading: () => undefined,
  read: () => undefined,
  started: () => undefined,
  ended: () => undefined,
  copying: () => ({ total: () => undefined, sent: () => undefined, skipped: () => undefined }),
  expect: () => undefined,
  note: () => undefined,
  stop: () => undefined,
}

interface Counts {
  listed: number
  reading: number
  read: number
  expected: number
  ended: number
  readonly running: Set<Address>
  readonly copies: Map<Address, Copied>
}

/** Bytes of an image that is being copied. */
interface Copied {
  total: number
  /** There, sent or not. */
  arrived: number
  sent: number
  /** When the first were sent. */
  since: number | undefined
}

const reading = ({ listed, reading, read }: Counts): string =>
  `reading ${read} of ${reading} repositories (${listed} listed)`

/** Counts what happens, and tells after each event; how it is shown is the business of the two below. */
function counting(
  show: (counts: Counts, said?: string) => void,
  stop: () => void,
  now: () => number = () => 0,
): Progress {
  const counts: Counts = {
    listed: 0,
    reading: 0,
    read: 0,
    expected: 0,
    ended: 0,
    running: new Set(),
    copies: new Map(),
  }
  return {
    copying: address => {
      const copied: Copied = { total: 0, arrived: 0, sent: 0, since: undefined }
      counts.copies.set(address, copied)
      const arrive = (bytes: number, sent: number) => {
        if (sent > 0) copied.since ??= now()
        copied.arrived += bytes
        copied.sent += sent
        show(counts)
      }
      return {
        total: bytes => {
          copied.total += bytes
        },
        sent: bytes => arrive(bytes, bytes),
        skipped: bytes => arrive(bytes, 0),
      }
    },
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
      counts.copies.delete(change.address)
      counts.ended += 1
      show(counts, outcomeText({ change, outcome }))
    },
    note: text => {
      counts.ended += 1
      show(counts, oneLine(text))
    },
    stop,
  }
}

const RUNNING_SHOWN = 8
const BAR = 24

/** A bar and what is in flight, rewritten in place on a terminal; what has ended scrolls away above it. */
export function liveProgress(
  stream: NodeJS.WriteStream,
  { theme, now }: { readonly theme: Theme; readonly now: () => number },
): Progress {
  const update = createLogUpdate(stream)
  return counting(
    (counts, said) => {
      if (said !== undefined) update.persist(`  ${said}`)
      update(counts.expected > 0 ? applying(counts, theme, now()) : theme('faint', reading(counts)))
    },
    () => update.clear(),
    now,
  )
}

const barText = (share: number, width: number, theme: Theme): string => {
  const filled = Math.round(Math.min(1, Math.max(0, share)) * width)
  return `${theme('good', '█'.repeat(filled))}${theme('faint', '░'.repeat(width - filled))}`
}

function applying({ expected, ended, running, copies }: Counts, theme: Theme, now: number): string {
  const bar = `${barText(ended / expected, BAR, theme)} ${ended} of ${expected}`
  const underWay = [...copies].filter(([, { arrived, total }]) => arrived < total).map(([address]) => address)
  const shown = [...new Set([...running, ...underWay])]
  const more = shown.length - RUNNING_SHOWN
  const rows = shown.slice(0, RUNNING_SHOWN).map(address => {
    const copied = copies.get(address)
    return `${theme('faint', `  … ${address}`)}${copied && copied.total > 0 ? `  ${copyText(copied, theme, now)}` : ''}`
  })
  return [bar, ...rows, ...(more > 0 ? [theme('faint', `  … and ${more} more`)] : [])].join('\n')
}

const COPY_BAR = 12

/** `██████░░░░░░ 107 MiB of 214 MiB, 35.6 MiB/s` */
function copyText({ total, arrived, sent, since }: Copied, theme: Theme, now: number): string {
  const size = (bytes: number) => prettyBytes(bytes, { binary: true })
  const seconds = since === undefined ? 0 : (now - since) / 1000
  const rate = seconds > 0 && sent > 0 ? `, ${size(sent / seconds)}/s` : ''
  return `${barText(arrived / total, COPY_BAR, theme)} ${size(arrived)} of ${size(total)}${rate}`
}

const READ_STEP = 100

/** One line for each change that ends, and one for every 100 repositories read: for logs of CI. */
export const lineProgress = (write: (line: string) => void): Progress =>
  counting(
    (counts, said) => {
      if (said !== undefined) write(`[${counts.ended}/${counts.expected}] ${said}`)
      else if (counts.expected === 0 && counts.read > 0 && counts.read % READ_STEP === 0) write(reading(counts))
    },
    () => undefined,
  )
