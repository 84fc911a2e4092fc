import { randomUUID } from 'node:crypto'
import { AwsError } from '../errors.ts'
import type { Backfill, BackfillResult, Destination } from '../model.ts'
import { page, pageMembers } from '../paging.ts'
import type { Registry } from '../registry.ts'
import { distinct, isAbout, replicateTo } from '../replicate.ts'
import { integer, oneOf, optional, structure, text } from '../shapes.ts'
import { idsOf, tagsByDigest } from './image-ids.ts'
import { destinationMembers, registryId } from './members.ts'
import { type Context, epochSeconds, operation } from './operation.ts'
import { settingsOf } from './registry-settings.ts'

const id = text({ min: 1, max: 256 })

/** Here it is done before it is answered. */
export const startReplicationBackfill = operation(
  structure({ registryId, destination: structure(destinationMembers) }),
  (context, { destination }) => {
    const { registry, now } = context
    checkDestination(registry, destination)
    const backfill = {
      id: randomUUID(),
      destination,
      startedAt: epochSeconds(now),
      results: backfilled(context, destination),
    }
    registry.backfills.put(backfill)
    return { ...describe(registry, backfill), status: 'IN_PROGRESS' }
  },
)

export const stopReplicationBackfill = operation(
  structure({ registryId, replicationBackfillId: id }),
  ({ registry }, { replicationBackfillId }) => {
    find(registry, replicationBackfillId)
    throw new AwsError(
      'ReplicationBackfillInvalidStatusException',
      `The replication backfill '${replicationBackfillId}' is complete and cannot be stopped`,
    )
  },
)

export const listReplicationBackfills = operation(
  structure({ registryId, ...pageMembers, maxResults: optional(integer({ min: 1, max: 50 })) }),
  ({ registry }, input) => {
    const newest = [...registry.backfills.values()].sort((one, other) => (keyOf(one) < keyOf(other) ? -1 : 1))
    const { items, nextToken } = page(newest, keyOf, { ...input, maxResults: input.maxResults ?? 25 })
    const summaries = items.map(one => ({ ...describe(registry, one), ...ended(one), progress: progressOf(one) }))
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
  ({ registry }, input) => {
    const backfill = find(registry, input.replicationBackfillId)
    const wanted = backfill.results.filter(({ status }) => [undefined, status].includes(input.resultStatusFilter))
    const { items, nextToken } = page(wanted, resultKey, input)
    return {
      ...describe(registry, backfill),
      ...ended(backfill),
      progress: progressOf(backfill),
      results: items,
      nextToken,
    }
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

function backfilled({ registry, store, now }: Context, destination: Destination): readonly BackfillResult[] {
  const rules = (settingsOf(registry).replicationRules ?? []).filter(({ destinations }) =>
    destinations.some(one => one.region === destination.region && one.registryId === destination.registryId),
  )
  const repositories = registry.list().filter(({ name }) => rules.some(rule => isAbout(rule, name)))
  return repositories.flatMap(({ name: repositoryName }) => {
    const contents = registry.contents(repositoryName)
    const tags = tagsByDigest(contents)
    const ids = [...contents.images.values()].flatMap(image => idsOf(image, tags.get(image.digest)))
    return ids.map(({ imageDigest = '', imageTag }) => {
      const pushed = { digest: imageDigest, tag: imageTag }
      const { status, failureCode } = replicateTo(
        { store, now, source: { registry, repositoryName } },
        destination,
        pushed,
      )
      return {
        repositoryName,
        imageId: { imageDigest, imageTag },
        status,
        ...(failureCode !== undefined && { failureCode }),
      }
    })
  })
}

function find({ backfills, account }: Registry, backfillId: string): Backfill {
  const found = backfills.get(backfillId)
  if (found) return found
  throw new AwsError(
    'ReplicationBackfillNotFoundException',
    `The replication backfill with id '${backfillId}' does not exist in the registry with id '${account}'`,
  )
}

const describe = ({ account }: Registry, { id, destination, startedAt }: Backfill) => ({
  registryId: account,
  replicationBackfillId: id,
  destination,
  startedAt,
})

const ended = ({ startedAt }: Backfill) => ({ status: 'COMPLETE', endedAt: startedAt })

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
