import { beginReceipt } from '../documents/receipt-file.ts'
import { type Beginning, headOf, outcomeOf } from '../documents/receipt-lines.ts'
import type { ReceiptPlace } from '../documents/receipt-place.ts'
import type { ExitCode } from '../errors.ts'
import type { Change, Outcome, Plan } from '../model.ts'
import type { Perform } from './execute.ts'

/** Writes down what becomes of the changes of a run. */
export interface Recording {
  /** Where; left out: nowhere. */
  readonly file?: string
  /** Makes a change so, and it is on the disk before anybody hears of it. */
  recorded(perform: Perform): Perform
  /** Why it cannot be written any more, so that nothing new is to be begun; undefined: it can. */
  failure(): string | undefined
  /** With those that were not tried. @returns how the run is to end */
  end(outcomes: ReadonlyMap<Change, Outcome>, exit: ExitCode): Promise<ExitCode>
}

/** Milliseconds, from whenever. */
export type Clock = () => number

export interface Recorded {
  readonly plan: Plan
  readonly beginning: Beginning
  readonly place: ReceiptPlace
  readonly clock: Clock
  readonly now: () => Date
  /** How a run ends that would have come to a good end, but for that. */
  readonly broken: ExitCode
}

/** @throws EcrsyncError RECEIPT_NOT_WRITTEN */
export async function recording({ plan, beginning, place, clock, now, broken }: Recorded): Promise<Recording> {
  const receipt = await beginReceipt(place, headOf(plan, beginning))
  const told = new Set<Change>()
  let failure: string | undefined
  const write = async (line: Parameters<typeof receipt.write>[0]): Promise<void> => {
    if (failure !== undefined) return
    await receipt.write(line).catch((cause: Error) => {
      failure ??= cause.message
    })
  }
  const tell = (change: Change, outcome: Outcome) => {
    told.add(change)
    return write(outcomeOf(change, outcome))
  }
  return {
    file: receipt.file,
    recorded: perform => {
      const timedly = timed(perform, clock)
      return async (change, isDue) => {
        const outcome = await timedly(change, isDue)
        await tell(change, outcome)
        return outcome
      }
    },
    failure: () => failure,
    async end(outcomes, exit) {
      for (const [change, outcome] of outcomes) if (!told.has(change)) await tell(change, outcome)
      const ended = (): ExitCode => (failure !== undefined && exit === 0 ? broken : exit)
      await write({ type: 'end', endedAt: now().toISOString(), exit: ended() })
      await receipt.close()
      return ended()
    },
  }
}

/** Nothing is written down. */
export const unrecorded = (clock: Clock): Recording => ({
  recorded: perform => timed(perform, clock),
  failure: () => undefined,
  end: async (_, exit) => exit,
})

const timed =
  (perform: Perform, clock: Clock): Perform =>
  async (change, isDue) => {
    const began = clock()
    const outcome = await perform(change, isDue)
    return outcome.status === 'skipped' ? outcome : { ...outcome, durationMs: Math.round(clock() - began) }
  }
