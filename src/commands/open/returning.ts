import type { Change, Diagnostic } from '../../model.ts'
import type { TargetPart } from '../../plan/assemble.ts'

/** What is planned of one target, back to what it was: what is gone for good is said, and is no change that waits for anything. */
export function returning(part: TargetPart): TargetPart {
  const isGone = ({ blocked }: Change) => blocked?.code === 'SOURCE_NOT_FOUND'
  return {
    ...part,
    changes: part.changes.filter(change => !isGone(change)).map(hinted),
    warnings: [...part.warnings, ...part.changes.filter(isGone).map(goneNote)],
  }
}

/** There is no tombstone to write anything in. */
const hinted = (change: Change): Change =>
  change.blocked?.code === 'NOT_EMPTY' ? { ...change, blocked: { ...change.blocked, hint: NOT_EMPTY } } : change

const NOT_EMPTY =
  'Images that this plan takes back go first: apply it, then run ecrsync revert again. Others came since, and stay.'

function goneNote({ name, repository = '', after, source }: Change): Diagnostic {
  const digest = String(after?.imageDigest ?? '')
  return {
    severity: 'warning',
    code: 'NOT_BROUGHT_BACK',
    summary: `${name} cannot be brought back`,
    detail: `The repository does not have ${digest} any more, and ECR has no undelete.`,
    hint: `Push that image again, or let it come from a replica, or from wherever it was copied to: ecrsync copy SOURCE ${repository}`,
    ...(source && { source }),
  }
}
