import type { Listed, Reader } from '../aws/api.ts'
import { absentOn } from '../aws/failures.ts'
import { EcrsyncError } from '../errors.ts'
import { kindOf } from '../kinds/index.ts'
import type { Change, Declared } from '../model.ts'
import { compare } from '../plan/diff.ts'
import { readKind } from '../plan/read.ts'

/** Whether what a change would destroy or carry along must be looked at again just before. */
export const isPerishable = ({ action, kind }: Change): boolean =>
  action === 'delete' || action === 'replace' || kindOf(kind).isMerged === true

/**
 * The wish of a change laid over what is there now: the changes that are left of it, none where it is already so.
 * @throws EcrsyncError REFUSED where ECR or a guard would not have it now, and whatever reading throws
 */
export async function readAgain(reader: Reader, change: Change): Promise<readonly Change[]> {
  const declared = declaredBy(change)
  const { changes, unread } = compare(declared, await readNow(reader, declared), change.target)
  const [missed] = unread
  if (missed)
    throw new EcrsyncError('NOT_SEEN', `${change.address} could not be read again`, {
      detail: missed.message,
      hint: 'Run ecrsync plan to see what is left.',
    })
  const refused = changes.find(({ blocked }) => blocked)?.blocked
  if (refused)
    throw new EcrsyncError('REFUSED', refused.reason, {
      detail: 'It was otherwise when the plan was made.',
      hint: refused.hint,
    })
  return changes
}

const declaredBy = ({ address, kind, name, repository, want, sources }: Change): Declared => ({
  address,
  kind,
  name,
  ...(repository !== undefined && { repository }),
  want,
  sources,
})

async function readNow(reader: Reader, declared: Declared) {
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
