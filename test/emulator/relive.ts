import type { ECR } from '@aws-sdk/client-ecr'
import type { Emulator } from '../../src/emulator/server.ts'
import type { LifecycleImage } from '../../src/lifecycle/index.ts'
import { IMAGE_TYPE, INDEX_TYPE, preparedManifest, sha256 } from './ecr.ts'

const A_SECOND = 1000
/** For how long an image that is restored is on its way. */
const ACTIVATION = 10 * A_SECOND
export const DAY = 24 * 60 * 60 * A_SECOND

interface World {
  readonly emulator: Emulator
  readonly ecr: ECR
}

interface Event {
  readonly at: number
  readonly happen: () => Promise<unknown>
}

/**
 * Lets a repository live through what its images say of themselves, each event at its time by the emulator's clock.
 * Where times are equal, images order by digest: those that are pushed here order as those that were given.
 *
 * @returns digests by id
 */
export async function relive(
  { emulator, ecr }: World,
  repositoryName: string,
  images: readonly LifecycleImage[],
): Promise<ReadonlyMap<string, string>> {
  emulator.clock.set(new Date(0))
  await ecr.createRepository({ repositoryName })
  const manifests = await manifestsOf(ecr, repositoryName, images)
  const events = [...manifests]
    .flatMap(([image, manifest]) => eventsOf(ecr, repositoryName, image, manifest))
    .toSorted((one, other) => one.at - other.at)
  for (const { at, happen } of events) {
    emulator.clock.set(new Date(at))
    await happen()
  }
  return new Map([...manifests].map(([{ id }, manifest]) => [id, sha256(manifest)]))
}

function eventsOf(ecr: ECR, repositoryName: string, image: LifecycleImage, imageManifest: string): readonly Event[] {
  const imageId = { imageDigest: sha256(imageManifest) }
  const push = async () => {
    for (const imageTag of image.tags.length === 0 ? [undefined] : image.tags)
      await ecr.putImage({ repositoryName, imageManifest, imageTag })
  }
  const move = (targetStorageClass: 'ARCHIVE' | 'STANDARD') => () =>
    ecr.updateImageStorageClass({ repositoryName, imageId, targetStorageClass })
  const { pushedAt, lastRecordedPullTime, lastArchivedAt, lastActivatedAt } = image
  return [
    { at: Date.parse(pushedAt), happen: push },
    ...at(lastRecordedPullTime, 0, () => ecr.batchGetImage({ repositoryName, imageIds: [imageId] })),
    ...at(lastArchivedAt, 0, move('ARCHIVE')),
    ...at(lastActivatedAt, -ACTIVATION, move('STANDARD')),
  ]
}

const at = (time: string | undefined, later: number, happen: Event['happen']): readonly Event[] =>
  time === undefined ? [] : [{ at: Date.parse(time) + later, happen }]

/** What an image refers to comes before it, so that its digest is known. */
async function manifestsOf(ecr: ECR, repositoryName: string, images: readonly LifecycleImage[]) {
  const base = JSON.parse(await preparedManifest(ecr, repositoryName, 'layer')) as object
  const ranks = images.map(({ digest }) => digest).toSorted()
  const byId = new Map(images.map(image => [image.id, image]))
  const manifests = new Map<LifecycleImage, string>()
  const add = (image: LifecycleImage) => {
    if (manifests.has(image)) return
    const referred = [...(image.children ?? []), image.subject ?? '']
    for (const one of referred.flatMap(id => byId.get(id) ?? [])) add(one)
    const digestOf = (id: string) => sha256([...manifests].find(([one]) => one.id === id)?.[1] ?? id)
    manifests.set(image, manifestOfRank(membersOf(image, base, digestOf), ranks.indexOf(image.digest)))
  }
  images.forEach(add)
  return manifests
}

function membersOf({ children = [], subject }: LifecycleImage, base: object, digestOf: (id: string) => string): object {
  const referring =
    subject === undefined ? {} : { subject: { mediaType: IMAGE_TYPE, size: 1, digest: digestOf(subject) } }
  if (children.length === 0) return { ...base, ...referring }
  const manifests = children.map(id => ({ mediaType: IMAGE_TYPE, size: 1, digest: digestOf(id) }))
  return { schemaVersion: 2, mediaType: INDEX_TYPE, manifests, ...referring }
}

/** One of the many manifests that mean the same: that one whose digest begins with its rank. */
function manifestOfRank(members: object, rank: number): string {
  const digit = rank.toString(16)
  for (let attempt = 0; ; attempt += 1) {
    const manifest = JSON.stringify({ ...members, annotations: { attempt: `${rank} ${attempt}` } })
    if (sha256(manifest).startsWith(`sha256:${digit}`)) return manifest
  }
}
