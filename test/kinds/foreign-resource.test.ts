import { describe, expect, test } from 'vitest'
import { KINDS } from '../../src/kinds/index.ts'
import type { Fields } from '../../src/model.ts'

const ARN = 'arn:aws:iam::111122223333:role/scanner'
const RULES = [
  {
    rulePriority: 1,
    selection: { tagStatus: 'any', countType: 'imageCountMoreThan', countNumber: 9 },
    action: { type: 'expire' },
  },
]
const POLICY = {
  Version: '2012-10-17',
  Statement: [{ Sid: 'pull', Effect: 'Allow', Principal: { AWS: '111122223333' }, Action: 'ecr:BatchGetImage' }],
}
const UPSTREAM = '111122223333.dkr.ecr.eu-west-1.amazonaws.com'

/** What all kinds together make of a resource, by the keys of a manifest. */
function saidBy(tool: 'terraform' | 'cloudFormation', type: string, properties: Fields): Fields {
  const said = KINDS.flatMap(kind => kind.foreign?.[tool]?.[type]?.(properties) ?? [])
  const [repository] = said.flatMap(one => one.repository ?? [])
  return Object.assign({}, ...said.map(({ states }) => states), repository === undefined ? {} : { repository })
}

const TERRAFORM: readonly [type: string, properties: Fields, said: Fields][] = [
  [
    'aws_ecr_repository',
    {
      name: 'app',
      image_tag_mutability: 'IMMUTABLE_WITH_EXCLUSION',
      image_tag_mutability_exclusion_filter: [{ filter: 'latest', filter_type: 'WILDCARD' }],
      image_scanning_configuration: [{ scan_on_push: true }],
      encryption_configuration: [{ encryption_type: 'KMS', kms_key: 'arn:aws:kms:us-east-1:111122223333:key/1' }],
      tags: { team: 'a' },
      tags_all: { team: 'a', by: 'provider' },
      force_delete: true,
    },
    {
      repository: 'app',
      imageTagMutability: 'IMMUTABLE_WITH_EXCLUSION',
      imageTagMutabilityExclusionFilters: ['latest'],
      imageScanningConfiguration: { scanOnPush: true },
      encryptionConfiguration: { encryptionType: 'KMS', kmsKey: 'arn:aws:kms:us-east-1:111122223333:key/1' },
      tags: { team: 'a', by: 'provider' },
    },
  ],
  [
    'aws_ecr_repository',
    { name: 'app', image_scanning_configuration: [], encryption_configuration: null, tags: null },
    {
      repository: 'app',
      imageTagMutability: 'MUTABLE',
      imageScanningConfiguration: { scanOnPush: false },
      encryptionConfiguration: { encryptionType: 'AES256' },
    },
  ],
  [
    'aws_ecr_repository',
    { name: 'app', image_tag_mutability: null, tags_all: {} },
    {
      repository: 'app',
      imageTagMutability: 'MUTABLE',
      imageScanningConfiguration: { scanOnPush: false },
      encryptionConfiguration: { encryptionType: 'AES256' },
    },
  ],
  [
    'aws_ecr_lifecycle_policy',
    { repository: 'app', policy: JSON.stringify({ rules: RULES }) },
    { repository: 'app', lifecyclePolicy: { rules: RULES } },
  ],
  [
    'aws_ecr_repository_policy',
    { repository: 'app', policy: JSON.stringify(POLICY) },
    { repository: 'app', repositoryPolicy: POLICY },
  ],
  ['aws_ecr_registry_policy', { policy: JSON.stringify(POLICY) }, { policy: POLICY }],
  [
    'aws_ecr_registry_scanning_configuration',
    {
      scan_type: 'ENHANCED',
      rule: [{ scan_frequency: 'CONTINUOUS_SCAN', repository_filter: [{ filter: 'prod*', filter_type: 'WILDCARD' }] }],
    },
    {
      scanningConfiguration: {
        scanType: 'ENHANCED',
        rules: [{ scanFrequency: 'CONTINUOUS_SCAN', repositoryFilters: [{ filter: 'prod*', filterType: 'WILDCARD' }] }],
      },
    },
  ],
  [
    'aws_ecr_replication_configuration',
    {
      replication_configuration: [
        { rule: [{ destination: [{ region: 'eu-west-1', registry_id: '111122223333' }], repository_filter: [] }] },
      ],
    },
    {
      replicationConfiguration: {
        rules: [{ destinations: [{ region: 'eu-west-1', registryId: '111122223333' }] }],
      },
    },
  ],
  [
    'aws_ecr_pull_through_cache_rule',
    {
      ecr_repository_prefix: 'platform',
      upstream_registry_url: UPSTREAM,
      upstream_repository_prefix: 'ROOT',
      custom_role_arn: ARN,
      credential_arn: '',
    },
    {
      pullThroughCacheRules: {
        platform: { upstreamRegistryUrl: UPSTREAM, upstreamRepositoryPrefix: 'ROOT', customRoleArn: ARN },
      },
    },
  ],
  [
    'aws_ecr_repository_creation_template',
    {
      prefix: 'docker-hub',
      applied_for: ['PULL_THROUGH_CACHE'],
      description: '',
      custom_role_arn: ARN,
      image_tag_mutability: 'MUTABLE',
      encryption_configuration: [{ encryption_type: 'AES256', kms_key: '' }],
      resource_tags: { source: 'hub' },
      repository_policy: JSON.stringify(POLICY),
      lifecycle_policy: JSON.stringify({ rules: RULES }),
    },
    {
      repositoryCreationTemplates: {
        'docker-hub': {
          appliedFor: ['PULL_THROUGH_CACHE'],
          imageTagMutability: 'MUTABLE',
          encryptionConfiguration: { encryptionType: 'AES256' },
          resourceTags: { source: 'hub' },
          repositoryPolicy: POLICY,
          lifecyclePolicy: { rules: RULES },
          customRoleArn: ARN,
        },
      },
    },
  ],
  [
    'aws_ecr_account_setting',
    { name: 'BLOB_MOUNTING', value: 'ENABLED' },
    { accountSettings: { BLOB_MOUNTING: 'ENABLED' } },
  ],
  ['aws_ecr_pull_time_update_exclusion', { principal_arn: ARN }, { pullTimeUpdateExclusions: { [ARN]: {} } }],
]

