import { expect, test } from 'vitest'
import { emulated } from './ecr.ts'

const world = emulated({ now: () => new Date('2026-01-01T00:00:00Z') })

test('a token is for the user AWS, for twelve hours, at the emulator', async () => {
  const { authorizationData } = await world.ecr.getAuthorizationToken({})
  expect(authorizationData).toHaveLength(1)
  const { authorizationToken = '', expiresAt, proxyEndpoint } = authorizationData?.[0] ?? {}
  expect(Buffer.from(authorizationToken, 'base64').toString()).toMatch(/^AWS:[A-Za-z0-9+/=]+$/)
  expect(expiresAt).toEqual(new Date('2026-01-01T12:00:00Z'))
  expect(proxyEndpoint).toBe(world.emulator.url)
})

test('registries that are named get a token each', async () => {
  const registryIds = ['111111111111', '222222222222']
  expect((await world.ecr.getAuthorizationToken({ registryIds })).authorizationData).toHaveLength(2)
})

test.each([[[]], [['1']], [Array.from({ length: 11 }, () => '111111111111')]])(
  'the registries %j are refused',
  async registryIds => {
    await expect(world.ecr.getAuthorizationToken({ registryIds })).rejects.toMatchObject({
      name: 'InvalidParameterException',
    })
  },
)
