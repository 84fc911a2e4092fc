import { dirname } from 'node:path'
import { type Recording, recording, unrecorded } from '../../apply/recording.ts'
import type { Approval } from '../../documents/receipt.ts'
import { placeAt, placeBeside } from '../../documents/receipt-place.ts'
import { EcrsyncError, EXIT } from '../../errors.ts'
import type { Caller, Consent, Plan } from '../../model.ts'
import { hasChanges } from '../../plan/plan.ts'
import type { OpenTarget } from './target.ts'

export interface RecordingFlags {
  readonly file: string
  readonly receipt?: string | undefined
}

export interface ToRecord {
  readonly plan: Plan
  readonly flags: RecordingFlags
  readonly consent: Consent
  readonly approval: Approval
  /** Of ecrsync. */
  readonly version: string
  /** A target that changes are made in. */
  targetOf(name: string): Pick<OpenTarget, 'caller'>
}

/** For `--receipt`. */
export const NO_RECEIPT = 'none'

const clock = () => performance.now()

/**
 * The receipt of a run, before its first write. Also of one that changes nothing: what was consented to holds from then on, and by
 * what there was it is told whether a world is suddenly empty. But only what changes something needs one.
 *
 * @throws EcrsyncError RECEIPT_NOT_WRITTEN, INVALID_FLAG
 */
export async function openRecording(to: ToRecord): Promise<Recording> {
  const { receipt } = to.flags
  if (receipt === NO_RECEIPT) return unrecorded(clock)
  const isNeeded = receipt !== undefined || hasChanges(to.plan)
  return begun(to).catch((error: unknown) => {
    if (isNeeded || !(error instanceof EcrsyncError)) throw error
    return unrecorded(clock)
  })
}

async function begun({ plan, flags: { file, receipt }, targetOf, ...said }: ToRecord): Promise<Recording> {
  const startedAt = new Date()
  const callers = await callersOf(plan, targetOf)
  const place = receipt === undefined ? await placeBeside(dirname(file), startedAt) : await placeAt(receipt)
  return recording({
    plan,
    beginning: { ...said, startedAt, callers },
    place,
    clock,
    now: () => new Date(),
    broken: EXIT.failure,
  })
}

/** Of targets in which nothing is changed, nobody is asked. */
async function callersOf(
  { changes }: Plan,
  targetOf: ToRecord['targetOf'],
): Promise<ReadonlyMap<string, Caller | undefined>> {
  const changed = new Set(changes.filter(({ blocked }) => blocked === undefined).map(({ target }) => target))
  return new Map(await Promise.all([...changed].map(async name => [name, await targetOf(name).caller()] as const)))
}
