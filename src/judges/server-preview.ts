import type { LifecyclePolicyPreviewResult } from '@aws-sdk/client-ecr'
import type { Output, Prober } from '../aws/api.ts'
import { isAws } from '../aws/failures.ts'
import { pages } from '../aws/pages.ts'
import { EcrsyncError } from '../errors.ts'
import type { Evaluation } from '../lifecycle/index.ts'

export interface ServerPreview {
  readonly prober: Prober
  readonly sleep: (milliseconds: number) => Promise<void>
}

/** Tries, with growing pauses: about five minutes. */
const TRIES = 30
const FIRST_WAIT_MS = 250
const LONGEST_WAIT_MS = 15_000

/**
 * What ECR itself says that a policy would do: its dry run, of which a repository has one at a time.
 * @throws EcrsyncError PREVIEW_FAILED where it comes to no end, and what the calls throw
 */
export async function previewedBy(
  preview: ServerPreview,
  repositoryName: string,
  lifecyclePolicyText: string,
): Promise<Evaluation['actions']> {
  await started(preview, { repositoryName, lifecyclePolicyText })
  await completed(preview, repositoryName)
  const listing = pages(nextToken =>
    preview.prober.call('GetLifecyclePolicyPreview', { repositoryName, maxResults: 100, nextToken }),
  )
  const results: LifecyclePolicyPreviewResult[] = []
  for await (const { previewResults = [] } of listing) for (const result of previewResults) results.push(result)
  return results.map(({ imageDigest = '', appliedRulePriority = 0, action }) => ({
    image: imageDigest,
    digest: imageDigest,
    rulePriority: appliedRulePriority,
    action: action?.type === 'TRANSITION' ? 'TRANSITION' : 'EXPIRE',
  }))
}

/** Somebody else's dry run is waited for. */
const started = ({ prober, sleep }: ServerPreview, input: { repositoryName: string; lifecyclePolicyText: string }) =>
  patiently(sleep, input.repositoryName, async () => {
    try {
      return await prober.call('StartLifecyclePolicyPreview', input)
    } catch (error) {
      if (isAws(error, 'LifecyclePolicyPreviewInProgressException')) return undefined
      throw error
    }
  })

/** The SDK's own waiter takes every error for "not yet". */
const completed = ({ prober, sleep }: ServerPreview, repositoryName: string) =>
  patiently(sleep, repositoryName, async () => {
    const answer = await prober.call('GetLifecyclePolicyPreview', { repositoryName, maxResults: 1 })
    if (answer.status === 'COMPLETE') return answer
    if (answer.status === 'IN_PROGRESS') return undefined
    throw failed(repositoryName, `ECR says ${answer.status}.`)
  })

async function patiently(
  sleep: ServerPreview['sleep'],
  repositoryName: string,
  attempt: () => Promise<Partial<Output<'GetLifecyclePolicyPreview'>> | undefined>,
): Promise<void> {
  for (let tried = 0; tried < TRIES; tried += 1) {
    if ((await attempt()) !== undefined) return
    await sleep(Math.min(FIRST_WAIT_MS * 2 ** tried, LONGEST_WAIT_MS))
  }
  throw failed(repositoryName, 'It has been in progress for minutes.')
}

const failed = (repositoryName: string, detail: string): EcrsyncError =>
  new EcrsyncError('PREVIEW_FAILED', `The lifecycle preview of ${repositoryName} came to no end`, {
    detail,
    hint: 'Run it again; or leave --lifecycle-preview out: the local evaluation needs no dry run.',
  })

/**
 * What two answers say differently of images. That ECR keeps what is doubtful here is no difference: it knows what indexes
 * hold.
 */
export function disagreements(
  local: Evaluation['actions'],
  server: Evaluation['actions'],
  doubtful: ReadonlySet<string>,
): readonly string[] {
  const keyOf = ({ digest, rulePriority, action }: Evaluation['actions'][number]) =>
    `${digest} ${action} by rule ${rulePriority}`
  const [ours, theirs] = [new Set(local.map(keyOf)), new Set(server.map(keyOf))]
  const onlyOurs = local.filter(one => !theirs.has(keyOf(one)) && !doubtful.has(one.image)).map(keyOf)
  const onlyTheirs = server.filter(one => !ours.has(keyOf(one))).map(keyOf)
  return [...onlyOurs.map(key => `only here: ${key}`), ...onlyTheirs.map(key => `only ECR: ${key}`)]
}
