import type { Emit, Event } from '../../events.ts'
import type { Address } from '../../model.ts'

/** What the events of a run have come to so far, of all targets together. */
export interface Counts {
  readonly listed: number
  readonly reading: number
  readonly read: number
  readonly expected: number
  readonly ended: number
  readonly running: ReadonlyMap<string, Address>
  readonly copies: ReadonlyMap<string, CopyCount>
}

/** Bytes of an image that is being copied. */
export interface CopyCount {
  readonly address: Address
  readonly total: number
  /** There, sent or not. */
  readonly arrived: number
  readonly sent: number
  /** When the first were sent. */
  readonly since: number | undefined
}

/** Counts what happens, and shows it after each event. */
export function counting(show: (counts: Counts, event: Event) => void, now = () => 0): Emit {
  const [running, copies] = [new Map<string, Address>(), new Map<string, CopyCount>()]
  const [listed, expected] = [new Map<string, number>(), new Map<string, number>()]
  const counted = { reading: 0, read: 0, ended: 0 }

  function count(event: Event): void {
    switch (event.type) {
      case 'listed':
        return void listed.set(event.target, event.repositories)
      case 'reading':
      case 'read':
        counted[event.type] += 1
        return
      case 'planned':
        return void expected.set(event.target, event.changes)
      case 'started':
        return void running.set(keyOf(event), event.address)
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

  const copyOf = ({ address, total, sent, skipped }: Event & { type: 'copying' }, before: CopyCount | undefined) => ({
    address,
    total,
    arrived: sent + skipped,
    sent,
    since: sent > 0 ? (before?.since ?? now()) : undefined,
  })

  return event => {
    count(event)
    show({ ...counted, listed: sumOf(listed), expected: sumOf(expected), running, copies }, event)
  }
}

const keyOf = ({ target, address }: { readonly target: string; readonly address: Address }): string =>
  `${target} ${address}`

const sumOf = (numbers: ReadonlyMap<string, number>): number =>
  [...numbers.values()].reduce((sum, number) => sum + number, 0)
