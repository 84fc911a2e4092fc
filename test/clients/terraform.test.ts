import type { ECR } from '@aws-sdk/client-ecr'
import { expect, test } from 'vitest'
import { ACCOUNT, clientOf, pushImage } from '../emulator/ecr.ts'
import { seeded } from '../seed.ts'
import { describeWith, skipped } from './clients.ts'
import { type Configuration, expectNoChanges, HALF_AN_HOUR, type Terraform, terraformFor } from './terraform.ts'

const ROOT = (account: string) => `arn:aws:iam::${account}:root`
const PULL = ['ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer']

/** A value of each field that Terraform changes in place, and another one. */
interface Values {
  readonly mutability: string
  readonly scanOnPush: boolean
  readonly team: string
  readonly actions: readonly string[]
  readonly days: number
  readonly scope: string
  readonly scanType: string
  readonly region: string
  readonly secret: string
  readonly description: string
}

const FIRST: Values = {
  mutability: 'IMMUTABLE',
  scanOnPush: true,
  team: 'web',
  actions: PULL,
  days: 14,
  scope: '*',
  scanType: 'BASIC',
  region: 'us-west-2',
  secret: 'one',
  description: 'images of Docker Hub',
}

const CHANGED: Values = {
  mutability: 'MUTABLE',
  scanOnPush: false,
  team: 'store',
  actions: PULL.slice(0, 1),
  days: 7,
  scope: 'team/*',
  scanType: 'ENHANCED',
  region: 'eu-west-1',
  secret: 'two',
  description: 'cached images',
}

/** Everything of ECR that Terraform's provider 5 manages. */
const resourcesOf = (values: Values): Configuration => ({
  resource: { ...repositoriesOf(values), ...registryOf(values) },
})

function repositoriesOf({ mutability, scanOnPush, team, actions, days }: Values): Configuration {
  const rule = {
    rulePriority: 1,
    description: 'old ones',
    selection: { tagStatus: 'untagged', countType: 'sinceImagePushed', countUnit: 'days', countNumber: days },
    action: { type: 'expire' },
  }
  const statement = {
    Sid: 'pull',
    Effect: 'Allow',
    Principal: { AWS: [ROOT('111122223333'), ROOT('444455556666')] },
    Action: actions,
  }
  return {
    aws_ecr_repository: {
      app: {
        name: 'team/app',
        image_tag_mutability: mutability,
        image_scanning_configuration: { scan_on_push: scanOnPush },
        tags: { team },
      },
      full: { name: 'team/full', force_delete: true },
    },
    aws_ecr_repository_policy: {
      app: { repository: expression('aws_ecr_repository.app.name'), policy: documentOf([statement]) },
    },
    aws_ecr_lifecycle_policy: {
      app: { repository: expression('aws_ecr_repository.app.name'), policy: JSON.stringify({ rules: [rule] }) },
    },
  }
}

function registryOf({ scope, scanType, region, secret, description }: Values): Configuration {
  const statement = {
    Sid: 'replicas',
    Effect: 'Allow',
    Principal: { AWS: ROOT('111122223333') },
    Action: ['ecr:ReplicateImage'],
    Resource: [`arn:aws:ecr:us-east-1:${ACCOUNT}:repository/${scope}`],
  }
  const keep = {
    rulePriority: 1,
    selection: { tagStatus: 'any', countType: 'imageCountMoreThan', countNumber: 100 },
    action: { type: 'expire' },
  }
  return {
    aws_ecr_registry_policy: { this: { policy: documentOf([statement]) } },
    aws_ecr_registry_scanning_configuration: {
      this: {
        scan_type: scanType,
        rule: [{ scan_frequency: 'SCAN_ON_PUSH', repository_filter: [{ filter: 'team*', filter_type: 'WILDCARD' }] }],
      },
    },
    aws_ecr_replication_configuration: {
      this: {
        replication_configuration: {
          rule: {
            destination: { region, registry_id: ACCOUNT },
            repository_filter: { filter: 'prod', filter_type: 'PREFIX_MATCH' },
          },
        },
      },
    },
    aws_ecr_pull_through_cache_rule: {
      open: { ecr_repository_prefix: 'ecr-public', upstream_registry_url: 'public.ecr.aws' },
      secret: {
        ecr_repository_prefix: 'docker-hub',
        upstream_registry_url: 'registry-1.docker.io',
        credential_arn: `arn:aws:secretsmanager:us-east-1:${ACCOUNT}:secret:ecr-pullthroughcache/${secret}-AbCdEf`,
      },
    },
    aws_ecr_repository_creation_template: {
      cached: {
        prefix: 'docker-hub',
        description,
        applied_for: ['PULL_THROUGH_CACHE'],
        custom_role_arn: `arn:aws:iam::${ACCOUNT}:role/ecr-template`,
        image_tag_mutability: 'MUTABLE',
        encryption_configuration: { encryption_type: 'AES256' },
        resource_tags: { source: 'docker-hub' },
        lifecycle_policy: JSON.stringify({ rules: [keep] }),
      },
    },
    aws_ecr_account_setting: { scan: { name: 'BASIC_SCAN_TYPE_VERSION', value: 'AWS_NATIVE' } },
  }
}

