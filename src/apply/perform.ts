import type { Answered, CallWriter, CopyImage, ImageDeleter, Operation, WriteCall } from '../aws/api.ts'
import { absentOn, isAws, isUnclear } from '../aws/failures.ts'
import { EcrsyncError, isInterruption, thrownText } from '../errors.ts'
import { kindOf } from '../kinds/index.ts'
import type { Change } from '../model.ts'
import { onceFor } from '../once.ts'
import { placeOf } from '../plan/places.ts'
import type { Bring, PutTag } from './copying.ts'
import { deleteOnce, type ExactDeletes, exactDeletes, imageIdsIn } from './exact-deletes.ts'
import type { Perform } from './execute.ts'
import { goingWith } from './going-with.ts'
import { imageDeletes, isImageDelete } from './image-deletes.ts'
import { type Journal, journalOf } from './journal.ts'
import { type Fresh, type Looking, looker, strictly } from './look.ts'
import { patience, type Waiting } from './patience.ts'
import { replacer } from './replace.ts'

export interface Performing extends Waiting, Looking {
  readonly writer: CallWriter
  readonly deleter: ImageDeleter
  /** Brings an image, all but its tag. */
  readonly bring: Bring
}

/** Makes changes so, one at a time each; remembers which repositories it created, because ECR creates asynchronously. */
export function performer(performing: Performing): Perform {
  const { reader, writer, deleter, bring, plan, isInterrupted } = performing
  const look = looker(performing)
  const patiently = patience(performing)
  /** Created by this run: nobody else has put anything there that a write could carry along or destroy. */
  const created = new Set<string>()
  /** These, and those said to exist already by the answer to a create. */
  const recent = new Set<string>()
  const journalFor = onceFor((change: Change) => journalOf(change, isInterrupted))
  const replace = replacer({ ...performing, freshOf: change => freshOf(change), carryOut, patiently })
  const deleteImage = imageDeletes(plan.changes, journalFor, { look, deleter, patiently, isInterrupted })

  async function perform(change: Change, isDue: (other: Change) => boolean, journal: Journal): Promise<void> {
    if (isImageDelete(change)) return deleteImage(change, isDue)
    if (change.operations[0]?.action === 'CreateRepository') return create(change, journal)
    if (created.has(placeOf(change)) && isOursAlone(change)) return asPlanned(change, journal)
    const [operation] = change.operations
    if (operation?.action === 'CopyImage') return copy(change, operation, journal)
    if (change.action === 'replace' && (await replace(change, journal))) return
    if (change.action === 'delete') journal.takes(await goingWith(change, reader))
    return afresh(change, journal)
  }

  /** What this run has created is as the plan has it: each call may be tried again as it stands. */
  async function asPlanned(change: Change, journal: Journal): Promise<void> {
    for (const operation of change.operations)
      try {
        await journal.makes(operation.action, () =>
          patiently(() => unlessAlready(change, operation, writer.perform(operation as WriteCall)), isRecent(change)),
        )
      } catch (error) {
        if (!isUnclear(error)) throw error
        return afresh(change, journal, { failed: [[operation.action, error]] })
      }
  }

  /** An image, and then its tag, on a look that comes after all of the copying. */
  async function copy(change: Change, operation: CopyImage, journal: Journal): Promise<void> {
    const bringing = () => patiently(() => bring(operation), isRecent(change))
    // Of an image that is there already, only the manifest is read.
    if (operation.input.source.from === 'repository') return afresh(change, journal, { put: (await bringing()).put })
    if ((await left(change)) === undefined) return
    const { put } = await journal.makes('CopyImage', bringing)
    if (put) await afresh(change, journal, { put })
  }

  async function left(change: Change): Promise<Change | undefined> {
    const fresh = await patiently(() => freshOf(change), isRecent(change))
    strictly(fresh)
    return fresh.change
  }

  const freshOf = async (change: Change): Promise<Fresh> => (await look([change]))(change)

  /**
   * A look, then one call that goes out once, and again from the look where it fails in passing. Of several calls each is
   * tried, also after one that failed; what failed, and is not done by the last look either, is thrown as one. Of deletes none is made
   * after one that failed.
   */
  async function afresh(change: Change, journal: Journal, writing: Writing = {}): Promise<void> {
    const { put, allow = strictly } = writing
    const failed = new Map<string, unknown>(writing.failed)
    const made = new Set<string>()
    const images = deletesOf(change, journal)
    let trying: Operation | undefined
    const tries = (operation: Operation | undefined) => {
      trying = operation
    }
    const step = async (): Promise<boolean> => {
      tries(undefined)
      const fresh = await freshOf(change)
      allow(fresh)
      if (fresh.change === undefined) {
        // Somebody else has made it so, or an answer was lost.
        failed.clear()
        return false
      }
      journal.sees(fresh.change)
      forget(failed, fresh.change.operations)
      if (fresh.change.action === 'delete')
        return failed.size === 0 && deleteNext(fresh.change, images, { journal, tries })
      const [operation, ...others] = fresh.change.operations.filter(
        ({ action }) => !failed.has(action) && !made.has(action),
      )
      if (operation === undefined) return false
      tries(operation)
      await carryOut(fresh.change, operation, { journal, put })
      made.add(operation.action)
      return others.length + failed.size > 0
    }
    for (let isMore = true; isMore; )
      isMore = await patiently(step, isRecent(change)).catch((error: unknown) => {
        if (isInterruption(error)) throw error
        failed.set(trying?.action ?? LOOK, error)
        return trying !== undefined
      })
    throwAsOne([...failed.values()])
  }

  /** Images first, some at each look, because one may hold another; then the rest, in order, so that nothing goes on after a failure. */
  async function deleteNext(
    change: Change,
    images: ExactDeletes,
    { journal, tries }: { readonly journal: Journal; tries(operation: Operation | undefined): void },
  ): Promise<boolean> {
    const { operations } = change
    tries(operations[0])
    if (await images.next(operations.flatMap(imageIdsIn))) return true
    for (const operation of operations)
      if (operation.action !== 'BatchDeleteImage') {
        tries(operation)
        await carryOut(change, operation, { journal })
      }
    return false
  }

  const deletesOf = ({ repository = '' }: Change, journal: Journal): ExactDeletes =>
    exactDeletes(repository, batch =>
      journal.makes('BatchDeleteImage', async () => {
        const deleted = await absentOn('RepositoryNotFoundException', deleteOnce(deleter, repository, batch))
        // Somebody was faster with all of it: the next look finds it so.
        if (deleted === null) return { refused: [], isInVain: true }
        return { ...deleted, isInVain: deleted.refused.length === batch.length }
      }),
    )

  async function carryOut(change: Change, operation: Operation, { journal, put }: Carrying): Promise<void> {
    if (operation.action === 'CopyImage') await journal.makes('PutImage', async () => (await put?.()) ?? {})
    else
      await journal.makes(operation.action, () =>
        unlessAlready(change, operation, writer.performOnce(operation as WriteCall)),
      )
  }

  async function create(change: Change, journal: Journal): Promise<void> {
    const [operation] = change.operations
    try {
      await journal.makes('CreateRepository', () => writer.perform(operation as WriteCall))
      created.add(placeOf(change))
      recent.add(placeOf(change))
    } catch (error) {
      if (!isAws(error, 'RepositoryAlreadyExistsException') && !(isUnclear(error) && (await isThere(change))))
        throw error
      recent.add(placeOf(change))
      await adopt(change, journal)
    }
  }

  /** What could not be looked at may not be there. */
  const isThere = (change: Change): Promise<boolean> =>
    freshOf(change).then(
      fresh => fresh.change?.action !== 'create',
      () => false,
    )

  /** A lost answer and a retry, or somebody else: what is there now is compared like anything else, and brought to the wish. */
  async function adopt(change: Change, journal: Journal): Promise<void> {
    let refusal: EcrsyncError | undefined
    const allow = (fresh: Fresh) => {
      if (fresh.change?.action === 'create') throw notFound(change)
      refusal = fresh.refusal
    }
    await afresh(change, journal, { allow })
    if (refusal) throw refusal
  }

  /** ECR creates asynchronously. */
  const isRecent = (change: Change): boolean => recent.has(placeOf(change))

  return async (change, isDue) => {
    const journal = journalFor(change)
    return perform(change, isDue, journal).then(
      () => journal.done(),
      error => journal.ended(error),
    )
  }
}

