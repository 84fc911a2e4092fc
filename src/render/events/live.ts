import stringWidth from 'fast-string-width'
import prettyBytes from 'pretty-bytes'
import type { Emit } from '../../events.ts'
import { clippedTo } from '../page.ts'
import type { Theme } from '../theme.ts'
import { type CopyCount, type Counts, counting } from './counts.ts'
import type { Screen } from './screen.ts'
import { endText, placeText, readingText, throttledText } from './words.ts'

/** A bar and what is in flight, rewritten in place; what has ended scrolls away above it. */
export const live = (screen: Screen, { theme, now, width }: Seeing): Emit =>
  counting((counts, event) => {
    switch (event.type) {
      case 'copied':
      case 'ended':
        screen.say(endText(event, counts), INDENT)
        return screen.show(applying(counts, { theme, now: now(), width: width() }))
      case 'listed':
      case 'read':
      case 'throttled':
      case 'started':
      case 'copying':
        return screen.show(
          isApplying(counts)
            ? applying(counts, { theme, now: now(), width: width() })
            : theme('faint', clippedTo(readingText(counts), width())),
        )
    }
  }, now)

const isApplying = ({ ended, running, copies }: Counts): boolean => ended + running.size + copies.size > 0

interface Seeing {
  readonly theme: Theme
  readonly now: () => number
  readonly width: () => number
}

/** The same at one moment. */
interface Seen {
  readonly theme: Theme
  readonly now: number
  readonly width: number
}

const INDENT = 2
const RUNNING_SHOWN = 8
const BAR = 24

const barText = (share: number, width: number, theme: Theme): string => {
  const filled = Math.round(Math.min(1, Math.max(0, share)) * width)
  return `${theme('good', '█'.repeat(filled))}${theme('faint', '░'.repeat(width - filled))}`
}

function applying(counts: Counts, seen: Seen): string {
  const { theme } = seen
  const { expected, ended, running, copies } = counts
  const bar = `${barText(ended / expected, BAR, theme)} ${ended} of ${expected}${throttledText(counts)}`
  const underWay = [...copies].filter(([, { arrived, total }]) => arrived < total)
  const shown = new Map([...running, ...underWay])
  const more = shown.size - RUNNING_SHOWN
  const rows = [...shown]
    .slice(0, RUNNING_SHOWN)
    .map(([key, place]) => rowOf(placeText(place, counts), copies.get(key), seen))
  return [bar, ...rows, ...(more > 0 ? [theme('faint', `  … and ${more} more`)] : [])].join('\n')
}

/** So much of a name tells which it is. */
const NAME = 20

/** One row of the terminal: what has no room in it is left out. */
function rowOf(name: string, copy: CopyCount | undefined, { theme, now, width }: Seen): string {
  const begin = '  … '
  const copied = copy && copy.total > 0 ? `  ${copyText(copy, theme, now)}` : ''
  const room = width - begin.length - stringWidth(copied)
  if (room < NAME) return theme('faint', clippedTo(`${begin}${name}`, width))
  return `${theme('faint', `${begin}${clippedTo(name, room)}`)}${copied}`
}

const COPY_BAR = 12

/** `██████░░░░░░ 107 MiB of 214 MiB, 35.6 MiB/s` */
function copyText({ total, arrived, sent, since }: CopyCount, theme: Theme, now: number): string {
  const size = (bytes: number) => prettyBytes(bytes, { binary: true })
  const seconds = since === undefined ? 0 : (now - since) / 1000
  const rate = seconds > 0 && sent > 0 ? `, ${size(sent / seconds)}/s` : ''
  return `${barText(arrived / total, COPY_BAR, theme)} ${size(arrived)} of ${size(total)}${rate}`
}
