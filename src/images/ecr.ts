import type { ImageDetail } from '@aws-sdk/client-ecr'
import type { ImageCaller, Input, Reader } from '../aws/api.ts'
import { absentOn, isAws, isPassing } from '../aws/failures.ts'
import { pages } from '../aws/pages.ts'
import { EcrsyncError, wholeText } from '../errors.ts'
import { damaged, notFound, strange } from './failures.ts'
import { type Asking, askLong, bodyOf, rangeFrom } from './http.ts'
import { isIndex, MANIFEST_TYPES, readManifest, SCHEMA_1 } from './manifest.ts'
import type { ImageFacts, ImageStore, Reference, Wanted } from './store.ts'

/** A repository of an ECR registry. */
export interface EcrRepository extends Omit<Asking, 'signal'> {
  readonly caller: ImageCaller
  readonly repositoryName: string
  /** Left out: the caller's own registry. */
  readonly registryId?: string
  /** The caller's own. */
  readonly region: string
}

/** ECR converts what the client does not take: https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-manifest-formats.html */
const ACCEPTED = [...MANIFEST_TYPES, ...SCHEMA_1]
const PAGE = 50
const HINT = 'Check the name, tag or digest in the manifest.'

/** The images of a repository in ECR. */
export function ecrStore(repository: EcrRepository): ImageStore {
  const { caller, where, region, sleep, patience, send } = repository
  return {
    where,
    origin: `ECR in ${region}`,
    countsPulls: true,
    resolve: wanted => resolve(caller, repository, wanted),
    async manifest(reference, signal) {
      const { imageManifest, imageManifestMediaType } = await pullManifest(repository, reference.digest, signal)
      const mediaType = imageManifestMediaType ?? reference.mediaType
      const { digest } = reference
      return readManifest(
        Buffer.from(imageManifest ?? ''),
        { digest, ...(mediaType !== undefined && { mediaType }) },
        where,
      )
    },
    async blob({ digest }, from, signal) {
      const input = { ...nameOf(repository), layerDigest: digest }
      const { downloadUrl } = await whole(where, caller.call('GetDownloadUrlForLayer', input, { signal }))
      const question = { headers: rangeFrom(from), where, sleep, patience, send, signal }
      return askLong(urlOf(downloadUrl, where), question, answer => bodyOf(answer, from))
    },
    referrers: (digest, signal) => listReferrers(repository, digest, signal),
  }
}

function urlOf(text: unknown, where: string): URL {
  const url = typeof text === 'string' && URL.canParse(text) ? new URL(text) : undefined
  if (url !== undefined && /^https?:$/.test(url.protocol)) return url
  throw strange(where, 'ECR gives no address to get a layer from')
}

/**
 * One image as BatchGetImage answers it, with its manifest as it was pushed.
 *
 * @throws EcrsyncError SOURCE_NOT_FOUND, and what ECR answers
 */
export async function pullManifest(
  repository: Pick<EcrRepository, 'caller' | 'repositoryName' | 'registryId' | 'where'>,
  imageDigest: string,
  signal?: AbortSignal,
) {
  const { caller, where } = repository
  const input = { ...nameOf(repository), imageIds: [{ imageDigest }], acceptedMediaTypes: ACCEPTED }
  const answer = whole(where, caller.call('BatchGetImage', input, { signal }))
  const { images = [], failures = [] } = await found(repository, answer)
  const [image] = images
  if (typeof image?.imageManifest === 'string') return { ...image, imageManifest: image.imageManifest }
  const reason = failures[0]?.failureReason ?? 'not found'
  throw notFound({ where, what: `${imageDigest} is not given out (${reason})`, hint: HINT })
}

/** The image that a tag of the caller's own registry is on, if any. */
export async function holderOf(caller: Reader, repositoryName: string, imageTag: string): Promise<string | undefined> {
  const input: Input<'DescribeImages'> = { repositoryName, imageIds: [{ imageTag }], filter: { imageStatus: 'ANY' } }
  const answer = await absentOn('ImageNotFoundException', caller.call('DescribeImages', input))
  return answer?.imageDetails?.[0]?.imageDigest
}

