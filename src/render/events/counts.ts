import type { Emit, Event } from '../../events.ts'
import type { Address } from '../../model.ts'

/** What the events of a run have come to so far, of all targets together. */
export interface Counts {
  readonly listed: number
  readonly reading: number
  readonly read: number
  readonly expected: number
  readonly ended: number
  /** Calls that were refused for their rate, and were made again later. */
  readonly throttled: number
  readonly running: ReadonlyMap<string, Place>
  readonly copies: ReadonlyMap<string, CopyCount>
  /** So many targets have been heard of: of one, nobody asks which it is. */
  readonly targets: number
}

/** What a thing is called, in one of the targets. */
export interface Place {
  readonly target: string
  readonly address: Address
}

/** Bytes of an image that is being copied. */
export interface CopyCount extends Place {
  readonly total: number
  /** There, sent or not. */
  readonly arrived: number
  readonly sent: number
  /** When the first were sent. */
  readonly since: number | undefined
}

/** Counts what happens, and shows it after each event. */
export function counting(show: (counts: Counts, event: Event) => void, now = () => 0): Emit {
  const [running, copies] = [new Map<string, Place>(), new Map<string, CopyCount>()]
  const [listed, expected] = [new Map<string, number>(), new Map<string, number>()]
  const targets = new Set<string>()
  const counted = { reading: 0, read: 0, ended: 0, throttled: 0 }

  function count(event: Event): void {
    switch (event.type) {
      case 'listed':
        return void listed.set(event.target, event.repositories)
      case 'reading':
      case 'read':
      case 'throttled':
        counted[event.type] += 1
        return
      case 'planned':
        return void expected.set(event.target, event.changes)
      case 'started':
        return void running.set(keyOf(event), event)
      case 'copying':
        return void copies.set(keyOf(event), copyOf(event, copies.get(keyOf(event))))
      case 'copied':
      case 'ended':
        running.delete(keyOf(event))
        copies.delete(keyOf(event))
        counted.ended += 1
        return
    }
  }

  const copyOf = (
    { target, address, total, sent, skipped }: Event & { type: 'copying' },
    before: CopyCount | undefined,
  ) => ({
    target,
    address,
    total,
    arrived: sent + skipped,
    sent,
    since: sent > 0 ? (before?.since ?? now()) : undefined,
  })

  return event => {
    // Two for each call, of which nothing is shown.
    if (event.type === 'called' || event.type === 'answered') return
    if ('target' in event && event.target !== undefined) targets.add(event.target)
    count(event)
    const sums = { listed: sumOf(listed), expected: sumOf(expected), targets: targets.size }
    show({ ...counted, ...sums, running, copies }, event)
  }
}

const keyOf = ({ target, address }: Place): string => `${target} ${address}`

const sumOf = (numbers: ReadonlyMap<string, number>): number =>
  [...numbers.values()].reduce((sum, number) => sum + number, 0)