const expression = (text: string) => `\${${text}}`
const documentOf = (Statement: readonly object[]) => JSON.stringify({ Version: '2012-10-17', Statement })

/** Under which name ECR knows each of them. */
const IMPORTS: Configuration = {
  import: Object.entries({
    'aws_ecr_repository.app': 'team/app',
    'aws_ecr_repository.full': 'team/full',
    'aws_ecr_repository_policy.app': 'team/app',
    'aws_ecr_lifecycle_policy.app': 'team/app',
    'aws_ecr_registry_policy.this': ACCOUNT,
    'aws_ecr_registry_scanning_configuration.this': ACCOUNT,
    'aws_ecr_replication_configuration.this': ACCOUNT,
    'aws_ecr_pull_through_cache_rule.open': 'ecr-public',
    'aws_ecr_pull_through_cache_rule.secret': 'docker-hub',
    'aws_ecr_repository_creation_template.cached': 'docker-hub',
    'aws_ecr_account_setting.scan': 'BASIC_SCAN_TYPE_VERSION',
  }).map(([to, id]) => ({ to, id })),
}

/** What Terraform reads without managing it. */
const DATA: Configuration = {
  data: {
    aws_ecr_repository: { app: { name: 'team/app' } },
    aws_ecr_repositories: { all: {} },
    aws_ecr_image: { newest: { repository_name: 'team/full', most_recent: true } },
    aws_ecr_authorization_token: { token: {} },
    aws_ecr_pull_through_cache_rule: { secret: { ecr_repository_prefix: 'docker-hub' } },
    aws_ecr_repository_creation_template: { cached: { prefix: 'docker-hub' } },
  },
  output: Object.fromEntries(
    Object.entries({
      uri: 'data.aws_ecr_repository.app.repository_url',
      names: 'sort(data.aws_ecr_repositories.all.names)',
      image: 'data.aws_ecr_image.newest.image_digest',
      user: 'nonsensitive(data.aws_ecr_authorization_token.token.user_name)',
      upstream: 'data.aws_ecr_pull_through_cache_rule.secret.upstream_registry_url',
      template: 'data.aws_ecr_repository_creation_template.cached.description',
    }).map(([name, value]) => [name, { value: expression(value) }]),
  ),
}

/** An emulator and a Terraform for it; undefined where the provider is missing. */
async function world() {
  const emulator = await seeded({ calls: [] })
  const open = () => terraformFor(emulator.url)
  const terraform = await open()
  return terraform && { ecr: clientOf(emulator), terraform, open }
}

async function apply(terraform: Terraform, configuration?: Configuration): Promise<string> {
  if (configuration !== undefined) await terraform.write('resources', configuration)
  const said = await terraform.run('apply', '-auto-approve')
  return said.slice(said.indexOf('Apply complete!')).split('\n')[0] ?? ''
}

