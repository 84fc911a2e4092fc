import { expect } from 'vitest'
import { ACCOUNT, pushImage } from '../ecr.ts'
import type { Conformance, World } from './conformance.ts'
import { image, imageId, many, repository, repositoryName } from './given.ts'

const profile = (name: string) => `arn:aws:signer:us-east-1:${ACCOUNT}:/signing-profiles/${name}`
const filter = (text: string) => ({ filter: text, filterType: 'WILDCARD_MATCH' }) as const
const rule = (name: string, ...filters: string[]) => ({
  signingProfileArn: profile(name),
  ...(filters.length > 0 && { repositoryFilters: filters.map(filter) }),
})
type Rule = ReturnType<typeof rule>

const put = ({ ecr }: World, ...rules: Rule[]) => ecr.putSigningConfiguration({ signingConfiguration: { rules } })

async function statuses({ ecr }: World, imageTag = 'v1') {
  const { signingStatuses } = await ecr.describeImageSigningStatus({ repositoryName, imageId: { imageTag } })
  return signingStatuses?.map(({ signingProfileArn, status }) => [signingProfileArn?.split('/').at(-1), status])
}

export const SIGNING: readonly Conformance[] = [
  {
    operation: 'PutSigningConfiguration',
    works: {
      'rules with and without filters': async world => {
        const signingConfiguration = { rules: [rule('all'), rule('some', 'team/*', '*')] }
        expect((await put(world, ...signingConfiguration.rules)).signingConfiguration).toEqual(signingConfiguration)
      },
      'replaces all of it': async world => {
        await put(world, rule('one'), rule('two'))
        await put(world, rule('three'))
        const { signingConfiguration } = await world.ecr.getSigningConfiguration({})
        expect(signingConfiguration).toEqual({ rules: [rule('three')] })
      },
      'ten rules of 100 filters, or none': async world => {
        const full = many(10, index => rule(`p${index}`, ...many(100, number => `r${number}`)))
        expect((await put(world, ...full)).signingConfiguration?.rules).toHaveLength(10)
        expect((await put(world)).signingConfiguration).toEqual({ rules: [] })
      },
    },
    refuses: {
      'InvalidParameterException eleven rules': world => put(world, ...many(11, index => rule(`p${index}`))),
      'InvalidParameterException not a signing profile': world =>
        put(world, { signingProfileArn: `arn:aws:iam::${ACCOUNT}:role/signer` }),
      'InvalidParameterException profile of 1 character': world => put(world, rule('p')),
      'InvalidParameterException 101 filters': world => put(world, rule('pp', ...many(101, index => `r${index}`))),
      'InvalidParameterException no filters in a list': world => put(world, { ...rule('pp'), repositoryFilters: [] }),
      'InvalidParameterException a filter in upper case': world => put(world, rule('pp', 'Team')),
      'InvalidParameterException a filter type of another operation': ({ post }) => {
        const repositoryFilters = [{ filter: 'a', filterType: 'WILDCARD' }]
        return post('PutSigningConfiguration', {
          signingConfiguration: { rules: [{ ...rule('pp'), repositoryFilters }] },
        })
      },
      'InvalidParameterException no configuration': ({ post }) => post('PutSigningConfiguration', {}),
    },
  },
  {
    operation: 'GetSigningConfiguration',
    works: {
      'what was put': async world => {
        await put(world, rule('one', 'team/*'))
        const signingConfiguration = { rules: [rule('one', 'team/*')] }
        const answer = await world.ecr.getSigningConfiguration({})
        expect(answer).toMatchObject({ registryId: ACCOUNT, signingConfiguration })
      },
    },
    refuses: { SigningConfigurationNotFoundException: ({ ecr }) => ecr.getSigningConfiguration({}) },
  },
  {
    operation: 'DeleteSigningConfiguration',
    works: {
      'answers what it deletes': async world => {
        await put(world, rule('one'))
        const signingConfiguration = { rules: [rule('one')] }
        const answer = await world.ecr.deleteSigningConfiguration({})
        expect(answer).toMatchObject({ registryId: ACCOUNT, signingConfiguration })
        await expect(world.ecr.getSigningConfiguration({})).rejects.toMatchObject({
          name: 'SigningConfigurationNotFoundException',
        })
      },
      'of images pushed before, nothing changes': async world => {
        await put(world, rule('one'))
        await image(world)
        await world.ecr.deleteSigningConfiguration({})
        await pushImage(world.ecr, repositoryName, 'two', 'v2')
        expect([await statuses(world, 'v1'), await statuses(world, 'v2')]).toEqual([[['one', 'FAILED']], []])
      },
    },
    refuses: { SigningConfigurationNotFoundException: ({ ecr }) => ecr.deleteSigningConfiguration({}) },
  },
  {
    operation: 'DescribeImageSigningStatus',
    works: {
      'none where no rule applies': async world => {
        await put(world, rule('one', 'team'), rule('two', 'other/*'))
        await image(world)
        const answer = await world.ecr.describeImageSigningStatus({ repositoryName, imageId })
        expect(answer).toMatchObject({ registryId: ACCOUNT, repositoryName, imageId, signingStatuses: [] })
      },
      'each profile once, FAILED because there is no AWS Signer': async world => {
        await put(world, rule('one'), rule('two', 'team/*'), rule('one', '*api'), rule('three', 'other/*'))
        await image(world)
        expect(await statuses(world)).toEqual([
          ['one', 'FAILED'],
          ['two', 'FAILED'],
        ])
        const { signingStatuses } = await world.ecr.describeImageSigningStatus({ repositoryName, imageId })
        expect(signingStatuses?.[0]).toMatchObject({
          failureCode: 'SignerUnavailable',
          failureReason: 'The emulator has no AWS Signer.',
        })
      },
      'only of images pushed since': async world => {
        await image(world)
        await put(world, rule('one'))
        expect(await statuses(world)).toEqual([])
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
        return world.ecr.describeImageSigningStatus({ repositoryName, imageId: {} })
      },
    },
  },
]
