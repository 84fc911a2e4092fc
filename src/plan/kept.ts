import type { ReadAction, Reader } from '../aws/api.ts'
import { isFatal } from '../aws/failures.ts'
import { EcrsyncError } from '../errors.ts'
import { KINDS } from '../kinds/index.ts'
import type { Kind, RegistryOf } from '../kinds/kind.ts'
import type { Declared, Refusal, Wishes } from '../model.ts'

/** Names of repositories that are never pruned, because ECR makes them itself. */
export interface Kept {
  isFor(repositoryName: string): boolean
  /** Which they are could not be read: all of them are kept. */
  readonly failure?: EcrsyncError | undefined
}

interface Keeping {
  readonly wishes: Pick<Wishes, 'registry'>
  readonly reader: Reader
  readonly isReplica: (repositoryName: string) => boolean
}

/** They are read for what is declared of them, too. */
export const isOfMade = (action: ReadAction): boolean =>
  KINDS.some(({ makes, uses }) => makes !== undefined && uses.reads.includes(action))

/** By what is there, and by what is declared. */
export async function keptOf({ wishes, reader, isReplica }: Keeping): Promise<Kept> {
  const declared = wishes.registry().filter(({ want }) => want !== null)
  try {
    const made = await Promise.all(
      KINDS.flatMap(kind => (kind.makes ? [madeBy(kind, kind.makes, declared, reader)] : [])),
    )
    return { isFor: name => isReplica(name) || made.some(isMade => isMade(name)) }
  } catch (error) {
    if (!(error instanceof EcrsyncError) || isFatal(error) || error.code === 'INTERNAL') throw error
    return { isFor: () => true, failure: error }
  }
}

/** Why one that was to be pruned stays after all, by what is there at this moment. */
export async function keptNow(repositoryName: string, reader: Reader): Promise<Refusal | undefined> {
  const { isFor, failure } = await keptOf({ wishes: { registry: () => [] }, reader, isReplica: () => false })
  if (!isFor(repositoryName)) return undefined
  return {
    code: 'NOT_PRUNED',
    reason: failure
      ? 'whether ECR makes it by itself could not be read: not pruned'
      : 'ECR makes such repositories by itself by now: not pruned',
    hint: failure?.hint ?? 'To delete it all the same, write its tombstone under removed.',
  }
}

async function madeBy(
  { key }: Kind,
  makes: NonNullable<Kind['makes']>,
  declared: readonly Declared[],
  reader: Reader,
): Promise<(repositoryName: string) => boolean> {
  const wished = declared.flatMap(({ kind, name }) => (kind === key ? [name] : []))
  const names = [...(await makes.there(reader)), ...wished]
  return repositoryName => names.some(name => makes.isFor(name, repositoryName))
}

/** Whether another registry, as it is declared, copies repositories of a name into this one. */
export function replicasIn({ account, region }: RegistryOf, wishes: readonly Pick<Wishes, 'registry'>[]) {
  const sent = wishes
    .flatMap(one => one.registry())
    .flatMap(({ kind, want }) => (want === null ? [] : (KINDS.find(({ key }) => key === kind)?.sends?.(want) ?? [])))
    .filter(({ to }) => to.account === account && to.region === region)
  return (repositoryName: string): boolean => sent.some(({ isFor }) => isFor(repositoryName))
}