/** In a repository that this run has created: written without a look. */
const isOursAlone = ({ kind, want }: Change): boolean => kindOf(kind).isOursAlone?.(want) ?? false

interface Carrying {
  readonly journal: Journal
  readonly put?: PutTag | undefined
}

/** Stands for what is tried where nothing has been tried yet. */
const LOOK = ''

interface Writing {
  /** Actions that have failed before, with what they failed of. */
  readonly failed?: Iterable<readonly [action: string, error: unknown]>
  readonly put?: PutTag | undefined
  /** Throws where it is not to be written. */
  readonly allow?: (fresh: Fresh) => void
}

/** A repository that is said to exist, and is not found. */
const notFound = ({ address }: Change): EcrsyncError =>
  new EcrsyncError('NOT_SEEN', `${address} is said to exist, but is not found`, {
    hint: 'Run ecrsync apply again.',
    awsName: 'RepositoryNotFoundException',
  })

async function unlessAlready({ kind }: Change, { action }: Operation, writing: Promise<Answered>): Promise<Answered> {
  const answer = kindOf(kind).already?.[action]
  return (await (answer === undefined ? writing : absentOn(answer, writing))) ?? {}
}

/** What is no longer to be done has been done, whatever was answered. */
function forget(failed: Map<string, unknown>, left: readonly Operation[]): void {
  for (const action of failed.keys()) if (!left.some(one => one.action === action)) failed.delete(action)
}

function throwAsOne([first, ...others]: readonly unknown[]): void {
  if (first === undefined) return
  if (others.length === 0 || !(first instanceof EcrsyncError)) throw first
  throw first.said({ detail: [first.detail, ...others.map(thrownText)].filter(Boolean).join('; ') })
}
