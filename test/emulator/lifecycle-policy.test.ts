import { beforeEach, describe, expect, test } from 'vitest'
import vectors from '../lifecycle/lifecycle-vectors.json' with { type: 'json' }
import { ACCOUNT, emulated } from './ecr.ts'

const NOW = new Date('2026-01-02T03:04:05.000Z')
const world = emulated({ now: () => NOW })
const repositoryName = 'aa'

const GIVEN = {
  rules: [
    {
      action: { targetStorageClass: 'archive', type: 'transition' },
      selection: {
        countUnit: 'days',
        countNumber: 30,
        countType: 'sinceImagePulled',
        tagStatus: 'any',
        storageClass: 'standard',
      },
      rulePriority: 20,
    },
    {
      selection: { countNumber: 3, tagPatternList: ['v*'], tagStatus: 'tagged', countType: 'imageCountMoreThan' },
      action: { type: 'expire' },
      description: 'three "versions"',
      rulePriority: 3,
    },
  ],
}
const STORED =
  '{"rules":[{"rulePriority":3,"description":"three \\"versions\\"","selection":{"tagStatus":"tagged","tagPatternList":["v*"],"countType":"imageCountMoreThan","countNumber":3},"action":{"type":"expire"}},' +
  '{"rulePriority":20,"selection":{"tagStatus":"any","storageClass":"standard","countType":"sinceImagePulled","countUnit":"days","countNumber":30},"action":{"type":"transition","targetStorageClass":"archive"}}]}'

const put = (lifecyclePolicyText: string) => world.ecr.putLifecyclePolicy({ repositoryName, lifecyclePolicyText })

beforeEach(async () => {
  await world.ecr.createRepository({ repositoryName })
})

describe('PutLifecyclePolicy', () => {
  test("answers and stores the policy in ECR's order, minified, by priority", async () => {
    const answer = await put(JSON.stringify(GIVEN, undefined, 4))
    expect(answer).toMatchObject({ registryId: ACCOUNT, repositoryName, lifecyclePolicyText: STORED })
    expect((await world.ecr.getLifecyclePolicy({ repositoryName })).lifecyclePolicyText).toBe(STORED)
  })

  test('refuses an unknown repository', async () => {
    const lifecyclePolicyText = JSON.stringify(GIVEN)
    await expect(world.ecr.putLifecyclePolicy({ repositoryName: 'bb', lifecyclePolicyText })).rejects.toMatchObject({
      name: 'RepositoryNotFoundException',
    })
  })

  test.each(vectors.vectors.map(({ id, policy }) => [id, policy]))('accepts the policy %s', async (_, policy) => {
    const { lifecyclePolicyText } = await put(JSON.stringify(policy, undefined, 2))
    expect(JSON.parse(lifecyclePolicyText ?? '').rules).toHaveLength((policy as typeof GIVEN).rules.length)
  })

  test.each(vectors.invalidPolicies.map(invalid => [invalid.id, invalid] as const))(
    'refuses the policy %s',
    async (_, { policy, policyText, messageContains }) => {
      await expect(put(policyText ?? JSON.stringify(policy))).rejects.toMatchObject({
        name: 'InvalidParameterException',
        message: expect.stringContaining(messageContains ?? ''),
      })
    },
  )

  test.each(['untagged', 'any'])('accepts an empty tag list beside %s', async tagStatus => {
    const selection = { tagStatus, tagPrefixList: [], countType: 'imageCountMoreThan', countNumber: 3 }
    const rules = [{ rulePriority: 1, selection, action: { type: 'expire' } }]
    await expect(put(JSON.stringify({ rules }))).resolves.toMatchObject({ repositoryName })
  })

  test('refuses an empty tag list beside tagged', async () => {
    const selection = { tagStatus: 'tagged', tagPrefixList: [], countType: 'imageCountMoreThan', countNumber: 3 }
    const rules = [{ rulePriority: 1, selection, action: { type: 'expire' } }]
    await expect(put(JSON.stringify({ rules }))).rejects.toMatchObject({ name: 'InvalidParameterException' })
  })

  test('refuses in the words of ECR, and keeps what was there', async () => {
    await put(JSON.stringify(GIVEN))
    await expect(put(`{"description":"${'x'.repeat(100)}"}`)).rejects.toMatchObject({
      message:
        "Invalid parameter at 'LifecyclePolicyText' failed to satisfy constraint: 'Lifecycle policy validation failure: object has missing required properties ([\"rules\"])'",
    })
    expect((await world.ecr.getLifecyclePolicy({ repositoryName })).lifecyclePolicyText).toBe(STORED)
  })

  test('refuses a text of more than 30,720 characters', async () => {
    await expect(put(' '.repeat(30_721))).rejects.toMatchObject({ name: 'InvalidParameterException' })
  })
})

describe.each(['getLifecyclePolicy', 'deleteLifecyclePolicy'] as const)('%s', operation => {
  test('answers the policy, and the epoch until it has run', async () => {
    await put(JSON.stringify(GIVEN))
    expect(await world.ecr[operation]({ repositoryName })).toMatchObject({
      registryId: ACCOUNT,
      repositoryName,
      lifecyclePolicyText: STORED,
      lastEvaluatedAt: new Date(0),
    })
  })

  test('says when there is none', async () => {
    await expect(world.ecr[operation]({ repositoryName })).rejects.toMatchObject({
      name: 'LifecyclePolicyNotFoundException',
      message: `Lifecycle policy does not exist for the repository with name 'aa' in the registry with id '${ACCOUNT}'`,
    })
  })

  test('refuses an unknown repository', async () => {
    await expect(world.ecr[operation]({ repositoryName: 'bb' })).rejects.toMatchObject({
      name: 'RepositoryNotFoundException',
    })
  })
})

test('a deleted policy is gone', async () => {
  await put(JSON.stringify(GIVEN))
  await world.ecr.deleteLifecyclePolicy({ repositoryName })
  await expect(world.ecr.getLifecyclePolicy({ repositoryName })).rejects.toMatchObject({
    name: 'LifecyclePolicyNotFoundException',
  })
})
