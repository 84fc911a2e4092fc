import { type BadInput, HEAD } from '../bad-input.ts'

const PROD = 'prod: { account: "111122223333", region: eu-west-1, labels: { env: prod } }'
const DEV = 'dev: { account: "444455556666", region: eu-west-1, labels: { env: dev } }'
/** Lines 3 to 5. */
const TWO = `${HEAD}targets:\n  ${PROD}\n  ${DEV}\n`
const FLEET = `${HEAD}accounts: { staging: "222233335555", all: ["666677778888", "666677779999"] }\n`

const MANY = Array.from({ length: 1000 }, (_, index) => `"${100_000_000_000 + index}"`).join(', ')
const REGIONS = Array.from({ length: 11 }, (_, index) => `eu-west-${index + 1}`).join(', ')

const target = (fields: string): string => `${HEAD}targets:\n  prod: { ${fields} }\n`
const selecting = (list: string): string => `${TWO}repositories:\n  app: { targets: [${list}] }\n`

export const TARGETS: Readonly<Record<string, BadInput>> = {
  'no targets at all': {
    files: `${HEAD}targets: {}\n`,
    code: 'NO_TARGETS',
    at: 'ecrsync.yaml:3:1',
    hint: 'targets: { prod: { region: eu-west-1 } }',
  },
  'account and accounts both': {
    files: target('account: "111122223333", accounts: ["444455556666"], region: eu-west-1'),
    code: 'CONTRADICTION',
    at: 'ecrsync.yaml:4:36',
    hint: 'Put all of them into accounts',
  },
  'region and regions both': {
    files: target('region: eu-west-1, regions: [us-east-1]'),
    code: 'CONTRADICTION',
    at: 'ecrsync.yaml:4:30',
    hint: 'Put all of them into regions',
  },
  'an empty list of regions': {
    files: target('regions: []'),
    code: 'NO_TARGETS',
    at: 'ecrsync.yaml:4:11',
    hint: 'leave regions out',
  },
  'an account id without quotes': {
    files: target('account: 111122223333'),
    code: 'UNQUOTED',
    at: 'ecrsync.yaml:4:11',
    hint: 'Quote it: "111122223333"',
  },
  'an unknown account': {
    files: `${FLEET}targets:\n  dev: { account: stagin, region: eu-west-1 }\n`,
    code: 'UNKNOWN_ACCOUNT',
    at: 'ecrsync.yaml:5:10',
    hint: 'Did you mean "staging"?',
  },
  'an unknown account in a list': {
    files: `${FLEET}targets:\n  dev: { accounts: [staging, "1234"], region: eu-west-1 }\n`,
    code: 'UNKNOWN_ACCOUNT',
    at: 'ecrsync.yaml:5:30',
    hint: 'staging, all',
  },
  'an account by a variable': {
    files: `${FLEET}targets:\n  dev: { account: "\${{ env.ECRSYNC_VAR_A }}", region: eu-west-1 }\n`,
    code: 'UNKNOWN_ACCOUNT',
    at: 'ecrsync.yaml:5:10',
    hint: 'Give it a name under accounts',
  },
  'an availability zone for a region': {
    files: target('regions: [eu-west-1, eu-west-1a]'),
    code: 'INVALID_TARGET',
    at: 'ecrsync.yaml:4:32',
    hint: 'Write eu-west-1.',
  },
  'a region of no known partition': {
    files: target('region: mars-north-1'),
    code: 'INVALID_TARGET',
    at: 'ecrsync.yaml:4:11',
    hint: 'Write for example eu-west-1.',
  },
  'a role that is none': {
    files: target('role: "arn:aws:iam::111122223333:user/ann"'),
    code: 'INVALID_TARGET',
    at: 'ecrsync.yaml:4:11',
    hint: 'role/ecrsync',
  },
  'a role of another partition': {
    files: target('region: cn-north-1, role: "arn:aws:iam::111122223333:role/ecrsync"'),
    code: 'INVALID_TARGET',
    at: 'ecrsync.yaml:4:31',
    hint: 'arn:${{ target.partition }}',
  },
  'a role of another account': {
    files: target('account: "111122223333", role: "arn:aws:iam::444455556666:role/ecrsync"'),
    code: 'INVALID_TARGET',
    at: 'ecrsync.yaml:4:36',
    hint: '${{ target.account }}',
  },
  'a role by what the target does not say': {
    files: target('role: "arn:aws:iam::${{ target.account }}:role/ecrsync"'),
    code: 'UNKNOWN_VARIABLE',
    at: 'ecrsync.yaml:4:11',
    hint: 'Add account to the target',
  },
  'an external id that STS would refuse': {
    files: target('role: "arn:aws:iam::111122223333:role/ecrsync", externalId: "a b"'),
    code: 'INVALID_TARGET',
    at: 'ecrsync.yaml:4:59',
    hint: 'Write it as the role has it.',
  },
  'a name of a session that is too short': {
    files: target('role: "arn:aws:iam::111122223333:role/ecrsync", sessionName: x'),
    code: 'INVALID_TARGET',
    at: 'ecrsync.yaml:4:59',
    hint: 'ecrsync-ci',
  },
  'an external id without a role': {
    files: target('externalId: acme'),
    code: 'INVALID_TARGET',
    at: 'ecrsync.yaml:4:11',
    hint: 'Add role',
  },
  'an empty profile': {
    files: target('profile: ""'),
    code: 'INVALID_TARGET',
    at: 'ecrsync.yaml:4:11',
    hint: 'leave the key out',
  },
  'an endpoint with a login': {
    files: target('endpoint: "https://me:secret@ecr.acme.example"'),
    code: 'INVALID_ENDPOINT',
    at: 'ecrsync.yaml:4:11',
    hint: 'without what stands before the @',
  },
  'an endpoint that is no URL': {
    files: target('endpoint: ecr.acme.example'),
    code: 'INVALID_ENDPOINT',
    at: 'ecrsync.yaml:4:11',
    hint: 'http://127.0.0.1:4510',
  },
  'an endpoint at a host of somebody else': {
    files: target('endpoint: "https://ecr.acme.example:8443/x"'),
    code: 'ENDPOINT_NOT_ALLOWED',
    at: 'ecrsync.yaml:4:11',
    hint: '--allow-endpoint ecr.acme.example',
  },
  'an endpoint at what others run within AWS': {
    files: target('endpoint: "https://ec2-203-0-113-25.eu-west-1.compute.amazonaws.com"'),
    code: 'ENDPOINT_NOT_ALLOWED',
    at: 'ecrsync.yaml:4:11',
    hint: '--allow-endpoint ec2-203-0-113-25.eu-west-1.compute.amazonaws.com',
  },
  'an endpoint of ECR in plain text': {
    files: target('endpoint: "http://api.ecr.eu-west-1.amazonaws.com"'),
    code: 'ENDPOINT_NOT_ALLOWED',
    at: 'ecrsync.yaml:4:11',
    hint: 'https://',
  },
  'an endpoint of somebody else for some targets of an entry': {
    files: `${FLEET}targets:\n  dev: { accounts: [all], regions: [eu-west-1, us-east-1], endpoint: "https://api.ecr.\${{ target.region }}.\${{ target.account }}.example" }\n`,
    code: 'ENDPOINT_NOT_ALLOWED',
    at: 'ecrsync.yaml:5:60',
    hint: '--allow-endpoint api.ecr.eu-west-1.666677778888.example',
  },
  'an endpoint of the environment': {
    files: `${HEAD}env: [ECRSYNC_VAR_HOST]\ntargets:\n  prod: { endpoint: "https://\${{ env.ECRSYNC_VAR_HOST }}/" }\n`,
    env: { ECRSYNC_VAR_HOST: 'evil.example' },
    code: 'ENV_IN_HOST',
    at: 'ecrsync.yaml:5:11',
    hint: 'Write the host itself.',
  },
  'an endpoint with an account of the environment': {
    files: `${HEAD}env: [ECRSYNC_VAR_A]\naccounts: { ci: "\${{ env.ECRSYNC_VAR_A }}" }\ntargets:\n  prod: { account: ci, endpoint: "https://\${{ target.account }}.acme.example" }\n`,
    env: { ECRSYNC_VAR_A: '111122223333' },
    code: 'ENV_IN_HOST',
    at: 'ecrsync.yaml:6:24',
    hint: 'Write the host itself.',
  },
  'a name that no selector could name': {
    files: `${HEAD}targets:\n  "prod=eu": { region: eu-west-1 }\n`,
    code: 'INVALID_TARGET',
    at: 'ecrsync.yaml:4:3',
    hint: 'prod-eu',
  },
  'a name made of an account that no selector could name': {
    files: `${HEAD}accounts: { "a=b": "111122223333" }\ntargets:\n  fleet: { accounts: ["a=b"], region: eu-west-1 }\n`,
    code: 'INVALID_TARGET',
    at: 'ecrsync.yaml:5:12',
    hint: 'another name under accounts',
  },
  'a key of a label that no selector could name': {
    files: target('labels: { "a b": x }'),
    code: 'INVALID_TARGET',
    at: 'ecrsync.yaml:4:21',
    hint: 'for example env',
  },
  'a label that is no text': {
    files: target('labels: { tier: 1 }'),
    code: 'UNQUOTED',
    at: 'ecrsync.yaml:4:21',
    hint: 'Quote it: "1"',
  },
  'two targets of the same account and region': {
    files: `${HEAD}targets:\n  ${PROD}\n  again: { account: "111122223333", region: eu-west-1, profile: other }\n`,
    code: 'SAME_TARGET',
    at: 'ecrsync.yaml:5:3',
    also: 'ecrsync.yaml:4:3',
    hint: 'Remove one of the two',
  },
  'two targets of the same region without an account': {
    files: `${HEAD}targets:\n  one: { region: eu-west-1, labels: { a: b } }\n  two: { region: eu-west-1 }\n`,
    code: 'SAME_TARGET',
    at: 'ecrsync.yaml:5:3',
    also: 'ecrsync.yaml:4:3',
    hint: 'Remove one of the two',
  },
  'two targets whose roles are of the same account': {
    files: `${HEAD}targets:\n  one: { role: "arn:aws:iam::111122223333:role/a" }\n  two: { role: "arn:aws:iam::111122223333:role/b" }\n`,
    code: 'SAME_TARGET',
    at: 'ecrsync.yaml:5:3',
    also: 'ecrsync.yaml:4:3',
    hint: 'Remove one of the two',
  },
  'an account twice in a list': {
    files: `${FLEET}targets:\n  dev: { accounts: [staging, "222233335555"], regions: [eu-west-1, us-east-1] }\n`,
    code: 'SAME_TARGET',
    at: 'ecrsync.yaml:5:30',
    also: 'ecrsync.yaml:5:21',
    hint: 'Remove one of the two',
  },
  'a region twice in a list': {
    files: `${FLEET}targets:\n  dev: { accounts: [staging], regions: [eu-west-1, eu-west-1] }\n`,
    code: 'SAME_TARGET',
    at: 'ecrsync.yaml:5:52',
    also: 'ecrsync.yaml:5:41',
    hint: 'rename its entry',
  },
  'a name that two generated targets share': {
    files: `${FLEET}targets:\n  dev: { accounts: [staging], region: eu-west-1 }\n  dev/staging: { account: staging, region: us-east-1 }\n`,
    code: 'SAME_TARGET',
    at: 'ecrsync.yaml:6:3',
    also: 'ecrsync.yaml:5:3',
    hint: 'rename its entry',
  },
  'an exclude that matches nothing': {
    files: `${FLEET}targets:\n  dev: { accounts: [all], region: eu-west-1, exclude: ["dev/666677779998"] }\n`,
    code: 'UNKNOWN_TARGET',
    at: 'ecrsync.yaml:5:56',
    hint: 'Did you mean "dev/66667777',
  },
  'an exclude that cannot be matched': {
    files: target('exclude: ["(prod)"]'),
    code: 'INVALID_GLOB',
    at: 'ecrsync.yaml:4:21',
    hint: 'Write for example',
  },
  'more targets than a run can hold': {
    files: `${HEAD}targets:\n  few: { regions: [eu-west-1] }\n  fleet: { accounts: [${MANY}], regions: [${REGIONS}] }\n`,
    code: 'TOO_MANY_TARGETS',
    at: 'ecrsync.yaml:5:3',
    hint: 'split the manifest',
  },
  'more exclusions than can be matched': {
    files: target(`exclude: [${'"prod/*", '.repeat(1001)}]`),
    code: 'WRONG_VALUE',
    at: 'ecrsync.yaml:4:11',
    hint: 'leave out 1',
  },
  'more selectors than can be matched': {
    files: selecting('prod, '.repeat(1001)),
    code: 'WRONG_VALUE',
    at: 'ecrsync.yaml:7:10',
    hint: 'leave out 1',
  },
  'everything excluded': {
    files: `${FLEET}targets:\n  dev: { accounts: [all], region: eu-west-1, exclude: ["dev/**"] }\n`,
    code: 'NO_TARGETS',
    at: 'ecrsync.yaml:5:46',
    hint: 'remove the entry',
  },
  'a selector that matches no target': {
    files: selecting('prd'),
    code: 'UNKNOWN_TARGET',
    at: 'ecrsync.yaml:7:20',
    hint: 'Did you mean "prod"?',
  },
  'an exception that matches no target': {
    files: selecting('"!stage"'),
    code: 'UNKNOWN_TARGET',
    at: 'ecrsync.yaml:7:20',
    hint: 'prod, dev',
  },
  'the entry of several for their names': {
    files: `${FLEET}targets:\n  fleet: { accounts: [all], region: eu-west-1 }\nremoved:\n  - { name: old, targets: [fleet] }\n`,
    code: 'UNKNOWN_TARGET',
    at: 'ecrsync.yaml:7:28',
    hint: 'Write "fleet/**".',
  },
  'an unknown label': {
    files: selecting('prod, "enf=prod"'),
    code: 'UNKNOWN_LABEL',
    at: 'ecrsync.yaml:7:26',
    hint: 'Did you mean "env=prod"?',
  },
  'a label that nobody has anything like': {
    files: selecting('"stage=prod"'),
    code: 'UNKNOWN_LABEL',
    at: 'ecrsync.yaml:7:20',
    hint: 'labels: { stage: … }',
  },
  'a value of a label that no target has': {
    files: `${TWO}defaults:\n  - { match: "**", targets: ["env=prd"] }\nrepositories:\n  app:\n`,
    code: 'UNKNOWN_LABEL',
    at: 'ecrsync.yaml:7:30',
    hint: 'Did you mean "prod"?',
  },
  'a selector that cannot be matched': {
    files: selecting('"prod|dev"'),
    code: 'INVALID_GLOB',
    at: 'ecrsync.yaml:7:20',
    hint: '"env=prod"',
  },
  'selectors that leave nothing': {
    files: selecting('"env=prod", "!prod"'),
    code: 'UNKNOWN_TARGET',
    at: 'ecrsync.yaml:7:10',
    hint: 'Mend the list',
  },
  'an empty list of selectors': {
    files: selecting(''),
    code: 'UNKNOWN_TARGET',
    at: 'ecrsync.yaml:7:10',
    hint: 'Leave the key out',
  },
  'a selector where there are no targets': {
    files: `${HEAD}repositories:\n  app: { targets: [prod] }\n`,
    code: 'UNKNOWN_TARGET',
    at: 'ecrsync.yaml:4:20',
    hint: 'default',
  },
  'a selector with a variable': {
    files: selecting('"${{ target.name }}"'),
    code: 'UNKNOWN_VARIABLE',
    at: 'ecrsync.yaml:7:20',
    hint: 'Write the value itself.',
  },
  'targets in a fragment': {
    files: { 'ecrsync.yaml': `${HEAD}include: [a.yaml]\n`, 'a.yaml': 'targets: { prod: { region: eu-west-1 } }\n' },
    code: 'UNKNOWN_KEY',
    at: 'a.yaml:1:1',
    hint: 'Only the root says targets',
  },
  'a repository declared twice in one of two targets': {
    files: {
      'ecrsync.yaml': `${TWO}include: ["*/*.yaml"]\n`,
      'teams/a.yaml': 'repositories:\n  app: { targets: [prod] }\n',
      'teams/b.yaml': 'repositories:\n  app: { targets: ["env=prod", dev] }\n',
    },
    code: 'DECLARED_TWICE',
    at: 'teams/b.yaml:2:3',
    also: 'teams/a.yaml:2:3',
    hint: 'Join the two, or remove one.',
  },
  'a name that is the same once it is filled in, in one target': {
    files: `${TWO}repositories:\n  prod/app:\n  "\${{ target.labels.env }}/app":\n`,
    code: 'DECLARED_TWICE',
    at: 'ecrsync.yaml:8:3',
    also: 'ecrsync.yaml:7:3',
    hint: 'Join the two, or remove one.',
  },
  'the variable of a label that no target has': {
    files: `${TWO}repositories:\n  app: { tags: { env: "\${{ target.labels.evn }}" } }\n`,
    code: 'UNKNOWN_VARIABLE',
    at: 'ecrsync.yaml:7:18',
    hint: 'Did you mean "target.labels.env"?',
  },
  'the variable of a label that one target does not have': {
    files: `${TWO}  bare: { region: us-east-1 }\nrepositories:\n  app: { tags: { env: "\${{ target.labels.env }}" } }\n`,
    code: 'UNKNOWN_LABEL',
    at: 'ecrsync.yaml:8:18',
    hint: 'labels: { env: … }',
  },
  'a name with a label that one target does not have': {
    files: `${TWO}  bare: { region: us-east-1 }\nrepositories:\n  "\${{ target.labels.env }}/app":\n`,
    code: 'UNKNOWN_LABEL',
    at: 'ecrsync.yaml:8:3',
    hint: 'labels: { env: … }',
  },
}
