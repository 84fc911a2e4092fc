import { expect } from 'vitest'
import { ACCOUNT } from '../ecr.ts'
import type { Conformance, World } from './conformance.ts'
import { DAY, keep, later, lifecycle, many, NOW, OTHER_ACCOUNT, pages, policy, push } from './given.ts'

const prefix = 'team'
const customRoleArn = `arn:aws:iam::${ACCOUNT}:role/templates`
const kmsKey = `arn:aws:kms:us-east-1:${ACCOUNT}:key/11111111-2222-3333-4444-555555555555`
const resourceTags = [{ Key: 'a', Value: 'b' }]
const defaults = {
  ...{ prefix, appliedFor: ['CREATE_ON_PUSH'], resourceTags: [], imageTagMutability: 'MUTABLE' },
  ...{ encryptionConfiguration: { encryptionType: 'AES256' }, createdAt: NOW, updatedAt: NOW },
}
const full = {
  description: 'what pushes make',
  encryptionConfiguration: { encryptionType: 'KMS' as const, kmsKey },
  resourceTags,
  imageTagMutability: 'IMMUTABLE_WITH_EXCLUSION' as const,
  imageTagMutabilityExclusionFilters: [{ filterType: 'WILDCARD' as const, filter: 'dev*' }],
  repositoryPolicy: policy({ Effect: 'Allow', Principal: { AWS: OTHER_ACCOUNT }, Action: 'ecr:BatchGetImage' }),
  lifecyclePolicy: lifecycle(keep(1)),
  customRoleArn,
}

const create = ({ ecr }: World, more = {}) =>
  ecr.createRepositoryCreationTemplate({ prefix, appliedFor: ['CREATE_ON_PUSH'], ...more })
const update = ({ ecr }: World, more = {}) => ecr.updateRepositoryCreationTemplate({ prefix, ...more })
const describe = async ({ ecr }: World, more = {}) =>
  (await ecr.describeRepositoryCreationTemplates(more)).repositoryCreationTemplates

const mutabilityOf = async ({ ecr }: World, repositoryName: string) =>
  (await ecr.describeRepositories({ repositoryNames: [repositoryName] })).repositories?.[0]?.imageTagMutability

