import type { Connection } from './client.ts'
import type { Place } from './endpoint.ts'
import { openPacer, type Pacer, type PacerOptions, PLACES_BUSY } from './turns.ts'
import { openWays, type Ways } from './ways.ts'

/**
 * What all connections of a run share: how fast AWS is asked, and the sockets. A host of ECR serves all accounts in its region,
 * so that many targets need no more sockets than calls are in flight.
 */
export interface Traffic {
  readonly pacer: Pacer
  /** Lent: closing them closes nothing. */
  readonly ways: Ways
  close(): void
}

export function openTraffic({ concurrency, ...pacing }: PacerOptions): Traffic {
  const pacer = openPacer({ concurrency, ...pacing })
  // As many transfers beside the small calls.
  const ways = openWays({ maxSockets: 2 * concurrency * PLACES_BUSY })
  return {
    pacer,
    ways: { to: ways.to, close() {} },
    close() {
      pacer.close()
      ways.close()
    },
  }
}

/** What AWS counts calls by, as far as it is known. */
export const countedAt = (
  { account, target = '' }: Pick<Connection, 'account' | 'target'>,
  region: string,
  { endpoint }: Pick<Place, 'endpoint'>,
): string => JSON.stringify([account ?? `of ${target}`, region, endpoint])
