import { type BadInput, HEAD } from '../bad-input.ts'

const registry = (settings: string) => `${HEAD}registry:\n  ${settings}\n`
const scanning = (members: string) => registry(`scanningConfiguration: { ${members} }`)
const replication = (rules: string) => registry(`replicationConfiguration: { rules: [${rules}] }`)
const rule = (region: string, registryId = '111122223333') =>
  `{ destinations: [{ region: ${region}, registryId: "${registryId}" }] }`

export const REGISTRY_RULES: Readonly<Record<string, BadInput>> = {
  'a scan frequency that the type does not have': {
    files: scanning('scanType: BASIC, rules: [{ scanFrequency: CONTINUOUS_SCAN, repositoryFilters: ["*"] }]'),
    code: 'SCAN_FREQUENCY',
    at: 'ecrsync.yaml:4:55',
    hint: 'scanType: ENHANCED',
  },
  'two rules for one scan frequency': {
    files: scanning(
      'rules: [{ scanFrequency: SCAN_ON_PUSH, repositoryFilters: [a] }, { scanFrequency: SCAN_ON_PUSH, repositoryFilters: [b] }]',
    ),
    code: 'SCAN_FREQUENCY',
    at: 'ecrsync.yaml:4:93',
    hint: 'into one rule',
  },
  'a scanning rule without a frequency': {
    files: scanning('rules: [{ repositoryFilters: ["*"] }]'),
    code: 'MISSING_KEY',
    at: 'ecrsync.yaml:4:36',
    hint: 'Add scanFrequency',
  },
  'replication to the registry itself': {
    files: `${HEAD}targets: { prod: { account: "111122223333", region: eu-west-1 } }\n${replication(rule('eu-west-1')).replace(HEAD, '')}`,
    code: 'SAME_REGISTRY',
    at: 'ecrsync.yaml:5:56',
    hint: 'Name another region or account',
  },
  'more replication rules than ECR allows': {
    files: replication(Array.from({ length: 11 }, (_, index) => rule(`eu-west-${index + 1}`)).join(', ')),
    code: 'TOO_MANY_RULES',
    at: 'ecrsync.yaml:4:31',
    hint: 'Join rules',
  },
  'replication to a name that is no account': {
    files: `accounts: { dr: "111122223333" }\n${replication(rule('eu-west-1', 'dr'))}`,
    code: 'INVALID_ACCOUNT',
    at: 'ecrsync.yaml:5:77',
    hint: '${{ accounts.dr }}',
  },
  'replication to another partition': {
    files: replication(`${rule('eu-west-1')}, ${rule('cn-north-1')}`),
    code: 'WRONG_PARTITION',
    at: 'ecrsync.yaml:4:129',
    hint: 'Name a region of aws.',
  },
  'absent without live': {
    files: replication(`{ absent: ${rule('eu-west-1')} }`),
    code: 'ABSENT_WITHOUT_LIVE',
    at: 'ecrsync.yaml:4:39',
    hint: 'add live',
  },
  'a rule that is declared and absent': {
    files: replication(`live, ${rule('eu-west-1')}, { absent: ${rule('eu-west-1')} }`),
    code: 'ABSENT_AND_DECLARED',
    at: 'ecrsync.yaml:4:118',
    hint: 'Remove one of the two.',
  },
  'live among rules for signing': {
    files: registry('signingConfiguration: { rules: [live] }'),
    code: 'LIVE_NOT_MERGED',
    at: 'ecrsync.yaml:4:35',
    hint: 'Remove live',
  },
  'no signing profile': {
    files: registry('signingConfiguration: { rules: [{ signingProfileArn: release }] }'),
    code: 'INVALID_SIGNING_PROFILE',
    at: 'ecrsync.yaml:4:37',
    hint: 'without a version',
  },
}
