import { expect, test } from 'vitest'
import { unwrapped } from '../cli.ts'
import { pushImage, pushPlatforms } from '../emulator/ecr.ts'
import { FROM, NAME, registries, SETTLED, settled } from './upstream.ts'

const ALL = ['linux/amd64', 'linux/arm64', 'linux/s390x']
const platforms = ['linux/arm64', 'linux/amd64']

const digestsIn = async ({ ecr }: Pick<Awaited<ReturnType<typeof registries>>, 'ecr'>, repositoryName = NAME) => {
  const { imageIds = [] } = await ecr.listImages({ repositoryName })
  return new Set(imageIds.map(({ imageDigest }) => imageDigest))
}

test('the platforms of an image of another registry are planned and copied as one new index', async () => {
  const at = await registries()
  const { digest, children } = await pushPlatforms(at.there, FROM, ALL, '3')
  const run = await at.over({ small: { from: `${at.docker}:3`, platforms, referrers: true } })
  const { stdout } = await run('plan')
  expect(unwrapped(stdout)).toMatch(
    /\+ image small .*, a new index of linux\/arm64, linux\/amd64 out of sha256:.*, with the referrers of its images/,
  )
  const [change] = JSON.parse((await run('plan', '--json')).stdout).changes
  expect(change.after.imageDigest).not.toBe(digest)
  expect(await settled(run)).toEqual(SETTLED)
  expect(await digestsIn(at)).toEqual(new Set([change.after.imageDigest, ...children.slice(0, 2)]))
  const pinned = await at.over({ small: { from: `${at.docker}@${digest}`, platforms: [...platforms].reverse() } })
  expect((await pinned('plan')).stdout).toContain('No changes.')
})

test.each([
  ['of the same registry', `ecr:${FROM}:3`, FROM],
  ['of the same repository', '', NAME],
])('so are those of an image %s', async (_, from, repositoryName) => {
  const at = await registries()
  const { digest } = await pushPlatforms(at.ecr, repositoryName, ALL, '3')
  const run = await at.over({ small: { from: from || digest, platforms } })
  expect(await settled(run)).toEqual(SETTLED)
  const { imageDetails } = await at.ecr.describeImages({ repositoryName: NAME, imageIds: [{ imageTag: 'small' }] })
  expect(imageDetails?.[0]?.imageDigest).not.toBe(digest)
})

test('where what is made is said, a plan makes no pull, neither before it is made nor after', async () => {
  const at = await registries()
  await pushPlatforms(at.ecr, FROM, ALL, '3')
  const small = { from: `ecr:${FROM}:3`, platforms }
  const [{ after }] = JSON.parse((await (await at.over({ small }))('plan', '--json')).stdout).changes
  const run = await at.over({ small: { ...small, digest: after.imageDigest } })
  const pulls = () => at.target.calls.filter(({ operation }) => !/^(Describe|List|Get)/.test(operation))
  at.target.clearCalls()
  expect((await run('plan')).stdout).toContain('1 to create')
  expect(pulls()).toEqual([])
  expect(await settled(run)).toEqual(SETTLED)
  at.target.clearCalls()
  expect((await run('plan')).stdout).toContain('No changes.')
  expect(pulls()).toEqual([])
})

test('a tag that was the whole index moves to the smaller one, and back', async () => {
  const at = await registries()
  const { digest } = await pushPlatforms(at.ecr, FROM, ALL, '3')
  expect(await settled(await at.over({ base: `ecr:${FROM}@${digest}` }))).toEqual(SETTLED)
  const narrow = await at.over({ base: { from: `ecr:${FROM}@${digest}`, platforms } })
  expect((await narrow('plan')).stdout).toContain('MOVES')
  expect(await settled(narrow)).toEqual(SETTLED)
  expect(await settled(await at.over({ base: `ecr:${FROM}@${digest}` }))).toEqual(SETTLED)
})

test('a platform that is missing, and an image that is no index, are blocked in the plan', async () => {
  const at = await registries()
  await pushPlatforms(at.there, FROM, ALL, '3')
  await pushImage(at.there, FROM, 'one', '4')
  const run = await at.over({
    a: { from: `${at.docker}:3`, platforms: ['windows/amd64'] },
    b: { from: `${at.docker}:4`, platforms },
  })
  const { code, stdout } = await run('plan')
  expect([code, stdout]).toEqual([4, expect.stringContaining('2 blocked')])
  expect(unwrapped(stdout)).toContain('has no windows/amd64; it has linux/amd64, linux/arm64, linux/s390x')
  expect(unwrapped(stdout)).toContain('is one image and no index')
})

test('of an image that the same plan brings, an index is made in the next one', async () => {
  const at = await registries()
  await pushPlatforms(at.there, FROM, ALL, '3')
  const run = await at.over({ all: `${at.docker}:3`, small: { from: `ecr:${NAME}:all`, platforms } })
  const { code, stdout } = await run('plan')
  expect([code, stdout]).toEqual([4, expect.stringContaining('brings it')])
  expect((await run('apply', '--auto-approve')).code).toBe(6)
  expect(await settled(run)).toEqual(SETTLED)
})
