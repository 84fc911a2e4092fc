import type { ECR } from '@aws-sdk/client-ecr'
import { describe, expect, test } from 'vitest'
import { pushImage, pushIndex } from '../emulator/ecr.ts'
import { digestsIn, PLANNED, race, retag, tagsIn } from './race.ts'
import type { Moment } from './second-client.ts'

const [OLD, NEW] = ['old/app', 'new/app']

const manifest = (removed: string) => `version: 1
name: acme
ownership: none
repositories:
  ${NEW}:
removed:
  - { name: ${OLD}, ${removed} }
`

/** Two images, which the other repository has as well. */
async function given(ecr: ECR) {
  for (const repositoryName of [OLD, NEW]) {
    await ecr.createRepository({ repositoryName })
    await pushImage(ecr, repositoryName, 'one', 'v1')
    await pushImage(ecr, repositoryName, 'two', 'v2')
  }
  return {}
}

const push = (ecr: ECR) => pushImage(ecr, OLD, 'new', 'prod')

describe.each(['maxImages: 2', `copiedTo: ${NEW}`])(
  'what is pushed into a repository that is to go stays: %s',
  removed => {
    test.each<[string, Omit<Moment, 'act'>]>([
      ['after the plan', { before: PLANNED }],
      ['when it was counted again', { before: 'BatchDeleteImage' }],
      ['when the counted images are gone', { after: 'BatchDeleteImage' }],
      ['before the repository goes', { before: 'DeleteRepository' }],
      ['when its delete was throttled', { before: 'DeleteRepository', fate: 'throttled' }],
    ])('%s', async (_, moment) => {
      const { apply, ecr } = await race({ given, manifest: () => manifest(removed) })
      const { code, stdout } = await apply({ ...moment, act: push })
      expect(await tagsIn(ecr, OLD)).toMatchObject({ prod: expect.any(String) })
      expect({ code, stdout }).toEqual({ code: 6, stdout: expect.stringContaining(`repository["${OLD}"]`) })
    })
  },
)

test('a push into an empty one keeps it', async () => {
  const empty = async (ecr: ECR) => void (await ecr.createRepository({ repositoryName: OLD }))
  const text = `version: 1\nname: acme\nrepositories: {}\nremoved:\n  - { name: ${OLD} }\n`
  const { apply, ecr } = await race({ given: empty, manifest: () => text })
  const { code, stdout } = await apply({ before: 'DeleteRepository', act: push })
  expect(await digestsIn(ecr, OLD)).toHaveLength(1)
  expect({ code, stdout }).toEqual({ code: 6, stdout: expect.stringContaining(`repository["${OLD}"]`) })
})

test('a counted image that got a tag after the plan is not deleted unseen', async () => {
  const { apply, ecr } = await race({ given, manifest: () => manifest('maxImages: 2') })
  const digests = await digestsIn(ecr, OLD)
  const [digest = ''] = digests
  const { code, stdout } = await apply({ before: PLANNED, act: ecr => retag(ecr, digest, 'prod', OLD) })
  expect({ code, stdout }).toEqual({ code: 6, stdout: expect.stringContaining(`repository["${OLD}"]`) })
  expect(await digestsIn(ecr, OLD)).toEqual(digests)
})

test('no repository is deleted by force, and only counted images are', async () => {
  const { apply, ecr } = await race({ given, manifest: () => manifest('maxImages: 2') })
  const digests = await digestsIn(ecr, OLD)
  const { calls, code } = await apply()
  expect(code).toBe(0)
  const inputs = (name: string) => calls.filter(({ operation }) => operation === name).map(({ input }) => input)
  expect(inputs('DeleteRepository')).toEqual([{ repositoryName: OLD }])
  const deleted = inputs('BatchDeleteImage').flatMap(({ imageIds }) => imageIds as { imageDigest: string }[])
  expect(deleted.map(({ imageDigest }) => imageDigest).sort()).toEqual(digests)
  await expect(ecr.describeRepositories({ repositoryNames: [OLD] })).rejects.toThrow('does not exist')
})

test('indexes, and indexes of indexes, go before what they hold', async () => {
  const nested = async (ecr: ECR) => {
    await given(ecr)
    const inner = await pushIndex(ecr, OLD, [await pushImage(ecr, OLD, 'child')])
    await pushIndex(ecr, OLD, [inner], 'multi')
  }
  const { apply, ecr } = await race({ given: nested, manifest: () => manifest('maxImages: 9') })
  expect((await apply()).code).toBe(0)
  await expect(ecr.describeRepositories({ repositoryNames: [OLD] })).rejects.toThrow('does not exist')
})
