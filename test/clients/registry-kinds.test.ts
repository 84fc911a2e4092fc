import { expect, test } from 'vitest'
import { KINDS } from '../../src/kinds/index.ts'
import { awsEnvironment, ecrsync } from '../cli.ts'
import { ACCOUNT } from '../emulator/ecr.ts'
import { folderWith } from '../folder.ts'
import { seeded } from '../seed.ts'
import { aws, describeWith, run, skipped } from './clients.ts'

const OTHERS = ['444455556666', '111122223333']
const SECRET = `arn:aws:secretsmanager:us-east-1:${ACCOUNT}:secret:ecr-pullthroughcache/hub-AbCdEf`
const ROLE = `arn:aws:iam::${ACCOUNT}:role/ecr-cache`
const KEY = `arn:aws:kms:us-east-1:${ACCOUNT}:key/11111111-2222-3333-4444-555555555555`
const PROFILE = `arn:aws:signer:us-east-1:${ACCOUNT}:/signing-profiles/release`
const SCANNER = 'arn:aws:iam::111122223333:role/scanner'
const PLATFORM = '111122223333.dkr.ecr.eu-west-1.amazonaws.com'

type Arguments = readonly [operation: string, ...flags: readonly string[]]

/** A kind of the registry as a manifest says it, as the AWS CLI sees it, and as somebody may put the same with the AWS CLI. */
interface Row {
  readonly kind: string
  readonly said: object
  readonly sees: readonly (readonly [Arguments, object])[]
  readonly puts: readonly Arguments[]
  /** Members of what is put that older versions of the AWS CLI do not have. */
  readonly members?: readonly string[]
}

const filtersOf = (filterType: string, ...filters: readonly string[]) => filters.map(filter => ({ filter, filterType }))

/** As ECR prints it, and as a file of a person looks. */
const pretty = (value: unknown): string => JSON.stringify(value, null, 2).replaceAll('":', '" :')

const POLICY = {
  Sid: 'replicas',
  Effect: 'Allow',
  Principal: { AWS: OTHERS },
  Action: ['ecr:ReplicateImage', 'ecr:CreateRepository'],
  Resource: '*',
}

