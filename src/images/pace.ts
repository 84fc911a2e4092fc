import { tooSlow } from '../aws/call-failures.ts'

/** How fast bytes must come, at least. */
export interface Pace {
  /** Bytes a second; 0 is as slowly as they like. */
  readonly minTransferRate: number
  /** Milliseconds since whenever. */
  readonly now: () => number
}

/** After so long it is judged how much has come. */
const JUDGED_MS = 60_000

/**
 * The same pieces, while they come fast enough. Only the time in which they are waited for counts: what they are used for
 * may take longer.
 *
 * @throws EcrsyncError TOO_SLOW
 */
export async function* paced(
  pieces: AsyncIterable<Uint8Array>,
  { minTransferRate, now }: Pace,
  where: string,
): AsyncGenerator<Uint8Array> {
  let waited = 0
  let bytes = 0
  let asked = now()
  for await (const piece of pieces) {
    waited += now() - asked
    bytes += piece.length
    if (waited >= JUDGED_MS) {
      const rate = Math.floor((bytes * 1000) / waited)
      if (rate < minTransferRate) throw tooSlow(`${where} gives ${rate} bytes a second, less than ${minTransferRate}.`)
      waited = 0
      bytes = 0
    }
    yield piece
    asked = now()
  }
}