export const CREATION_TEMPLATES: readonly Conformance[] = [
  {
    operation: 'CreateRepositoryCreationTemplate',
    works: {
      defaults: async world => {
        const answer = await create(world)
        expect(answer).toMatchObject({ registryId: ACCOUNT, repositoryCreationTemplate: defaults })
      },
      'every setting, policies as they are stored': async world => {
        const { repositoryCreationTemplate } = await create(world, full)
        const { repositoryPolicy, lifecyclePolicy, ...settings } = full
        expect(repositoryCreationTemplate).toMatchObject(settings)
        expect(repositoryCreationTemplate?.repositoryPolicy).toContain(`"arn:aws:iam::${OTHER_ACCOUNT}:root"`)
        expect(repositoryCreationTemplate?.lifecyclePolicy).toBe(JSON.stringify(JSON.parse(lifecyclePolicy)))
        expect(repositoryPolicy).not.toContain('root')
      },
      'a push creates as it says': async world => {
        expect(await push(world, 'team/api')).toBe(404)
        await create(world, full)
        expect(await push(world, 'team/api')).toBe(201)
        const repositoryName = 'team/api'
        const { repositories } = await world.ecr.describeRepositories({})
        const { encryptionConfiguration, imageTagMutability, imageTagMutabilityExclusionFilters } = full
        expect(repositories).toMatchObject([
          { repositoryName, encryptionConfiguration, imageTagMutability, imageTagMutabilityExclusionFilters },
        ])
        const resourceArn = repositories?.[0]?.repositoryArn
        expect((await world.ecr.listTagsForResource({ resourceArn })).tags).toEqual(resourceTags)
        const { policyText } = await world.ecr.getRepositoryPolicy({ repositoryName })
        expect(policyText).toContain('ecr:BatchGetImage')
        const { lifecyclePolicyText, lastEvaluatedAt } = await world.ecr.getLifecyclePolicy({ repositoryName })
        expect(lifecyclePolicyText).toContain('imageCountMoreThan')
        expect(lastEvaluatedAt).toEqual(new Date(0))
      },
      'the longest prefix counts, ROOT last': async world => {
        await create(world, { prefix: 'ROOT', imageTagMutability: 'IMMUTABLE' })
        await create(world, { prefix: 'team/a', imageTagMutability: 'IMMUTABLE' })
        await create(world)
        for (const name of ['other', 'team/a/b', 'team/b', 'team/ab']) await push(world, name)
        expect(await mutabilityOf(world, 'other')).toBe('IMMUTABLE')
        expect(await mutabilityOf(world, 'team/a/b')).toBe('IMMUTABLE')
        expect(await mutabilityOf(world, 'team/b')).toBe('MUTABLE')
        expect(await mutabilityOf(world, 'team/ab')).toBe('MUTABLE')
      },
      'not for what it is not applied for, nor for CreateRepository': async world => {
        await create(world, { appliedFor: ['REPLICATION', 'PULL_THROUGH_CACHE'], imageTagMutability: 'IMMUTABLE' })
        expect(await push(world, 'team/api')).toBe(404)
        await world.ecr.createRepository({ repositoryName: 'team/api' })
        expect(await mutabilityOf(world, 'team/api')).toBe('MUTABLE')
      },
    },
    refuses: {
      TemplateAlreadyExistsException: async world => {
        await create(world)
        return create(world)
      },
      'ValidationException tags without a role': world => create(world, { resourceTags }),
      'ValidationException KMS without a role': world =>
        create(world, { encryptionConfiguration: { encryptionType: 'KMS' }, customRoleArn: '' }),
      'ValidationException a role of another account': world =>
        create(world, { customRoleArn: customRoleArn.replace(ACCOUNT, OTHER_ACCOUNT) }),
      'ValidationException what is no role': world => create(world, { customRoleArn: 'templates' }),
      'ValidationException a reserved tag': world =>
        create(world, { customRoleArn, resourceTags: [{ Key: 'aws:a', Value: 'b' }] }),
      'ValidationException 51 tags': world =>
        create(world, { customRoleArn, resourceTags: many(51, index => ({ Key: `key-${index}`, Value: '' })) }),
      'InvalidParameterException a key by its alias': world =>
        create(world, { customRoleArn, encryptionConfiguration: { encryptionType: 'KMS', kmsKey: 'alias/mine' } }),
      'InvalidParameterException prefix of 257 characters': world => create(world, { prefix: 'a'.repeat(257) }),
      'InvalidParameterException empty prefix': world => create(world, { prefix: '' }),
      'InvalidParameterException description of 257 characters': world =>
        create(world, { description: 'a'.repeat(257) }),
      'InvalidParameterException an occasion of nobody': world => create(world, { appliedFor: ['PULL'] }),
      'InvalidParameterException applied for nothing that is named': ({ post }) =>
        post('CreateRepositoryCreationTemplate', { prefix }),
      'InvalidParameterException an exclusion without filters': world =>
        create(world, { imageTagMutability: 'MUTABLE_WITH_EXCLUSION' }),
      'InvalidParameterException a wrong repository policy': world => create(world, { repositoryPolicy: '{}' }),
      'InvalidParameterException a repository policy with a resource': world =>
        create(world, {
          repositoryPolicy: policy({ Effect: 'Allow', Principal: '*', Action: 'ecr:BatchGetImage', Resource: '*' }),
        }),
      'InvalidParameterException a wrong lifecycle policy': world => create(world, { lifecyclePolicy: '{"rules":[]}' }),
    },
  },
  {
    operation: 'DescribeRepositoryCreationTemplates',
    works: {
      'all, by prefix': async world => {
        for (const name of ['bb', 'ROOT', 'a']) await create(world, { prefix: name })
        expect((await describe(world))?.map(one => one.prefix)).toEqual(['ROOT', 'a', 'bb'])
        expect((await world.ecr.describeRepositoryCreationTemplates({})).registryId).toBe(ACCOUNT)
      },
      'those named, as far as they are there': async world => {
        await create(world)
        expect(await describe(world, { prefixes: ['none', prefix] })).toEqual([defaults])
        expect(await describe(world, { prefixes: ['none'] })).toEqual([])
      },
      'in pages, named or not': async world => {
        const prefixes = ['aa', 'bb', 'cc']
        for (const name of prefixes) await create(world, { prefix: name })
        for (const named of [{}, { prefixes }]) {
          const answers = await pages(nextToken =>
            world.ecr.describeRepositoryCreationTemplates({ ...named, maxResults: 2, nextToken }),
          )
          const sizes = answers.map(({ repositoryCreationTemplates }) => repositoryCreationTemplates?.length)
          expect(sizes).toEqual([2, 1])
        }
      },
    },
    refuses: {
      'InvalidParameterException maxResults of 1001': world => describe(world, { maxResults: 1001 }),
      'InvalidParameterException a prefix that is none': world => describe(world, { prefixes: ['Team'] }),
      'InvalidParameterException a token of nobody': world => describe(world, { nextToken: 'x' }),
    },
  },
  {
    operation: 'UpdateRepositoryCreationTemplate',
    works: {
      'changes what is given': async world => {
        await create(world)
        world.emulator.clock.advance(DAY)
        const { description, imageTagMutability, imageTagMutabilityExclusionFilters } = full
        const given = { description, imageTagMutability, imageTagMutabilityExclusionFilters }
        const answer = await update(world, { ...given, appliedFor: ['REPLICATION'] })
        expect(answer).toMatchObject({ registryId: ACCOUNT })
        expect(answer.repositoryCreationTemplate).toEqual({
          ...{ ...defaults, ...given, appliedFor: ['REPLICATION'] },
          ...{ createdAt: NOW, updatedAt: later(DAY) },
        })
      },
      'keeps what is left out, but for the mutability': async world => {
        const created = await create(world, full)
        const { imageTagMutabilityExclusionFilters: _, ...rest } = created.repositoryCreationTemplate ?? {}
        const { repositoryCreationTemplate } = await update(world, {})
        expect(repositoryCreationTemplate).toEqual({ ...rest, imageTagMutability: 'MUTABLE' })
      },
      'clears by empty texts and lists': async world => {
        await create(world, full)
        const nothing = { resourceTags: [], repositoryPolicy: '', lifecyclePolicy: '' }
        const { repositoryCreationTemplate } = await update(world, nothing)
        expect(repositoryCreationTemplate?.resourceTags).toEqual([])
        expect(repositoryCreationTemplate).not.toHaveProperty('repositoryPolicy')
        expect(repositoryCreationTemplate).not.toHaveProperty('lifecyclePolicy')
      },
      'repositories that are there stay as they are': async world => {
        await create(world)
        await push(world, 'team/api')
        await update(world, { imageTagMutability: 'IMMUTABLE' })
        expect(await mutabilityOf(world, 'team/api')).toBe('MUTABLE')
      },
    },
    refuses: {
      TemplateNotFoundException: world => update(world),
      'ValidationException tags without a role': async world => {
        await create(world)
        return update(world, { resourceTags })
      },
      'ValidationException the role that is needed goes': async world => {
        await create(world, full)
        return update(world, { customRoleArn: '' })
      },
      'InvalidParameterException filters without a mutability': async world => {
        await create(world, full)
        const { imageTagMutabilityExclusionFilters } = full
        return update(world, { imageTagMutabilityExclusionFilters })
      },
    },
  },
  {
    operation: 'DeleteRepositoryCreationTemplate',
    works: {
      'answers what it deletes': async world => {
        await create(world)
        const answer = await world.ecr.deleteRepositoryCreationTemplate({ prefix })
        expect(answer).toMatchObject({ registryId: ACCOUNT, repositoryCreationTemplate: defaults })
        expect(await describe(world)).toEqual([])
      },
      'pushes create nothing any more': async world => {
        await create(world)
        await push(world, 'team/one')
        await world.ecr.deleteRepositoryCreationTemplate({ prefix })
        expect([await push(world, 'team/one'), await push(world, 'team/two')]).toEqual([201, 404])
      },
    },
    refuses: {
      TemplateNotFoundException: ({ ecr }) => ecr.deleteRepositoryCreationTemplate({ prefix }),
      'InvalidParameterException no prefix': ({ post }) => post('DeleteRepositoryCreationTemplate', {}),
    },
  },
]
