import type { ECR } from '@aws-sdk/client-ecr'
import { describe, expect, test } from 'vitest'
import { pushImage } from '../emulator/ecr.ts'
import { arnOf } from '../world.ts'
import { PLANNED, type Raced, race } from './race.ts'

const GOING = 'old/app'
const OURS = { Key: 'ecrsync:manifest', Value: 'acme' }
const resourceArn = arnOf(GOING)

const given =
  (images = 0) =>
  async (ecr: ECR) => {
    for (const repositoryName of ['app', GOING]) await ecr.createRepository({ repositoryName, tags: [OURS] })
    for (let image = 0; image < images; image += 1) await pushImage(ecr, GOING, `image ${image}`)
  }
const manifest = () => `version: 1
name: acme
repositories: { app: {} }
prune: { match: "old/**", maxImages: 300 }
`

const tagging = (Key: string, Value: string) => (ecr: ECR) => ecr.tagResource({ resourceArn, tags: [{ Key, Value }] })

/** What somebody else does for it to stay. */
const ACTS: Readonly<Record<string, (ecr: ECR) => Promise<unknown>>> = {
  'protects it': tagging('ecrsync:protect', 'true'),
  'takes it': tagging(OURS.Key, 'billing'),
  'lets it go': ecr => ecr.untagResource({ resourceArn, tagKeys: [OURS.Key] }),
  'pushes to it': ecr => pushImage(ecr, GOING, 'new', 'prod'),
  'has a cache for such names': ecr =>
    ecr.createPullThroughCacheRule({ ecrRepositoryPrefix: 'old', upstreamRegistryUrl: 'public.ecr.aws' }),
  'has a template for such names': ecr =>
    ecr.createRepositoryCreationTemplate({ prefix: 'old', appliedFor: ['PULL_THROUGH_CACHE'] }),
}

const isThere = async (ecr: ECR) =>
  ((await ecr.describeRepositories({})).repositories ?? []).some(({ repositoryName }) => repositoryName === GOING)

const DESTROYS = /^(BatchDeleteImage|DeleteRepository)$/
const destroying = ({ calls }: Raced) =>
  calls.filter(({ by, operation }) => by === 'ecrsync' && DESTROYS.test(operation)).map(({ operation }) => operation)

describe.each(Object.entries(ACTS))('a repository that is to be pruned, where somebody %s', (_, act) => {
  test('after the plan, stays with all that it holds', async () => {
    const { apply, ecr } = await race({ given: given(1), manifest })
    const raced = await apply({ before: PLANNED, act })
    expect([raced.code, destroying(raced), await isThere(ecr)]).toEqual([6, [], true])
  })

  test('when the delete was throttled, stays', async () => {
    const { apply, ecr } = await race({ given: given(), manifest })
    const { code } = await apply({ before: 'DeleteRepository', fate: 'throttled', act })
    expect([code, await isThere(ecr)]).toEqual([6, true])
  })

  test('when its images are gone, stays', async () => {
    const { apply, ecr } = await race({ given: given(1), manifest })
    const raced = await apply({ after: 'BatchDeleteImage', act })
    expect([raced.code, destroying(raced), await isThere(ecr)]).toEqual([6, ['BatchDeleteImage'], true])
  })
})

test('a repository that is protected while its images go stays with the others', async () => {
  const { apply, ecr } = await race({ given: given(101), manifest })
  const raced = await apply({ after: 'BatchDeleteImage', act: tagging('ecrsync:protect', 'true') })
  const { imageIds = [] } = await ecr.listImages({ repositoryName: GOING })
  expect([raced.code, destroying(raced), imageIds.length]).toEqual([6, ['BatchDeleteImage'], 1])
})

test('an image without a tag that gets one while others go stays', async () => {
  const { apply, ecr } = await race({ given: given(101), manifest })
  const gone = new Set<unknown>()
  let saved = ''
  const { code } = await apply({
    after: 'BatchDeleteImage',
    act: async (second, { input }) => {
      for (const { imageDigest } of input.imageIds as { imageDigest: string }[]) gone.add(imageDigest)
      const { imageIds = [] } = await second.listImages({ repositoryName: GOING, maxResults: 1000 })
      saved = imageIds.find(({ imageDigest }) => !gone.has(imageDigest))?.imageDigest ?? ''
      const [{ imageManifest } = {}] =
        (await second.batchGetImage({ repositoryName: GOING, imageIds: [{ imageDigest: saved }] })).images ?? []
      await second.putImage({ repositoryName: GOING, imageManifest, imageTag: 'prod' })
    },
  })
  const { imageIds = [] } = await ecr.listImages({ repositoryName: GOING })
  expect([code, imageIds.some(({ imageDigest }) => imageDigest === saved)]).toEqual([6, true])
})

test('a repository that another run has pruned meanwhile is done', async () => {
  const { apply } = await race({ given: given(), manifest })
  const { code } = await apply({ before: PLANNED, act: ecr => ecr.deleteRepository({ repositoryName: GOING }) })
  expect(code).toBe(0)
})
