import * as sdk from '@aws-sdk/client-ecr'
import fc from 'fast-check'
import { indexOf, MISSING, manifestOf } from './distribution/docker.ts'
import { arnOf, IMAGE_TYPE, INDEX_TYPE, sha256 } from './ecr.ts'

interface Member {
  readonly name: string
  readonly isRequired: boolean
}

/** The members that the SDK knows of an operation's input; in its schemas, those that are required come first. */
export function membersOf(operation: string): readonly Member[] {
  const [, schema] = Object.entries(sdk).find(([name]) => name === `${operation}$`) ?? []
  const [, , , , input] = (schema ?? []) as readonly unknown[]
  const [, , , , names = [], , required = 0] = (typeof input === 'function' ? input() : input) as readonly unknown[]
  return (names as readonly string[]).map((name, index) => ({ name, isRequired: index < Number(required) }))
}

const ROLE = 'arn:aws:iam::123456789012:role/ecr'
const KEY = 'arn:aws:kms:us-east-1:123456789012:key/00000000-0000-0000-0000-000000000000'
const PROFILE = 'arn:aws:signer:us-east-1:123456789012:/signing-profiles/prod'
const SECRET = 'arn:aws:secretsmanager:us-east-1:123456789012:secret:ecr-pullthroughcache/some'
export const IMAGE = manifestOf('one')
const ABOUT = manifestOf('one', {
  subject: { mediaType: IMAGE_TYPE, size: 1, digest: sha256(IMAGE) },
  annotations: { a: 1 },
})

const NAMES = ['aa', 'aa', 'aa/b', 'new', '../x', '__proto__', 'constructor']
const IDS = [
  { imageTag: 'v1' },
  { imageDigest: sha256(IMAGE) },
  { imageDigest: MISSING },
  {},
  { imageTag: '__proto__' },
]
const FILTERS = ['aa', 'a*', '*', 'prod-*', '-', '*'.repeat(9), `${'a'.repeat(60)}!`]
const SELECTION = { tagStatus: 'any', countType: 'imageCountMoreThan', countNumber: 1 }
const POLICY = JSON.stringify({
  rules: [{ rulePriority: 1, description: 'x'.repeat(50), selection: SELECTION, action: { type: 'expire' } }],
})
const allowing = (more: object) =>
  JSON.stringify({ Statement: { Effect: 'Allow', Principal: '*', Action: 'ecr:*', ...more } })
const REPOSITORY_POLICIES = [allowing({}), allowing({ Effect: 'Deny', Action: 'ecr:PutImage' }), '{}', '[]', 'x']
const REGISTRY_POLICIES = [allowing({ Resource: '*' }), allowing({ Resource: arnOf('*') }), allowing({})]
const filtersOf = (filterType: string) => FILTERS.map(filter => ({ filter, filterType }))

const one = (...values: readonly unknown[]) => fc.constantFrom(...values)
const some = (...values: readonly unknown[]) => fc.array(one(...values), { maxLength: 3 })
const rulesOf = (filterType: string, more: Readonly<Record<string, fc.Arbitrary<unknown>>>) =>
  fc.array(fc.record({ repositoryFilters: some(...filtersOf(filterType)), ...more }, { requiredKeys: [] }), {
    maxLength: 3,
  })
const destination = one(
  { region: 'eu-west-1', registryId: '123456789012' },
  { region: 'us-east-1' },
  {
    region: 'us-east-1',
    registryId: '999999999999',
  },
)
const mutability = one('MUTABLE', 'IMMUTABLE', 'MUTABLE_WITH_EXCLUSION', 'IMMUTABLE_WITH_EXCLUSION')

