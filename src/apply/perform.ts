import type { ImageDeleter, Operation, Reader, Writer } from '../aws/api.ts'
import { absentOn, isAws } from '../aws/failures.ts'
import { EcrsyncError, type ErrorCode, interrupted } from '../errors.ts'
import type { Change, Outcome } from '../model.ts'
import { isPerishable, readAgain, refuseBlocked } from './freshness.ts'
import { imageDeletes, isImageDelete } from './image-deletes.ts'

export interface Performing {
  readonly reader: Reader
  readonly writer: Writer
  readonly deleter: ImageDeleter
  /** Everything that is to be performed: what goes together is looked at together. */
  readonly changes: readonly Change[]
  /** Waits; `milliseconds` grows from try to try. May come back early when the run is interrupted. */
  readonly sleep: (milliseconds: number) => Promise<void>
  /** True from the moment when nothing is waited for any longer. */
  readonly isInterrupted: () => boolean
}

/** Tries of a call that fails only until ECR or IAM has caught up with itself: about a minute. */
const TRIES = 9
const FIRST_WAIT_MS = 250

/** What ECR answers when a lost answer had already done it, and a retry comes too late. */
const GONE: { readonly [A in Operation['action']]?: string } = {
  DeleteLifecyclePolicy: 'LifecyclePolicyNotFoundException',
  DeleteRepository: 'RepositoryNotFoundException',
  DeleteRepositoryPolicy: 'RepositoryPolicyNotFoundException',
}

/** Makes changes so, one at a time each; remembers which repositories it created, because ECR creates asynchronously. */
export function performer(performing: Performing): (change: Change) => Promise<Outcome> {
  const { reader, writer, deleter, sleep, isInterrupted } = performing
  /** Created by this run: nobody else has put anything there that a write could carry along or destroy. */
  const created = new Set<string>()
  /** These, and those said to exist already by the answer to a create. */
  const recent = new Set<string>()
  /** A role that IAM did not know for a whole minute will not be known to the next policy either. */
  let isPrincipalGivenUp = false

  const deleteImage = imageDeletes(performing.changes, {
    reader,
    deleter,
    isInterrupted,
    patiently: call => patiently(call, isAnswerLost),
  })

  async function perform(change: Change): Promise<void> {
    if (isImageDelete(change)) return deleteImage(change)
    if (isPerishable(change) && !created.has(repositoryOf(change))) return performAfresh(change)
    await all(change.operations.map(operation => () => carryOut(change, operation)))
  }

  /** Looked at, then written once, and again from the look: a retried write would carry what was read before it. */
  const performAfresh = (change: Change): Promise<void> =>
    patiently(async () => {
      const ahead = change.operations.flatMap(withoutItsTag)
      if (change.action === 'update' && ahead.length > 0) {
        refuseBlocked(await patiently(() => readAgain(reader, change), notFoundYet(change)))
        await all(ahead.map(operation => () => writer.performOnce(operation)))
      }
      const changes = await patiently(() => readAgain(reader, change), notFoundYet(change))
      refuseBlocked(changes)
      const operations = changes.flatMap(({ operations }) => operations)
      await all(operations.map(operation => () => unlessGone(operation, writer.performOnce(operation))))
    }, isAnswerLost)

  async function carryOut(change: Change, operation: Operation): Promise<void> {
    if (operation.action === 'CreateRepository') return create(change, operation)
    return unlessGone(
      operation,
      patiently(() => writer.perform(operation), notFoundYet(change)),
    )
  }

  async function create(change: Change, operation: Operation): Promise<void> {
    try {
      await writer.perform(operation)
      created.add(repositoryOf(change))
      recent.add(repositoryOf(change))
    } catch (error) {
      if (!isAws(error, 'RepositoryAlreadyExistsException')) throw error
      recent.add(repositoryOf(change))
      await adopt(change)
    }
  }

  /** A lost answer and a retry, or somebody else: what is there now is compared like anything else, and brought to the wish. */
  async function adopt(change: Change): Promise<void> {
    const changes = await patiently(async () => existing(change, await readAgain(reader, change)), notFoundYet(change))
    const operations = changes.flatMap(({ operations }) => operations)
    await all([...operations.map(operation => () => carryOut(change, operation)), async () => refuseBlocked(changes)])
  }

  /** Every call is tried, also after one that failed; what failed is thrown as one. None starts after an interruption. */
  async function all(calls: readonly (() => Promise<void>)[]): Promise<void> {
    const errors: unknown[] = []
    for (const call of calls)
      await (isInterrupted() ? Promise.reject(interrupted()) : call()).catch(error => errors.push(error))
    throwAsOne(errors)
  }

  /** ECR creates asynchronously. */
  const notFoundYet = (change: Change) => (error: unknown) =>
    recent.has(repositoryOf(change)) && isAws(error, 'RepositoryNotFoundException')

  /** Again while it fails in passing, for about a minute, and while a principal may still become known. */
  async function patiently<T>(call: () => Promise<T>, isPassing: (error: unknown) => boolean, tried = 1): Promise<T> {
    try {
      return await call()
    } catch (error) {
      const isPrincipal = isPrincipalNotFound(error)
      const isWorthAnotherTry = isPrincipal ? !isPrincipalGivenUp : isPassing(error)
      if (isPrincipal && tried >= TRIES) isPrincipalGivenUp = true
      if (tried >= TRIES || !isWorthAnotherTry || isInterrupted()) throw error
      await sleep(FIRST_WAIT_MS * 2 ** (tried - 1))
      return patiently(call, isPassing, tried + 1)
    }
  }

  return change => perform(change).then(done, failed)
}

