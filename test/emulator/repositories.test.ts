import { describe, expect, test } from 'vitest'
import { ACCOUNT, arnOf, emulated, preparedManifest, pushImage } from './ecr.ts'

const world = emulated({ now: () => new Date('2026-01-02T03:04:05.678Z') })

describe('CreateRepository', () => {
  test('answers the repository with the defaults of ECR', async () => {
    const { repository } = await world.ecr.createRepository({ repositoryName: 'payments/api' })
    expect(repository).toEqual({
      repositoryArn: arnOf('payments/api'),
      registryId: ACCOUNT,
      repositoryName: 'payments/api',
      repositoryUri: `${ACCOUNT}.dkr.ecr.us-east-1.amazonaws.com/payments/api`,
      createdAt: new Date('2026-01-02T03:04:05.678Z'),
      imageTagMutability: 'MUTABLE',
      imageScanningConfiguration: { scanOnPush: false },
      encryptionConfiguration: { encryptionType: 'AES256' },
    })
  })

  test('keeps what it was given', async () => {
    const given = {
      imageTagMutability: 'IMMUTABLE_WITH_EXCLUSION',
      imageTagMutabilityExclusionFilters: [{ filterType: 'WILDCARD', filter: 'dev-*' }],
      imageScanningConfiguration: { scanOnPush: true },
    } as const
    await world.ecr.createRepository({
      ...given,
      imageTagMutabilityExclusionFilters: [...given.imageTagMutabilityExclusionFilters],
      repositoryName: 'aa',
      tags: [{ Key: 'team', Value: 'payments' }],
    })
    const { repositories } = await world.ecr.describeRepositories({ repositoryNames: ['aa'] })
    expect(repositories?.[0]).toMatchObject(given)
    const { tags } = await world.ecr.listTagsForResource({ resourceArn: arnOf('aa') })
    expect(tags).toEqual([{ Key: 'team', Value: 'payments' }])
  })

  test('refuses a name that is taken, even by an equal repository', async () => {
    await world.ecr.createRepository({ repositoryName: 'aa' })
    await expect(world.ecr.createRepository({ repositoryName: 'aa' })).rejects.toMatchObject({
      name: 'RepositoryAlreadyExistsException',
      message: `The repository with name 'aa' already exists in the registry with id '${ACCOUNT}'`,
    })
  })

  test('creates nothing when a tag is refused', async () => {
    const tags = [{ Key: 'aws:reserved', Value: '' }]
    await expect(world.ecr.createRepository({ repositoryName: 'aa', tags })).rejects.toMatchObject({
      name: 'InvalidTagParameterException',
    })
    expect((await world.ecr.describeRepositories({})).repositories).toEqual([])
  })

  test.each(['0a', 'a__b', 'a--b', 'a.b_c/d-e', 'a'.repeat(256), `${'a/'.repeat(127)}ab`])(
    'accepts the name %s',
    async name => {
      const { repository } = await world.ecr.createRepository({ repositoryName: name })
      expect(repository?.repositoryName).toBe(name)
    },
  )

  test.each(['Aa', 'a/', '/a', 'a//b', 'a..b', '-a', 'a_', 'a___b', '../etc', 'ä-b', 'a b', 'a\n'])(
    'refuses the name %j',
    async name => {
      await expect(world.ecr.createRepository({ repositoryName: name })).rejects.toMatchObject({
        name: 'InvalidParameterException',
        message: expect.stringContaining(
          "Invalid parameter at 'repositoryName' failed to satisfy constraint: 'must satisfy regular expression '[a-z0-9]+",
        ),
      })
    },
  )
})

describe('DescribeRepositories', () => {
  test('lists by name', async () => {
    for (const repositoryName of ['bb', 'aa/c', 'aa', 'aa-b']) await world.ecr.createRepository({ repositoryName })
    const { repositories } = await world.ecr.describeRepositories({})
    expect(repositories?.map(({ repositoryName }) => repositoryName)).toEqual(['aa', 'aa-b', 'aa/c', 'bb'])
  })

  test('fails as a whole for one unknown name', async () => {
    await world.ecr.createRepository({ repositoryName: 'aa' })
    await expect(world.ecr.describeRepositories({ repositoryNames: ['aa', 'bb'] })).rejects.toMatchObject({
      name: 'RepositoryNotFoundException',
      message: `The repository with name 'bb' does not exist in the registry with id '${ACCOUNT}'`,
    })
  })

  test.each([{ maxResults: 1 }, { nextToken: 'x' }])('does not page by name: %j', async paging => {
    await world.ecr.createRepository({ repositoryName: 'aa' })
    await expect(world.ecr.describeRepositories({ repositoryNames: ['aa'], ...paging })).rejects.toMatchObject({
      name: 'InvalidParameterException',
    })
  })

  test('reads the registry of the caller when it is named', async () => {
    await world.ecr.createRepository({ repositoryName: 'aa', registryId: ACCOUNT })
    const { repositories } = await world.ecr.describeRepositories({ registryId: ACCOUNT })
    expect(repositories).toHaveLength(1)
  })

  test('does not read the registry of another account', async () => {
    await expect(world.ecr.describeRepositories({ registryId: '999999999999' })).rejects.toMatchObject({
      name: 'AccessDeniedException',
    })
  })
})