const ROWS: readonly Row[] = [
  {
    kind: 'registryPolicy',
    said: { policy: { statements: [POLICY] } },
    sees: [[['get-registry-policy'], { registryId: ACCOUNT, policyText: expect.stringContaining('"replicas"') }]],
    puts: [
      [
        'put-registry-policy',
        '--policy-text',
        pretty({
          Statement: {
            Resource: ['*'],
            Action: ['ecr:createRepository', 'ecr:ReplicateImage'],
            Principal: { AWS: OTHERS.toReversed().map(account => `arn:aws:iam::${account}:root`) },
            Effect: 'Allow',
            Sid: 'replicas',
          },
          Version: '2012-10-17',
        }),
      ],
    ],
  },
  {
    kind: 'scanningConfiguration',
    said: {
      scanningConfiguration: {
        scanType: 'ENHANCED',
        rules: [
          { scanFrequency: 'CONTINUOUS_SCAN', repositoryFilters: ['stable', 'prod*'] },
          { scanFrequency: 'SCAN_ON_PUSH', repositoryFilters: ['*'] },
        ],
      },
    },
    sees: [
      [
        ['get-registry-scanning-configuration'],
        {
          scanningConfiguration: {
            scanType: 'ENHANCED',
            rules: [
              { scanFrequency: 'CONTINUOUS_SCAN', repositoryFilters: filtersOf('WILDCARD', 'stable', 'prod*') },
              { scanFrequency: 'SCAN_ON_PUSH', repositoryFilters: filtersOf('WILDCARD', '*') },
            ],
          },
        },
      ],
    ],
    puts: [
      [
        'put-registry-scanning-configuration',
        '--scan-type=ENHANCED',
        '--rules',
        'scanFrequency=SCAN_ON_PUSH,repositoryFilters=[{filter=*,filterType=WILDCARD}]',
        'scanFrequency=CONTINUOUS_SCAN,repositoryFilters=[{filter=prod*,filterType=WILDCARD},{filter=stable,filterType=WILDCARD}]',
      ],
    ],
  },
  {
    kind: 'replicationConfiguration',
    said: {
      replicationConfiguration: {
        rules: [
          {
            destinations: [
              { region: 'us-west-2', registryId: ACCOUNT },
              { region: 'eu-west-1', registryId: OTHERS[0] },
            ],
            repositoryFilters: ['stable/', 'prod/'],
          },
          { destinations: [{ region: 'ap-south-1', registryId: ACCOUNT }] },
        ],
      },
    },
    sees: [
      [
        ['describe-registry'],
        {
          replicationConfiguration: {
            rules: [
              {
                destinations: [
                  { region: 'us-west-2', registryId: ACCOUNT },
                  { region: 'eu-west-1', registryId: OTHERS[0] },
                ],
                repositoryFilters: filtersOf('PREFIX_MATCH', 'stable/', 'prod/'),
              },
              { destinations: [{ region: 'ap-south-1', registryId: ACCOUNT }] },
            ],
          },
        },
      ],
    ],
    puts: [
      [
        'put-replication-configuration',
        '--replication-configuration',
        pretty({
          rules: [
            { destinations: [{ region: 'ap-south-1', registryId: ACCOUNT }] },
            {
              repositoryFilters: filtersOf('PREFIX_MATCH', 'prod/', 'stable/'),
              destinations: [
                { registryId: OTHERS[0], region: 'eu-west-1' },
                { registryId: ACCOUNT, region: 'us-west-2' },
              ],
            },
          ],
        }),
      ],
    ],
  },
  {
    kind: 'pullThroughCacheRule',
    members: ['customRoleArn', 'upstreamRepositoryPrefix'],
    said: {
      pullThroughCacheRules: {
        hub: { upstreamRegistryUrl: 'registry-1.docker.io', credentialArn: SECRET },
        platform: { upstreamRegistryUrl: PLATFORM, upstreamRepositoryPrefix: 'team', customRoleArn: ROLE },
        quay: { upstreamRegistryUrl: 'quay.io' },
        whole: { upstreamRegistryUrl: PLATFORM, customRoleArn: ROLE },
      },
    },
    sees: [
      [
        ['describe-pull-through-cache-rules'],
        {
          pullThroughCacheRules: [
            { ecrRepositoryPrefix: 'hub', upstreamRegistry: 'docker-hub', credentialArn: SECRET },
            { ecrRepositoryPrefix: 'platform', upstreamRepositoryPrefix: 'team', customRoleArn: ROLE },
            { ecrRepositoryPrefix: 'quay', upstreamRegistryUrl: 'quay.io' },
            { ecrRepositoryPrefix: 'whole', upstreamRegistry: 'ecr', customRoleArn: ROLE },
          ],
        },
      ],
    ],
    puts: [
      ruleWith('hub', 'registry-1.docker.io', '--upstream-registry=docker-hub', `--credential-arn=${SECRET}`),
      ruleWith('platform', PLATFORM, '--upstream-repository-prefix=team', `--custom-role-arn=${ROLE}`),
      ruleWith('quay', 'quay.io'),
      ruleWith('whole', PLATFORM, '--upstream-repository-prefix=ROOT', `--custom-role-arn=${ROLE}`),
    ],
  },
  {
    kind: 'repositoryCreationTemplate',
    members: ['imageTagMutabilityExclusionFilters', 'customRoleArn'],
    said: {
      repositoryCreationTemplates: {
        ROOT: { appliedFor: ['REPLICATION'] },
        hub: {
          appliedFor: ['PULL_THROUGH_CACHE', 'CREATE_ON_PUSH'],
          description: 'images of Docker Hub',
          imageTagMutability: 'MUTABLE_WITH_EXCLUSION',
          imageTagMutabilityExclusionFilters: ['v*', 'prod'],
          encryptionConfiguration: { encryptionType: 'KMS', kmsKey: KEY },
          resourceTags: { team: 'web', source: 'docker-hub' },
          repositoryPolicy: { access: { pull: OTHERS } },
          lifecyclePolicy: [{ untagged: true, expireAfter: '7 days' }],
          customRoleArn: ROLE,
        },
      },
    },
    sees: [
      [
        ['describe-repository-creation-templates', '--prefixes', 'hub'],
        {
          repositoryCreationTemplates: [
            {
              prefix: 'hub',
              description: 'images of Docker Hub',
              imageTagMutability: 'MUTABLE_WITH_EXCLUSION',
              imageTagMutabilityExclusionFilters: filtersOf('WILDCARD', 'prod', 'v*'),
              encryptionConfiguration: { encryptionType: 'KMS', kmsKey: KEY },
              resourceTags: expect.arrayContaining([{ Key: 'team', Value: 'web' }]),
              repositoryPolicy: expect.stringContaining('BatchGetImage'),
              lifecyclePolicy: expect.stringContaining('sinceImagePushed'),
              customRoleArn: ROLE,
            },
          ],
        },
      ],
      [
        ['describe-repository-creation-templates', '--prefixes', 'ROOT'],
        { repositoryCreationTemplates: [{ prefix: 'ROOT', appliedFor: ['REPLICATION'] }] },
      ],
    ],
    puts: [
      ['create-repository-creation-template', '--prefix', 'ROOT', '--applied-for', 'REPLICATION'],
      [
        'create-repository-creation-template',
        '--prefix=hub',
        '--description=images of Docker Hub',
        ...['--applied-for', 'PULL_THROUGH_CACHE', 'CREATE_ON_PUSH'],
        '--image-tag-mutability=MUTABLE_WITH_EXCLUSION',
        ...[
          '--image-tag-mutability-exclusion-filters',
          'filterType=WILDCARD,filter=v*',
          'filterType=WILDCARD,filter=prod',
        ],
        `--encryption-configuration=encryptionType=KMS,kmsKey=${KEY}`,
        ...['--resource-tags', 'Key=team,Value=web', 'Key=source,Value=docker-hub'],
        '--repository-policy',
        pretty({
          Version: '2012-10-17',
          Statement: [
            {
              Principal: { AWS: OTHERS.toReversed() },
              Action: ['ecr:GetDownloadUrlForLayer', 'ecr:BatchGetImage'],
              Effect: 'Allow',
            },
          ],
        }),
        '--lifecycle-policy',
        pretty({
          rules: [
            {
              selection: { tagStatus: 'untagged', countNumber: 7, countUnit: 'days', countType: 'sinceImagePushed' },
              rulePriority: 10,
              action: { type: 'expire' },
            },
          ],
        }),
        `--custom-role-arn=${ROLE}`,
      ],
    ],
  },
  {
    kind: 'accountSetting',
    said: { accountSettings: { REGISTRY_POLICY_SCOPE: 'V1', BLOB_MOUNTING: 'ENABLED' } },
    sees: [
      [['get-account-setting', '--name', 'REGISTRY_POLICY_SCOPE'], { name: 'REGISTRY_POLICY_SCOPE', value: 'V1' }],
      [['get-account-setting', '--name', 'BLOB_MOUNTING'], { name: 'BLOB_MOUNTING', value: 'ENABLED' }],
    ],
    puts: [
      ['put-account-setting', '--name', 'REGISTRY_POLICY_SCOPE', '--value', 'V1'],
      ['put-account-setting', '--name', 'BLOB_MOUNTING', '--value', 'ENABLED'],
    ],
  },
  {
    kind: 'signingConfiguration',
    said: {
      signingConfiguration: {
        rules: [
          { signingProfileArn: PROFILE, repositoryFilters: ['stable/*', 'prod/*'] },
          { signingProfileArn: `${PROFILE}2` },
        ],
      },
    },
    sees: [
      [
        ['get-signing-configuration'],
        {
          signingConfiguration: {
            rules: [
              { signingProfileArn: PROFILE, repositoryFilters: filtersOf('WILDCARD_MATCH', 'stable/*', 'prod/*') },
              { signingProfileArn: `${PROFILE}2` },
            ],
          },
        },
      ],
    ],
    puts: [
      [
        'put-signing-configuration',
        '--signing-configuration',
        pretty({
          rules: [
            { signingProfileArn: `${PROFILE}2` },
            { repositoryFilters: filtersOf('WILDCARD_MATCH', 'prod/*', 'stable/*'), signingProfileArn: PROFILE },
          ],
        }),
      ],
    ],
  },
  {
    kind: 'pullTimeUpdateExclusion',
    said: { pullTimeUpdateExclusions: { [SCANNER]: {} } },
    sees: [[['list-pull-time-update-exclusions'], { pullTimeUpdateExclusions: [SCANNER] }]],
    puts: [['register-pull-time-update-exclusion', '--principal-arn', SCANNER]],
  },
]

