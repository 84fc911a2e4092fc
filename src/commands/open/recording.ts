import { dirname } from 'node:path'
import { type Recording, recording, unrecorded } from '../../apply/recording.ts'
import type { Approval } from '../../documents/receipt.ts'
import { placeAt, placeBeside } from '../../documents/receipt-place.ts'
import { EXIT } from '../../errors.ts'
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

/**
 * The receipt of a run, before its first write; a plan that changes nothing has none.
 *
 * @throws EcrsyncError RECEIPT_NOT_WRITTEN, INVALID_FLAG
 */
export async function openRecording({ plan, flags, targetOf, ...said }: ToRecord): Promise<Recording> {
  const clock = () => performance.now()
  if (flags.receipt === NO_RECEIPT || !hasChanges(plan)) return unrecorded(clock)
  const startedAt = new Date()
  const callers = await callersOf(plan, targetOf)
  const { receipt } = flags
  const place = receipt === undefined ? await placeBeside(dirname(flags.file), startedAt) : await placeAt(receipt)
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
