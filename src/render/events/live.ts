import prettyBytes from 'pretty-bytes'
import type { Emit } from '../../events.ts'
import type { Theme } from '../theme.ts'
import { type CopyCount, type Counts, counting } from './counts.ts'
import type { Screen } from './screen.ts'
import { endText, placeText, readingText } from './words.ts'

/** A bar and what is in flight, rewritten in place; what has ended scrolls away above it. */
export const live = (screen: Screen, { theme, now }: { readonly theme: Theme; readonly now: () => number }): Emit =>
  counting((counts, event) => {
    switch (event.type) {
      case 'listed':
      case 'read':
        return screen.show(theme('faint', readingText(counts)))
      case 'copied':
      case 'ended':
        screen.say(`  ${endText(event, counts)}`)
        return screen.show(applying(counts, theme, now()))
      case 'started':
      case 'copying':
        return screen.show(applying(counts, theme, now()))
    }
  }, now)

const RUNNING_SHOWN = 8
const BAR = 24

const barText = (share: number, width: number, theme: Theme): string => {
  const filled = Math.round(Math.min(1, Math.max(0, share)) * width)
  return `${theme('good', '█'.repeat(filled))}${theme('faint', '░'.repeat(width - filled))}`
}

function applying(counts: Counts, theme: Theme, now: number): string {
  const { expected, ended, running, copies } = counts
  const bar = `${barText(ended / expected, BAR, theme)} ${ended} of ${expected}`
  const underWay = [...copies].filter(([, { arrived, total }]) => arrived < total)
  const shown = new Map([...running, ...underWay])
  const more = shown.size - RUNNING_SHOWN
  const rows = [...shown].slice(0, RUNNING_SHOWN).map(([key, place]) => {
    const copy = copies.get(key)
    return `${theme('faint', `  … ${placeText(place, counts)}`)}${copy && copy.total > 0 ? `  ${copyText(copy, theme, now)}` : ''}`
  })
  return [bar, ...rows, ...(more > 0 ? [theme('faint', `  … and ${more} more`)] : [])].join('\n')
}

const COPY_BAR = 12

/** `██████░░░░░░ 107 MiB of 214 MiB, 35.6 MiB/s` */
function copyText({ total, arrived, sent, since }: CopyCount, theme: Theme, now: number): string {
  const size = (bytes: number) => prettyBytes(bytes, { binary: true })
  const seconds = since === undefined ? 0 : (now - since) / 1000
  const rate = seconds > 0 && sent > 0 ? `, ${size(sent / seconds)}/s` : ''
  return `${barText(arrived / total, COPY_BAR, theme)} ${size(arrived)} of ${size(total)}${rate}`
}
