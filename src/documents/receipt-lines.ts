import type { Caller, Change, Consent, Failure, Outcome, Plan, PlannedTarget } from '../model.ts'
import { withoutLogins } from '../names.ts'
import type { Approval, ReceiptHead, ReceiptOutcome } from './receipt.ts'

export interface Beginning {
  readonly startedAt: Date
  /** The version of ecrsync. */
  readonly version: string
  readonly consent: Consent
  readonly approval: Approval
  /** By the name of the target; left out: nobody knows. */
  readonly callers: ReadonlyMap<string, Caller | undefined>
}

/** Who began what, and when. */
export const headOf = (
  { manifest, digest, shard, only, targets, changes }: Plan,
  { startedAt, version, consent, approval, callers }: Beginning,
): ReceiptHead => ({
  type: 'receipt',
  formatVersion: 1,
  ecrsync: version,
  startedAt: startedAt.toISOString(),
  manifest,
  planDigest: digest,
  ...(shard && { shard }),
  ...(only && { only }),
  consent,
  approval,
  targets: targets.filter(isToldOf(changes)).map(({ name, account, region, endpoint, declared, managed, read }) => {
    const caller = callers.get(name)
    const at = endpoint === undefined ? {} : { endpoint }
    return { name, account, region, ...at, ...(caller && { caller }), declared, managed, read }
  }),
})

/** Of a target that could not be asked, nothing is known, and it would be told as empty. */
function isToldOf(changes: Plan['changes']): (target: PlannedTarget) => boolean {
  const changed = new Set(changes.map(({ target }) => target))
  return ({ name, complete, read }) => complete || read > 0 || changed.has(name)
}

/** How one change ended. */
export function outcomeOf(change: Change, outcome: Outcome): ReceiptOutcome {
  const { target, address, kind, name, repository, action, after: planned, want } = change
  const about = {
    type: 'outcome',
    target,
    address,
    kind,
    name,
    ...(repository !== undefined && { repository }),
  } as const
  if (outcome.status === 'skipped') return { ...about, action, ...skipped(outcome), calls: [] }
  return {
    ...about,
    action,
    ...outcome,
    ...(outcome.status === 'partial' && { planned }),
    ...(action === 'delete' && { want }),
    ...('error' in outcome && { error: covered(outcome.error) }),
  }
}

function skipped({ status, because, elsewhere }: Extract<Outcome, { status: 'skipped' }>) {
  return { status, because, ...(elsewhere !== undefined && { elsewhere }) }
}

/** What others say of a failure may quote an address with a login. */
function covered({ code, message, detail, hint, example }: Failure): Failure {
  return {
    code,
    message: withoutLogins(message),
    ...(detail !== undefined && { detail: withoutLogins(detail) }),
    ...(hint !== undefined && { hint: withoutLogins(hint) }),
    ...(example && { example: example.map(withoutLogins) }),
  }
}
