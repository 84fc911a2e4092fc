import type { ImageDetail } from '@aws-sdk/client-ecr'
import type { Reader } from '../aws/api.ts'
import { pages } from '../aws/pages.ts'
import type { InventoriedRepository } from '../model.ts'
import { isoOf } from '../words.ts'

export type ImageFacts = Pick<InventoriedRepository, 'images' | 'bytes' | 'untagged' | 'lastPush' | 'lastPull'>

/** Waits for its turn to have a page of images in memory. */
export type OnePage = <Page>(read: () => Promise<Page>) => Promise<Page>

/** What the images of a repository come to, archived ones included; none of them is kept. Counts as no pull. */
export async function imageFacts(reader: Reader, repositoryName: string, onePage: OnePage): Promise<ImageFacts> {
  const filter = { imageStatus: 'ANY' } as const
  const sums = { images: 0, bytes: 0, untagged: 0, lastPush: '', lastPull: '' }
  const summed = (nextToken: string | undefined) =>
    onePage(async () => {
      const page = await reader.call('DescribeImages', { repositoryName, filter, maxResults: 1000, nextToken })
      for (const detail of page.imageDetails ?? []) add(sums, detail)
      return { nextToken: page.nextToken }
    })
  for await (const _ of pages(summed));
  return { ...sums, lastPush: sums.lastPush || null, lastPull: sums.lastPull || null }
}

function add(
  sums: { images: number; bytes: number; untagged: number; lastPush: string; lastPull: string },
  { imageTags = [], imageSizeInBytes = 0, imagePushedAt, lastRecordedPullTime }: ImageDetail,
): void {
  sums.images += 1
  sums.bytes += imageSizeInBytes
  if (imageTags.length === 0) sums.untagged += 1
  sums.lastPush = later(sums.lastPush, imagePushedAt)
  sums.lastPull = later(sums.lastPull, lastRecordedPullTime)
}

/** ISO 8601 in UTC sorts as its moments do. */
function later(iso: string, moment: Date | undefined): string {
  const other = isoOf(moment) ?? ''
  return other > iso ? other : iso
}