/** Values that an operation may take, by the name of the member. */
export const PLAUSIBLE: Readonly<Record<string, fc.Arbitrary<unknown>>> = {
  acceptedMediaTypes: some(IMAGE_TYPE, INDEX_TYPE, 'x'),
  appliedFor: some('REPLICATION', 'PULL_THROUGH_CACHE', 'CREATE_ON_PUSH', 'x'),
  credentialArn: one(SECRET, 'x'),
  customRoleArn: one(ROLE, 'x'),
  description: one('', 'text', 'x'.repeat(300)),
  destination,
  ecrRepositoryPrefix: one('quay', 'ROOT', 'a', 'x/'),
  ecrRepositoryPrefixes: some('quay', 'ROOT', 'a'),
  encryptionConfiguration: one(
    { encryptionType: 'AES256' },
    { encryptionType: 'KMS' },
    { encryptionType: 'KMS', kmsKey: KEY },
    {
      encryptionType: 'KMS_DSSE',
      kmsKey: 'alias/x',
    },
  ),
  filter: one({ tagStatus: 'TAGGED' }, { imageStatus: 'ANY' }, { artifactTypes: ['x'] }, { artifactStatus: 'ANY' }, {}),
  force: one(true, false),
  imageDigest: one(sha256(IMAGE), MISSING, 'x', 'sha512:00'),
  imageId: one(...IDS),
  imageIds: some(...IDS),
  imageManifest: one(IMAGE, ABOUT, indexOf([sha256(IMAGE)]), indexOf([MISSING]), manifestOf('two'), '{}', '[]', '{'),
  imageManifestMediaType: one(IMAGE_TYPE, INDEX_TYPE, 'x'),
  imageScanningConfiguration: one({ scanOnPush: true }, {}),
  imageTag: one('v1', 'v2', '__proto__', '-', 'a'.repeat(129)),
  imageTagMutability: mutability,
  imageTagMutabilityExclusionFilters: some(...filtersOf('WILDCARD')),
  layerDigest: one(sha256('one'), MISSING, 'x'),
  layerDigests: some(sha256('one'), sha256('x'), MISSING, '', 'x'),
  layerPartBlob: one('eA==', '', 'x', '!'),
  lifecyclePolicy: one(POLICY, '', 'x'),
  lifecyclePolicyText: one(POLICY, POLICY.replace('any', 'untagged'), '{"rules":[]}'.padEnd(100), 'x'),
  maxResults: one(1, 2, 100, 0, 1001),
  name: one('BLOB_MOUNTING', 'REGISTRY_POLICY_SCOPE', 'BASIC_SCAN_TYPE_VERSION', 'constructor'),
  nextToken: one(
    'x',
    Buffer.from('{"after":"a"}').toString('base64url'),
    Buffer.from('{"after":1}').toString('base64url'),
  ),
  partFirstByte: one(0, 1, 4, 2 ** 53),
  partLastByte: one(0, 1, 4),
  policyText: one(...REPOSITORY_POLICIES, ...REGISTRY_POLICIES),
  prefix: one('aa', 'ROOT', 'new', '/'),
  prefixes: some('aa', 'ROOT', '/'),
  principalArn: one(ROLE, 'arn:aws:iam::123456789012:user/ecrsync', 'x'),
  registryId: one('123456789012', '123456789012', '999999999999', '1'),
  registryIds: some('123456789012', '999999999999', 'x'),
  replicationBackfillId: one('x', '__proto__', ''),
  replicationConfiguration: fc.record({
    rules: rulesOf('PREFIX_MATCH', { destinations: fc.array(destination, { maxLength: 2 }) }),
  }),
  repositoryName: one(...NAMES),
  repositoryNames: some(...NAMES),
  repositoryPolicy: one(...REPOSITORY_POLICIES, ''),
  resourceArn: one(...NAMES.map(arnOf), 'arn:aws:ecr:eu-west-1:123456789012:repository/aa', 'x'),
  resourceTags: some({ Key: 'k', Value: 'v' }, { Key: 'aws:k', Value: 'v' }, { Key: '' }),
  resultStatusFilter: one('COMPLETE', 'FAILED', 'x'),
  rules: rulesOf('WILDCARD', { scanFrequency: one('SCAN_ON_PUSH', 'CONTINUOUS_SCAN', 'MANUAL') }),
  scanType: one('BASIC', 'ENHANCED', 'x'),
  signingConfiguration: fc.record({ rules: rulesOf('WILDCARD_MATCH', { signingProfileArn: one(PROFILE, 'x') }) }),
  subjectId: one({ imageDigest: sha256(IMAGE) }, { imageDigest: 'x' }, {}),
  tagKeys: some('k', 'aws:k', '__proto__', ''),
  tags: some({ Key: 'k', Value: 'v' }, { Key: '__proto__', Value: '' }, { Key: 'aws:k', Value: 'v' }, { Key: 'k' }),
  targetStorageClass: one('ARCHIVE', 'STANDARD', 'x'),
  uploadId: one('00000000-0000-0000-0000-000000000000', '..', 'x'),
  upstreamRegistry: one('quay', 'docker-hub', 'x'),
  upstreamRegistryUrl: one('quay.io', 'registry-1.docker.io', 'public.ecr.aws', 'x'),
  upstreamRepositoryPrefix: one('ROOT', 'library', 'x'),
  value: one('ENABLED', 'DISABLED', 'V1', 'V2', 'x'),
}

const junk = fc.oneof(
  fc.constantFrom<unknown>(...NAMES, { toString: 1, valueOf: 1 }),
  fc.jsonValue({ maxDepth: 3 }),
  fc.array(fc.constantFrom(...NAMES)),
)

/** An input of an operation: mostly what it might be, and sometimes anything else. */
export function inputOf(operation: string): fc.Arbitrary<object> {
  const own = fc.record(Object.fromEntries(membersOf(operation).map(member => [member.name, valueFor(member)])))
  const keys = fc.constantFrom(...Object.keys(PLAUSIBLE), '__proto__')
  const strange = fc.dictionary(keys, junk, { maxKeys: 2, noNullPrototype: true })
  const mixed = fc.tuple(own, strange).map(([one, other]) => ({ ...one, ...other }))
  return fc.oneof({ weight: 6, arbitrary: own }, mixed, strange)
}

const valueFor = ({ name, isRequired }: Member) =>
  fc.oneof(
    { weight: 12, arbitrary: PLAUSIBLE[name] ?? junk },
    { weight: isRequired ? 1 : 12, arbitrary: fc.constant(undefined) },
    { weight: 1, arbitrary: junk },
  )
