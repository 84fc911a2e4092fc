import fc from 'fast-check'
import { lifecycleForm, policyForm } from './documents.ts'
import { anyText, mostly, mutability, some, tagKey } from './values.ts'

/** Names that are another one in each target among them. */
const prefix = (longest: number) =>
  mostly(
    fc.oneof(
      fc.constantFrom('hub', 'quay/', 'team/a.b', 'ROOT', 'in-${{ target.region }}'),
      fc.constantFrom('p'.repeat(longest), `${'p'.repeat(longest - 1)}/`),
    ),
    fc.oneof(fc.constantFrom('p'.repeat(longest + 1), 'A', '/x', 'a//b', ''), anyText()),
  )

const secretOf = (name: string) =>
  `arn:\${{ target.partition }}:secretsmanager:\${{ target.region }}:\${{ target.account }}:secret:ecr-pullthroughcache/${name}`
const secret = mostly(fc.constantFrom('hub-AbCdEf', 'x/y_z+1=.@-Qq'), fc.constantFrom('', 'a b', 's'.repeat(600))).map(
  secretOf,
)
const role = mostly(fc.constantFrom('cache', 'team/path/Cache+=,.@-_1'), fc.constantFrom('*', 'r'.repeat(2100))).map(
  name => `arn:\${{ target.partition }}:iam::\${{ target.account }}:role/${name}`,
)

const open = fc.record(
  {
    upstreamRegistryUrl: mostly(
      fc.constantFrom('public.ecr.aws', 'quay.io', 'registry.k8s.io'),
      fc.constantFrom('https://quay.io', 'docker.io', ''),
    ),
    credentialArn: fc.constant(null),
    customRoleArn: fc.option(role),
  },
  { requiredKeys: ['upstreamRegistryUrl'] },
)
const closed = fc.record({
  upstreamRegistryUrl: mostly(
    fc.constantFrom('registry-1.docker.io', 'ghcr.io', 'acme.azurecr.io', 'registry.gitlab.com', 'cgr.dev'),
    fc.constantFrom('Acme.azurecr.io', 'ghcr.io/acme'),
  ),
  credentialArn: mostly(secret, fc.constant(null)),
})
const ofEcr = fc.record(
  {
    upstreamRegistryUrl: fc.constantFrom(
      '111122223333.dkr.ecr.eu-west-1.amazonaws.com',
      '${{ target.account }}.dkr.ecr.us-west-2.amazonaws.com',
    ),
    upstreamRegistry: mostly(fc.constant('ecr'), fc.constant('quay')),
    upstreamRepositoryPrefix: prefix(30),
    customRoleArn: fc.option(role, { freq: 3 }),
  },
  { requiredKeys: ['upstreamRegistryUrl'] },
)

const rules = fc.dictionary(prefix(30), fc.option(fc.oneof(open, closed, ofEcr), { freq: 6 }), { maxKeys: 3 })

const key = mostly(
  fc.constantFrom('arn:${{ target.partition }}:kms:${{ target.region }}:${{ target.account }}:key/1234abcd-12ab'),
  fc.constantFrom('alias/ecr', '1234abcd-12ab-34cd-56ef-1234567890ab'),
)
const encryption = fc.oneof(
  fc.constant({ encryptionType: 'AES256' }),
  fc.record(
    { encryptionType: mostly(fc.constant('KMS'), fc.constant('KMS_DSSE')), kmsKey: key },
    { requiredKeys: ['encryptionType'] },
  ),
)
/** There is no repository yet that a tag could name. */
const tagText = mostly(fc.constantFrom('', 'a', 'of ${{ target.account }}'), fc.constant('of ${{ repository.name }}'))
const template = fc
  .tuple(
    fc.record({ appliedFor: fc.uniqueArray(fc.constantFrom('PULL_THROUGH_CACHE', 'REPLICATION', 'CREATE_ON_PUSH')) }),
    some({
      description: fc.option(
        mostly(
          fc.constantFrom('', 'd'.repeat(256), '💾'.repeat(128)),
          fc.oneof(fc.constant('d'.repeat(257)), anyText()),
        ),
        { freq: 4 },
      ),
      encryptionConfiguration: encryption,
      resourceTags: fc.dictionary(tagKey, fc.option(tagText, { freq: 4 }), { maxKeys: 3 }),
      repositoryPolicy: fc.oneof(
        policyForm,
        fc.constantFrom('shared', null),
        fc.array(fc.oneof(policyForm, fc.constant('shared')), { minLength: 1, maxLength: 2 }),
      ),
      lifecyclePolicy: fc.oneof(lifecycleForm, fc.constantFrom('standard', null)),
    }),
    fc.oneof(mutability, fc.constant({})),
    mostly(role, fc.constantFrom(undefined, null)),
    fc.boolean(),
  )
  .map(([base, more, tags, customRoleArn, isPlain]) => {
    const whole = { ...base, ...more, ...tags }
    // Without a role there can be neither tags nor a key.
    const { encryptionConfiguration: _, resourceTags: _tags, ...plain } = whole as Record<string, unknown>
    return isPlain ? plain : { ...whole, ...(customRoleArn !== undefined && { customRoleArn }) }
  })

/** What ECR makes by itself, and what it makes of it. */
export const caches = some({
  pullThroughCacheRules: rules,
  repositoryCreationTemplates: fc.dictionary(prefix(256), fc.option(template, { freq: 6 }), { maxKeys: 3 }),
})