const CLOUD_FORMATION: readonly [type: string, properties: Fields, said: Fields][] = [
  [
    'AWS::ECR::Repository',
    {
      RepositoryName: 'app',
      ImageScanningConfiguration: { ScanOnPush: 'true' },
      LifecyclePolicy: { LifecyclePolicyText: JSON.stringify({ rules: RULES }), RegistryId: '111122223333' },
      RepositoryPolicyText: {
        Version: '2012-10-17',
        Statement: {
          Effect: 'Deny',
          Principal: { AWS: 111122223333 },
          Condition: { Bool: { 'aws:SecureTransport': false } },
        },
      },
      Tags: [
        { Key: 'team', Value: 7 },
        { Key: 'unknown', Value: undefined },
        { Key: 'aws:x', Value: 'y' },
      ],
    },
    {
      repository: 'app',
      imageTagMutability: 'MUTABLE',
      imageScanningConfiguration: { scanOnPush: true },
      encryptionConfiguration: { encryptionType: 'AES256' },
      lifecyclePolicy: { rules: RULES },
      repositoryPolicy: {
        Version: '2012-10-17',
        Statement: {
          Effect: 'Deny',
          Principal: { AWS: '111122223333' },
          Condition: { Bool: { 'aws:SecureTransport': 'false' } },
        },
      },
      tags: { team: '7' },
    },
  ],
  [
    'AWS::ECR::Repository',
    {
      RepositoryName: 'app',
      ImageTagMutability: 'MUTABLE_WITH_EXCLUSION',
      ImageTagMutabilityExclusionFilters: [{ ImageTagMutabilityExclusionFilterValue: undefined }],
      ImageScanningConfiguration: undefined,
      EncryptionConfiguration: { KmsKey: undefined },
      LifecyclePolicy: { LifecyclePolicyText: undefined },
      RepositoryPolicyText: undefined,
    },
    {
      repository: 'app',
      imageTagMutability: undefined,
      imageScanningConfiguration: undefined,
      encryptionConfiguration: undefined,
      lifecyclePolicy: undefined,
      repositoryPolicy: undefined,
    },
  ],
  ['AWS::ECR::RegistryPolicy', { PolicyText: POLICY }, { policy: POLICY }],
  ['AWS::ECR::RegistryPolicy', { PolicyText: undefined }, { policy: undefined }],
  [
    'AWS::ECR::RegistryScanningConfiguration',
    { ScanType: 'BASIC', Rules: [{ ScanFrequency: undefined }] },
    { scanningConfiguration: undefined },
  ],
  [
    'AWS::ECR::ReplicationConfiguration',
    {
      ReplicationConfiguration: {
        Rules: [
          {
            Destinations: [{ Region: 'eu-west-1', RegistryId: 111122223333 }],
            RepositoryFilters: [{ Filter: 'prod/', FilterType: 'PREFIX_MATCH' }],
          },
        ],
      },
    },
    {
      replicationConfiguration: {
        rules: [
          {
            destinations: [{ region: 'eu-west-1', registryId: '111122223333' }],
            repositoryFilters: [{ filter: 'prod/', filterType: 'PREFIX_MATCH' }],
          },
        ],
      },
    },
  ],
  [
    'AWS::ECR::ReplicationConfiguration',
    { ReplicationConfiguration: undefined },
    { replicationConfiguration: undefined },
  ],
  [
    'AWS::ECR::PullThroughCacheRule',
    { EcrRepositoryPrefix: 'quay', UpstreamRegistryUrl: 'quay.io', UpstreamRegistry: 'quay' },
    { pullThroughCacheRules: { quay: { upstreamRegistryUrl: 'quay.io', upstreamRegistry: 'quay' } } },
  ],
  [
    'AWS::ECR::PullThroughCacheRule',
    { EcrRepositoryPrefix: 'hub', CredentialArn: undefined },
    { pullThroughCacheRules: undefined },
  ],
  [
    'AWS::ECR::RepositoryCreationTemplate',
    { Prefix: 'ROOT', AppliedFor: ['REPLICATION'], ResourceTags: [{ Key: 'a', Value: 'b' }] },
    {
      repositoryCreationTemplates: {
        ROOT: {
          appliedFor: ['REPLICATION'],
          imageTagMutability: 'MUTABLE',
          encryptionConfiguration: { encryptionType: 'AES256' },
          resourceTags: { a: 'b' },
        },
      },
    },
  ],
  [
    'AWS::ECR::RepositoryCreationTemplate',
    { Prefix: 'ROOT' },
    { repositoryCreationTemplates: { ROOT: { appliedFor: [] } } },
  ],
  ['AWS::ECR::PullTimeUpdateExclusion', { PrincipalArn: ARN }, { pullTimeUpdateExclusions: { [ARN]: {} } }],
  ['AWS::ECR::RepositoryCreationTemplate', { Prefix: undefined }, { repositoryCreationTemplates: undefined }],
  ['AWS::ECR::SigningConfiguration', { Rules: undefined }, { signingConfiguration: undefined }],
  ['AWS::ECR::PullTimeUpdateExclusion', { PrincipalArn: undefined }, { pullTimeUpdateExclusions: undefined }],
  [
    'AWS::ECR::SigningConfiguration',
    { Rules: [{ SigningProfileArn: 'arn:aws:signer:us-east-1:111122223333:/signing-profiles/a' }] },
    {
      signingConfiguration: {
        rules: [{ signingProfileArn: 'arn:aws:signer:us-east-1:111122223333:/signing-profiles/a' }],
      },
    },
  ],
]

