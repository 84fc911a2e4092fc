import { randomUUID } from 'node:crypto'
import { AwsError } from '../errors.ts'
import type { Backfill, BackfillResult, Destination } from '../model.ts'
import { distinct, isAbout, replicateTo } from '../rules/replicate.ts'
import type { Registry } from '../storage/registry.ts'
import { idsOf } from './image-ids.ts'
import { destinationMembers, registryId } from './members.ts'
import { type Context, epochSeconds, operation } from './operation.ts'
import { inOrder, page, pageMembers } from './paging.ts'
import { settingsOf } from './registry-settings.ts'
import { integer, oneOf, optional, structure, text } from './shapes.ts'

const id = text({ min: 1, max: 256 })
/** For how long a backfill is in progress, in seconds. */
const DURATION = 1
const MOST_IN_PROGRESS = 10
/** For how long one is shown after its end, in seconds. */
const KEPT = 90 * 24 * 60 * 60

/** Here everything is copied before it is answered, and shown when it is over. */
export const startReplicationBackfill = operation(
  structure({ registryId, destination: structure(destinationMembers) }),
  (context, { destination }) => {
    const { registry, now } = context
    const startedAt = epochSeconds(now)
    checkDestination(registry, destination)
    refuseMore(registry, destination, startedAt)
    const backfill = { id: randomUUID(), destination, startedAt, results: backfilled(context, destination) }
    registry.backfills.put(backfill)
    return { ...describe(registry, backfill), status: 'PREPARING' }
  },
)

/** What was copied stays. */
export const stopReplicationBackfill = operation(
  structure({ registryId, replicationBackfillId: id }),
  ({ registry, now }, { replicationBackfillId }) => {
    const time = epochSeconds(now)
    const backfill = find(registry, replicationBackfillId, time)
    const { status } = stateOf(backfill, time)
    if (status !== 'IN_PROGRESS') throw notInProgress(backfill, status)
    registry.backfills.put({ ...backfill, stoppedAt: time })
    return { ...describe(registry, backfill), status: 'STOPPED' }
  },
)

export const listReplicationBackfills = operation(
  structure({ registryId, ...pageMembers, maxResults: optional(integer({ min: 1, max: 50 })) }),
  ({ registry, now }, input) => {
    const time = epochSeconds(now)
    const newest = kept(registry, time).toSorted((one, other) => (keyOf(one) < keyOf(other) ? -1 : 1))
    const { items, nextToken } = page(inOrder(newest, keyOf), { ...input, maxResults: input.maxResults ?? 25 })
    const summaries = items.map(one => ({ ...describe(registry, one), ...stateOf(one, time) }))
    return { registryId: registry.account, backfills: summaries, nextToken }
  },
)

export const describeReplicationBackfillResults = operation(
  structure({
    registryId,
    replicationBackfillId: id,
    resultStatusFilter: optional(oneOf(['COMPLETE', 'FAILED'])),
    ...pageMembers,
  }),
  ({ registry, now }, input) => {
    const backfill = find(registry, input.replicationBackfillId, epochSeconds(now))
    const state = stateOf(backfill, epochSeconds(now))
    const results = state.endedAt === undefined ? [] : backfill.results
    const isWanted = ({ status }: BackfillResult) => [undefined, status].includes(input.resultStatusFilter)
    const { items, nextToken } = page({ ...inOrder(results, resultKey), isWanted }, input)
    return { ...describe(registry, backfill), ...state, results: items, nextToken }
  },
)

function checkDestination(registry: Registry, { region, registryId }: Destination): void {
  const rules = settingsOf(registry).replicationRules ?? []
  const isKnown = distinct(rules.flatMap(rule => rule.destinations)).some(
    one => one.region === region && one.registryId === registryId,
  )
  if (isKnown) return
  throw new AwsError(
    'ValidationException',
    `The destination '${registryId}' in '${region}' is not a destination of the replication configuration`,
  )
}

