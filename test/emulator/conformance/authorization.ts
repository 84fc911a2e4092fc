import { expect } from 'vitest'
import type { Conformance, World } from './conformance.ts'
import { later, many, OTHER_ACCOUNT } from './given.ts'

const HOUR = 60 * 60 * 1000

async function ping({ emulator }: World, token: string): Promise<number> {
  const { status } = await fetch(`${emulator.url}/v2/`, { headers: { authorization: `Basic ${token}` } })
  return status
}

export const AUTHORIZATION: readonly Conformance[] = [
  {
    operation: 'GetAuthorizationToken',
    works: {
      'a login of the user AWS for twelve hours': async world => {
        const { authorizationData } = await world.ecr.getAuthorizationToken({})
        expect(authorizationData).toMatchObject([{ expiresAt: later(12 * HOUR), proxyEndpoint: world.emulator.url }])
        const token = authorizationData?.[0]?.authorizationToken ?? ''
        expect(Buffer.from(token, 'base64').toString()).toMatch(/^AWS:./)
        expect(await ping(world, token)).toBe(200)
        world.emulator.clock.advance(12 * HOUR)
        expect(await ping(world, token)).not.toBe(200)
      },
      'one for each registry that is named': async ({ ecr }) => {
        const registryIds = [OTHER_ACCOUNT, '111122223333']
        expect((await ecr.getAuthorizationToken({ registryIds })).authorizationData).toHaveLength(2)
      },
    },
    refuses: {
      'InvalidParameterException eleven registries': ({ ecr }) =>
        ecr.getAuthorizationToken({ registryIds: many(11, () => OTHER_ACCOUNT) }),
      'InvalidParameterException not an account': ({ ecr }) => ecr.getAuthorizationToken({ registryIds: ['1'] }),
      'SerializationException not a list': ({ post }) => post('GetAuthorizationToken', { registryIds: OTHER_ACCOUNT }),
    },
  },
]