describe('a resource of Terraform', () => {
  test.each(TERRAFORM)('%s says what it says: %j', (type, properties, said) => {
    expect(saidBy('terraform', type, properties)).toStrictEqual(said)
  })
})

describe('a resource of CloudFormation', () => {
  test.each(CLOUD_FORMATION)('%s says what it says: %j', (type, properties, said) => {
    expect(saidBy('cloudFormation', type, properties)).toMatchObject(said)
  })
})

describe('a property of another type', () => {
  test.each([
    ['aws_ecr_repository', { name: ['app'] }, 'name is not a text'],
    ['aws_ecr_repository', { name: 'app', image_scanning_configuration: 5 }, 'is not a block'],
    ['aws_ecr_repository', { name: 'app', image_scanning_configuration: [{ scan_on_push: 'x' }] }, 'not true or false'],
    ['aws_ecr_repository', { name: 'app', image_tag_mutability_exclusion_filter: {} }, 'is not a list'],
    ['aws_ecr_repository', { name: 'app', image_tag_mutability_exclusion_filter: [5] }, 'is not a list of maps'],
    ['aws_ecr_repository_creation_template', { prefix: 'a', applied_for: [5] }, 'is not a list of texts'],
    ['aws_ecr_lifecycle_policy', { repository: 'app', policy: '[]' }, 'is not a document in JSON'],
    ['aws_ecr_lifecycle_policy', { repository: 'app', policy: [] }, 'is not a document'],
  ])('of %s is refused: %j', (type, properties, detail) => {
    expect(() => saidBy('terraform', type, properties)).toThrow(
      expect.objectContaining({ code: 'INVALID_IMPORT', detail: expect.stringContaining(detail) }),
    )
  })
})
