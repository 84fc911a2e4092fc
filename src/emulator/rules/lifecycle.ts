import { type Evaluation, evaluate, type LifecycleImage, type LifecyclePolicy } from '../../lifecycle/index.ts'
import type { Image } from '../model.ts'
import type { Contents } from '../storage/contents.ts'
import type { Registry } from '../storage/registry.ts'
import { archived, imageStatusOf } from './image-status.ts'

/** What a policy would do to the images of a repository now. */
export function evaluateContents(contents: Contents, policyText: string, now: Date): Evaluation {
  const policy: LifecyclePolicy = JSON.parse(policyText)
  const time = now.getTime() / 1000
  const images = [...contents.images.list()].map(image => lifecycleImage(image, contents.tagsOf(image.digest), time))
  return evaluate(policy, images, now.toISOString())
}

const lifecycleImage = (image: Image, tags: readonly string[], now: number): LifecycleImage => ({
  id: image.digest,
  digest: image.digest,
  tags,
  pushedAt: iso(image.pushedAt),
  status: imageStatusOf(image, now),
  ...(image.activatedAt !== undefined && { lastActivatedAt: iso(image.activatedAt) }),
  ...(image.archivedAt !== undefined && { lastArchivedAt: iso(image.archivedAt) }),
  ...(image.pulledAt !== undefined && { lastRecordedPullTime: iso(image.pulledAt) }),
  ...(image.children.length > 0 && { children: image.children }),
  ...(image.subject !== undefined && { subject: image.subject }),
})

const iso = (seconds: number) => new Date(seconds * 1000).toISOString()

/** Does what every policy of a registry says; answers how many images went to which end. */
export function runLifecycle(registry: Registry, now: Date): LifecycleRun {
  const runs = [...registry.list()].flatMap(repository => {
    const { lifecyclePolicy } = repository
    if (lifecyclePolicy === undefined) return []
    const run = applyTo(registry.contents(repository.name), lifecyclePolicy.text, now)
    const lastEvaluatedAt = now.getTime() / 1000
    const isNoted = run.expired + run.archived === 0 && lastEvaluatedAt - lifecyclePolicy.lastEvaluatedAt < AN_HOUR
    // A full disk keeps no note, and has been made room on all the same.
    try {
      if (!isNoted) registry.save({ ...repository, lifecyclePolicy: { ...lifecyclePolicy, lastEvaluatedAt } })
    } catch {}
    return [run]
  })
  return total(runs)
}

/** A run that did nothing is noted once in so many seconds. */
const AN_HOUR = 60 * 60

export interface LifecycleRun {
  readonly expired: number
  readonly archived: number
}

export const total = (runs: readonly LifecycleRun[]): LifecycleRun => ({
  expired: runs.reduce((sum, run) => sum + run.expired, 0),
  archived: runs.reduce((sum, run) => sum + run.archived, 0),
})

function applyTo(contents: Contents, policyText: string, now: Date): LifecycleRun {
  const { actions, cascade } = evaluateContents(contents, policyText, now)
  const acted = [...actions, ...cascade]
  const expired = acted.filter(({ action }) => action === 'EXPIRE').map(({ image }) => image)
  const time = now.getTime() / 1000
  const moved = acted
    .filter(({ action }) => action === 'TRANSITION')
    .flatMap(({ image }) => contents.images.get(image) ?? [])
    .filter(image => imageStatusOf(image, time) !== 'ARCHIVED')
  const deletedTags = expired.flatMap(contents.tagsOf)
  // What makes room comes first.
  contents.commit({ deletedImages: expired, deletedTags })
  contents.commit({ images: moved.map(image => archived(image, time)) })
  return { expired: expired.length, archived: moved.length }
}
