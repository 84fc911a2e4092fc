import type { RacedCall } from './second-client.ts'

/** Something that the second client did and a write of ecrsync undid. */
export interface Undone {
  readonly thing: string
  readonly was: string | undefined
  readonly by: string
}

export interface Loss extends Undone {
  /** Done after the look directly before the write, where ECR has no condition for it. */
  readonly isInTheGap: boolean
}

/** What a write, the last of the calls, undid of something done before the call at that place. */
export function isInTheGap(loss: Undone, at: number, calls: readonly RacedCall[]): boolean {
  const write = calls.at(-1)
  if (write === undefined || isReborn(loss)) return true
  return at > lastLook(calls.slice(0, -1), loss, write) && isUnconditional(write, digestOf(loss))
}

export interface Outcome {
  readonly address: string
  readonly status: string
  readonly error?: { readonly detail?: string }
}

/**
 * An image that somebody deleted after its manifest had been fetched comes back with the tag that is put: the fetch is
 * before the look, and PutImage has no condition on it.
 */
const isReborn = ({ thing, was }: Undone) => thing.startsWith('image ') && was === undefined

/**
 * ECR itself refuses to delete a tag that is not on the digest beside it, and a repository that is not empty; of a tag
 * that is named alone, and of what else is on a digest, it takes what it finds.
 */
function isUnconditional({ operation, input }: RacedCall, digest: string | undefined): boolean {
  if (operation === 'DeleteRepository') return false
  const takesAny = idsIn(input).some(({ imageDigest }) => imageDigest === undefined || imageDigest === digest)
  return operation !== 'BatchDeleteImage' || takesAny
}

/** Of an image, or of that which a tag was on. */
const digestOf = ({ thing, was }: Undone): string | undefined =>
  thing.startsWith('image ') ? thing.split('@')[1] : was

const idsIn = ({ imageIds = [] }: RacedCall['input']) =>
  imageIds as readonly { readonly imageTag?: string; readonly imageDigest?: string }[]

/**
 * Where the last call is that was about the thing before it was written, by its place among all: other changes may come
 * between, and the gap begins there. What names an image goes before a listing, which may be for something else.
 */
function lastLook(calls: readonly RacedCall[], loss: Undone, write: RacedCall): number {
  const [kind, name = ''] = loss.thing.split(' ')
  const [repositoryName, key] = name.split(/[:@](.*)/)
  const inRepository = ({ input: { repositoryName: name, repositoryNames = [], resourceArn } }: RacedCall) =>
    [name, ...(repositoryNames as readonly unknown[])].includes(repositoryName) ||
    String(resourceArn).endsWith(`:repository/${repositoryName}`)
  const last = (isOne: (call: RacedCall) => boolean) => calls.findLastIndex(call => inRepository(call) && isOne(call))
  const isListing = ({ operation, input }: RacedCall) => operation === 'DescribeImages' && input.imageIds === undefined
  if (kind === 'repositoryPolicy') return last(({ operation }) => operation === 'GetRepositoryPolicy')
  if (kind === 'scanning') return last(({ operation }) => operation === 'DescribeRepositories')
  if (kind === 'label') return last(({ operation }) => operation === 'ListTagsForResource')
  if (kind === 'lifecyclePolicy') return last(call => call.operation === 'GetLifecyclePolicy' || isListing(call))
  const about = [key, loss.was, digestOf(loss), write.input.imageDigest]
  const isNamed = ({ input }: RacedCall) => idsIn(input).some(id => about.includes(id.imageTag ?? id.imageDigest))
  const named = last(isNamed)
  return named === -1 ? last(isListing) : named
}

/** An outcome that is no success, of what was undone or of the image that it was on, or that names what went. */
export function isReported(loss: Loss, outcomes: readonly Outcome[]): boolean {
  const { thing, was } = loss
  const digest = digestOf(loss)
  const [kind, name = ''] = thing.split(' ')
  const repositoryName = name.split(/[:@]/)[0]
  const addresses =
    kind === 'tag' || kind === 'image'
      ? [`image["${name}"]`, `image["${repositoryName}@${was}"]`]
      : [`${kind}["${name}"]`]
  const about = [...addresses, `repository["${repositoryName}"]`]
  const isNamed = (text = '') => digest !== undefined && text.includes(digest)
  return outcomes.some(
    ({ address, status, error }) => status !== 'done' && (about.includes(address) || isNamed(error?.detail)),
  )
}
