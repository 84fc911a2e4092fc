import type { ECR } from '@aws-sdk/client-ecr'
import { describe, expect, test } from 'vitest'
import type { Emulator } from '../../src/emulator/server.ts'
import { pushImage, pushIndex } from '../emulator/ecr.ts'
import { imagesManifest, NAME, race, tagsIn } from '../races/race.ts'

const DAY = 24 * 60 * 60 * 1000

/** Images of different days, the first the oldest, each with its tag. */
const images = (...tags: readonly string[]) =>
  async function given(ecr: ECR, emulator: Emulator): Promise<readonly string[]> {
    await ecr.createRepository({ repositoryName: NAME })
    const digests: string[] = []
    for (const [index, tag] of tags.entries()) {
      digests.push(await pushImage(ecr, NAME, `image ${index}`, tag))
      emulator.clock.advance(DAY)
    }
    return digests
  }

const keeping = (pattern: string, newest: number) =>
  `lifecyclePolicy: [{ tagPattern: "${pattern}", keepAll: true }, { any: true, keepNewest: ${newest} }]`
const inUse = (index: number) => (digests: readonly string[]) => ({ 'in-use.txt': `${NAME}@${digests[index]}\n` })
const IN_USE = { args: ['--in-use', 'in-use.txt'] }

async function policyText(ecr: ECR): Promise<string> {
  const { lifecyclePolicyText = '' } = await ecr.getLifecyclePolicy({ repositoryName: NAME })
  return lifecyclePolicyText
}

