import { expect, test } from 'vitest'
import { awsEnvironment, ecrsync } from '../cli.ts'
import { ACCOUNT } from '../emulator/ecr.ts'
import { folderWith } from '../folder.ts'
import { seeded } from '../seed.ts'
import { describeWith, skipped } from './clients.ts'
import { type Configuration, expectNoChanges, HALF_AN_HOUR, type Terraform, terraformFor } from './terraform.ts'

const secretOf = (name: string) =>
  `arn:aws:secretsmanager:us-east-1:${ACCOUNT}:secret:ecr-pullthroughcache/${name}-AbCdEf`
const roleOf = (name: string) => `arn:aws:iam::${ACCOUNT}:role/${name}`
const KEY = `arn:aws:kms:us-east-1:${ACCOUNT}:key/11111111-2222-3333-4444-555555555555`
const PLATFORM = '111122223333.dkr.ecr.eu-west-1.amazonaws.com'
const OTHERS = ['444455556666', '111122223333']

/** What both say of the six settings of the registry that Terraform's provider 5 manages. */
interface Values {
  readonly scope: string
  readonly scanType: string
  readonly frequency: string
  readonly regions: readonly string[]
  readonly prefixes: readonly string[]
  readonly secret: string
  readonly role: string
  readonly occasions: readonly string[]
  readonly description: string
  readonly mutability: string
  readonly team: string
  readonly keep: number
  readonly policyScope: string
}

const FIRST: Values = {
  scope: '*',
  scanType: 'ENHANCED',
  frequency: 'CONTINUOUS_SCAN',
  regions: ['us-west-2', 'eu-west-1'],
  prefixes: ['stable/', 'prod/'],
  secret: 'one',
  role: 'ecr-cache',
  occasions: ['REPLICATION', 'PULL_THROUGH_CACHE'],
  description: 'images of Docker Hub',
  mutability: 'IMMUTABLE',
  team: 'web',
  keep: 30,
  policyScope: 'V1',
}

/** Another one of each. */
const CHANGED: Values = {
  scope: 'team/*',
  scanType: 'BASIC',
  frequency: 'SCAN_ON_PUSH',
  regions: ['us-west-2', 'ap-south-1'],
  prefixes: ['stable/', 'prod/', 'canary/'],
  secret: 'two',
  role: 'ecr-other',
  occasions: ['REPLICATION'],
  description: 'cached images',
  mutability: 'MUTABLE',
  team: 'store',
  keep: 10,
  policyScope: 'V2',
}

const resourceOf = (scope: string) => `arn:aws:ecr:us-east-1:${ACCOUNT}:repository/${scope}`
const PULL = ['ecr:GetDownloadUrlForLayer', 'ecr:BatchGetImage']
const lifecycleOf = (countNumber: number) => ({
  rules: [
    {
      rulePriority: 10,
      description: 'not too many',
      selection: { tagStatus: 'any', countType: 'imageCountMoreThan', countNumber },
      action: { type: 'expire' },
    },
  ],
})

const manifestOf = (values: Values) => JSON.stringify({ version: 1, name: 'acme', registry: registryOf(values) })

