import { type BadInput, HEAD } from '../bad-input.ts'

const rules = (lines: string) => `${HEAD}registry:\n  pullThroughCacheRules:\n    ${lines}\n`
const templates = (lines: string) => `${HEAD}registry:\n  repositoryCreationTemplates:\n    ${lines}\n`
const many = (count: number) =>
  Array.from({ length: count }, (_, index) => `p${index}: { upstreamRegistryUrl: quay.io }`).join('\n    ')
const SECRET = 'arn:aws:secretsmanager:us-east-1:123456789012:secret:ecr-pullthroughcache/hub-AbCdEf'

export const CACHES: Readonly<Record<string, BadInput>> = {
  'a rule for a prefix in capitals': {
    files: rules('Docker-Hub: { upstreamRegistryUrl: quay.io }'),
    code: 'INVALID_PREFIX',
    at: 'ecrsync.yaml:5:5',
    hint: 'Write docker-hub instead.',
  },
  'a rule for a prefix that is too long': {
    files: rules(`${'h'.repeat(31)}: { upstreamRegistryUrl: quay.io }`),
    code: 'INVALID_PREFIX',
    at: 'ecrsync.yaml:5:5',
    hint: 'Choose a prefix of that form.',
  },
  'an upstream that ECR does not know': {
    files: rules('mine: { upstreamRegistryUrl: registry.example.com }'),
    code: 'UNKNOWN_UPSTREAM',
    at: 'ecrsync.yaml:5:13',
    hint: 'Write one of these',
  },
  'the page of an upstream': {
    files: rules('hub: { upstreamRegistryUrl: "https://hub.docker.com/u/acme" }'),
    code: 'UNKNOWN_UPSTREAM',
    at: 'ecrsync.yaml:5:12',
    hint: 'Write registry-1.docker.io',
  },
  'the kind of another upstream': {
    files: rules('quay: { upstreamRegistryUrl: quay.io, upstreamRegistry: k8s }'),
    code: 'UNKNOWN_UPSTREAM',
    at: 'ecrsync.yaml:5:43',
    hint: 'Write upstreamRegistry: quay',
  },
  'a rule for Docker Hub without a secret': {
    files: rules('hub: { upstreamRegistryUrl: registry-1.docker.io }'),
    code: 'UPSTREAM_CREDENTIAL',
    at: 'ecrsync.yaml:5:5',
    hint: 'ecr-pullthroughcache/',
  },
  'a secret of another name': {
    files: rules(`hub: { upstreamRegistryUrl: ghcr.io, credentialArn: "${SECRET.replace('ecr-pull', 'pull')}" }`),
    code: 'UPSTREAM_CREDENTIAL',
    at: 'ecrsync.yaml:5:42',
    hint: 'Write for example arn:aws:secretsmanager:',
  },
  'a secret for Quay': {
    files: rules(`quay: { upstreamRegistryUrl: quay.io, credentialArn: "${SECRET}" }`),
    code: 'UPSTREAM_CREDENTIAL',
    at: 'ecrsync.yaml:5:43',
    hint: 'Remove the line.',
  },
  'one rule more than ECR allows': {
    files: rules(many(51)),
    code: 'TOO_MANY_RULES',
    at: 'ecrsync.yaml:55:5',
    hint: 'Remove 1.',
  },
  'null for all rules': {
    files: `${HEAD}registry:\n  pullThroughCacheRules: null\n`,
    code: 'NOT_NULL',
    at: 'ecrsync.yaml:4:3',
    hint: 'pullThroughCacheRules: { PREFIX: null }',
  },
  'a template for a prefix with a bad pattern': {
    files: templates('"team/*": { appliedFor: [REPLICATION] }'),
    code: 'INVALID_PREFIX',
    at: 'ecrsync.yaml:5:5',
    hint: 'Write team instead.',
  },
  'a template that is applied to what ECR does not know': {
    files: templates('team: { appliedFor: [PULL_THROUGH] }'),
    code: 'WRONG_VALUE',
    at: 'ecrsync.yaml:5:26',
    hint: 'PULL_THROUGH_CACHE',
  },
  'tags in a template without a role': {
    files: templates('team: { appliedFor: [REPLICATION], resourceTags: { a: b } }'),
    code: 'CUSTOM_ROLE',
    at: 'ecrsync.yaml:5:5',
    hint: 'Write customRoleArn:',
  },
  'an alias for the key of a template': {
    files: templates(
      'team: { appliedFor: [REPLICATION], encryptionConfiguration: { encryptionType: KMS, kmsKey: alias/ecr } }',
    ),
    code: 'ENCRYPTION',
    at: 'ecrsync.yaml:5:88',
    hint: ':kms:',
  },
  'a lifecycle policy in a template that ECR would refuse': {
    files: templates('team: { appliedFor: [REPLICATION], lifecyclePolicy: [{ any: true, keepNewest: 0 }] }'),
    code: 'LIFECYCLE_POLICY',
    at: 'ecrsync.yaml:5:71',
    hint: 'Write 1 or more.',
  },
  'an unknown policy in a template': {
    files: templates('team: { appliedFor: [REPLICATION], repositoryPolicy: org-pull }'),
    code: 'UNKNOWN_POLICY',
    at: 'ecrsync.yaml:5:40',
    hint: 'There is none to choose from.',
  },
  'live in a template': {
    files: templates('team: { appliedFor: [REPLICATION], repositoryPolicy: [live] }'),
    code: 'LIVE_NOT_MERGED',
    at: 'ecrsync.yaml:5:59',
    hint: 'Remove `live`',
  },
}