test('a policy is not put where the tag that keeps an image in use from it could not be', async () => {
  const { apply, emulator, ecr } = await race({
    given: images('v1', 'v2', 'v3'),
    manifest: ([used]) => imagesManifest(`prod: "${used}"`, keeping('prod*', 2)),
    files: inUse(0),
    ...IN_USE,
  })
  emulator.inject({ operation: 'PutImage', error: 'AccessDeniedException' })
  const { code, stdout } = await apply()
  expect({ code, stdout }).toEqual({
    code: 6,
    stdout: expect.stringMatching(/skipped lifecyclePolicy\S+ +image\S+:prod"\] was not created/),
  })
  await expect(ecr.getLifecyclePolicy({ repositoryName: NAME })).rejects.toMatchObject({
    name: 'LifecyclePolicyNotFoundException',
  })
})

test('where nothing hangs on a tag, its policy does not wait for it', async () => {
  const { apply, emulator, ecr } = await race({
    given: images('v1', 'v2', 'v3'),
    manifest: ([, , newest]) => imagesManifest(`other: "${newest}"`, keeping('prod*', 2)),
    files: inUse(2),
    ...IN_USE,
  })
  emulator.inject({ operation: 'PutImage', error: 'AccessDeniedException' })
  expect((await apply()).code).toBe(6)
  expect(await policyText(ecr)).toContain('prod*')
})

test('a tag that only the new policy lets move, moves after it', async () => {
  const { apply, ecr, given } = await race({
    given: async (ecr, emulator) => {
      const digests = await images('keep', 'v2', 'v3')(ecr, emulator)
      const rule = { rulePriority: 1, action: { type: 'expire' } }
      const selection = (countNumber: number, more: object) => ({
        countType: 'imageCountMoreThan',
        countNumber,
        ...more,
      })
      const kept = selection(9999, { tagStatus: 'tagged', tagPatternList: ['keep'] })
      const rules = [
        { ...rule, selection: kept },
        { ...rule, rulePriority: 2, selection: selection(1, { tagStatus: 'any' }) },
      ]
      await ecr.putLifecyclePolicy({ repositoryName: NAME, lifecyclePolicyText: JSON.stringify({ rules }) })
      return digests
    },
    manifest: ([, other]) => imagesManifest(`keep: "${other}"`, keeping('x*', 5)),
    files: inUse(0),
    ...IN_USE,
  })
  expect(await apply()).toMatchObject({ code: 0 })
  expect((await tagsIn(ecr)).keep).toBe(given[1])
})

test('a tag is given to an image in use before the one that kept it goes', async () => {
  const { apply, ecr, given } = await race({
    given: async (ecr, emulator) => {
      const digests = await images('keep', 'v2', 'v3')(ecr, emulator)
      const rules = [
        {
          rulePriority: 1,
          selection: {
            tagStatus: 'tagged',
            tagPatternList: ['keep*'],
            countType: 'imageCountMoreThan',
            countNumber: 9999,
          },
          action: { type: 'expire' },
        },
        {
          rulePriority: 2,
          selection: { tagStatus: 'any', countType: 'imageCountMoreThan', countNumber: 1 },
          action: { type: 'expire' },
        },
      ]
      await ecr.putLifecyclePolicy({ repositoryName: NAME, lifecyclePolicyText: JSON.stringify({ rules }) })
      return digests
    },
    manifest: ([used, other]) => imagesManifest(`keep: "${other}"\nkeep2: "${used}"`),
    files: inUse(0),
    ...IN_USE,
  })
  expect(await apply()).toMatchObject({ code: 0 })
  expect(await tagsIn(ecr)).toMatchObject({ keep: given[1], keep2: given[0] })
})

test('what ECR itself says of a policy counts before the write as it did in the plan', async () => {
  const { apply, ecr } = await race({
    given: async ecr => {
      await ecr.createRepository({ repositoryName: NAME })
      const parts = [await pushImage(ecr, NAME, 'part 1'), await pushImage(ecr, NAME, 'part 2')]
      await pushIndex(ecr, NAME, parts, 'v1')
      return parts
    },
    manifest: () => imagesManifest('gone: null', 'lifecyclePolicy: [{ untagged: true, keepNewest: 1 }]'),
    files: ([part]) => ({ 'in-use.txt': `${NAME}@${part}\n` }),
    args: ['--in-use', 'in-use.txt', '--lifecycle-preview', 'server'],
  })
  expect(await apply()).toMatchObject({ code: 0 })
  expect(await policyText(ecr)).toContain('untagged')
})

test('parts of an index that stays are blocked in the plan, and where it cannot be pulled asked for once each', async () => {
  const { apply, run, emulator, ecr } = await race({
    given: async ecr => {
      await ecr.createRepository({ repositoryName: NAME })
      const parts: string[] = []
      for (let index = 0; index < 130; index += 1) parts.push(await pushImage(ecr, NAME, `part ${index}`))
      await pushIndex(ecr, NAME, parts, 'v1')
      return parts
    },
    manifest: parts => imagesManifest(parts.map(part => `"${part}": { absent: true, deleteImage: true }`).join('\n')),
  })
  const plan = await run(['plan', '--json'])
  const { summary, changes } = JSON.parse(plan.stdout)
  expect([summary.blocked, changes[0].blocked.code]).toEqual([130, 'HELD_BY_INDEX'])
  emulator.inject({ operation: 'BatchGetImage', error: 'AccessDeniedException' })
  const { code, calls } = await apply()
  expect(code).toBe(6)
  expect(calls.filter(({ operation }) => operation === 'BatchDeleteImage')).toHaveLength(2)
  expect((await ecr.listImages({ repositoryName: NAME, maxResults: 1000 })).imageIds).toHaveLength(131)
})

test('a part of an index that goes as well goes after it, and stays where that does', async () => {
  const GONE = '{ absent: true, deleteImage: true }'
  const { apply, run, emulator, ecr } = await race({
    given: async ecr => {
      await ecr.createRepository({ repositoryName: NAME })
      const part = await pushImage(ecr, NAME, 'part')
      await pushIndex(ecr, NAME, [part], 'multi')
      return [part]
    },
    manifest: ([part]) => imagesManifest(`"${part}": ${GONE}\nmulti: ${GONE}`),
  })
  const { changes } = JSON.parse((await run(['plan', '--json'])).stdout)
  const requires = changes.map((one: { address: string; requires: readonly { address: string }[] }) => [
    one.address.includes(':multi'),
    one.requires.map(({ address }) => address),
  ])
  expect(requires).toContainEqual([false, [`image["${NAME}:multi"]`]])
  emulator.inject({ operation: 'BatchDeleteImage', error: 'AccessDeniedException', when: { first: 1 } })
  const refused = await apply()
  expect([refused.code, refused.stdout]).toEqual([6, expect.stringMatching(/1 failed, 1\s+skipped/)])
  expect((await ecr.listImages({ repositoryName: NAME })).imageIds).toHaveLength(2)
  expect((await apply()).code).toBe(0)
  expect((await ecr.listImages({ repositoryName: NAME })).imageIds).toEqual([])
})

test('a tombstone takes images that an index holds, however many lie between the two', async () => {
  const OLD = 'old/app'
  const { apply, ecr } = await race({
    given: async ecr => {
      await ecr.createRepository({ repositoryName: OLD })
      const parts: string[] = []
      for (let index = 0; index < 130; index += 1) parts.push(await pushImage(ecr, OLD, `part ${index}`))
      await pushIndex(ecr, OLD, parts)
    },
    manifest: () => `version: 1\nname: acme\nownership: none\nremoved: [{ name: ${OLD}, maxImages: 200 }]\n`,
  })
  expect(await apply()).toMatchObject({ code: 0 })
  await expect(ecr.describeRepositories({ repositoryNames: [OLD] })).rejects.toMatchObject({
    name: 'RepositoryNotFoundException',
  })
})

describe('what is copied goes only when the copy is there', () => {
  const OLD = 'old/app'
  const given = async (ecr: ECR) => {
    for (const repositoryName of [OLD, NAME]) await ecr.createRepository({ repositoryName })
    await pushImage(ecr, OLD, 'one', 'v1')
  }
  const start = (images: string, more: string) =>
    race({
      given,
      manifest: () => `version: 1
name: acme
ownership: none
${more}
repositories:
  ${NAME}:
    images: ${images}
`,
    })
  const TOMBSTONE = `removed: [{ name: ${OLD}, maxImages: 1 }]`

  test('where a copy fails, its source stays', async () => {
    const { apply, ecr, emulator } = await start(`{ v1: "ecr:${OLD}:v1" }`, TOMBSTONE)
    emulator.inject({ operation: 'PutImage', error: 'LimitExceededException' })
    const { code, stdout } = await apply()
    expect({ code, stdout }).toEqual({ code: 6, stdout: expect.stringMatching(/skipped repository\["old\/app"\]/) })
    expect(await tagsIn(ecr, OLD)).toHaveProperty('v1')
  })

  test('nor does it go along with others of its repository', async () => {
    const { apply, ecr, emulator } = await start(
      `{ v1: "ecr:${OLD}:v1" }
  ${OLD}: { images: { v1: { absent: true, deleteImage: true }, junk: { absent: true, deleteImage: true } } }`,
      '',
    )
    await pushImage(ecr, OLD, 'two', 'junk')
    emulator.inject({ operation: 'PutImage', error: 'LimitExceededException' })
    const { code, stdout } = await apply()
    expect({ code, stdout }).toEqual({ code: 6, stdout: expect.stringMatching(/skipped image\["old\/app:v1"\]/) })
    expect(Object.keys(await tagsIn(ecr, OLD))).toEqual(['v1'])
  })

  test('and where it is there, the source goes, and is missed by nobody', async () => {
    const { apply, run, ecr } = await start(`{ v1: "ecr:${OLD}:v1" }`, TOMBSTONE)
    expect(await apply()).toMatchObject({ code: 0 })
    expect(await tagsIn(ecr)).toHaveProperty('v1')
    expect(await run(['plan', '--detailed-exitcode'])).toMatchObject({ code: 0 })
  })
})

test('a tag that is in use means the image which has it now, also where the plan moves it', async () => {
  const { run } = await race({
    given: async (ecr, emulator) => {
      const digests = await images('w', 'v2')(ecr, emulator)
      await pushImage(ecr, NAME, 'untagged')
      return digests
    },
    manifest: ([, other]) => imagesManifest(`w: "${other}"`, 'lifecyclePolicy: [{ untagged: true, keepNewest: 1 }]'),
    files: () => ({ 'in-use.txt': `${NAME}:w\n` }),
    ...IN_USE,
  })
  const { code, stdout } = await run(['plan', '--in-use', 'in-use.txt', '--json'])
  expect(code).toBe(4)
  expect(JSON.parse(stdout).changes.map(({ blocked }: { blocked?: { code: string } }) => blocked?.code)).toContain(
    'IMAGE_IN_USE',
  )
})
