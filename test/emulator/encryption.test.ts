import { expect, test } from 'vitest'
import { clientOf, emulated } from './ecr.ts'

const world = emulated()
const ID = '1234abcd-12ab-34cd-56ef-1234567890ab'
const KEY = `arn:aws:kms:us-east-1:123456789012:key/${ID}`
const ANY_KEY = /^arn:aws:kms:us-east-1:123456789012:key\/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

type Encryption = { encryptionType: 'AES256' | 'KMS' | 'KMS_DSSE'; kmsKey?: string }

async function created(repositoryName: string, encryptionConfiguration: Encryption, ecr = world.ecr) {
  const { repository } = await ecr.createRepository({ repositoryName, encryptionConfiguration })
  return repository?.encryptionConfiguration
}

test.each([
  ['an id', ID],
  ['an ARN', KEY],
])('a key given as %s comes back as its ARN', async (_, kmsKey) => {
  expect(await created('aa', { encryptionType: 'KMS', kmsKey })).toEqual({ encryptionType: 'KMS', kmsKey: KEY })
})

test('an alias comes back as the ARN of one and the same key', async () => {
  const one = await created('aa', { encryptionType: 'KMS', kmsKey: 'alias/ecr' })
  const other = await created('bb', { encryptionType: 'KMS', kmsKey: 'arn:aws:kms:us-east-1:123456789012:alias/ecr' })
  expect(one?.kmsKey).toMatch(ANY_KEY)
  expect(other).toEqual(one)
})

test('without a key there is the one that AWS manages', async () => {
  const managed = await created('aa', { encryptionType: 'KMS' })
  expect(managed?.kmsKey).toMatch(ANY_KEY)
  expect(await created('bb', { encryptionType: 'KMS', kmsKey: 'alias/aws/ecr' })).toEqual(managed)
})

test('KMS_DSSE is for GovCloud', async () => {
  const govCloud = clientOf(world.emulator, { region: 'us-gov-west-1' })
  const encryption = await created('aa', { encryptionType: 'KMS_DSSE' }, govCloud)
  expect(encryption?.kmsKey).toMatch(/^arn:aws-us-gov:kms:us-gov-west-1:/)
  await expect(created('aa', { encryptionType: 'KMS_DSSE' })).rejects.toMatchObject({
    name: 'InvalidParameterException',
  })
})

test('AES256 has no key', async () => {
  await expect(created('aa', { encryptionType: 'AES256', kmsKey: KEY })).rejects.toMatchObject({
    name: 'InvalidParameterException',
  })
})

test('what cannot be a key is refused as KMS would', async () => {
  await expect(created('aa', { encryptionType: 'KMS', kmsKey: 'no key' })).rejects.toMatchObject({
    name: 'KmsException',
    kmsError: 'NotFoundException',
  })
})

test.each([{}, { encryptionType: 'ROT13' }, { encryptionType: 'KMS', kmsKey: '' }])(
  '%j is refused',
  async encryption => {
    const { body } = await world.post('CreateRepository', { repositoryName: 'aa', encryptionConfiguration: encryption })
    expect(body.__type).toBe('InvalidParameterException')
  },
)
