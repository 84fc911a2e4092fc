import type { Event } from '../../events.ts'
import type { Action } from '../../model.ts'
import { shortDigest } from '../../names.ts'
import type { Counts, Place } from './counts.ts'

const PAST = { create: 'created', update: 'updated', replace: 'replaced', delete: 'deleted' } as const satisfies Record<
  Action,
  string
>

export const readingText = ({ listed, reading, read, targets }: Counts): string =>
  `reading ${read} of ${reading} repositories (${listed} listed${targets > 1 ? ` in ${targets} targets` : ''})`

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