describeWith(
  ['terraform'],
  () => {
    test('applies, plans nothing, changes in place, reads, imports and destroys', HALF_AN_HOUR, async ({ skip }) => {
      const here = await world()
      if (here === undefined) return skip(skipped("Terraform's AWS provider cannot be had"))
      const { ecr, terraform, open } = here
      expect(await apply(terraform, resourcesOf(FIRST))).toBe(
        'Apply complete! Resources: 11 added, 0 changed, 0 destroyed.',
      )
      await expectNoChanges(terraform)

      const imageDigest = await pushImage(ecr, 'team/full', 'content', 'v1')
      // A lifecycle policy is never changed by Terraform, but deleted and put.
      expect(await apply(terraform, resourcesOf(CHANGED))).toBe(
        'Apply complete! Resources: 1 added, 7 changed, 1 destroyed.',
      )
      await expectNoChanges(terraform)
      await expectChanged(ecr)

      await terraform.write('data', DATA)
      await apply(terraform)
      expect(JSON.parse(await terraform.run('output', '-json'))).toMatchObject({
        uri: { value: `${ACCOUNT}.dkr.ecr.us-east-1.amazonaws.com/team/app` },
        names: { value: ['team/app', 'team/full'] },
        image: { value: imageDigest },
        user: { value: 'AWS' },
        upstream: { value: 'registry-1.docker.io' },
        template: { value: CHANGED.description },
      })

      const other = await open()
      if (other === undefined) throw new Error('The provider is gone')
      await other.write('imports', IMPORTS)
      expect(await apply(other, resourcesOf(CHANGED))).toBe(
        // `force_delete` is known to Terraform alone.
        'Apply complete! Resources: 11 imported, 0 added, 1 changed, 0 destroyed.',
      )
      await expectNoChanges(other)

      expect(await other.run('destroy', '-auto-approve')).toContain('Destroy complete! Resources: 11 destroyed.')
      await expectNothing(ecr)
    })
  },
  { isOptional: true },
)

async function expectChanged(ecr: ECR): Promise<void> {
  const repositoryName = 'team/app'
  const [
    repositories,
    lifecycle,
    { policyText },
    { scanningConfiguration },
    { replicationConfiguration },
    { pullThroughCacheRules },
  ] = await Promise.all([
    ecr.describeRepositories({ repositoryNames: [repositoryName] }),
    ecr.getLifecyclePolicy({ repositoryName }),
    ecr.getRegistryPolicy({}),
    ecr.getRegistryScanningConfiguration({}),
    ecr.describeRegistry({}),
    ecr.describePullThroughCacheRules({ ecrRepositoryPrefixes: ['docker-hub'] }),
  ])
  expect(repositories.repositories?.[0]).toMatchObject({
    imageTagMutability: 'MUTABLE',
    imageScanningConfiguration: { scanOnPush: false },
  })
  expect(lifecycle.lifecyclePolicyText).toContain('"countNumber":7')
  expect(policyText).toContain('repository/team/*')
  expect(scanningConfiguration).toMatchObject({ scanType: 'ENHANCED' })
  expect(replicationConfiguration?.rules?.[0]?.destinations).toMatchObject([{ region: 'eu-west-1' }])
  expect(pullThroughCacheRules?.[0]?.credentialArn).toContain('/two-')
}

async function expectNothing(ecr: ECR): Promise<void> {
  expect(await ecr.describeRepositories({})).toMatchObject({ repositories: [] })
  await expect(ecr.getRegistryPolicy({})).rejects.toMatchObject({ name: 'RegistryPolicyNotFoundException' })
  expect(await ecr.describeRegistry({})).toMatchObject({ replicationConfiguration: { rules: [] } })
  expect(await ecr.getRegistryScanningConfiguration({})).toMatchObject({
    scanningConfiguration: { scanType: 'BASIC', rules: [] },
  })
  expect(await ecr.describePullThroughCacheRules({})).toMatchObject({ pullThroughCacheRules: [] })
  expect(await ecr.describeRepositoryCreationTemplates({})).toMatchObject({ repositoryCreationTemplates: [] })
}
