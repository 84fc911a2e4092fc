import type { ImageDetail } from '@aws-sdk/client-ecr'
import type { Listed, Reader } from '../../aws/api.ts'
import { absentOn } from '../../aws/failures.ts'
import { pages } from '../../aws/pages.ts'
import { EcrsyncError } from '../../errors.ts'
import type { Reading } from '../../model.ts'
import { present } from '../canonical.ts'
import { idOf, keyIn } from './names.ts'
import { type ImageSpec, type ImageWant, isAbsent, isMissing } from './spec.ts'

/** Up to so many images are asked for one by one; beyond that, one listing of the repository is less. */
const ONE_BY_ONE = 5

type Find = (key: string) => Promise<ImageDetail | undefined>

/** The images at the tags and digests that are declared. Asking for what is there counts as no pull. */
export async function readImages(
  ecr: Reader,
  { repositoryName }: Listed,
  asked: ReadonlyMap<string, ImageWant | null>,
): Promise<ReadonlyMap<string, Reading<ImageSpec>>> {
  const find = await finderFor(ecr, repositoryName, asked)
  const found = await Promise.all(
    [...asked].map(async ([name, want]) => [name, await readOne(name, want, find)] as const),
  )
  return new Map(found.flatMap(([name, reading]) => (reading ? [[name, reading] as const] : [])))
}

async function finderFor(ecr: Reader, repositoryName: string, asked: ReadonlyMap<string, ImageWant | null>) {
  const single: Find = key => describe(ecr, repositoryName, key)
  if (asked.size > ONE_BY_ONE) return listing(ecr, repositoryName, new Set([...asked].flatMap(keysOf)))
  const isPromoted = [...asked.values()].some(want => promotedIn(want) !== undefined)
  return isPromoted ? ((await smallListing(ecr, repositoryName)) ?? single) : single
}

/** A tag that is to be put on an image of the same repository needs that image, which somebody may have deleted since. */
async function readOne(name: string, want: ImageWant | null, find: Find): Promise<Reading<ImageSpec> | undefined> {
  const promoted = promotedIn(want)
  if (promoted !== undefined && (await find(promoted)) === undefined) throw gone(name, promoted)
  const detail = await find(keyIn(name))
  return detail && specOf(detail)
}

const keysOf = ([name, want]: readonly [string, ImageWant | null]): readonly string[] => [
  keyIn(name),
  ...[promotedIn(want) ?? []].flat(),
]

/** The image of a promotion that has been planned. */
function promotedIn(want: ImageWant | null): string | undefined {
  if (want === null || isAbsent(want) || want.source.from !== 'repository' || isMissing(want.pinned)) return undefined
  return want.pinned?.requires ? undefined : want.pinned?.digest
}

const gone = (name: string, digest: string): EcrsyncError =>
  new EcrsyncError('SOURCE_NOT_FOUND', `The image for ${name} is not there any more`, {
    detail: `${digest} was there when the plan was made.`,
    hint: 'Run ecrsync plan again, and look.',
  })

async function describe(ecr: Reader, repositoryName: string, key: string): Promise<ImageDetail | undefined> {
  const answer = await absentOn(
    'ImageNotFoundException',
    ecr.call('DescribeImages', { repositoryName, imageIds: [idOf(key)], filter: { imageStatus: 'ANY' } }),
  )
  return answer?.imageDetails?.[0]
}

const LISTED = { filter: { imageStatus: 'ANY' }, maxResults: 1000 } as const

/** What is not asked for is not kept: a repository may hold 100,000 images. */
async function listing(ecr: Reader, repositoryName: string, asked: ReadonlySet<string>): Promise<Find> {
  const byKey = new Map<string, ImageDetail>()
  const listed = pages(nextToken => ecr.call('DescribeImages', { repositoryName, ...LISTED, nextToken }))
  for await (const { imageDetails = [] } of listed) index(imageDetails, byKey, key => asked.has(key))
  return async key => byKey.get(key)
}

/** A tag and its image by one look, where one page holds all; nothing where it does not. */
async function smallListing(ecr: Reader, repositoryName: string): Promise<Find | undefined> {
  const { imageDetails = [], nextToken } = await ecr.call('DescribeImages', { repositoryName, ...LISTED })
  const byKey = new Map<string, ImageDetail>()
  index(imageDetails, byKey, () => true)
  return nextToken ? undefined : async key => byKey.get(key)
}

function index(
  details: readonly ImageDetail[],
  byKey: Map<string, ImageDetail>,
  isKept: (key: string) => boolean,
): void {
  for (const detail of details)
    for (const key of [detail.imageDigest ?? '', ...(detail.imageTags ?? [])]) if (isKept(key)) byKey.set(key, detail)
}

const specOf = ({ imageDigest = '', imagePushedAt, imageTags, imageStatus }: ImageDetail): ImageSpec =>
  present({
    imageDigest,
    imagePushedAt: imagePushedAt?.toISOString(),
    imageTags: imageTags?.toSorted(),
    imageStatus,
  }) as ImageSpec