function refuseMore(registry: Registry, { region }: Destination, now: number): void {
  const inProgress = kept(registry, now).filter(one => stateOf(one, now).status === 'IN_PROGRESS')
  if (inProgress.some(({ destination }) => destination.region === region)) {
    throw new AwsError(
      'ReplicationBackfillInProgressException',
      `A replication backfill to '${region}' is in progress in the registry with id '${registry.account}'`,
    )
  }
  if (inProgress.length >= MOST_IN_PROGRESS) {
    throw new AwsError('LimitExceededException', `At most ${MOST_IN_PROGRESS} replication backfills can be in progress`)
  }
}

/** By repository, digest and tag. */
function backfilled({ registry, store, now }: Context, destination: Destination): readonly BackfillResult[] {
  const rules = (settingsOf(registry).replicationRules ?? []).filter(({ destinations }) =>
    destinations.some(one => one.region === destination.region && one.registryId === destination.registryId),
  )
  const repositories = [...registry.list()].filter(({ name }) => rules.some(rule => isAbout(rule, name)))
  const results = repositories.flatMap(({ name: repositoryName }) => {
    const contents = registry.contents(repositoryName)
    const pushes = [...contents.images.list()].flatMap(image =>
      idsOf(image, contents.tagsOf(image.digest)).map(({ imageTag: tag }) => ({ image, tag })),
    )
    return pushes.map(pushed => {
      const { status, failureCode } = replicateTo(
        { store, now, source: { registry, repositoryName } },
        destination,
        pushed,
      )
      return {
        repositoryName,
        imageId: { imageDigest: pushed.image.digest, imageTag: pushed.tag },
        status,
        ...(failureCode !== undefined && { failureCode }),
      }
    })
  })
  return results.sort((one, other) => (resultKey(one) < resultKey(other) ? -1 : 1))
}

const kept = ({ backfills }: Registry, now: number): readonly Backfill[] =>
  [...backfills.list()].filter(one => now < endOf(one) + KEPT)

function find(registry: Registry, backfillId: string, now: number): Backfill {
  const found = kept(registry, now).find(one => one.id === backfillId)
  if (found) return found
  throw new AwsError(
    'ReplicationBackfillNotFoundException',
    `The replication backfill with id '${backfillId}' does not exist in the registry with id '${registry.account}'`,
  )
}

const notInProgress = ({ id }: Backfill, status: string) =>
  new AwsError(
    'ReplicationBackfillInvalidStatusException',
    `The replication backfill '${id}' is ${status} and cannot be stopped`,
  )

const describe = ({ account }: Registry, { id, destination, startedAt }: Backfill) => ({
  registryId: account,
  replicationBackfillId: id,
  destination,
  startedAt,
})

const endOf = ({ startedAt, stoppedAt = startedAt + DURATION }: Backfill): number => stoppedAt

function stateOf(backfill: Backfill, now: number) {
  const progress = progressOf(backfill)
  if (now >= backfill.startedAt && now < endOf(backfill)) return { status: 'IN_PROGRESS', progress }
  return { status: backfill.stoppedAt === undefined ? 'COMPLETE' : 'STOPPED', progress, endedAt: endOf(backfill) }
}

function progressOf({ results }: Backfill) {
  const failed = results.filter(({ status }) => status === 'FAILED')
  return {
    totalReplicationCount: results.length,
    completedReplicationCount: results.length - failed.length,
    failedReplicationCount: failed.length,
    failureCodes: [...new Set(failed.flatMap(({ failureCode }) => failureCode ?? []))],
  }
}

/** Newest first. */
const keyOf = ({ startedAt, id }: Backfill) =>
  `${(1e15 - Math.floor(startedAt * 1000)).toString().padStart(16, '0')} ${id}`

const resultKey = ({ repositoryName, imageId }: BackfillResult) =>
  `${repositoryName} ${imageId.imageDigest} ${imageId.imageTag ?? ''}`