function ruleWith(prefix: string, url: string, ...flags: readonly string[]): Arguments {
  return [
    'create-pull-through-cache-rule',
    `--ecr-repository-prefix=${prefix}`,
    `--upstream-registry-url=${url}`,
    ...flags,
  ]
}

async function world({ said }: Row) {
  const { url } = await seeded({ calls: [] })
  const manifest = JSON.stringify({ version: 1, name: 'acme', registry: said })
  const options = { cwd: await folderWith({ 'ecrsync.yaml': manifest }), env: awsEnvironment(url) }
  return {
    ecr: ([operation, ...flags]: Arguments) => aws(url, 'ecr', operation, ...flags),
    ecrsync: async (...args: readonly string[]) => {
      const { code, stdout } = await ecrsync(args, options)
      return [code, stdout.split('\n').at(-2)]
    },
  }
}

/** What the installed AWS CLI does not have is checked with the SDK alone, by the tests of the kinds. */
async function isKnown({ puts, members = [] }: Row): Promise<boolean> {
  const [[operation] = ['']] = puts
  const skeleton = await run('aws', ['ecr', operation, '--generate-cli-skeleton']).catch(() => '')
  return skeleton !== '' && members.every(member => skeleton.includes(`"${member}"`))
}

const CLEAN = [0, 'No changes. 0 repositories match the manifest.']

test('every kind of the registry is asked about', () =>
  expect(ROWS.map(({ kind }) => kind).sort()).toEqual(
    KINDS.filter(({ scope }) => scope === 'registry')
      .map(({ key }) => key)
      .sort(),
  ))

describeWith(['aws'], () => {
  test.for(ROWS)(
    'sees of $kind what was applied, and what it puts in other words is no change',
    async (row, { skip }) => {
      if (!(await isKnown(row))) return skip(skipped(`This version of the AWS CLI does not have all of ${row.kind}`))
      const { ecr, ecrsync } = await world(row)
      expect((await ecrsync('apply', '--auto-approve'))[0]).toBe(0)
      const answers = await Promise.all(row.sees.map(([args]) => ecr(args)))
      expect(answers).toMatchObject(row.sees.map(([, expected]) => expected))
      expect(await ecrsync('plan', '--detailed-exitcode')).toEqual(CLEAN)

      const other = await world(row)
      expect((await other.ecrsync('plan', '--detailed-exitcode'))[0]).toBe(2)
      await Promise.all(row.puts.map(other.ecr))
      expect(await other.ecrsync('plan', '--detailed-exitcode')).toEqual(CLEAN)
    },
  )
})
