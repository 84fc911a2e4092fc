import { expect } from 'vitest'
import type { Conformance, World } from './conformance.ts'
import { image, imageId, many, NOW, pages, repositoryName } from './given.ts'

/** What the emulator takes the client for. */
const CALLER = 'arn:aws:iam::123456789012:user/ecrsync'
const role = (name: string) => `arn:aws:iam::123456789012:role/ci/${name}`

const register = ({ ecr }: World, principalArn: string) => ecr.registerPullTimeUpdateExclusion({ principalArn })
const deregister = ({ ecr }: World, principalArn: string) => ecr.deregisterPullTimeUpdateExclusion({ principalArn })

async function pulledAt({ ecr }: World): Promise<Date | undefined> {
  await ecr.batchGetImage({ repositoryName, imageIds: [imageId] })
  return (await ecr.describeImages({ repositoryName })).imageDetails?.[0]?.lastRecordedPullTime
}

export const PULL_TIME_EXCLUSIONS: readonly Conformance[] = [
  {
    operation: 'RegisterPullTimeUpdateExclusion',
    works: {
      'pulls of the principal are not noted': async world => {
        await image(world)
        expect(await register(world, CALLER)).toMatchObject({ principalArn: CALLER, createdAt: NOW })
        expect(await pulledAt(world)).toBeUndefined()
      },
      'those of others are': async world => {
        await image(world)
        await register(world, role('other'))
        expect(await pulledAt(world)).toEqual(NOW)
      },
    },
    refuses: {
      ExclusionAlreadyExistsException: async world => {
        await register(world, CALLER)
        return register(world, CALLER)
      },
      'LimitExceededException 101 exclusions': async world => {
        await Promise.all(many(100, index => register(world, role(`r${index}`))))
        return register(world, CALLER)
      },
      'InvalidParameterException not a role or user': world => register(world, 'arn:aws:iam::123456789012:root'),
      'InvalidParameterException a session': world =>
        register(world, 'arn:aws:sts::123456789012:assumed-role/ci/session'),
      'InvalidParameterException 201 characters': world => register(world, role('r').padEnd(201, 'r')),
    },
  },
  {
    operation: 'DeregisterPullTimeUpdateExclusion',
    works: {
      'pulls are noted again': async world => {
        await image(world)
        await register(world, CALLER)
        expect(await deregister(world, CALLER)).toMatchObject({ principalArn: CALLER })
        expect(await pulledAt(world)).toEqual(NOW)
        expect((await world.ecr.listPullTimeUpdateExclusions({})).pullTimeUpdateExclusions).toEqual([])
      },
    },
    refuses: {
      ExclusionNotFoundException: world => deregister(world, CALLER),
      'InvalidParameterException not an ARN': world => deregister(world, 'ecrsync'),
    },
  },
  {
    operation: 'ListPullTimeUpdateExclusions',
    works: {
      'ARNs, sorted': async world => {
        for (const name of ['b', 'a']) await register(world, role(name))
        const { pullTimeUpdateExclusions } = await world.ecr.listPullTimeUpdateExclusions({})
        expect(pullTimeUpdateExclusions).toEqual([role('a'), role('b')])
      },
      'in pages': async world => {
        for (const name of ['a', 'b', 'c']) await register(world, role(name))
        const answers = await pages(nextToken => world.ecr.listPullTimeUpdateExclusions({ maxResults: 2, nextToken }))
        const listed = answers.map(({ pullTimeUpdateExclusions }) => pullTimeUpdateExclusions)
        expect(listed).toEqual([[role('a'), role('b')], [role('c')]])
      },
    },
    refuses: {
      'InvalidParameterException maxResults of 0': ({ ecr }) => ecr.listPullTimeUpdateExclusions({ maxResults: 0 }),
      'InvalidParameterException maxResults of 1001': ({ ecr }) =>
        ecr.listPullTimeUpdateExclusions({ maxResults: 1001 }),
      'InvalidParameterException a token of nobody': ({ ecr }) => ecr.listPullTimeUpdateExclusions({ nextToken: 'x' }),
    },
  },
]