/** Digests of what has an image of the caller's own registry as its subject, archived or not. */
export async function referrersIn(
  caller: Reader,
  repositoryName: string,
  imageDigest: string,
): Promise<ReadonlySet<string>> {
  const input = {
    repositoryName,
    subjectId: { imageDigest },
    maxResults: PAGE,
    filter: { artifactStatus: 'ANY' } as const,
  }
  const listing = pages(nextToken => caller.call('ListImageReferrers', { ...input, nextToken }))
  const all = new Set<string>()
  for await (const { referrers = [] } of listing) for (const { digest = '' } of referrers) all.add(digest)
  return all
}

const nameOf = ({ repositoryName, registryId }: Pick<EcrRepository, 'repositoryName' | 'registryId'>) => ({
  repositoryName,
  ...(registryId !== undefined && { registryId }),
})

async function resolve(reader: Reader, repository: EcrRepository, { tag, digest }: Wanted): Promise<ImageFacts> {
  const where = `${repository.where}${tag === undefined ? '' : `:${tag}`}${digest === undefined ? '' : `@${digest}`}`
  const imageIds = [
    { ...(tag !== undefined && { imageTag: tag }), ...(digest !== undefined && { imageDigest: digest }) },
  ]
  const input: Input<'DescribeImages'> = { ...nameOf(repository), imageIds, filter: { imageStatus: 'ANY' } }
  const { imageDetails = [] } = await found({ where }, reader.call('DescribeImages', input))
  const [detail] = imageDetails
  if (detail?.imageDigest === undefined) throw notFound({ where, what: 'ECR says nothing of the image', hint: HINT })
  if (detail.imageStatus === 'ARCHIVED')
    throw notFound({
      where,
      what: `${detail.imageDigest} is archived, and ECR lets nobody pull from the archive`,
      hint: `Let it come back first: ${JSON.stringify(detail.imageDigest)}: { from: ${JSON.stringify(detail.imageDigest)}, restore: true } in its own repository.`,
    })
  return factsOf(detail, detail.imageDigest)
}

function factsOf(detail: ImageDetail, digest: string): ImageFacts {
  const { imageManifestMediaType: mediaType, imageSizeInBytes: size, imagePushedAt: pushedAt } = detail
  // Of an index ECR tells the size of its largest image, and not of all.
  const isWhole = size !== undefined && !isIndex(mediaType ?? '')
  return {
    digest,
    ...(mediaType !== undefined && { mediaType }),
    ...(isWhole && { size }),
    ...(pushedAt !== undefined && { pushedAt }),
  }
}

async function listReferrers(
  repository: EcrRepository,
  digest: string,
  signal?: AbortSignal,
): Promise<readonly Reference[]> {
  const { caller } = repository
  const input = { ...nameOf(repository), subjectId: { imageDigest: digest }, maxResults: PAGE }
  const listing = pages(nextToken =>
    found(repository, caller.call('ListImageReferrers', { ...input, nextToken }, { signal })),
  )
  const all: Reference[] = []
  for await (const { referrers = [] } of listing)
    for (const { digest, mediaType } of referrers) {
      if (digest === undefined) throw damaged(repository.where, 'ECR lists a referrer without a digest')
      all.push({ digest, ...(mediaType !== undefined && { mediaType }) })
    }
  return all
}

/** What ECR answers only in part is missing of one image, and says nothing of the others. */
async function whole<T>(where: string, answer: Promise<T>): Promise<T> {
  try {
    return await answer
  } catch (error) {
    if (!(error instanceof EcrsyncError) || error.code !== 'NOT_ECR' || isPassing(error)) throw error
    throw strange(where, wholeText(error), error)
  }
}

const MISSING = {
  ImageNotFoundException: 'there is no such image',
  RepositoryNotFoundException: 'there is no such repository',
}

/** What is not there is said of the source, because the repository that is written to may well be. */
async function found<T>({ where }: Pick<EcrRepository, 'where'>, answer: Promise<T>): Promise<T> {
  try {
    return await answer
  } catch (error) {
    const [, what] = Object.entries(MISSING).find(([name]) => isAws(error, name)) ?? []
    if (what === undefined) throw error
    throw notFound({ where, what, hint: HINT, cause: error })
  }
}
