import { expect } from 'vitest'
import { ACCOUNT } from '../ecr.ts'
import type { Conformance, World } from './conformance.ts'
import { DAY, imageId, later, many, NOW, OTHER_ACCOUNT, pages, repository, repositoryName } from './given.ts'

const credentialArn = `arn:aws:secretsmanager:us-east-1:${ACCOUNT}:secret:ecr-pullthroughcache/hub-AbCdEf`
const customRoleArn = `arn:aws:iam::${ACCOUNT}:role/puller`
const ecrRepositoryPrefix = 'team'
const rule = { ecrRepositoryPrefix, upstreamRegistryUrl: 'public.ecr.aws' }

const create = ({ ecr }: World, more = {}) => ecr.createPullThroughCacheRule({ ...rule, ...more })
const describe = async ({ ecr }: World, more = {}) =>
  (await ecr.describePullThroughCacheRules(more)).pullThroughCacheRules

const OPEN = { 'ecr-public': 'public.ecr.aws', k8s: 'registry.k8s.io', quay: 'quay.io' }
const CLOSED = {
  'docker-hub': 'registry-1.docker.io',
  'github-container-registry': 'ghcr.io',
  'gitlab-container-registry': 'registry.gitlab.com',
  'azure-container-registry': 'mine.azurecr.io',
  chainguard: 'cgr.dev',
}

