import type { Event } from '../../events.ts'
import type { Action } from '../../model.ts'
import { shortDigest } from '../../names.ts'
import type { Counts } from './counts.ts'

const PAST = { create: 'created', update: 'updated', replace: 'replaced', delete: 'deleted' } as const satisfies Record<
  Action,
  string
>

export const readingText = ({ listed, reading, read }: Counts): string =>
  `reading ${read} of ${reading} repositories (${listed} listed)`

/** `updated lifecyclePolicy["a"]`: of what has come to its end. */
export function endText(event: Event & { type: 'copied' | 'ended' }): string {
  if (event.type === 'copied') return `copied ${shortDigest(event.imageDigest)} ${event.tags.join(' ')}`.trimEnd()
  const { status, action, address, error } = event
  const text = `${status === 'done' ? PAST[action] : status} ${address}`
  return error === undefined ? text : `${text}: ${error.summary}`
}
