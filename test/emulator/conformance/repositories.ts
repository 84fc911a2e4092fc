import type { ImageTagMutability } from '@aws-sdk/client-ecr'
import { expect } from 'vitest'
import { ACCOUNT, arnOf, clientOf, pushImage } from '../ecr.ts'
import type { Conformance, World } from './conformance.ts'
import { image, keep, lifecycle, many, NOW, OTHER_ACCOUNT, pages, repository, repositoryName } from './given.ts'

const exclusion = (filter: string) => ({ filterType: 'WILDCARD', filter }) as const

const putMutability = ({ ecr }: World, imageTagMutability: ImageTagMutability, ...filters: string[]) =>
  ecr.putImageTagMutability({
    ...{ repositoryName, imageTagMutability },
    ...(filters.length > 0 && { imageTagMutabilityExclusionFilters: filters.map(exclusion) }),
  })

export const REPOSITORIES: readonly Conformance[] = [
  {
    operation: 'CreateRepository',
    works: {
      defaults: async world => {
        expect((await repository(world)).repository).toEqual({
          repositoryArn: arnOf(repositoryName),
          registryId: ACCOUNT,
          repositoryName,
          repositoryUri: `${ACCOUNT}.dkr.ecr.us-east-1.amazonaws.com/${repositoryName}`,
          createdAt: NOW,
          imageTagMutability: 'MUTABLE',
          imageScanningConfiguration: { scanOnPush: false },
          encryptionConfiguration: { encryptionType: 'AES256' },
        })
      },
      'tags in the same call': async world => {
        await repository(world, { tags: [{ Key: 'team', Value: 'payments' }] })
        const { tags } = await world.ecr.listTagsForResource({ resourceArn: arnOf(repositoryName) })
        expect(tags).toEqual([{ Key: 'team', Value: 'payments' }])
      },
      'mutability with exclusion filters': async world => {
        const mutability = {
          imageTagMutability: 'IMMUTABLE_WITH_EXCLUSION',
          imageTagMutabilityExclusionFilters: [exclusion('dev*')],
        }
        expect((await repository(world, mutability)).repository).toMatchObject(mutability)
      },
      'KMS keys as the ARN they resolve to': async world => {
        const encryptionConfiguration = { encryptionType: 'KMS', kmsKey: 'alias/mine' }
        const created = await repository(world, { encryptionConfiguration })
        expect(created.repository?.encryptionConfiguration).toEqual({
          encryptionType: 'KMS',
          kmsKey: expect.stringMatching(/^arn:aws:kms:us-east-1:123456789012:key\/[0-9a-f-]{36}$/),
        })
      },
      'KMS_DSSE in GovCloud': async ({ emulator }) => {
        const encryptionConfiguration = { encryptionType: 'KMS_DSSE' } as const
        const ecr = clientOf(emulator, { region: 'us-gov-west-1' })
        const created = await ecr.createRepository({ repositoryName, encryptionConfiguration })
        expect(created.repository?.encryptionConfiguration).toMatchObject(encryptionConfiguration)
      },
      'names of 2 to 256 characters': async ({ ecr }) => {
        for (const name of ['a1', 'a'.repeat(256), 'a.b/c__d/e---f'])
          await ecr.createRepository({ repositoryName: name })
        expect((await ecr.describeRepositories({})).repositories).toHaveLength(3)
      },
    },
    refuses: {
      RepositoryAlreadyExistsException: async world => {
        await repository(world)
        return repository(world)
      },
      'InvalidTagParameterException reserved key': world =>
        repository(world, { tags: [{ Key: 'aws:team', Value: 'a' }] }),
      'TooManyTagsException 51 tags': world =>
        repository(world, { tags: many(51, index => ({ Key: `key-${index}`, Value: '' })) }),
      'KmsException no key can have that name': world =>
        repository(world, { encryptionConfiguration: { encryptionType: 'KMS', kmsKey: 'not a key' } }),
      'InvalidParameterException KMS_DSSE elsewhere': world =>
        repository(world, { encryptionConfiguration: { encryptionType: 'KMS_DSSE' } }),
      'InvalidParameterException a key without KMS': world =>
        repository(world, { encryptionConfiguration: { encryptionType: 'AES256', kmsKey: 'alias/mine' } }),
      'InvalidParameterException name of 1 character': world => repository(world, { repositoryName: 'a' }),
      'InvalidParameterException name of 257 characters': world =>
        repository(world, { repositoryName: 'a'.repeat(257) }),
      'InvalidParameterException name in upper case': world => repository(world, { repositoryName: 'Team' }),
      'InvalidParameterException six filters': world =>
        repository(world, {
          imageTagMutability: 'IMMUTABLE_WITH_EXCLUSION',
          imageTagMutabilityExclusionFilters: many(6, index => exclusion(`a${index}`)),
        }),
      'AccessDeniedException another account': world => repository(world, { registryId: OTHER_ACCOUNT }),
    },
  },
  {
    operation: 'DescribeRepositories',
    works: {
      'all, by name': async ({ ecr }) => {
        for (const name of ['bb', 'cc', 'aa']) await ecr.createRepository({ repositoryName: name })
        const { repositories } = await ecr.describeRepositories({})
        expect(repositories?.map(one => one.repositoryName)).toEqual(['aa', 'bb', 'cc'])
      },
      'those named': async ({ ecr }) => {
        for (const name of ['aa', 'bb', 'cc']) await ecr.createRepository({ repositoryName: name })
        const { repositories } = await ecr.describeRepositories({ repositoryNames: ['cc', 'aa'] })
        expect(repositories?.map(one => one.repositoryName)).toEqual(['cc', 'aa'])
      },
      'pages, of 100 unless told': async ({ ecr }) => {
        for (const index of many(101, one => one)) await ecr.createRepository({ repositoryName: `r-${1000 + index}` })
        const sizes = async (maxResults?: number) =>
          (await pages(nextToken => ecr.describeRepositories({ maxResults, nextToken }))).map(
            ({ repositories }) => repositories?.length,
          )
        expect(await sizes()).toEqual([100, 1])
        expect(await sizes(51)).toEqual([51, 50])
        expect(await sizes(1000)).toEqual([101])
      },
    },
    refuses: {
      'RepositoryNotFoundException one of two': async world => {
        await repository(world)
        return world.ecr.describeRepositories({ repositoryNames: [repositoryName, 'none'] })
      },
      'InvalidParameterException maxResults of 0': ({ ecr }) => ecr.describeRepositories({ maxResults: 0 }),
      'InvalidParameterException maxResults of 1001': ({ ecr }) => ecr.describeRepositories({ maxResults: 1001 }),
      'InvalidParameterException 101 names': ({ ecr }) =>
        ecr.describeRepositories({ repositoryNames: many(101, index => `r-${index}`) }),
      'InvalidParameterException names and maxResults': async world => {
        await repository(world)
        return world.ecr.describeRepositories({ repositoryNames: [repositoryName], maxResults: 1 })
      },
      'InvalidParameterException a token of nobody': ({ ecr }) => ecr.describeRepositories({ nextToken: 'x' }),
    },
  },
  {
    operation: 'DeleteRepository',
    works: {
      'with all that belongs to it': async world => {
        await repository(world, { tags: [{ Key: 'a', Value: 'b' }] })
        await world.ecr.putLifecyclePolicy({ repositoryName, lifecyclePolicyText: lifecycle(keep(1)) })
        expect((await world.ecr.deleteRepository({ repositoryName })).repository).toMatchObject({ repositoryName })
        await repository(world)
        expect((await world.ecr.listTagsForResource({ resourceArn: arnOf(repositoryName) })).tags).toEqual([])
        await expect(world.ecr.getLifecyclePolicy({ repositoryName })).rejects.toMatchObject({
          name: 'LifecyclePolicyNotFoundException',
        })
      },
      'images by force': async world => {
        await image(world)
        await world.ecr.deleteRepository({ repositoryName, force: true })
        expect((await world.ecr.describeRepositories({})).repositories).toEqual([])
      },
    },
    refuses: {
      RepositoryNotEmptyException: async world => {
        await image(world)
        return world.ecr.deleteRepository({ repositoryName })
      },
      RepositoryNotFoundException: ({ ecr }) => ecr.deleteRepository({ repositoryName }),
    },
  },
  {
    operation: 'PutImageTagMutability',
    works: {
      'setting and filters at once': async world => {
        await repository(world)
        const mutability = {
          imageTagMutability: 'IMMUTABLE_WITH_EXCLUSION',
          imageTagMutabilityExclusionFilters: [exclusion('dev*'), exclusion('*-rc-*')],
        }
        const answer = { registryId: ACCOUNT, repositoryName, ...mutability }
        expect(await putMutability(world, 'IMMUTABLE_WITH_EXCLUSION', 'dev*', '*-rc-*')).toMatchObject(answer)
        expect((await world.ecr.describeRepositories({})).repositories).toMatchObject([mutability])
        expect(await putMutability(world, 'MUTABLE')).not.toHaveProperty('imageTagMutabilityExclusionFilters')
      },
      'tags stay where they are': async world => {
        await image(world)
        await putMutability(world, 'IMMUTABLE')
        await expect(pushImage(world.ecr, repositoryName, 'two', 'v1')).rejects.toMatchObject({
          name: 'ImageTagAlreadyExistsException',
        })
        expect((await world.ecr.listImages({ repositoryName })).imageIds).toHaveLength(1)
      },
    },
    refuses: {
      RepositoryNotFoundException: world => putMutability(world, 'IMMUTABLE'),
      'InvalidParameterException filters with a plain value': async world => {
        await repository(world)
        return putMutability(world, 'MUTABLE', 'a')
      },
      'InvalidParameterException an exclusion without filters': async world => {
        await repository(world)
        return putMutability(world, 'MUTABLE_WITH_EXCLUSION')
      },
      'InvalidParameterException a filter with three wildcards': async world => {
        await repository(world)
        return putMutability(world, 'MUTABLE_WITH_EXCLUSION', '*a*b*')
      },
      'InvalidParameterException a value of nobody': ({ post }) =>
        post('PutImageTagMutability', { repositoryName, imageTagMutability: 'FROZEN' }),
    },
  },
]
