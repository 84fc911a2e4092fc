import { may } from '../access/authorization.ts'
import type { Caller } from '../access/caller.ts'
import type { Destination, Image, ImageTag, Replication, ReplicationRule } from '../model.ts'
import { partitionName } from '../registry-place.ts'
import type { Contents } from '../storage/contents.ts'
import type { Registry } from '../storage/registry.ts'
import type { Store } from '../storage/store.ts'
import { createFor } from './creation.ts'
import { isImmutable } from './mutability.ts'

/** Where images come from, and what it takes to bring them elsewhere. */
export interface Replicator {
  readonly store: Store
  readonly now: Date
  readonly source: { readonly registry: Registry; readonly repositoryName: string }
}

export interface Pushed {
  readonly image: Image
  readonly tag?: string | undefined
}

/** Copies what was pushed to every destination of the rules that are about its repository; one that was a copy goes no further. */
export function replicate(replicator: Replicator, pushed: Pushed): readonly Replication[] {
  const { registry, repositoryName } = replicator.source
  const rules = registry.settings.get()?.replicationRules ?? []
  const destinations = rules.filter(rule => isAbout(rule, repositoryName)).flatMap(rule => rule.destinations)
  return distinct(destinations).map(destination => replicateTo(replicator, destination, pushed))
}

/** `PREFIX_MATCH`; no filter is every repository. */
export const isAbout = ({ repositoryFilters }: ReplicationRule, repositoryName: string): boolean =>
  repositoryFilters === undefined || repositoryFilters.some(({ filter }) => repositoryName.startsWith(filter))

export const distinct = (destinations: readonly Destination[]): readonly Destination[] => [
  ...new Map(destinations.map(one => [`${one.registryId}/${one.region}`, one])).values(),
]

export function replicateTo({ store, now, source }: Replicator, destination: Destination, pushed: Pushed): Replication {
  const { registry, repositoryName } = source
  const { region, registryId } = destination
  const target = store.registry({ account: registryId, region })
  const failed = (failureCode: string): Replication => ({ region, registryId, status: 'FAILED', failureCode })
  if (!mayReplicate(source, target, now)) return failed('AccessDenied')
  const time = now.getTime() / 1000
  if (!target.has(repositoryName)) createFor(target, repositoryName, { occasion: 'REPLICATION', now: time })
  copy(registry.contents(repositoryName), target.contents(repositoryName), pushed.image, time)
  if (pushed.tag !== undefined)
    tag(target, repositoryName, { digest: pushed.image.digest, tag: pushed.tag, taggedAt: time })
  return { region, registryId, status: 'COMPLETE' }
}

/** Another account has to allow it in the policy of its registry; one's own must not deny it. */
function mayReplicate({ registry, repositoryName }: Replicator['source'], target: Registry, now: Date): boolean {
  const caller: Caller = {
    account: registry.account,
    region: target.region,
    accessKey: registry.account,
    arn: `arn:${partitionName(registry.region)}:iam::${registry.account}:root`,
  }
  const operations = target.has(repositoryName) ? ['ReplicateImage'] : ['ReplicateImage', 'CreateRepository']
  return operations.every(operation => may({ caller, registry: target, operation, repositoryName, now }))
}

/** Children first, blobs before all. */
function copy(from: Contents, to: Contents, image: Image, time: number): void {
  if (to.images.get(image.digest)) return
  for (const digest of image.children) {
    const child = from.images.get(digest)
    if (child) copy(from, to, child, time)
  }
  // What was never uploaded cannot be brought anywhere.
  const layers = image.layers.filter(layer => from.blobs.size(layer) !== undefined)
  for (const layer of layers) to.blobs.adopt(layer, from.blobs)
  to.commit({ images: [copyOf(image, time)] })
}

const copyOf = (
  { digest, manifest, mediaType, artifactMediaType, subject, size, layers, children }: Image,
  pushedAt: number,
): Image => ({
  ...{ digest, manifest, mediaType, size, layers, children, pushedAt },
  ...(artifactMediaType !== undefined && { artifactMediaType }),
  ...(subject !== undefined && { subject }),
})

/** A tag that would collide with an immutable one is left out. */
function tag(target: Registry, repositoryName: string, imageTag: ImageTag): void {
  const { tag, digest } = imageTag
  const contents = target.contents(repositoryName)
  const holder = contents.imageTags.get(tag)?.digest
  const collides = holder !== undefined && isImmutable(target.repository(repositoryName).mutability, tag)
  if (holder !== digest && !collides) contents.commit({ imageTags: [imageTag] })
}
