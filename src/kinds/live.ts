import { isFields } from './canonical.ts'

/** In a list: what is there stays, and what is declared is laid over it. */
export const LIVE = 'live'

/** `keeps 3 rules that are not ours: …`, of what stays there. */
export const keptText = (count: number, what: string, names: string): string =>
  `keeps ${count} ${what}${count === 1 ? ' that is' : 's that are'} not ours: ${names}`

/** A part of a list that takes something away of what is there. */
export const isAbsent = (body: unknown): body is { readonly absent: unknown } =>
  isFields(body) && Object.hasOwn(body, 'absent')