const registryOf = (values: Values) => ({
  policy: {
    statements: [
      {
        Sid: 'replicas',
        Effect: 'Allow',
        Principal: { AWS: OTHERS },
        Action: ['ecr:ReplicateImage', 'ecr:CreateRepository'],
        Resource: resourceOf(values.scope),
      },
    ],
  },
  scanningConfiguration: {
    scanType: values.scanType,
    rules: [{ scanFrequency: values.frequency, repositoryFilters: ['stable', 'prod*'] }],
  },
  replicationConfiguration: {
    rules: [
      {
        destinations: values.regions.map(region => ({ region, registryId: ACCOUNT })),
        repositoryFilters: values.prefixes,
      },
      { destinations: [{ region: 'eu-central-1', registryId: OTHERS[0] }] },
    ],
  },
  pullThroughCacheRules: {
    quay: { upstreamRegistryUrl: 'quay.io' },
    'docker-hub': { upstreamRegistryUrl: 'registry-1.docker.io', credentialArn: secretOf(values.secret) },
    platform: {
      upstreamRegistryUrl: PLATFORM,
      upstreamRepositoryPrefix: 'team',
      customRoleArn: roleOf(values.role),
    },
    whole: { upstreamRegistryUrl: PLATFORM, customRoleArn: roleOf(values.role) },
  },
  repositoryCreationTemplates: {
    quay: { appliedFor: ['PULL_THROUGH_CACHE'] },
    'docker-hub': {
      appliedFor: values.occasions,
      description: values.description,
      customRoleArn: roleOf(values.role),
      imageTagMutability: values.mutability,
      encryptionConfiguration: { encryptionType: 'KMS', kmsKey: KEY },
      resourceTags: { team: values.team, source: 'docker-hub' },
      repositoryPolicy: { access: { pull: OTHERS } },
      lifecyclePolicy: lifecycleOf(values.keep),
    },
  },
  accountSettings: { REGISTRY_POLICY_SCOPE: values.policyScope, BLOB_MOUNTING: 'DISABLED' },
})

/** The same, in Terraform's words. */
const resourcesOf = (values: Values): Configuration => ({
  resource: {
    aws_ecr_registry_policy: {
      this: {
        policy: documentOf({
          Sid: 'replicas',
          Effect: 'Allow',
          Principal: { AWS: OTHERS.map(account => `arn:aws:iam::${account}:root`) },
          Action: ['ecr:CreateRepository', 'ecr:ReplicateImage'],
          Resource: [resourceOf(values.scope)],
        }),
      },
    },
    aws_ecr_registry_scanning_configuration: {
      this: {
        scan_type: values.scanType,
        rule: [{ scan_frequency: values.frequency, repository_filter: filters('WILDCARD', ['prod*', 'stable']) }],
      },
    },
    aws_ecr_replication_configuration: {
      this: {
        replication_configuration: {
          rule: [
            {
              destination: values.regions.map(region => ({ region, registry_id: ACCOUNT })),
              repository_filter: filters('PREFIX_MATCH', values.prefixes),
            },
            { destination: [{ region: 'eu-central-1', registry_id: OTHERS[0] }] },
          ],
        },
      },
    },
    aws_ecr_pull_through_cache_rule: rulesOf(values),
    aws_ecr_repository_creation_template: templatesOf(values),
    aws_ecr_account_setting: {
      scope: { name: 'REGISTRY_POLICY_SCOPE', value: values.policyScope },
    },
  },
})

const rulesOf = ({ secret, role }: Values): Configuration => ({
  quay: { ecr_repository_prefix: 'quay', upstream_registry_url: 'quay.io' },
  hub: {
    ecr_repository_prefix: 'docker-hub',
    upstream_registry_url: 'registry-1.docker.io',
    credential_arn: secretOf(secret),
  },
  platform: {
    ecr_repository_prefix: 'platform',
    upstream_registry_url: PLATFORM,
    upstream_repository_prefix: 'team',
    custom_role_arn: roleOf(role),
  },
  // ECR answers ROOT where nothing was said, for which Terraform would replace the rule.
  whole: {
    ecr_repository_prefix: 'whole',
    upstream_registry_url: PLATFORM,
    upstream_repository_prefix: 'ROOT',
    custom_role_arn: roleOf(role),
  },
})

const templatesOf = ({ occasions, description, role, mutability, team, keep }: Values): Configuration => ({
  quay: { prefix: 'quay', applied_for: ['PULL_THROUGH_CACHE'] },
  hub: {
    prefix: 'docker-hub',
    description,
    applied_for: occasions,
    custom_role_arn: roleOf(role),
    image_tag_mutability: mutability,
    encryption_configuration: { encryption_type: 'KMS', kms_key: KEY },
    resource_tags: { team, source: 'docker-hub' },
    repository_policy: documentOf({ Effect: 'Allow', Principal: { AWS: OTHERS }, Action: PULL }),
    lifecycle_policy: JSON.stringify(lifecycleOf(keep)),
  },
})

