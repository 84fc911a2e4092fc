import type { Fields } from '../../model.ts'
import type { Context, Problem } from '../kind.ts'
import { hasPlaceholder } from '../placeholder.ts'

/** Alias, id or ARN. Source: KMS API reference, DescribeKey; ECR API model, KmsKey. */
const KEY =
  /^(?:[A-Za-z0-9-]+|alias\/[A-Za-z0-9/_-]+|arn:aws[a-z-]*:kms:[a-z0-9-]+:\d{12}:(?:alias\/[A-Za-z0-9/_-]+|key\/[A-Za-z0-9-]+))$/
const MAXIMUM_KEY = 2048

/** Why a declared encryption cannot be, at most once. */
export function checkEncryption({ encryptionConfiguration }: Fields, { region }: Context): readonly Problem[] {
  if (encryptionConfiguration === undefined) return []
  const { encryptionType, kmsKey } = encryptionConfiguration as { encryptionType: string; kmsKey?: string }
  if (kmsKey !== undefined && encryptionType === 'AES256') return [KEY_OF_S3]
  if (kmsKey !== undefined && !isKey(kmsKey)) return [INVALID_KEY]
  const isMissing = encryptionType === 'KMS_DSSE' && region !== undefined && !region.startsWith('us-gov-')
  return isMissing ? [notOffered(region)] : []
}

const isKey = (key: string): boolean => hasPlaceholder(key) || (key.length <= MAXIMUM_KEY && KEY.test(key))

const KEY_OF_S3: Problem = {
  path: ['encryptionConfiguration', 'kmsKey'],
  code: 'ENCRYPTION',
  summary: 'AES256 takes no kmsKey',
  detail: 'With AES256 the keys belong to S3.',
  hint: 'Write encryptionType: KMS, or remove the key.',
}

const INVALID_KEY: Problem = {
  path: ['encryptionConfiguration', 'kmsKey'],
  code: 'ENCRYPTION',
  summary: 'Invalid kmsKey',
  detail: 'A key is named by its alias, its id or its ARN, in at most 2,048 characters.',
  hint: 'Write for example alias/ecr.',
}

const notOffered = (region: string): Problem => ({
  path: ['encryptionConfiguration', 'encryptionType'],
  code: 'ENCRYPTION',
  summary: `${region} does not offer KMS_DSSE`,
  detail: 'ECR has it in the AWS GovCloud (US) Regions only.',
  hint: 'Write encryptionType: KMS.',
})
