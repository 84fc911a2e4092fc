import type { IncomingMessage } from 'node:http'
import { setTimeout as wait } from 'node:timers/promises'
import type { Identities } from '../access/caller.ts'
import { ConnectionDropped } from '../errors.ts'
import type { Service } from '../service.ts'
import type { CallLog } from './calls.ts'

/** What everyone who answers a request needs. */
export interface Listener {
  readonly service: Service
  readonly log: CallLog
  readonly url: string
  readonly identities: Identities
  /** Whether only this machine may ask. */
  readonly isClosed: boolean
  /** Milliseconds before anything is done about a call. */
  readonly latency: number
  /** Aborted when nobody waits any more. */
  readonly closing: AbortSignal
  /** Whether what is written still goes where it is found again. */
  readonly isHeld: () => boolean
  /** What a test suite resets between its tests; nothing, where it may not. */
  readonly reset: (() => void) | undefined
}

/** Where the latency is asked for, a moment in which other calls are answered. */
export async function delay(
  { latency, closing }: Pick<Listener, 'latency' | 'closing'>,
  request: IncomingMessage,
): Promise<void> {
  if (latency === 0) return
  await wait(latency, undefined, { signal: closing }).catch(() => {})
  if (closing.aborted || request.destroyed) throw new ConnectionDropped()
}

/** Where only this machine may ask, its own address; elsewhere the name by which it was reached. */
export const addressFor = ({ isClosed, url }: Listener, { headers }: IncomingMessage): string =>
  isClosed || headers.host === undefined ? url : `http://${headers.host}`