const documentOf = (statement: object) => JSON.stringify({ Version: '2012-10-17', Statement: [statement] })
const filters = (filter_type: string, texts: readonly string[]) => texts.map(filter => ({ filter, filter_type }))

/** Under which name ECR knows each of them. */
const IMPORTS: Configuration = {
  import: Object.entries({
    'aws_ecr_registry_policy.this': ACCOUNT,
    'aws_ecr_registry_scanning_configuration.this': ACCOUNT,
    'aws_ecr_replication_configuration.this': ACCOUNT,
    'aws_ecr_pull_through_cache_rule.quay': 'quay',
    'aws_ecr_pull_through_cache_rule.hub': 'docker-hub',
    'aws_ecr_pull_through_cache_rule.platform': 'platform',
    'aws_ecr_pull_through_cache_rule.whole': 'whole',
    'aws_ecr_repository_creation_template.quay': 'quay',
    'aws_ecr_repository_creation_template.hub': 'docker-hub',
    'aws_ecr_account_setting.scope': 'REGISTRY_POLICY_SCOPE',
  }).map(([to, id]) => ({ to, id })),
}

/** An empty registry, a Terraform for it, and our commands by what they are to make of it; undefined where the provider is missing. */
async function world() {
  const emulator = await seeded({ calls: [] })
  const terraform = await terraformFor(emulator.url)
  const runs = async (values: Values, ...args: readonly string[]) =>
    ecrsync(args, {
      cwd: await folderWith({ 'ecrsync.yaml': manifestOf(values) }),
      env: awsEnvironment(emulator.url),
    })
  return (
    terraform && {
      terraform,
      planned: async (values: Values) => (await runs(values, 'plan')).stdout.split('\n').at(-2),
      apply: async (values: Values) => expect(await runs(values, 'apply', '--auto-approve')).toMatchObject({ code: 0 }),
    }
  )
}

async function applied(terraform: Terraform): Promise<string> {
  const said = await terraform.run('apply', '-auto-approve')
  return said.slice(said.indexOf('Apply complete!')).split('\n')[0] ?? ''
}

const NO_CHANGES = 'No changes. 0 repositories match the manifest.'

describeWith(
  ['terraform'],
  () => {
    test(
      'plans nothing over the settings of the registry that ecrsync made, and then changed',
      HALF_AN_HOUR,
      async ({ skip }) => {
        const here = await world()
        if (here === undefined) return skip(skipped("Terraform's AWS provider cannot be had"))
        const { terraform, apply } = here
        await apply(FIRST)
        await terraform.write('resources', resourcesOf(FIRST))
        await terraform.write('imports', IMPORTS)
        expect(await applied(terraform)).toBe(
          'Apply complete! Resources: 10 imported, 0 added, 0 changed, 0 destroyed.',
        )
        await expectNoChanges(terraform)

        await apply(CHANGED)
        await terraform.write('resources', resourcesOf(CHANGED))
        await expectNoChanges(terraform)
      },
    )

    test(
      'makes and changes settings of the registry, over which ecrsync plans nothing',
      HALF_AN_HOUR,
      async ({ skip }) => {
        const here = await world()
        if (here === undefined) return skip(skipped("Terraform's AWS provider cannot be had"))
        const { terraform, planned } = here
        await terraform.write('resources', resourcesOf(FIRST))
        expect(await applied(terraform)).toBe('Apply complete! Resources: 10 added, 0 changed, 0 destroyed.')
        expect(await planned(FIRST)).toBe(NO_CHANGES)
        expect(await planned(CHANGED)).toBe('Plan: 0 to create, 8 to update, 0 to delete, 0 blocked.')

        await terraform.write('resources', resourcesOf(CHANGED))
        expect(await applied(terraform)).toBe('Apply complete! Resources: 0 added, 8 changed, 0 destroyed.')
        expect(await planned(CHANGED)).toBe(NO_CHANGES)
      },
    )
  },
  { isOptional: true },
)