const repositoryOf = ({ repository = '' }: Change): string => repository

/** @throws EcrsyncError NOT_SEEN where a repository that is said to exist is not found */
function existing(change: Change, changes: readonly Change[]): readonly Change[] {
  if (!changes.some(({ action }) => action === 'create')) return changes
  throw new EcrsyncError('NOT_SEEN', `${change.address} is said to exist, but is not found`, {
    hint: 'Run ecrsync apply again.',
    awsName: 'RepositoryNotFoundException',
  })
}

async function unlessGone({ action }: Operation, writing: Promise<void>): Promise<void> {
  const gone = GONE[action]
  await (gone === undefined ? writing : absentOn(gone, writing))
}

/** A role just created may not be a principal yet. */
const isPrincipalNotFound = (error: unknown): boolean =>
  isAws(error, 'InvalidParameterException') && (error as EcrsyncError).detail?.includes('Principal not found') === true

function throwAsOne([first, ...others]: readonly unknown[]): void {
  if (first === undefined) return
  if (others.length === 0 || !(first instanceof EcrsyncError)) throw first
  throw new EcrsyncError(first.code, first.message, {
    detail: [first.detail, ...others.map(summaryOf)].filter(Boolean).join('\n'),
    ...(first.hint !== undefined && { hint: first.hint }),
    cause: first,
  })
}

/** Failures that say nothing about the call itself. */
const PASSING = new Set<ErrorCode>(['THROTTLED', 'UNREACHABLE'])

const isAnswerLost = (error: unknown): boolean =>
  error instanceof EcrsyncError && (PASSING.has(error.code) || isAws(error, 'ServerException'))

const summaryOf = (error: unknown): string =>
  error instanceof EcrsyncError ? [error.message, error.detail].filter(Boolean).join(': ') : String(error)

const done = (): Outcome => ({ status: 'done' })

function failed(error: unknown): Outcome {
  if (!(error instanceof EcrsyncError)) return { status: 'failed', error: bug(error) }
  return error.code === 'INTERRUPTED' ? { status: 'skipped', because: 'interrupted' } : { status: 'failed', error }
}

const bug = (error: unknown): EcrsyncError =>
  new EcrsyncError('INTERNAL', String(error), {
    cause: error,
    hint: 'This is a bug of ecrsync: please report it with the output of --verbose.',
  })

/** A copy can take an hour: the tag moves after it, on a look that is seconds old. */
function withoutItsTag(operation: Operation): readonly Operation[] {
  if (operation.action !== 'CopyImage' || operation.input.source.from === 'repository') return []
  const { imageTag: _, ...input } = operation.input
  return [{ action: 'CopyImage', input }]
}
