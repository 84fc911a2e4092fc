import type {
  CreatePullThroughCacheRuleCommandInput,
  CreateRepositoryCreationTemplateCommandInput,
  ECR,
  RegistryScanningRule,
  ReplicationRule,
  ScanType,
  SigningRule,
} from '@aws-sdk/client-ecr'
import fc from 'fast-check'
import { some } from './values.ts'

/** What a registry is set to. */
export interface Settings {
  readonly accountSettings?: Readonly<Record<string, string>>
  readonly policyText?: string
  readonly scanning?: { readonly scanType: ScanType; readonly rules: RegistryScanningRule[] }
  readonly replication?: readonly ReplicationRule[]
  readonly signing?: readonly SigningRule[]
  readonly templates?: readonly CreateRepositoryCreationTemplateCommandInput[]
  readonly caches?: readonly CreatePullThroughCacheRuleCommandInput[]
  readonly exclusions?: readonly string[]
}

const allow = { Effect: 'Allow', Principal: { AWS: '444455556666' }, Action: 'ecr:ReplicateImage', Resource: '*' }
const deny = { ...allow, Effect: 'Deny', Principal: { AWS: ['111122223333'] }, Action: ['ecr:*'] }

/** Of Sids that a manifest may name, and of others. */
const policyText = fc
  .tuple(
    fc.subarray(
      [
        { Sid: 'theirs', ...allow },
        { Sid: 'gone', ...deny },
        { Sid: 'foreign', ...deny, Resource: ['arn:aws:ecr:*:*:repository/theirs/*'] },
        allow,
      ],
      { minLength: 1 },
    ),
    fc.constantFrom({}, { Version: '2012-10-17' }, { Version: '2008-10-17', Id: 'x' }),
  )
  .map(([Statement, head]) => JSON.stringify({ ...head, Statement }))

const scanningRule = (scanFrequency: RegistryScanningRule['scanFrequency'], ...filters: readonly string[]) => ({
  scanFrequency,
  repositoryFilters: filters.map(filter => ({ filter, filterType: 'WILDCARD' as const })),
})
const copying = (region: string, ...prefixes: readonly string[]): ReplicationRule => ({
  destinations: [{ region, registryId: '111122223333' }],
  ...(prefixes.length > 0 && {
    repositoryFilters: prefixes.map(filter => ({ filter, filterType: 'PREFIX_MATCH' as const })),
  }),
})
const signed = (name: string, ...filters: readonly string[]): SigningRule => ({
  signingProfileArn: `arn:aws:signer:us-east-1:123456789012:/signing-profiles/${name}`,
  repositoryFilters: filters.map(filter => ({ filter, filterType: 'WILDCARD_MATCH' as const })),
})

/** What somebody may have set, within and outside of what a manifest names. Its roles are of whoever owns the registry. */
export const anySettings = (account: string): fc.Arbitrary<Settings> => {
  const customRoleArn = `arn:aws:iam::${account}:role/theirs`
  return some({
    accountSettings: some({
      BASIC_SCAN_TYPE_VERSION: fc.constantFrom('AWS_NATIVE', 'CLAIR'),
      REGISTRY_POLICY_SCOPE: fc.constantFrom('V1', 'V2'),
      BLOB_MOUNTING: fc.constantFrom('ENABLED', 'DISABLED'),
    }) as fc.Arbitrary<Record<string, string>>,
    policyText,
    scanning: fc.constantFrom(
      { scanType: 'BASIC' as const, rules: [scanningRule('SCAN_ON_PUSH', 'theirs*', 'prod*')] },
      {
        scanType: 'ENHANCED' as const,
        rules: [scanningRule('CONTINUOUS_SCAN', '*'), scanningRule('SCAN_ON_PUSH', 'team/api')],
      },
    ),
    replication: fc.subarray([copying('eu-west-1', 'prod/'), copying('us-west-2'), copying('eu-west-1', 'x/', 'ab')], {
      minLength: 1,
    }),
    signing: fc.subarray([signed('release', 'prod*'), signed('theirs', '*')], { minLength: 1 }),
    templates: fc.subarray([
      {
        prefix: 'hub',
        appliedFor: ['PULL_THROUGH_CACHE'],
        description: 'theirs',
        resourceTags: [{ Key: 'theirs', Value: 'x' }],
        customRoleArn,
      },
      { prefix: 'ROOT', appliedFor: ['CREATE_ON_PUSH', 'REPLICATION'], imageTagMutability: 'IMMUTABLE' },
      { prefix: 'theirs', appliedFor: [], encryptionConfiguration: { encryptionType: 'KMS' }, customRoleArn },
    ] satisfies CreateRepositoryCreationTemplateCommandInput[]),
    caches: fc.subarray([
      { ecrRepositoryPrefix: 'hub', upstreamRegistryUrl: 'public.ecr.aws' },
      {
        ecrRepositoryPrefix: 'ROOT',
        upstreamRegistryUrl: '111122223333.dkr.ecr.eu-west-1.amazonaws.com',
        upstreamRepositoryPrefix: 'theirs',
        customRoleArn,
      },
      {
        ecrRepositoryPrefix: 'theirs',
        upstreamRegistryUrl: 'ghcr.io',
        credentialArn: `arn:aws:secretsmanager:us-east-1:${account}:secret:ecr-pullthroughcache/theirs-AbCdEf`,
      },
    ] satisfies CreatePullThroughCacheRuleCommandInput[]),
    exclusions: fc.subarray(['scanner', 'theirs'].map(name => `arn:aws:iam::123456789012:role/${name}`)),
  }) as fc.Arbitrary<Settings>
}

