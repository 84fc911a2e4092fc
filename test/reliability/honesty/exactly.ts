import { isDeepStrictEqual } from 'node:util'
import { PROBES, PULLS, READS } from '../../../src/aws/api.ts'
import type { LoggedCall } from '../../../src/emulator/http/calls.ts'
import type { Change, Fields, Operation, Outcome, Plan } from '../../../src/model.ts'
import { keyOf } from '../../../src/plan/places.ts'

/** A call that changed something, and which change of the plan it was made for. */
interface Made {
  readonly call: LoggedCall
  readonly change: Change
}

const HARMLESS = { ...READS, ...PULLS, ...PROBES, BatchCheckLayerAvailability: 0 }

/** Of a copy: in its repository, as often as it takes. An image is put without a tag before it is put with one. */
const STEPS = ['InitiateLayerUpload', 'UploadLayerPart', 'CompleteLayerUpload', 'PutImage']

/**
 * What of an apply is not its plan; nothing where it is honest. Reads may be as many as they like. Each other call is that
 * of one operation, with just that input, and each operation is called once. Three operations are not one call:
 *
 * - `CopyImage` is uploads into its repository, and one `PutImage` of its tag, or of its digest where it has no tag.
 * - `BatchDeleteImage` of several changes in one repository is one call, and one call of many is several: what counts are their ids.
 * - An image that is brought is put before its tag: such a `PutImage` names no tag that no operation names.
 */
export function dishonestyIn({ changes }: Plan, calls: readonly LoggedCall[]): readonly string[] {
  const made = changes.filter(({ blocked }) => blocked === undefined)
  const changing = calls.filter(({ operation }) => !(operation in HARMLESS))
  const told = changing.map(call => ({
    call,
    of: made.filter(change => change.operations.some(one => isOf(one, change, call))),
  }))
  return [
    ...told.filter(({ of }) => of.length === 0).map(({ call }) => `not planned: ${textOf(call)}`),
    ...changing.filter(isFailure).map(call => `failed: ${textOf(call)} ${call.error}`),
    ...made.flatMap(change => change.operations.flatMap(one => notOnce(one, change, changing))),
    ...outOfOrder(
      made,
      told.filter(isCertain).flatMap(({ call, of }) => of.map(change => ({ call, change }))),
    ),
  ]
}

/** What was called for a change that is said to have been skipped, and for no other one. */
export function doneAnyway(
  { changes }: Plan,
  outcomes: readonly Outcome[],
  calls: readonly LoggedCall[],
): readonly string[] {
  const skipped = changes.filter((_, index) => outcomes[index]?.status === 'skipped')
  const others = new Set(changes.filter(change => !skipped.includes(change)).flatMap(endsOf))
  const ends = new Set(skipped.flatMap(endsOf).filter(end => !others.has(end)))
  return calls.flatMap(call => endsIn(call.operation, call.input).filter(end => ends.has(end)))
}

/** What an operation comes to, however many calls it takes and whatever it shares them with. */
const endsOf = ({ operations }: Change): readonly string[] =>
  operations.flatMap(({ action, input }) => endsIn(action === 'CopyImage' ? 'PutImage' : action, input))

function endsIn(operation: string, input: object = {}): readonly string[] {
  const { repositoryName, imageTag, imageDigest } = input as Fields
  const end = (what: unknown) => JSON.stringify([operation, repositoryName, what])
  if (operation === 'BatchDeleteImage')
    return idsIn(input).map(({ imageTag: tag, imageDigest: digest }) => end([tag, digest]))
  if (operation === 'PutImage') return [end(imageTag ?? imageDigest)]
  return [end(plain(input))]
}

/** A step of one of several copies into a repository says not of which. */
const isCertain = ({ call, of }: { readonly call: LoggedCall; readonly of: readonly Change[] }): boolean =>
  of.length === 1 || call.operation === 'BatchDeleteImage'

/** An image that two tags of one repository are put on is brought twice at once, and there already the second time. */
const isFailure = ({ operation, error, input }: LoggedCall): boolean =>
  error !== undefined &&
  !(operation === 'PutImage' && input?.imageTag === undefined && error === 'ImageAlreadyExistsException')

const textOf = ({ operation, input }: LoggedCall): string => `${operation} ${JSON.stringify(input)}`

/** Whether a call is made for an operation, alone or among others. */
function isOf({ action, input }: Operation, { repository }: Change, call: LoggedCall): boolean {
  const said = call.input ?? {}
  if (action === 'CopyImage') {
    const { imageTag = input.imageTag } = said as { imageTag?: string }
    return STEPS.includes(call.operation) && said.repositoryName === repository && imageTag === input.imageTag
  }
  if (action !== call.operation) return false
  if (action === 'BatchDeleteImage')
    return said.repositoryName === repository && idsIn(input).some(id => isAmong(id, said))
  return isDeepStrictEqual(plain(said), plain(input))
}

const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value))
const idsIn = (input: object): readonly Fields[] => (input as { imageIds?: readonly Fields[] }).imageIds ?? []
const isAmong = (id: Fields, said: Fields): boolean => idsIn(said).some(one => isDeepStrictEqual(plain(one), plain(id)))

function notOnce(operation: Operation, change: Change, calls: readonly LoggedCall[]): readonly string[] {
  const { action, input } = operation
  const times = (count: number, what: unknown = input) =>
    count === 1 ? [] : [`${count} times: ${action} ${JSON.stringify(what)}`]
  const own = calls.filter(call => isOf(operation, change, call))
  if (action === 'CopyImage') return times(own.filter(call => isLastOf(input, call)).length)
  if (action !== 'BatchDeleteImage') return times(own.length)
  return idsIn(input).flatMap(id => times(own.filter(({ input: said = {} }) => isAmong(id, said)).length, id))
}

/** The call that ends a copy. */
const isLastOf = (
  { imageTag, imageDigest }: { imageTag?: string; imageDigest?: string },
  { operation, input }: LoggedCall,
): boolean =>
  operation === 'PutImage' &&
  (imageTag === undefined ? input?.imageDigest === imageDigest : input?.imageTag === imageTag)

/** A change begins when what it needs has ended, and deletes when all else has. */
function outOfOrder(changes: readonly Change[], made: readonly Made[]): readonly string[] {
  const first = new Map<string, number>()
  const last = new Map<string, number>()
  for (const [index, { change }] of made.entries()) {
    const key = keyOf(change)
    if (!first.has(key)) first.set(key, index)
    last.set(key, index)
  }
  const isDelete = ({ action }: Change) => action === 'delete'
  const others = Math.max(
    -1,
    ...changes.filter(change => !isDelete(change)).map(change => last.get(keyOf(change)) ?? -1),
  )
  return changes.flatMap(change => {
    const began = first.get(keyOf(change)) ?? Infinity
    const early = change.needs.filter(need => (last.get(keyOf(need)) ?? -1) >= began).map(({ address }) => address)
    const isEarlyDelete = isDelete(change) && began < others
    return [...early, ...(isEarlyDelete ? ['all that is no delete'] : [])].map(
      what => `${change.address} came before ${what}`,
    )
  })
}
