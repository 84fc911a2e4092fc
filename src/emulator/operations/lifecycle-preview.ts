import { AwsError } from '../errors.ts'
import type { Preview, PreviewResult, PreviewSummary } from '../model.ts'
import { evaluateContents } from '../rules/lifecycle.ts'
import type { Registry } from '../storage/registry.ts'
import { findImage, imageIds, isFailure } from './image-ids.ts'
import { checkLifecyclePolicy, lifecyclePolicyOf } from './lifecycle-policy.ts'
import { inRepository } from './members.ts'
import { type Context, epochSeconds, operation } from './operation.ts'
import { inOrder, page, pageMembers, refusePaging } from './paging.ts'
import { integer, oneOf, optional, structure, text } from './shapes.ts'

/** For how long a preview is in progress, in seconds. */
const DURATION = 1

export const startLifecyclePolicyPreview = operation(
  structure({ ...inRepository, lifecyclePolicyText: optional(text()) }),
  (context, { repositoryName, lifecyclePolicyText }) => {
    const { registry, now } = context
    const repository = registry.repository(repositoryName)
    const given = lifecyclePolicyText ?? lifecyclePolicyOf(registry, repository).text
    checkLifecyclePolicy(given)
    const { preview } = registry.contents(repositoryName)
    if (isRunning(preview.get(), epochSeconds(now))) throw inProgress(registry, repositoryName)
    const results = resultsOf(context, registry, { repositoryName, given })
    preview.put({ text: given, startedAt: epochSeconds(now), summary: summaryOf(results), results })
    return { registryId: registry.account, repositoryName, lifecyclePolicyText: given, status: 'IN_PROGRESS' }
  },
)

export const getLifecyclePolicyPreview = operation(
  structure({
    ...inRepository,
    ...pageMembers,
    maxResults: optional(integer({ min: 1, max: 100 })),
    imageIds: optional(imageIds),
    filter: optional(structure({ tagStatus: optional(oneOf(['TAGGED', 'UNTAGGED', 'ANY'])) })),
  }),
  ({ registry, now }, input) => {
    if (input.imageIds) refusePaging(input, 'imageIds')
    const contents = registry.contents(input.repositoryName)
    const preview = contents.preview.get()
    if (!preview) throw notFound(registry, input.repositoryName)
    const answer = {
      registryId: registry.account,
      repositoryName: input.repositoryName,
      lifecyclePolicyText: preview.text,
    }
    if (isRunning(preview, epochSeconds(now))) return { ...answer, status: 'IN_PROGRESS' }
    const { summary } = preview
    const { tagStatus = 'ANY' } = input.filter ?? {}
    const isWanted = ({ imageTags }: PreviewResult) =>
      tagStatus === 'ANY' || (tagStatus === 'TAGGED') === imageTags.length > 0
    if (input.imageIds) {
      const named = input.imageIds.map(id => findImage(contents, id))
      const digests = new Set(named.flatMap(found => (isFailure(found) ? [] : found.digest)))
      return {
        ...answer,
        status: 'COMPLETE',
        summary,
        previewResults: preview.results.filter(one => digests.has(one.imageDigest) && isWanted(one)),
      }
    }
    const { items, nextToken } = page(
      { ...inOrder(preview.results, ({ imageDigest }) => imageDigest), isWanted },
      input,
    )
    return { ...answer, status: 'COMPLETE', summary, previewResults: items, nextToken }
  },
)

const isRunning = (preview: Preview | undefined, now: number): boolean =>
  preview !== undefined && now >= preview.startedAt && now < preview.startedAt + DURATION

/** By digest; only what would be acted on. */
function resultsOf(
  { now }: Context,
  registry: Registry,
  { repositoryName, given }: { repositoryName: string; given: string },
): readonly PreviewResult[] {
  const contents = registry.contents(repositoryName)
  return evaluateContents(contents, given, now)
    .actions.toSorted((one, other) => (one.digest < other.digest ? -1 : 1))
    .flatMap(({ digest, rulePriority, action }) => {
      const image = contents.images.get(digest)
      if (!image) return []
      return {
        imageDigest: digest,
        imageTags: contents.tagsOf(digest),
        imagePushedAt: image.pushedAt,
        action: action === 'EXPIRE' ? { type: action } : { type: action, targetStorageClass: 'ARCHIVE' as const },
        appliedRulePriority: rulePriority,
        storageClass: image.isArchived ? ('ARCHIVE' as const) : ('STANDARD' as const),
      }
    })
}

function summaryOf(results: readonly PreviewResult[]): PreviewSummary {
  const expiring = results.filter(({ action }) => action.type === 'EXPIRE').length
  const transitioning = results.length - expiring
  return {
    expiringImageTotalCount: expiring,
    ...(transitioning > 0 && {
      transitioningImageTotalCounts: [{ targetStorageClass: 'ARCHIVE' as const, imageTotalCount: transitioning }],
    }),
  }
}

const inProgress = ({ account }: Registry, name: string) =>
  new AwsError(
    'LifecyclePolicyPreviewInProgressException',
    `The lifecycle policy preview for the repository with name '${name}' in the registry with id '${account}' is in progress`,
  )

const notFound = ({ account }: Registry, name: string) =>
  new AwsError(
    'LifecyclePolicyPreviewNotFoundException',
    `There is no dry run for this repository: '${name}' in the registry with id '${account}'`,
  )
