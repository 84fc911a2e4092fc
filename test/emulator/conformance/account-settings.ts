import { expect } from 'vitest'
import { ACCOUNT, clientOf, pushImage, sha256 } from '../ecr.ts'
import type { Conformance, World } from './conformance.ts'
import { image, OTHER_ACCOUNT, policy, repository, repositoryName } from './given.ts'

const put = ({ ecr }: World, name: string, value: string) => ecr.putAccountSetting({ name, value })
const get = async ({ ecr }: World, name: string) => (await ecr.getAccountSetting({ name })).value

export const ACCOUNT_SETTINGS: readonly Conformance[] = [
  {
    operation: 'GetAccountSetting',
    works: {
      'AWS_NATIVE, V2 and DISABLED until set': async ({ ecr }) => {
        const initial = {
          BASIC_SCAN_TYPE_VERSION: 'AWS_NATIVE',
          REGISTRY_POLICY_SCOPE: 'V2',
          BLOB_MOUNTING: 'DISABLED',
        }
        for (const [name, value] of Object.entries(initial)) {
          expect(await ecr.getAccountSetting({ name })).toMatchObject({ name, value })
        }
      },
      'what was put, in its Region': async world => {
        await put(world, 'BLOB_MOUNTING', 'ENABLED')
        expect(await get(world, 'BLOB_MOUNTING')).toBe('ENABLED')
        expect(await get(world, 'REGISTRY_POLICY_SCOPE')).toBe('V2')
        const elsewhere = clientOf(world.emulator, { region: 'eu-west-1' })
        expect((await elsewhere.getAccountSetting({ name: 'BLOB_MOUNTING' })).value).toBe('DISABLED')
      },
    },
    refuses: {
      'ValidationException a setting of nobody': ({ ecr }) => ecr.getAccountSetting({ name: 'blob_mounting' }),
      'InvalidParameterException no name': ({ post }) => post('GetAccountSetting', {}),
      'InvalidParameterException empty name': ({ ecr }) => ecr.getAccountSetting({ name: '' }),
      'InvalidParameterException name of 65 characters': ({ ecr }) => ecr.getAccountSetting({ name: 'A'.repeat(65) }),
    },
  },
  {
    operation: 'PutAccountSetting',
    works: {
      'answers what it was given, as often as it is': async world => {
        const setting = { name: 'BASIC_SCAN_TYPE_VERSION', value: 'CLAIR' }
        expect(await world.ecr.putAccountSetting(setting)).toMatchObject(setting)
        expect(await world.ecr.putAccountSetting(setting)).toMatchObject(setting)
      },
      'BLOB_MOUNTING lets pushes borrow layers': async world => {
        await image(world)
        await world.ecr.createRepository({ repositoryName: 'bb' })
        const { authorizationData } = await world.ecr.getAuthorizationToken({})
        const headers = { authorization: `Basic ${authorizationData?.[0]?.authorizationToken}` }
        const path = `/v2/bb/blobs/uploads/?mount=${sha256('one')}&from=${repositoryName}`
        const mount = async () => (await fetch(world.emulator.url + path, { method: 'POST', headers })).status
        expect(await mount()).toBe(202)
        await put(world, 'BLOB_MOUNTING', 'ENABLED')
        expect(await mount()).toBe(201)
        expect(await pushImage(world.ecr, 'bb', 'one')).toMatch(/^sha256:/)
      },
      'REGISTRY_POLICY_SCOPE V1 narrows the registry policy': async world => {
        await repository(world)
        const statement = { Effect: 'Allow', Principal: { AWS: OTHER_ACCOUNT }, Action: 'ecr:*', Resource: '*' }
        await world.ecr.putRegistryPolicy({ policyText: policy(statement) })
        const other = clientOf(world.emulator, { accessKey: OTHER_ACCOUNT })
        const request = { registryId: ACCOUNT, repositoryName }
        expect((await other.listImages(request)).imageIds).toEqual([])
        await put(world, 'REGISTRY_POLICY_SCOPE', 'V1')
        await expect(other.listImages(request)).rejects.toMatchObject({ name: 'AccessDeniedException' })
        expect((await other.createRepository({ ...request, repositoryName: 'bb' })).repository).toBeDefined()
      },
    },
    refuses: {
      'ValidationException a setting of nobody': world => put(world, 'SCAN_TYPE', 'V2'),
      'ValidationException a value of another setting': world => put(world, 'BLOB_MOUNTING', 'V2'),
      'ValidationException empty value': world => put(world, 'BLOB_MOUNTING', ''),
      'InvalidParameterException no value': ({ post }) => post('PutAccountSetting', { name: 'BLOB_MOUNTING' }),
    },
  },
]