describe('DeleteRepository', () => {
  test('removes the repository with all that belongs to it', async () => {
    await world.ecr.createRepository({ repositoryName: 'aa', tags: [{ Key: 'k', Value: 'v' }] })
    const { repository } = await world.ecr.deleteRepository({ repositoryName: 'aa' })
    expect(repository?.repositoryName).toBe('aa')
    await world.ecr.createRepository({ repositoryName: 'aa' })
    expect((await world.ecr.listTagsForResource({ resourceArn: arnOf('aa') })).tags).toEqual([])
  })

  test('leaves its neighbours alone', async () => {
    for (const repositoryName of ['aa', 'aa/b']) await world.ecr.createRepository({ repositoryName })
    await world.ecr.deleteRepository({ repositoryName: 'aa' })
    const { repositories } = await world.ecr.describeRepositories({})
    expect(repositories?.map(({ repositoryName }) => repositoryName)).toEqual(['aa/b'])
  })

  test('refuses while there are images, unless forced', async () => {
    await world.ecr.createRepository({ repositoryName: 'aa' })
    await pushImage(world.ecr, 'aa', 'one')
    await expect(world.ecr.deleteRepository({ repositoryName: 'aa' })).rejects.toMatchObject({
      name: 'RepositoryNotEmptyException',
      message: `The repository with name 'aa' in registry with id '${ACCOUNT}' cannot be deleted because it still contains images`,
    })
    await world.ecr.deleteRepository({ repositoryName: 'aa', force: true })
    expect((await world.ecr.describeRepositories({})).repositories).toEqual([])
  })

  test('refuses while there is an image without a tag, or in the archive, and goes with the last', async () => {
    await world.ecr.createRepository({ repositoryName: 'aa' })
    const imageDigest = await pushImage(world.ecr, 'aa', 'one')
    const refusal = { name: 'RepositoryNotEmptyException' }
    await expect(world.ecr.deleteRepository({ repositoryName: 'aa' })).rejects.toMatchObject(refusal)
    const image = { repositoryName: 'aa', imageId: { imageDigest } }
    await world.ecr.updateImageStorageClass({ ...image, targetStorageClass: 'ARCHIVE' })
    await expect(world.ecr.deleteRepository({ repositoryName: 'aa' })).rejects.toMatchObject(refusal)
    await world.ecr.batchDeleteImage({ repositoryName: 'aa', imageIds: [{ imageDigest }] })
    expect((await world.ecr.deleteRepository({ repositoryName: 'aa' })).repository?.repositoryName).toBe('aa')
  })

  test.each(['the push first', 'the delete first'])(
    'of a push and a delete at once one is refused, %s',
    async order => {
      await world.ecr.createRepository({ repositoryName: 'aa' })
      const imageManifest = await preparedManifest(world.ecr, 'aa', 'one')
      const push = () => world.ecr.putImage({ repositoryName: 'aa', imageManifest })
      const remove = () => world.ecr.deleteRepository({ repositoryName: 'aa' })
      const calls = order === 'the push first' ? [push(), remove()] : [remove(), push()]
      const refused = (await Promise.allSettled(calls)).flatMap(end =>
        end.status === 'rejected' ? end.reason.name : [],
      )
      const { repositories = [] } = await world.ecr.describeRepositories({})
      expect(refused).toEqual([
        repositories.length === 1 ? 'RepositoryNotEmptyException' : 'RepositoryNotFoundException',
      ])
    },
  )

  test('refuses an unknown repository', async () => {
    await expect(world.ecr.deleteRepository({ repositoryName: 'aa' })).rejects.toMatchObject({
      name: 'RepositoryNotFoundException',
    })
  })
})

test('DescribeRegistry answers the account and no replication', async () => {
  expect(await world.ecr.describeRegistry({})).toMatchObject({
    registryId: ACCOUNT,
    replicationConfiguration: { rules: [] },
  })
})
