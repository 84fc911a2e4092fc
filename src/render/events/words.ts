import type { Event } from '../../events.ts'
import type { Action } from '../../model.ts'
import { shortDigest } from '../../names.ts'
import { counted } from '../../words.ts'
import type { Counts, Place } from './counts.ts'

const PAST = { create: 'created', update: 'updated', replace: 'replaced', delete: 'deleted' } as const satisfies Record<
  Action,
  string
>

export const readingText = (counts: Counts): string => {
  const { listed, reading, read, targets } = counts
  const inTargets = targets > 1 ? ` in ${targets} targets` : ''
  return `reading ${read} of ${reading} repositories (${listed} listed${inTargets})${throttledText(counts)}`
}

/** Nothing failed: what is throttled is asked again. A line of 80 columns has room for it. */
export const throttledText = ({ throttled }: Pick<Counts, 'throttled'>): string =>
  throttled === 0 ? '' : `, ${counted(throttled, 'call')} throttled`

/** `lifecyclePolicy["a"]`, or `lifecyclePolicy["a"] in prod-eu` where there are several targets. */
export const placeText = ({ target, address }: Place, { targets }: Pick<Counts, 'targets'>): string =>
  targets > 1 ? `${address} in ${target}` : address

/** `updated lifecyclePolicy["a"]`: of what has come to its end. */
export function endText(event: Event & { type: 'copied' | 'ended' }, counts: Pick<Counts, 'targets'>): string {
  if (event.type === 'copied') return `copied ${shortDigest(event.imageDigest)} ${event.tags.join(' ')}`.trimEnd()
  const { status, action, error } = event
  const text = `${status === 'done' ? PAST[action] : status} ${placeText(event, counts)}`
  return error === undefined ? text : `${text}: ${error.summary}`
}
