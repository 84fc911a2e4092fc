import { createHash } from 'node:crypto'
import { AwsError, invalid } from '../errors.ts'
import type { Encryption } from '../model.ts'
import { partitionName, type RegistryPlace } from '../registry-place.ts'
import { oneOf, optional, type Read, structure, text } from './shapes.ts'

export const encryptionConfiguration = structure({
  encryptionType: oneOf(['AES256', 'KMS', 'KMS_DSSE']),
  kmsKey: optional(text({ min: 1, max: 2048 })),
})

/** What ECR stores of what was asked: the key as the ARN that it resolves to. */
export function encryptionOf(place: RegistryPlace, asked?: Read<typeof encryptionConfiguration>): Encryption {
  const { encryptionType, kmsKey } = asked ?? { encryptionType: 'AES256' }
  if (encryptionType === 'KMS_DSSE' && partitionName(place.region) !== 'aws-us-gov') {
    throw invalid('encryptionConfiguration.encryptionType', `KMS_DSSE is not supported in ${place.region}`)
  }
  if (encryptionType !== 'AES256') return { encryptionType, kmsKey: keyArn(place, kmsKey ?? 'alias/aws/ecr') }
  if (kmsKey === undefined) return { encryptionType }
  throw invalid('encryptionConfiguration.kmsKey', 'kmsKey can only be specified when encryptionType is KMS or KMS_DSSE')
}

/** There is no KMS here: every key exists, and an alias always names the same one. */
function keyArn({ account, region }: RegistryPlace, key: string): string {
  const ofId = (id: string) => `arn:${partitionName(region)}:kms:${region}:${account}:key/${id}`
  if (/^arn:[a-z-]+:kms:[a-z0-9-]+:[0-9]{12}:key\/[A-Za-z0-9-]+$/.test(key)) return key
  if (/^[A-Za-z0-9-]+$/.test(key)) return ofId(key)
  const alias = /^(?:arn:[a-z-]+:kms:[a-z0-9-]+:[0-9]{12}:)?(alias\/[A-Za-z0-9/_-]+)$/.exec(key)?.[1]
  if (alias !== undefined) return ofId(keyIdOf(`${account}/${region}/${alias}`))
  throw new AwsError('KmsException', `Invalid keyId '${key}'`, { kmsError: 'NotFoundException' })
}

function keyIdOf(alias: string): string {
  const hash = createHash('sha256').update(alias).digest('hex')
  return hash.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*$/, '$1-$2-$3-$4-$5')
}
