import type { CallWriter, Operation, WriteCall } from '../aws/api.ts'
import { isPassing, isUnclear } from '../aws/failures.ts'
import { EcrsyncError, thrownText } from '../errors.ts'
import { kindOf } from '../kinds/index.ts'
import type { Change, Plan, Target } from '../model.ts'
import { settablePaths } from '../plan/diff.ts'
import type { Journal } from './journal.ts'
import { type Fresh, strictly } from './look.ts'
import { type Patiently, patience, type Waiting } from './patience.ts'

interface Replacing extends Waiting {
  readonly writer: CallWriter
  readonly plan: Plan
  freshOf(change: Change): Promise<Fresh>
  carryOut(change: Change, operation: Operation, made: { readonly journal: Journal }): Promise<void>
  readonly patiently: Patiently
}

/** What is there once, and what is to be there in its place. */
type Replaced = Change & { readonly action: 'replace' }

/**
 * Deletes what is there, as the plan showed it, and creates what is to be in its place. Where that fails, for whatever reason,
 * an interruption among them, what was there is put back.
 *
 * The answer says whether there was something to replace: what has become another change since is not made here.
 */
export function replacer({ writer, plan, freshOf, carryOut, patiently, sleep }: Replacing) {
  /** Nothing is left half done for want of time. */
  const doggedly = patience({ sleep, isInterrupted: () => false })

  async function replace(change: Change, journal: Journal): Promise<boolean> {
    const state: { taken?: Replaced | undefined; isGone: boolean } = { isGone: false }
    try {
      // A delete whose answer is lost is made again only over what is still there.
      await patiently(async () => {
        const fresh = await freshOf(change)
        state.isGone = state.taken !== undefined && fresh.change?.action === 'create'
        if (state.isGone) return
        strictly(fresh)
        state.taken = fresh.change?.action === 'replace' ? (fresh.change as Replaced) : undefined
        if (state.taken !== undefined) await take(state.taken, journal).catch(error => unlessGone(change, error))
        state.isGone = state.taken !== undefined
      })
      if (state.taken === undefined) return false
      await put(change, state.taken, journal)
    } catch (error) {
      const { taken, isGone } = state
      if (taken === undefined || !(isGone || isPassing(error) || isUnclear(error))) throw error
      await mend(change, { ...taken, isGone }, journal, error)
    }
    return true
  }

  async function take(asked: Replaced, journal: Journal): Promise<void> {
    journal.sees(asked)
    for (const operation of asked.operations.slice(0, -1)) await carryOut(asked, operation, { journal })
  }

  /** Of an answer that is none, what is there says whether it was taken away. */
  async function unlessGone(change: Change, error: unknown): Promise<void> {
    if (!isUnclear(error) || (await freshOf(change)).change?.action !== 'create') throw error
  }

  /** Over what has come there meanwhile nothing can be created. */
  const put = (change: Change, taken: Replaced, journal: Journal): Promise<void> =>
    patiently(async () => {
      try {
        await carryOut(taken, taken.operations.at(-1) as Operation, { journal })
      } catch (error) {
        if (!isThere(error) || (await freshOf(change)).change !== undefined) throw error
      }
    })

  async function mend(change: Change, taken: Taken, journal: Journal, error: unknown): Promise<void> {
    const old = createOf(taken)
    const found = await doggedly(() => putBack(change, taken, old, journal)).catch((failure: unknown) => {
      throw notPutBack(taken, old, regionOf(plan, change), [error, failure])
    })
    if (found === 'new') return
    if (found === 'old') throw error
    journal.restored()
    if (!(error instanceof EcrsyncError)) throw error
    throw error.said({ detail: [sentence(error.detail), 'What was there before has been put back.'].join(' ').trim() })
  }

  /** What is there in the end: what it was to be replaced with, where the answer to the create was lost, or what it was. */
  async function putBack(change: Change, taken: Taken, old: Operation, journal: Journal): Promise<Found> {
    const { change: left } = await freshOf(change)
    if (left === undefined) return 'new'
    if (left.before !== null) {
      if (!taken.isGone) return 'old'
      if (settablePaths(kindOf(taken.kind), taken.before, left.before).length === 0) return 'put back'
      throw new EcrsyncError('REFUSED', 'Somebody else has put another one there')
    }
    await journal.mends(old.action, () => writer.performOnce(old as WriteCall))
    return 'put back'
  }

  return replace
}

type Found = 'new' | 'old' | 'put back'

/** Whether the delete has been answered. */
type Taken = Replaced & { readonly isGone: boolean }

const isThere = (error: unknown): boolean =>
  error instanceof EcrsyncError && error.awsName?.endsWith('AlreadyExistsException') === true

/** As the kind would create what was there. */
const createOf = ({ kind, name, before, want }: Replaced): Operation =>
  kindOf(kind).write({ name, action: 'create', before: null, after: before, paths: [] }, want).at(-1) as Operation

const regionOf = ({ targets }: Plan, { target }: Change): string =>
  (targets.find(({ name }) => name === target) as Target).region

/** All that is left of it is in the answer, so it is said whole. */
function notPutBack(
  { address, isGone }: Taken,
  { action, input }: Operation,
  region: string,
  errors: readonly unknown[],
): EcrsyncError {
  const command = action.replace(/(?!^)[A-Z]/g, letter => `-${letter}`).toLowerCase()
  const json = JSON.stringify(input).replaceAll("'", "'\\''")
  return new EcrsyncError(
    'NOT_PUT_BACK',
    `${address} ${isGone ? 'is' : 'may be'} deleted, and could be neither created nor put back`,
    {
      detail: errors.map(thrownText).join('; then '),
      hint: 'Run ecrsync apply again to create it as declared. As it was:',
      example: [`aws ecr --region ${region} ${command} --cli-input-json '${json}'`],
      cause: errors[0],
    },
  )
}

/** What ECR says may end without a full stop. */
const sentence = (text = ''): string => (/[^.!?]$/.test(text) ? `${text}.` : text)
