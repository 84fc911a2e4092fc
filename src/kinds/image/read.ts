import type { ImageDetail } from '@aws-sdk/client-ecr'
import type { Listed, Reader } from '../../aws/api.ts'
import { absentOn } from '../../aws/failures.ts'
import { pages } from '../../aws/pages.ts'
import type { Reading } from '../../model.ts'
import { present } from '../canonical.ts'
import { idOf, keyIn } from './names.ts'
import type { ImageSpec, ImageWant } from './spec.ts'

/** Up to so many images are asked for one by one; beyond that, one listing of the repository is less. */
const ONE_BY_ONE = 5

/** The images at the tags and digests that are declared. Asking for what is there counts as no pull. */
export async function readImages(
  ecr: Reader,
  { repositoryName }: Listed,
  asked: ReadonlyMap<string, ImageWant | null>,
): Promise<ReadonlyMap<string, Reading<ImageSpec>>> {
  const names = [...asked.keys()]
  const find =
    names.length > ONE_BY_ONE
      ? await listing(ecr, repositoryName, new Set(names.map(keyIn)))
      : (key: string) => describe(ecr, repositoryName, key)
  const found = await Promise.all(names.map(async name => [name, await find(keyIn(name))] as const))
  return new Map(found.flatMap(([name, detail]) => (detail ? [[name, specOf(detail)] as const] : [])))
}

async function describe(ecr: Reader, repositoryName: string, key: string): Promise<ImageDetail | undefined> {
  const answer = await absentOn(
    'ImageNotFoundException',
    ecr.call('DescribeImages', { repositoryName, imageIds: [idOf(key)], filter: { imageStatus: 'ANY' } }),
  )
  return answer?.imageDetails?.[0]
}

/** What is not asked for is not kept: a repository may hold 100,000 images. */
async function listing(ecr: Reader, repositoryName: string, asked: ReadonlySet<string>) {
  const filter = { imageStatus: 'ANY' } as const
  const byKey = new Map<string, ImageDetail>()
  const listed = pages(nextToken => ecr.call('DescribeImages', { repositoryName, filter, maxResults: 1000, nextToken }))
  for await (const { imageDetails = [] } of listed)
    for (const detail of imageDetails)
      for (const key of [detail.imageDigest ?? '', ...(detail.imageTags ?? [])])
        if (asked.has(key)) byKey.set(key, detail)
  return (key: string): ImageDetail | undefined => byKey.get(key)
}

const specOf = ({ imageDigest = '', imagePushedAt, imageTags, imageStatus }: ImageDetail): ImageSpec =>
  present({
    imageDigest,
    imagePushedAt: imagePushedAt?.toISOString(),
    imageTags: imageTags?.toSorted(),
    imageStatus,
  }) as ImageSpec
