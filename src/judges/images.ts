import type { ImageDetail } from '@aws-sdk/client-ecr'
import type { Reader } from '../aws/api.ts'
import { pages } from '../aws/pages.ts'
import { isIndex } from '../images/manifest.ts'
import type { LifecycleImage } from '../lifecycle/index.ts'

/** An image with what a reader wants to know of it beside what rules look at. */
export interface SizedImage extends LifecycleImage {
  readonly bytes: number
  readonly isIndex: boolean
}

/** Every image of a repository, archived ones included, as lifecycle rules see it. Counts as no pull. */
export async function readImages(reader: Reader, repositoryName: string): Promise<readonly SizedImage[]> {
  const filter = { imageStatus: 'ANY' } as const
  const listing = pages(nextToken =>
    reader.call('DescribeImages', { repositoryName, filter, maxResults: 1000, nextToken }),
  )
  const images: SizedImage[] = []
  for await (const { imageDetails = [] } of listing) for (const detail of imageDetails) images.push(imageOf(detail))
  return images
}

/** Which images an index holds is not in the listing, and its manifest would have to be pulled. */
function imageOf(detail: ImageDetail): SizedImage {
  const { imageDigest = '', imageTags = [], imagePushedAt, imageStatus = 'ACTIVE', imageSizeInBytes = 0 } = detail
  const { lastActivatedAt, lastArchivedAt, lastRecordedPullTime, subjectManifestDigest } = detail
  return {
    id: imageDigest,
    digest: imageDigest,
    tags: imageTags.toSorted(),
    pushedAt: imagePushedAt?.toISOString() ?? LONG_AGO,
    status: imageStatus as SizedImage['status'],
    bytes: imageSizeInBytes,
    isIndex: isIndex(detail.imageManifestMediaType ?? ''),
    ...(lastActivatedAt && { lastActivatedAt: lastActivatedAt.toISOString() }),
    ...(lastArchivedAt && { lastArchivedAt: lastArchivedAt.toISOString() }),
    ...(lastRecordedPullTime && { lastRecordedPullTime: lastRecordedPullTime.toISOString() }),
    ...(subjectManifestDigest !== undefined && { subject: subjectManifestDigest }),
  }
}

const LONG_AGO = '1970-01-01T00:00:00.000Z'
