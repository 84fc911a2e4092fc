import { type BadInput, HEAD } from '../bad-input.ts'

const repository = (settings: string) => `${HEAD}repositories:\n  team/app: ${settings}\n`
const tags = (count: number) =>
  `{ tags: { ${Array.from({ length: count }, (_, index) => `k${index}: v`).join(', ')} } }`
const statement = (members: string) =>
  repository(`{ repositoryPolicy: { statements: [{ Effect: Allow, Action: "ecr:PutImage", ${members} }] } }`)

export const RULES_OF_ECR: Readonly<Record<string, BadInput>> = {
  'a name in capitals': {
    files: `${HEAD}repositories:\n  Team/App:\n`,
    code: 'INVALID_NAME',
    at: 'ecrsync.yaml:4:3',
    hint: 'Write team/app instead.',
  },
  'a tombstone for no possible repository': {
    files: `${HEAD}removed:\n  - { name: Team/App }\n`,
    code: 'INVALID_NAME',
    at: 'ecrsync.yaml:4:7',
    hint: 'Write team/app instead.',
  },
  'fifty tags beside the owner tag': {
    files: repository(tags(50)),
    code: 'TOO_MANY_TAGS',
    at: 'ecrsync.yaml:4:15',
    hint: 'ownership: none',
  },
  'fifty-one tags without an owner tag': {
    files: `ownership: none\n${repository(tags(51))}`,
    code: 'TOO_MANY_TAGS',
    at: 'ecrsync.yaml:5:15',
    hint: 'Remove 1.',
  },
  'a tag that belongs to AWS': {
    files: repository('{ tags: { "aws:owner": me } }'),
    code: 'RESERVED_TAG',
    at: 'ecrsync.yaml:4:23',
    hint: 'Remove this line.',
  },
  'a tag value with a character that AWS refuses': {
    files: repository('{ tags: { owner: "a#b" } }'),
    code: 'INVALID_TAG',
    at: 'ecrsync.yaml:4:23',
    hint: 'Change the value.',
  },
  'an exclusion filter with three wildcards': {
    files: repository(
      '{ imageTagMutability: IMMUTABLE_WITH_EXCLUSION, imageTagMutabilityExclusionFilters: ["a", "*a*b*"] }',
    ),
    code: 'INVALID_FILTER',
    at: 'ecrsync.yaml:4:103',
    hint: 'Change the filter',
  },
  'exclusion filters where nothing is excluded': {
    files: repository('{ imageTagMutability: IMMUTABLE, imageTagMutabilityExclusionFilters: ["a"] }'),
    code: 'EXCLUSION_FILTERS',
    at: 'ecrsync.yaml:4:46',
    hint: 'IMMUTABLE_WITH_EXCLUSION',
  },
  'an exclusion without filters': {
    files: repository('{ imageTagMutability: MUTABLE_WITH_EXCLUSION }'),
    code: 'EXCLUSION_FILTERS',
    at: 'ecrsync.yaml:4:15',
    hint: 'imageTagMutabilityExclusionFilters: ["dev-*"]',
  },
  'a key for AES256': {
    files: repository('{ encryptionConfiguration: { encryptionType: AES256, kmsKey: alias/a } }'),
    code: 'ENCRYPTION',
    at: 'ecrsync.yaml:4:66',
    hint: 'Write encryptionType: KMS, or remove the key.',
  },
  'everyone in access': {
    files: repository('{ repositoryPolicy: { access: { pull: ["*"] } } }'),
    code: 'ACCESS_FOR_ALL',
    at: 'ecrsync.yaml:4:52',
    hint: 'write it out under statements',
  },
  'an unknown account in access': {
    files: `accounts: { ci: "111122223333" }\n${repository('{ repositoryPolicy: { access: { pull: [cy] } } }')}`,
    code: 'UNKNOWN_ACCOUNT',
    at: 'ecrsync.yaml:5:52',
    hint: 'Did you mean "ci"?',
  },
  'a statement that names a Resource': {
    files: statement('Principal: "*", Resource: "arn:aws:ecr:us-east-1:111122223333:repository/team/app"'),
    code: 'REPOSITORY_POLICY',
    at: 'ecrsync.yaml:4:105',
    hint: 'Remove Resource',
  },
  'a statement without a principal': {
    files: statement('Sid: nobody'),
    code: 'REPOSITORY_POLICY',
    at: 'ecrsync.yaml:4:48',
    hint: 'Write one Principal.',
  },
  'two verbs in one lifecycle rule': {
    files: repository('{ lifecyclePolicy: [{ any: true, keepNewest: 3, expireAfter: 7 days }] }'),
    code: 'ONE_VERB',
    at: 'ecrsync.yaml:4:61',
    hint: 'write two rules',
  },
  'a lifecycle rule without a selector': {
    files: repository('{ lifecyclePolicy: [{ keepNewest: 3 }] }'),
    code: 'ONE_SELECTOR',
    at: 'ecrsync.yaml:4:33',
    hint: 'untagged, any, tagPattern',
  },
  'an age without its unit': {
    files: repository('{ lifecyclePolicy: [{ any: true, expireAfter: 7 }] }'),
    code: 'NOT_DAYS',
    at: 'ecrsync.yaml:4:46',
    hint: 'Write expireAfter: 7 days',
  },
  'a rule for any image before another': {
    files: repository('{ lifecyclePolicy: [{ any: true, keepNewest: 3 }, { untagged: true, expireAfter: 7d }] }'),
    code: 'LIFECYCLE_POLICY',
    at: 'ecrsync.yaml:4:35',
    hint: 'Move the rule for any image to the end.',
  },
  'archived images expired too early': {
    files: repository('{ lifecyclePolicy: [{ any: true, expireArchivedAfter: 89 days }] }'),
    code: 'LIFECYCLE_POLICY',
    at: 'ecrsync.yaml:4:46',
    hint: 'write 90 days or more',
  },
}
