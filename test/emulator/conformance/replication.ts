import { expect } from 'vitest'
import { ACCOUNT, arnOf, clientOf, pushImage, pushIndex } from '../ecr.ts'
import type { Conformance, World } from './conformance.ts'
import {
  image,
  imageId,
  keep,
  lifecycle,
  many,
  OTHER_ACCOUNT,
  OTHER_REGION,
  policy,
  repository,
  repositoryName,
} from './given.ts'

const to = (region: string, registryId = ACCOUNT) => ({ region, registryId })
const filter = (text: string) => ({ filter: text, filterType: 'PREFIX_MATCH' }) as const
const rule = (destination = to(OTHER_REGION), ...filters: string[]) => ({
  destinations: [destination],
  ...(filters.length > 0 && { repositoryFilters: filters.map(filter) }),
})

const put = ({ ecr }: World, ...rules: ReturnType<typeof rule>[]) =>
  ecr.putReplicationConfiguration({ replicationConfiguration: { rules } })

const there = ({ emulator }: World) => clientOf(emulator, { region: OTHER_REGION })
const imagesThere = async (world: World) => (await there(world).listImages({ repositoryName })).imageIds

const statuses = async ({ ecr }: World, imageTag = 'v1') =>
  (await ecr.describeImageReplicationStatus({ repositoryName, imageId: { imageTag } })).replicationStatuses

