import { isFields } from './canonical.ts'

/** In a list: what is there stays, and what is declared is laid over it. */
export const LIVE = 'live'

/** A part of a list that takes something away of what is there. */
export const isAbsent = (body: unknown): body is { readonly absent: unknown } =>
  isFields(body) && Object.hasOwn(body, 'absent')