export const PULL_THROUGH_CACHE: readonly Conformance[] = [
  {
    operation: 'CreatePullThroughCacheRule',
    works: {
      defaults: async world => {
        const { $metadata: _, ...created } = await create(world)
        expect(created).toEqual({ ...rule, registryId: ACCOUNT, createdAt: NOW, upstreamRegistry: 'ecr-public' })
      },
      'the nine kinds of upstream, by their address': async world => {
        const ecr = `${OTHER_ACCOUNT}.dkr.ecr.eu-west-1.amazonaws.com`
        const kinds = Object.entries({ ...OPEN, ...CLOSED, ecr })
        for (const [upstreamRegistry, upstreamRegistryUrl] of kinds) {
          const secret = Object.hasOwn(CLOSED, upstreamRegistry) && { credentialArn }
          const created = await create(world, {
            ecrRepositoryPrefix: `of-${upstreamRegistry}`,
            ...{ upstreamRegistryUrl, ...secret },
          })
          expect(created).toMatchObject({ upstreamRegistry, upstreamRegistryUrl, ...secret })
        }
      },
      'a prefix upstream is answered only of a private ECR, unless it was given': async world => {
        const upstreamRegistryUrl = `${OTHER_ACCOUNT}.dkr.ecr.eu-west-1.amazonaws.com`
        const prefixes = async (ecrRepositoryPrefix: string) => {
          const named = { ecrRepositoryPrefix }
          const answers = [
            (await describe(world, { ecrRepositoryPrefixes: [ecrRepositoryPrefix] }))?.[0],
            await world.ecr.updatePullThroughCacheRule({ ...named, customRoleArn }),
            await world.ecr.validatePullThroughCacheRule(named),
            await world.ecr.deletePullThroughCacheRule(named),
          ]
          return answers.map(answer => answer?.upstreamRepositoryPrefix)
        }
        await create(world, { ecrRepositoryPrefix: 'ecr', upstreamRegistryUrl })
        expect(await prefixes('ecr')).toEqual(Array(4).fill('ROOT'))
        await create(world, { ecrRepositoryPrefix: 'public' })
        expect(await prefixes('public')).toEqual(Array(4).fill(undefined))
        await create(world, { ecrRepositoryPrefix: 'given', upstreamRepositoryPrefix: 'library' })
        expect(await prefixes('given')).toEqual(Array(4).fill('library'))
      },
      'ROOT, for all names': async world => {
        expect(await create(world, { ecrRepositoryPrefix: 'ROOT' })).toMatchObject({ ecrRepositoryPrefix: 'ROOT' })
      },
      'credential, role and prefix upstream': async world => {
        const more = { credentialArn, customRoleArn, upstreamRepositoryPrefix: 'library' }
        expect(await create(world, more)).toMatchObject(more)
      },
      'pulls of what is missing then fail for want of an upstream': async world => {
        await create(world)
        const pull = world.ecr.batchGetImage({ repositoryName, imageIds: [imageId] })
        await expect(pull).rejects.toMatchObject({ name: 'UnableToGetUpstreamImageException' })
        const other = world.ecr.batchGetImage({ repositoryName: 'teams/api', imageIds: [imageId] })
        await expect(other).rejects.toMatchObject({ name: 'RepositoryNotFoundException' })
      },
    },
    refuses: {
      PullThroughCacheRuleAlreadyExistsException: async world => {
        await create(world)
        return create(world)
      },
      'LimitExceededException 51 rules': async world => {
        await Promise.all(many(50, index => create(world, { ecrRepositoryPrefix: `p${index}` })))
        return create(world)
      },
      UnsupportedUpstreamRegistryException: world => create(world, { upstreamRegistryUrl: 'registry.example.com' }),
      'UnsupportedUpstreamRegistryException the address of another kind': world =>
        create(world, { upstreamRegistry: 'quay' }),
      'ValidationException a secret is needed': world => create(world, { upstreamRegistryUrl: 'ghcr.io' }),
      'ValidationException a role of another account': world =>
        create(world, { customRoleArn: customRoleArn.replace(ACCOUNT, OTHER_ACCOUNT) }),
      'InvalidParameterException prefix of 1 character': world => create(world, { ecrRepositoryPrefix: 'a' }),
      'InvalidParameterException prefix of 31 characters': world =>
        create(world, { ecrRepositoryPrefix: 'a'.repeat(31) }),
      'InvalidParameterException prefix in upper case': world => create(world, { ecrRepositoryPrefix: 'Team' }),
      'InvalidParameterException a secret of another name': world =>
        create(world, { credentialArn: credentialArn.replace('ecr-pullthroughcache/', 'ecr-pull-through-cache/') }),
      'InvalidParameterException no address': ({ post }) => post('CreatePullThroughCacheRule', { ecrRepositoryPrefix }),
      'InvalidParameterException a kind of nobody': world => create(world, { upstreamRegistry: 'dockerhub' }),
      'AccessDeniedException another account': world => create(world, { registryId: OTHER_ACCOUNT }),
    },
  },
  {
    operation: 'DescribePullThroughCacheRules',
    works: {
      'all, by prefix': async world => {
        for (const prefix of ['cc', 'aa', 'bb']) await create(world, { ecrRepositoryPrefix: prefix })
        const rules = await describe(world)
        expect(rules?.map(one => one.ecrRepositoryPrefix)).toEqual(['aa', 'bb', 'cc'])
        expect(rules?.[0]).toEqual({
          ...{ ...rule, ecrRepositoryPrefix: 'aa', registryId: ACCOUNT, upstreamRegistry: 'ecr-public' },
          ...{ createdAt: NOW, updatedAt: NOW },
        })
      },
      'those named': async world => {
        for (const prefix of ['aa', 'bb']) await create(world, { ecrRepositoryPrefix: prefix })
        expect(await describe(world, { ecrRepositoryPrefixes: ['bb'] })).toMatchObject([{ ecrRepositoryPrefix: 'bb' }])
      },
      'in pages': async world => {
        for (const prefix of ['aa', 'bb', 'cc']) await create(world, { ecrRepositoryPrefix: prefix })
        const answers = await pages(nextToken => world.ecr.describePullThroughCacheRules({ maxResults: 2, nextToken }))
        expect(answers.map(({ pullThroughCacheRules }) => pullThroughCacheRules?.length)).toEqual([2, 1])
      },
    },
    refuses: {
      'PullThroughCacheRuleNotFoundException one of two': async world => {
        await create(world)
        return describe(world, { ecrRepositoryPrefixes: [ecrRepositoryPrefix, 'none'] })
      },
      'InvalidParameterException 101 prefixes': world =>
        describe(world, { ecrRepositoryPrefixes: many(101, index => `p${index}`) }),
      'InvalidParameterException prefixes and maxResults': world =>
        describe(world, { ecrRepositoryPrefixes: [ecrRepositoryPrefix], maxResults: 1 }),
      'InvalidParameterException maxResults of 1001': world => describe(world, { maxResults: 1001 }),
    },
  },
  {
    operation: 'UpdatePullThroughCacheRule',
    works: {
      'credential and role, and nothing else': async world => {
        await create(world)
        world.emulator.clock.advance(DAY)
        const more = { credentialArn, customRoleArn, upstreamRegistryUrl: 'quay.io' }
        const updated = await world.ecr.updatePullThroughCacheRule({ ecrRepositoryPrefix, ...more })
        const { $metadata: _, ...answer } = updated
        expect(answer).toEqual({
          ...{ ecrRepositoryPrefix, registryId: ACCOUNT, updatedAt: later(DAY), credentialArn, customRoleArn },
        })
        expect(await describe(world)).toMatchObject([{ ...rule, createdAt: NOW, updatedAt: later(DAY), credentialArn }])
      },
      'keeps what is left out': async world => {
        await create(world, { credentialArn })
        const updated = await world.ecr.updatePullThroughCacheRule({ ecrRepositoryPrefix, customRoleArn })
        expect(updated).toMatchObject({ credentialArn, customRoleArn })
      },
    },
    refuses: {
      PullThroughCacheRuleNotFoundException: ({ ecr }) =>
        ecr.updatePullThroughCacheRule({ ecrRepositoryPrefix, credentialArn }),
      'ValidationException a role of another account': async world => {
        await create(world)
        return world.ecr.updatePullThroughCacheRule({
          ecrRepositoryPrefix,
          customRoleArn: customRoleArn.replace(ACCOUNT, OTHER_ACCOUNT),
        })
      },
      'InvalidParameterException a secret of 49 characters': ({ ecr }) =>
        ecr.updatePullThroughCacheRule({ ecrRepositoryPrefix, credentialArn: credentialArn.slice(0, 49) }),
    },
  },
  {
    operation: 'DeletePullThroughCacheRule',
    works: {
      'answers what it deletes, and leaves repositories': async world => {
        await create(world)
        await repository(world)
        const { $metadata: _, ...answer } = await world.ecr.deletePullThroughCacheRule({ ecrRepositoryPrefix })
        const more = { registryId: ACCOUNT, createdAt: NOW }
        expect(answer).toEqual({ ...rule, ...more })
        expect(await describe(world)).toEqual([])
        expect((await world.ecr.describeRepositories({})).repositories).toHaveLength(1)
      },
    },
    refuses: {
      PullThroughCacheRuleNotFoundException: ({ ecr }) => ecr.deletePullThroughCacheRule({ ecrRepositoryPrefix }),
      'InvalidParameterException no prefix': ({ post }) => post('DeletePullThroughCacheRule', {}),
    },
  },
  {
    operation: 'ValidatePullThroughCacheRule',
    works: {
      'not valid, because no upstream is reached': async world => {
        await create(world, { credentialArn })
        expect(await world.ecr.validatePullThroughCacheRule({ ecrRepositoryPrefix })).toMatchObject({
          ...{ ...rule, registryId: ACCOUNT, credentialArn },
          ...{ isValid: false, failure: 'The ecrsync emulator reaches no upstream registry.' },
        })
      },
    },
    refuses: {
      PullThroughCacheRuleNotFoundException: ({ ecr }) => ecr.validatePullThroughCacheRule({ ecrRepositoryPrefix }),
      'InvalidParameterException prefix of 31 characters': ({ ecr }) =>
        ecr.validatePullThroughCacheRule({ ecrRepositoryPrefix: 'a'.repeat(31) }),
    },
  },
]
