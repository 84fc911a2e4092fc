import type { Listed, Reader } from '../aws/api.ts'
import { absentOn } from '../aws/failures.ts'
import { EcrsyncError } from '../errors.ts'
import { kindOf } from '../kinds/index.ts'
import type { After } from '../kinds/kind.ts'
import type { Change, Declared, Fields, Live } from '../model.ts'
import { ALONE, compare, differenceOf } from '../plan/diff.ts'
import { readKind } from '../plan/read.ts'

/** Whether what a change would destroy or carry along must be looked at again just before. */
export const isPerishable = ({ action, kind }: Change): boolean =>
  action === 'delete' || action === 'replace' || kindOf(kind).isMerged === true

/**
 * The wish of a change laid over what is there now: the changes that are left of it, none where it is already so.
 * @throws EcrsyncError NOT_SEEN where that cannot be read, REFUSED where what it replaces is not what the plan showed
 */
export async function readAgain(reader: Reader, change: Change): Promise<readonly Change[]> {
  const verdicts = await readTogether(reader, [change])
  return verdicts.get(change)?.() ?? []
}

/** The same for several changes of one kind in one repository, by one look; what is wrong with one is thrown when it is asked for. */
export async function readTogether(
  reader: Reader,
  changes: readonly Change[],
): Promise<ReadonlyMap<Change, () => readonly Change[]>> {
  const declared = new Map(changes.map(change => [change, declaredBy(change)] as const))
  const { readingAt, context } = await readNow(reader, [...declared.values()])
  return new Map([...declared].map(([change, wish]) => [change, () => judge(change, wish, readingAt(wish), context)]))
}

function judge(change: Change, declared: Declared, reading: Now, context: After): readonly Change[] {
  const { changes, unread } = compare(declared, reading, change.target, context)
  const [missed] = unread
  if (missed) throw notSeen(change, missed.message, failureIn(reading))
  refuseMoved(change, changes)
  return changes
}

/** What is replaced or deleted is what the plan showed, or nothing is. */
function refuseMoved(planned: Change, now: readonly Change[]): void {
  const kind = kindOf(planned.kind)
  const [change] = now
  if (!kind.isExact || change === undefined) return
  if (differenceOf(kind, planned.name, planned.before as Fields | null, change.before as Fields | null) === undefined)
    return
  throw new EcrsyncError('REFUSED', `${planned.address} is not any more what the plan showed`, {
    detail: 'Somebody else changed it meanwhile, and their change would be lost.',
    hint: 'Run ecrsync plan again, and look.',
  })
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

interface Seen {
  readonly readingAt: (declared: Declared) => Now
  readonly context: After
}

async function readNow(reader: Reader, declared: readonly Declared[]): Promise<Seen> {
  const [{ repository: name = '', kind = '' } = {}] = declared
  const repository = await describe(reader, name)
  if (repository === null) return { readingAt: () => null, context: ALONE }
  const [result, own] = await Promise.all([
    readKind(reader, repository, kind, declared),
    kindOf('repository').read.one(reader, repository, new Map()),
  ])
  return {
    readingAt: ({ address }) => result.get(address) ?? null,
    context: {
      spec: key => (key === 'repository' ? (own.get(name) as Fields) : undefined),
      wishes: new Map(declared.map(one => [one.name, one.want])),
    },
  }
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
