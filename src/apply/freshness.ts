import type { Listed, Reader } from '../aws/api.ts'
import { absentOn } from '../aws/failures.ts'
import { EcrsyncError } from '../errors.ts'
import { kindOf } from '../kinds/index.ts'
import type { Change, Declared, Live } from '../model.ts'
import { compare } from '../plan/diff.ts'
import { readKind } from '../plan/read.ts'

/** Whether what a change would destroy or carry along must be looked at again just before. */
export const isPerishable = ({ action, kind }: Change): boolean =>
  action === 'delete' || action === 'replace' || kindOf(kind).isMerged === true

/**
 * The wish of a change laid over what is there now: the changes that are left of it, none where it is already so.
 * @throws EcrsyncError NOT_SEEN where that cannot be read
 */
export async function readAgain(reader: Reader, change: Change): Promise<readonly Change[]> {
  const declared = declaredBy(change)
  const reading = await readNow(reader, declared)
  const { changes, unread } = compare(declared, reading, change.target)
  const [missed] = unread
  if (missed) throw notSeen(change, missed.message, failureIn(reading))
  return changes
}

/** @throws EcrsyncError REFUSED where ECR or a guard would not have one of them now */
export function refuseBlocked(changes: readonly Change[]): void {
  const refusal = changes.find(({ blocked }) => blocked)?.blocked
  if (refusal)
    throw new EcrsyncError('REFUSED', refusal.reason, {
      detail: 'It was otherwise when the plan was made.',
      hint: refusal.hint,
    })
}

const declaredBy = ({ address, kind, name, repository, want, sources }: Change): Declared => ({
  address,
  kind,
  name,
  ...(repository !== undefined && { repository }),
  want,
  sources,
})

type Now = Exclude<ReturnType<Live['get']>, undefined>

async function readNow(reader: Reader, declared: Declared): Promise<Now> {
  const repository = await describe(reader, declared.repository ?? '')
  if (repository === null) return null
  const result = await readKind(reader, repository, declared.kind, [declared])
  return result.get(declared.address) ?? null
}

async function describe(reader: Reader, name: string): Promise<Listed | null> {
  const answer = await absentOn(
    'RepositoryNotFoundException',
    reader.call('DescribeRepositories', { repositoryNames: [name] }),
  )
  return (answer?.repositories?.[0] as Listed | undefined) ?? null
}

const failureIn = (reading: Now): EcrsyncError | undefined =>
  [reading, ...Object.values(reading ?? {})].find(part => part instanceof EcrsyncError)

/** Under ECR's own name of the failure, so that one which passes can be told. */
const notSeen = ({ address }: Change, detail: string, cause: EcrsyncError | undefined): EcrsyncError =>
  new EcrsyncError('NOT_SEEN', `${address} could not be read again`, {
    detail,
    hint: 'Run ecrsync plan to see what is left.',
    ...(cause?.awsName !== undefined && { awsName: cause.awsName }),
    cause,
  })
