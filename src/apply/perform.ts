import type { Operation, Reader, Writer } from '../aws/api.ts'
import { isAws } from '../aws/failures.ts'
import { EcrsyncError } from '../errors.ts'
import type { Change, Outcome } from '../model.ts'
import { isPerishable, readAgain } from './freshness.ts'

export interface Performing {
  readonly reader: Reader
  readonly writer: Writer
  /** Waits; `milliseconds` grows from try to try. */
  readonly sleep: (milliseconds: number) => Promise<void>
}

/** Tries of a call that fails only until ECR or IAM has caught up with itself: about a minute. */
const TRIES = 8
const FIRST_WAIT_MS = 250

/** Makes changes so, one at a time each; remembers which repositories it created, because ECR creates asynchronously. */
export function performer({ reader, writer, sleep }: Performing): (change: Change) => Promise<Outcome> {
  const created = new Set<string>()

  async function perform(change: Change): Promise<void> {
    const isOurs = created.has(change.repository ?? '')
    const changes = isPerishable(change) && !isOurs ? await readAgain(reader, change) : [change]
    await all(changes.flatMap(({ operations }) => operations).map(operation => () => create(change, operation)))
  }

  async function create(change: Change, operation: Operation): Promise<void> {
    try {
      await patiently(change, () => writer.perform(operation))
    } catch (error) {
      if (operation.action !== 'CreateRepository' || !isAws(error, 'RepositoryAlreadyExistsException')) throw error
      await adopt(change)
    }
    if (operation.action === 'CreateRepository') created.add(change.repository ?? '')
  }

  /** A lost answer and a retry, or somebody else: what is there now is compared like anything else, and brought to the wish. */
  async function adopt(change: Change): Promise<void> {
    const changes = await patiently(change, () => readAgain(reader, change))
    const again = changes.find(({ action }) => action === 'create')
    if (again)
      throw new EcrsyncError('NOT_AS_DECLARED', `${change.address} is said to exist, but cannot be read`, {
        hint: 'Run ecrsync apply again.',
      })
    await all(
      changes
        .flatMap(({ operations }) => operations)
        .map(operation => () => patiently(change, () => writer.perform(operation))),
    )
  }

  async function patiently<T>(change: Change, call: () => Promise<T>, tried = 1): Promise<T> {
    try {
      return await call()
    } catch (error) {
      if (tried >= TRIES || !isPassing(error, created.has(change.repository ?? ''))) throw error
      await sleep(FIRST_WAIT_MS * 2 ** (tried - 1))
      return patiently(change, call, tried + 1)
    }
  }

  return change => perform(change).then(done, failed)
}

/** A repository just created may not be found yet, and a role just created may not be a principal yet. */
const isPassing = (error: unknown, isCreatedHere: boolean): boolean =>
  (isCreatedHere && isAws(error, 'RepositoryNotFoundException')) ||
  (isAws(error, 'InvalidParameterException') &&
    (error as EcrsyncError).detail?.includes('Principal not found') === true)

/** Every call is tried, also after one that failed; what failed is thrown as one. */
async function all(calls: readonly (() => Promise<void>)[]): Promise<void> {
  const errors: unknown[] = []
  for (const call of calls) await call().catch(error => errors.push(error))
  const [first, ...others] = errors
  if (first === undefined) return
  if (others.length === 0 || !(first instanceof EcrsyncError)) throw first
  const rest = others.map(error =>
    error instanceof EcrsyncError ? `${error.message}: ${error.detail ?? ''}` : String(error),
  )
  throw new EcrsyncError(first.code, first.message, {
    detail: [first.detail, ...rest].filter(Boolean).join('\n'),
    ...(first.hint !== undefined && { hint: first.hint }),
    cause: first,
  })
}

const done = (): Outcome => ({ status: 'done' })

const failed = (error: unknown): Outcome => ({
  status: 'failed',
  error:
    error instanceof EcrsyncError
      ? error
      : new EcrsyncError('INTERNAL', String(error), {
          cause: error,
          hint: 'This is a bug of ecrsync: please report it with the output of --verbose.',
        }),
})
