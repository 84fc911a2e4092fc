import type { ECR } from '@aws-sdk/client-ecr'
import { describe, expect, test } from 'vitest'
import { pushImage } from '../emulator/ecr.ts'
import { putting, race, retag, tagsIn } from './race.ts'
import type { Moment, RacedCall } from './second-client.ts'

const [FROM, TO] = ['old/app', 'new/app']
const MANIFEST = `version: 1\nname: acme\nownership: none\nrepositories:\n  ${TO}:\n`

/** Two images to copy; `prod` is there already, on the first, and moves to the second. */
async function given(ecr: ECR) {
  for (const repositoryName of [FROM, TO]) await ecr.createRepository({ repositoryName })
  const first = await pushImage(ecr, FROM, 'first', 'v1')
  await pushImage(ecr, TO, 'first', 'prod')
  const second = await pushImage(ecr, FROM, 'second', 'v2')
  await retag(ecr, second, 'prod', FROM)
  return { first, second }
}

async function copied(...moments: readonly Moment[]) {
  const { run, ecr, given: known } = await race({ given, manifest: () => MANIFEST })
  return {
    ...(await run(['copy', FROM, TO, '--auto-approve', '--concurrency', '1', '--quiet'], ...moments)),
    ecr,
    given: known,
  }
}

describe.each(['prod', 'v2'])('%s is not moved from what was pushed under it', tag => {
  const act = (ecr: ECR) => pushImage(ecr, TO, 'hotfix', tag)

  test.each<[string, Moment]>([
    ['when the copying begins', { before: 'BatchGetImage', act }],
    ['when the layers are there', { before: 'PutImage', act }],
    ['when the images are there', { after: 'PutImage', act }],
  ])('%s', async (_, moment) => {
    const { code, stdout, stderr, ecr, given } = await copied(moment)
    const tags = await tagsIn(ecr, TO)
    expect([undefined, given.first, given.second]).not.toContain(tags[tag])
    expect({ code, text: stdout + stderr }).toEqual({ code: 6, text: expect.stringContaining(tag) })
  })
})

test('the other tags are put all the same', async () => {
  const act = (ecr: ECR) => pushImage(ecr, TO, 'hotfix', 'prod')
  const { ecr, given } = await copied({ after: 'PutImage', act })
  expect(await tagsIn(ecr, TO)).toMatchObject({ v1: given.first, v2: given.second })
})

test('a hotfix is not rolled back by another try of a tag whose answer was lost', async () => {
  const act = (ecr: ECR) => pushImage(ecr, TO, 'hotfix', 'prod')
  const { code, ecr, given } = await copied({ after: 'PutImage', where: putting('prod'), fate: 'lost', act })
  const { prod } = await tagsIn(ecr, TO)
  expect([undefined, given.first, given.second]).not.toContain(prod)
  expect(code).toBe(6)
})

test('undisturbed, all is equal at the end, also where an answer was lost', async () => {
  const { code, ecr, given } = await copied({ after: 'PutImage', where: putting('v2'), fate: 'lost' })
  const tags = { v1: given.first, v2: given.second, prod: given.second }
  expect({ code, tags: await tagsIn(ecr, TO) }).toEqual({ code: 0, tags })
})

/** Several images are copied at once: what counts are the calls about one of them. */
test('each tag is put directly after a look at it', async () => {
  const { calls, given } = await copied()
  for (const [tag, digest] of Object.entries({ v1: given.first, v2: given.second, prod: given.second })) {
    const about = calls.filter(({ input }) => input.repositoryName === TO && isAbout(input, tag, digest))
    const at = about.findIndex(({ operation, input }) => operation === 'PutImage' && input.imageTag === tag)
    expect([tag, about[at - 1]?.operation]).toEqual([tag, 'DescribeImages'])
  }
})

function isAbout(input: RacedCall['input'], tag: string, digest: string): boolean {
  const ids = [input, ...((input.imageIds ?? []) as readonly RacedCall['input'][])]
  return ids.some(({ imageTag, imageDigest }) => imageTag === tag || (imageTag === undefined && imageDigest === digest))
}
