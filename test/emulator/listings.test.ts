import type { ECR } from '@aws-sdk/client-ecr'
import { describe, expect, test } from 'vitest'
import { inOrder, type Listing, page } from '../../src/emulator/operations/paging.ts'
import { emulated, preparedManifest, pushImage } from './ecr.ts'
import { send } from './http.ts'

const KEYS = Array.from({ length: 1000 }, (_, index) => String(index).padStart(4, '0'))
const keyOf = (key: string) => key

/** What a listing was asked for beyond what its pages showed. */
function counted(listing: Listing<string>) {
  let taken = 0
  const list = function* (from: string) {
    for (const item of listing.list(from)) {
      taken += 1
      yield item
    }
  }
  return { listing: { ...listing, list }, taken: () => taken }
}

function everyPage(listing: Listing<string>, maxResults: number): readonly string[][] {
  const pages: string[][] = []
  let nextToken: string | undefined
  do {
    const next = page(listing, { nextToken, maxResults })
    pages.push([...next.items])
    nextToken = next.nextToken
  } while (nextToken !== undefined)
  return pages
}

describe('a listing', () => {
  test('is read once, and two items more for each page', () => {
    const { listing, taken } = counted(inOrder(KEYS, keyOf))
    const pages = everyPage(listing, 100)
    expect(pages.flat()).toEqual(KEYS)
    expect(taken()).toBeLessThanOrEqual(KEYS.length + 2 * pages.length)
  })

  test('of which little is wanted is read at most twice', () => {
    const { listing, taken } = counted({ ...inOrder(KEYS, keyOf), isWanted: key => Number(key) % 50 === 0 })
    expect(everyPage(listing, 1).flat()).toHaveLength(20)
    expect(taken()).toBeLessThanOrEqual(2 * KEYS.length + 2 * 20)
  })
})

const world = emulated()
const repositoryName = 'team/app'
const DIGEST = `sha256:${'d'.repeat(64)}`

interface Paged {
  readonly items: readonly unknown[]
  readonly nextToken: string | undefined
}

/** What a listing answers, page by page. */
type Ask = (page: { readonly nextToken: string | undefined; readonly maxResults: number | undefined }) => Promise<Paged>

const LISTINGS: Readonly<Record<string, (ecr: ECR) => Ask>> = {
  DescribeRepositories: ecr => async asked => {
    const { repositories = [], nextToken } = await ecr.describeRepositories(asked)
    return { items: repositories.map(one => one.repositoryName), nextToken }
  },
  DescribeImages: ecr => async asked => {
    const { imageDetails = [], nextToken } = await ecr.describeImages({ repositoryName, ...asked })
    return { items: imageDetails.map(one => one.imageDigest), nextToken }
  },
  'DescribeImages of those with tags': ecr => async asked => {
    const filter = { tagStatus: 'TAGGED' } as const
    const { imageDetails = [], nextToken } = await ecr.describeImages({ repositoryName, filter, ...asked })
    return { items: imageDetails.map(one => one.imageDigest), nextToken }
  },
  ListImages: ecr => async asked => {
    const { imageIds = [], nextToken } = await ecr.listImages({ repositoryName, ...asked })
    return { items: imageIds, nextToken }
  },
  ListImageReferrers: ecr => async asked => {
    const subjectId = { imageDigest: DIGEST }
    const { referrers = [], nextToken } = await ecr.listImageReferrers({ repositoryName, subjectId, ...asked })
    return { items: referrers.map(({ digest }) => digest), nextToken }
  },
  GetLifecyclePolicyPreview: ecr => async asked => {
    const { previewResults = [], nextToken } = await ecr.getLifecyclePolicyPreview({ repositoryName, ...asked })
    return { items: previewResults.map(({ imageDigest }) => imageDigest), nextToken }
  },
  GetResources: () => async asked => {
    const target = 'ResourceGroupsTaggingAPI_20170126.GetResources'
    const body = JSON.stringify({ PaginationToken: asked.nextToken, ResourcesPerPage: asked.maxResults })
    const { text } = await send(world.emulator.url, { method: 'POST', headers: { 'x-amz-target': target }, body })
    const { ResourceTagMappingList: items, PaginationToken } = JSON.parse(text)
    return { items, nextToken: PaginationToken === '' ? undefined : PaginationToken }
  },
}

/** Three repositories, and images with no tag, one and three; one is about another. */
async function fill(ecr: ECR): Promise<void> {
  for (const name of ['bb', 'aa', repositoryName])
    await ecr.createRepository({ repositoryName: name, tags: [{ Key: 'k', Value: name }] })
  await pushImage(ecr, repositoryName, 'untagged')
  await pushImage(ecr, repositoryName, 'one', 'v1')
  for (const tag of ['c', 'a', 'b']) await pushImage(ecr, repositoryName, 'three', tag)
  for (const content of ['signature', 'sbom']) {
    const subject = { mediaType: 'application/vnd.oci.image.manifest.v1+json', size: 1, digest: DIGEST }
    const imageManifest = await preparedManifest(ecr, repositoryName, content, { subject })
    await ecr.putImage({ repositoryName, imageManifest })
  }
  const lifecyclePolicyText = JSON.stringify({
    rules: [
      {
        rulePriority: 1,
        selection: { tagStatus: 'any', countType: 'imageCountMoreThan', countNumber: 1 },
        action: { type: 'expire' },
      },
    ],
  })
  await ecr.startLifecyclePolicyPreview({ repositoryName, lifecyclePolicyText })
  world.emulator.clock.advance(60_000)
}

test.each(Object.entries(LISTINGS))('the pages of %s, one by one, are the whole in order', async (_, listing) => {
  await fill(world.ecr)
  const ask = listing(world.ecr)
  const whole = await ask({ nextToken: undefined, maxResults: undefined })
  expect(whole.items.length).toBeGreaterThan(1)
  expect(whole.nextToken).toBeUndefined()
  const items: unknown[] = []
  let nextToken: string | undefined
  do {
    const next = await ask({ nextToken, maxResults: 1 })
    expect(next.items).toHaveLength(1)
    items.push(...next.items)
    nextToken = next.nextToken
  } while (nextToken !== undefined)
  expect(items).toEqual(whole.items)
})
