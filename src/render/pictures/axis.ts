import { element, type Markup } from './markup.ts'
import { dayOf, type Scale, ticksOf, xOf } from './scale.ts'

/** What a label of an axis takes, and what stays free for `now` at its end. */
const TICK = 84
const NOW = 44

/** The calendar below lanes of this height; `grid`: its lines go through them. */
export function axisOf(scale: Scale, height: number, grid: boolean): Markup {
  const most = Math.floor((scale.right - scale.left) / TICK)
  const ticks = ticksOf(scale, most).map(({ time, text }) => ({ x: xOf(scale, time), text }))
  const inside = ticks.filter(({ x }) => x < scale.right - NOW && x > scale.left + (grid ? -1 : 24))
  const shown = inside.length > 0 ? inside : [{ x: scale.left + 24, text: dayOf(scale.from) }]
  const top = grid ? 2 : height - 2
  const line = (x: number, dashes?: string) =>
    element('line', { class: 'line', x1: x, y1: top, x2: x, y2: height + 4, 'stroke-dasharray': dashes })
  const label = ({ x, text }: { readonly x: number; readonly text: string }) =>
    element('text', { class: 'faint', x, y: height + 18, 'text-anchor': 'middle', 'font-size': 11.5 }, text)
  const now = { x: scale.right, text: 'now' }
  return element(
    'g',
    {},
    ticks.map(({ x }) => line(x)),
    line(now.x, '2 2'),
    [...shown, now].map(label),
  )
}
