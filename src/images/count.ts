import type { Bytes } from '../events.ts'

/** Adds what has come about; fewer are sent where a layer had to be begun again. */
export type Count = (more: Partial<Bytes>) => void

/** Tells what the bytes of one copy come to after each step. A copy that is made again begins to count again. */
export function counting(tell: (bytes: Bytes) => void): Count {
  let bytes: Bytes = { total: 0, sent: 0, skipped: 0 }
  return ({ total = 0, sent = 0, skipped = 0 }) => {
    bytes = { total: bytes.total + total, sent: bytes.sent + sent, skipped: bytes.skipped + skipped }
    tell(bytes)
  }
}