export const REPLICATION: readonly Conformance[] = [
  {
    operation: 'DescribeRegistry',
    works: {
      'no rules until put': async ({ ecr }) => {
        const answer = await ecr.describeRegistry({})
        expect(answer).toMatchObject({ registryId: ACCOUNT, replicationConfiguration: { rules: [] } })
      },
      'the rules of its Region': async world => {
        await put(world, rule(to(OTHER_REGION), 'team'))
        const { replicationConfiguration } = await world.ecr.describeRegistry({})
        expect(replicationConfiguration).toEqual({ rules: [rule(to(OTHER_REGION), 'team')] })
        expect((await there(world).describeRegistry({})).replicationConfiguration).toEqual({ rules: [] })
      },
    },
    refuses: { 'SerializationException not a structure': ({ post }) => post('DescribeRegistry', 'x') },
  },
  {
    operation: 'PutReplicationConfiguration',
    works: {
      'copies what is pushed then, tags and all': async world => {
        await image(world)
        await put(world, rule())
        const imageDigest = await pushImage(world.ecr, repositoryName, 'two', 'v2')
        expect(await imagesThere(world)).toEqual([{ imageDigest, imageTag: 'v2' }])
        const pulled = await there(world).batchGetImage({ repositoryName, imageIds: [{ imageDigest }] })
        expect(pulled.failures).toEqual([])
      },
      'lists with their images': async world => {
        const child = await image(world)
        await put(world, rule())
        await pushIndex(world.ecr, repositoryName, [child], 'list')
        expect(await imagesThere(world)).toHaveLength(2)
      },
      'where the name begins as a filter says': async world => {
        await put(world, rule(to(OTHER_REGION), 'other', 'team/a'))
        await image(world)
        await world.ecr.createRepository({ repositoryName: 'teams' })
        await pushImage(world.ecr, 'teams', 'two')
        const { repositories } = await there(world).describeRepositories({})
        expect(repositories?.map(one => one.repositoryName)).toEqual([repositoryName])
      },
      'no chains, no settings': async world => {
        await put(world, rule())
        const onward = { rules: [rule(to('eu-north-1'))] }
        await there(world).putReplicationConfiguration({ replicationConfiguration: onward })
        await image(world, { imageTagMutability: 'IMMUTABLE', tags: [{ Key: 'a', Value: 'b' }] })
        const { repositories } = await there(world).describeRepositories({})
        expect(repositories).toMatchObject([{ imageTagMutability: 'MUTABLE' }])
        const end = clientOf(world.emulator, { region: 'eu-north-1' })
        expect((await end.describeRepositories({})).repositories).toEqual([])
      },
      'settings of the template that is there': async world => {
        await put(world, rule())
        const template = {
          ...{ prefix: 'team', appliedFor: ['REPLICATION' as const], imageTagMutability: 'IMMUTABLE' as const },
          ...{
            lifecyclePolicy: lifecycle(keep(1)),
            resourceTags: [{ Key: 'a', Value: 'b' }],
            customRoleArn: `arn:aws:iam::${ACCOUNT}:role/made`,
          },
        }
        await there(world).createRepositoryCreationTemplate(template)
        await image(world)
        const { repositories } = await there(world).describeRepositories({})
        expect(repositories).toMatchObject([{ imageTagMutability: 'IMMUTABLE' }])
        expect((await there(world).getLifecyclePolicy({ repositoryName })).lifecyclePolicyText).toContain('rules')
        const resourceArn = arnOf(repositoryName).replace('us-east-1', OTHER_REGION)
        expect((await there(world).listTagsForResource({ resourceArn })).tags).toEqual([{ Key: 'a', Value: 'b' }])
      },
      'no tag over an immutable one': async world => {
        await there(world).createRepository({ repositoryName, imageTagMutability: 'IMMUTABLE' })
        const own = await pushImage(there(world), repositoryName, 'own', 'v1')
        await put(world, rule())
        const copied = await image(world)
        expect(await imagesThere(world)).toHaveLength(2)
        expect(await imagesThere(world)).toContainEqual({ imageDigest: own, imageTag: 'v1' })
        expect(await imagesThere(world)).toContainEqual({ imageDigest: copied })
      },
      'other accounts that let it': async world => {
        const other = clientOf(world.emulator, { accessKey: OTHER_ACCOUNT })
        const statement = { Effect: 'Allow', Principal: { AWS: ACCOUNT }, Resource: '*' }
        const policyText = policy({ ...statement, Action: ['ecr:CreateRepository', 'ecr:ReplicateImage'] })
        await other.putRegistryPolicy({ policyText })
        await put(world, rule(to('us-east-1', OTHER_ACCOUNT)))
        const imageDigest = await image(world)
        expect((await other.listImages({ repositoryName })).imageIds).toEqual([{ imageDigest, imageTag: 'v1' }])
      },
      'no rules end it': async world => {
        await put(world, rule())
        expect((await put(world)).replicationConfiguration).toEqual({ rules: [] })
        await image(world)
        expect((await there(world).describeRepositories({})).repositories).toEqual([])
      },
      '25 destinations': async world => {
        const rules = many(10, index => ({ destinations: many(5, number => to(`eu-${(index % 5) * 5 + number}`)) }))
        expect((await put(world, ...rules)).replicationConfiguration?.rules).toEqual(rules)
      },
    },
    refuses: {
      'InvalidParameterException its own registry': world => put(world, rule(to('us-east-1'))),
      'InvalidParameterException eleven rules': world => put(world, ...many(11, () => rule())),
      'InvalidParameterException 26 destinations': world =>
        put(world, { destinations: many(26, index => to(`eu-${index}`)) }),
      'InvalidParameterException 101 destinations of a rule': world =>
        put(world, { destinations: many(101, () => to(OTHER_REGION)) }),
      'InvalidParameterException no filters in a list': world => put(world, { ...rule(), repositoryFilters: [] }),
      'InvalidParameterException 101 filters': world =>
        put(world, rule(to(OTHER_REGION), ...many(101, index => `team-${index}`))),
      'InvalidParameterException a filter of 1 character': world => put(world, rule(to(OTHER_REGION), 'a')),
      'InvalidParameterException a filter with a wildcard': world => put(world, rule(to(OTHER_REGION), 'team*')),
      'InvalidParameterException not an account': world => put(world, rule(to(OTHER_REGION, '1'))),
      'InvalidParameterException no rules member': ({ post }) =>
        post('PutReplicationConfiguration', { replicationConfiguration: {} }),
    },
  },
  {
    operation: 'DescribeImageReplicationStatus',
    works: {
      'COMPLETE, destination by destination': async world => {
        await put(world, rule(), rule(to('eu-north-1'), 'team'))
        await image(world)
        expect(await statuses(world)).toEqual([
          { ...to(OTHER_REGION), status: 'COMPLETE' },
          { ...to('eu-north-1'), status: 'COMPLETE' },
        ])
      },
      'FAILED where another account does not let it': async world => {
        await put(world, rule(to('us-east-1', OTHER_ACCOUNT)))
        await image(world)
        const failed = { status: 'FAILED', failureCode: 'AccessDenied' }
        expect(await statuses(world)).toEqual([{ ...to('us-east-1', OTHER_ACCOUNT), ...failed }])
      },
      'none of what was pushed before': async world => {
        await image(world)
        await put(world, rule())
        const answer = await world.ecr.describeImageReplicationStatus({ repositoryName, imageId })
        expect(answer).toMatchObject({ repositoryName, imageId, replicationStatuses: [] })
      },
    },
    refuses: {
      ImageNotFoundException: async world => {
        await repository(world)
        return statuses(world)
      },
      RepositoryNotFoundException: world => statuses(world),
      'InvalidParameterException neither tag nor digest': async world => {
        await repository(world)
        return world.ecr.describeImageReplicationStatus({ repositoryName, imageId: {} })
      },
    },
  },
]