export async function putSettings(ecr: ECR, settings: Settings): Promise<void> {
  const { accountSettings = {}, policyText, scanning, replication, signing } = settings
  for (const [name, value] of Object.entries(accountSettings)) await ecr.putAccountSetting({ name, value })
  if (policyText) await ecr.putRegistryPolicy({ policyText })
  if (scanning) await ecr.putRegistryScanningConfiguration(scanning)
  if (replication) await ecr.putReplicationConfiguration({ replicationConfiguration: { rules: [...replication] } })
  if (signing) await ecr.putSigningConfiguration({ signingConfiguration: { rules: [...signing] } })
  for (const template of settings.templates ?? []) await ecr.createRepositoryCreationTemplate(template)
  for (const rule of settings.caches ?? []) await ecr.createPullThroughCacheRule(rule)
  for (const principalArn of settings.exclusions ?? []) await ecr.registerPullTimeUpdateExclusion({ principalArn })
}

/** What a registry is set to, by the addresses of a plan. */
export type HeldSettings = ReadonlyMap<string, unknown>

/** Everything, as anybody else would read it. */
export async function dumpSettings(ecr: ECR): Promise<HeldSettings> {
  const names = ['BASIC_SCAN_TYPE_VERSION', 'REGISTRY_POLICY_SCOPE', 'BLOB_MOUNTING']
  const settings = await Promise.all(names.map(async name => (await ecr.getAccountSetting({ name })).value))
  const { replicationConfiguration } = await ecr.describeRegistry({})
  const { scanningConfiguration } = await ecr.getRegistryScanningConfiguration({})
  const { pullThroughCacheRules = [] } = await ecr.describePullThroughCacheRules({ maxResults: 1000 })
  const { repositoryCreationTemplates = [] } = await ecr.describeRepositoryCreationTemplates({ maxResults: 1000 })
  const { pullTimeUpdateExclusions = [] } = await ecr.listPullTimeUpdateExclusions({ maxResults: 100 })
  return new Map<string, unknown>([
    ...names.map((name, index) => [`accountSetting["${name}"]`, settings[index]] as const),
    ['registryPolicy["registry"]', await ecr.getRegistryPolicy({}).then(({ policyText }) => policyText, none)],
    ['scanningConfiguration["registry"]', scanningConfiguration],
    ['replicationConfiguration["registry"]', replicationConfiguration],
    [
      'signingConfiguration["registry"]',
      await ecr.getSigningConfiguration({}).then(({ signingConfiguration }) => signingConfiguration, none),
    ],
    ...pullThroughCacheRules.map(
      ({ updatedAt: _, ...rule }) => [`pullThroughCacheRule["${rule.ecrRepositoryPrefix}"]`, rule] as const,
    ),
    ...repositoryCreationTemplates.map(
      ({ updatedAt: _, ...template }) => [`repositoryCreationTemplate["${template.prefix}"]`, template] as const,
    ),
    ...pullTimeUpdateExclusions.map(arn => [`pullTimeUpdateExclusion["${arn}"]`, 'there'] as const),
  ])
}

function none(error: Error): undefined {
  if (!error.name.endsWith('NotFoundException')) throw error
}
