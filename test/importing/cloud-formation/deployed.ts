import type { Seed } from '../../seed.ts'

const ACCOUNT = '123456789012'

const PUSH = [
  'ecr:BatchCheckLayerAvailability',
  'ecr:BatchGetImage',
  'ecr:CompleteLayerUpload',
  'ecr:GetDownloadUrlForLayer',
  'ecr:InitiateLayerUpload',
  'ecr:PutImage',
  'ecr:UploadLayerPart',
]

const policyText = (...Statement: readonly object[]) => JSON.stringify({ Version: '2012-10-17', Statement })

/** The calls that CloudFormation makes for each of the templates, in us-east-1 of this account, in a stack that is called images. */
export const DEPLOYED: Readonly<Record<string, Seed['calls']>> = {
  'services.yaml': [
    {
      action: 'CreateRepository',
      input: {
        repositoryName: 'staging/storefront/api',
        imageTagMutability: 'IMMUTABLE',
        imageScanningConfiguration: { scanOnPush: true },
        encryptionConfiguration: {
          encryptionType: 'KMS',
          kmsKey: `arn:aws:kms:us-east-1:${ACCOUNT}:key/11111111-2222-3333-4444-555555555555`,
        },
        tags: [
          { Key: 'team', Value: 'storefront' },
          { Key: 'environment', Value: 'staging' },
          { Key: 'stack', Value: 'images' },
          { Key: 'account', Value: ACCOUNT },
        ],
      },
    },
    {
      action: 'PutLifecyclePolicy',
      input: {
        repositoryName: 'staging/storefront/api',
        lifecyclePolicyText: JSON.stringify({
          rules: [
            {
              rulePriority: 1,
              description: 'releases',
              selection: {
                tagStatus: 'tagged',
                tagPrefixList: ['v'],
                countType: 'imageCountMoreThan',
                countNumber: 30,
              },
              action: { type: 'expire' },
            },
            {
              rulePriority: 2,
              selection: { tagStatus: 'untagged', countType: 'sinceImagePushed', countUnit: 'days', countNumber: 7 },
              action: { type: 'expire' },
            },
          ],
        }),
      },
    },
    {
      action: 'SetRepositoryPolicy',
      input: {
        repositoryName: 'staging/storefront/api',
        policyText: policyText({
          Sid: 'organization',
          Effect: 'Allow',
          Principal: '*',
          Action: ['ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer'],
          Condition: { StringEquals: { 'aws:PrincipalOrgID': 'o-abc1234567' } },
        }),
      },
    },
    { action: 'CreateRepository', input: { repositoryName: 'staging/storefront/worker' } },
    {
      action: 'SetRepositoryPolicy',
      input: {
        repositoryName: 'staging/storefront/worker',
        policyText: policyText({
          Sid: 'partners',
          Effect: 'Allow',
          Principal: { AWS: ['111122223333', '444455556666'] },
          Action: ['ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer', 'ecr:DescribeImages'],
        }),
      },
    },
    { action: 'CreateRepository', input: { repositoryName: 'staging/storefront/worker-build' } },
    {
      action: 'SetRepositoryPolicy',
      input: {
        repositoryName: 'staging/storefront/worker-build',
        policyText: policyText({
          Effect: 'Allow',
          Principal: { AWS: `arn:aws:iam::${ACCOUNT}:role/images-BuildRole` },
          Action: 'ecr:*',
        }),
      },
    },
    { action: 'CreateRepository', input: { repositoryName: 'images-cacherepository-1a2b3c4d' } },
    { action: 'CreateRepository', input: { repositoryName: 'storefront/scratch' } },
  ],
  'registry.json': [
    {
      action: 'PutRegistryPolicy',
      input: {
        policyText: policyText({
          Sid: 'replicas',
          Effect: 'Allow',
          Principal: { AWS: 'arn:aws:iam::444455556666:root' },
          Action: ['ecr:CreateRepository', 'ecr:ReplicateImage'],
          Resource: [`arn:aws:ecr:us-east-1:${ACCOUNT}:repository/*`],
        }),
      },
    },
    {
      action: 'PutRegistryScanningConfiguration',
      input: {
        scanType: 'ENHANCED',
        rules: [
          { scanFrequency: 'CONTINUOUS_SCAN', repositoryFilters: [{ filter: 'prod*', filterType: 'WILDCARD' }] },
          { scanFrequency: 'SCAN_ON_PUSH', repositoryFilters: [{ filter: '*', filterType: 'WILDCARD' }] },
        ],
      },
    },
    {
      action: 'PutReplicationConfiguration',
      input: {
        replicationConfiguration: {
          rules: [
            {
              destinations: [{ region: 'eu-west-1', registryId: ACCOUNT }],
              repositoryFilters: [{ filter: 'prod/', filterType: 'PREFIX_MATCH' }],
            },
          ],
        },
      },
    },
    {
      action: 'CreatePullThroughCacheRule',
      input: {
        ecrRepositoryPrefix: 'docker-hub',
        upstreamRegistry: 'docker-hub',
        upstreamRegistryUrl: 'registry-1.docker.io',
        credentialArn: `arn:aws:secretsmanager:us-east-1:${ACCOUNT}:secret:ecr-pullthroughcache/docker-hub-AbCdEf`,
      },
    },
    {
      action: 'CreatePullThroughCacheRule',
      input: { ecrRepositoryPrefix: 'quay', upstreamRegistryUrl: 'quay.io' },
    },
    {
      action: 'CreateRepositoryCreationTemplate',
      input: {
        prefix: 'docker-hub',
        description: 'images of Docker Hub',
        appliedFor: ['PULL_THROUGH_CACHE'],
        imageTagMutability: 'MUTABLE_WITH_EXCLUSION',
        imageTagMutabilityExclusionFilters: [{ filterType: 'WILDCARD', filter: 'prod' }],
        resourceTags: [{ Key: 'source', Value: 'docker-hub' }],
        customRoleArn: `arn:aws:iam::${ACCOUNT}:role/ecr-templates`,
        lifecyclePolicy: JSON.stringify({
          rules: [
            {
              rulePriority: 1,
              selection: { tagStatus: 'any', countType: 'imageCountMoreThan', countNumber: 100 },
              action: { type: 'expire' },
            },
          ],
        }),
        repositoryPolicy: policyText({
          Sid: 'pull',
          Effect: 'Allow',
          Principal: { AWS: '111122223333' },
          Action: 'ecr:BatchGetImage',
        }),
      },
    },
    {
      action: 'RegisterPullTimeUpdateExclusion',
      input: { principalArn: `arn:aws:iam::${ACCOUNT}:role/scanner` },
    },
    {
      action: 'PutSigningConfiguration',
      input: {
        signingConfiguration: {
          rules: [
            {
              signingProfileArn: `arn:aws:signer:us-east-1:${ACCOUNT}:/signing-profiles/release`,
              repositoryFilters: [{ filter: 'prod*', filterType: 'WILDCARD_MATCH' }],
            },
          ],
        },
      },
    },
  ],
  'synthesized.yaml': [
    {
      action: 'CreateRepository',
      input: {
        repositoryName: 'payments/ledger',
        imageTagMutability: 'IMMUTABLE_WITH_EXCLUSION',
        imageTagMutabilityExclusionFilters: ['latest', 'dev-*'].map(filter => ({ filterType: 'WILDCARD', filter })),
        tags: [
          { Key: 'owner', Value: 'team-payments' },
          { Key: 'version', Value: '1.10' },
          { Key: 'plain', Value: '1e3' },
        ],
      },
    },
    {
      action: 'PutLifecyclePolicy',
      input: {
        repositoryName: 'payments/ledger',
        lifecyclePolicyText: JSON.stringify({
          rules: [
            {
              rulePriority: 10,
              selection: { tagStatus: 'any', countType: 'imageCountMoreThan', countNumber: 9 },
              action: { type: 'expire' },
            },
          ],
        }),
      },
    },
    {
      action: 'SetRepositoryPolicy',
      input: {
        repositoryName: 'payments/ledger',
        policyText: policyText(
          { Sid: 'build', Effect: 'Allow', Principal: { AWS: 'arn:aws:iam::444455556666:root' }, Action: PUSH },
          { Sid: 'own', Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` }, Action: PUSH },
        ),
      },
    },
    {
      action: 'CreateRepository',
      input: {
        repositoryName: 'search/index',
        encryptionConfiguration: {
          encryptionType: 'KMS',
          kmsKey: `arn:aws:kms:us-east-1:${ACCOUNT}:key/66666666-7777-8888-9999-000000000000`,
        },
        tags: [
          { Key: 'key', Value: 'one' },
          { Key: 'owner', Value: 'team-search' },
          { Key: 'token', Value: 'looked up' },
        ],
      },
    },
    { action: 'CreateRepository', input: { repositoryName: 'search/regional', tags: [] } },
  ],
}
