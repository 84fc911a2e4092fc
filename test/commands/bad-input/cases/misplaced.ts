import { type BadInput, HEAD } from '../bad-input.ts'

const registry = (...lines: readonly string[]): string =>
  `${HEAD}registry:\n${lines.map(line => `  ${line}\n`).join('')}`
const target = (fields: string): string => `${HEAD}targets:\n  prod: { ${fields} }\n`

/** One thing written in the form of another, and lines that stand too far left: the hint is what to type. */
export const MISPLACED: Readonly<Record<string, BadInput>> = {
  'a text where a list of texts belongs': {
    files: target('regions: eu-west-1'),
    code: 'WRONG_TYPE',
    at: 'ecrsync.yaml:4:11',
    hint: 'Write:\n    regions: [eu-west-1]',
  },
  'one selector where a list belongs': {
    files: `${HEAD}repositories:\n  app: { targets: env=prod }\n`,
    code: 'WRONG_TYPE',
    at: 'ecrsync.yaml:4:10',
    hint: 'Write:\n    targets: [env=prod]',
  },
  'a map where a list of maps belongs': {
    files: `${HEAD}discovered:\n  match: "docker-hub/**"\n  tags: { a: b }\n`,
    code: 'WRONG_TYPE',
    at: 'ecrsync.yaml:3:1',
    hint: 'Write:\n    discovered:\n      - { match: "docker-hub/**", tags: { a: b } }',
  },
  'an upstream where its rule belongs': {
    files: registry('pullThroughCacheRules:', '  quay: quay.io'),
    code: 'WRONG_TYPE',
    at: 'ecrsync.yaml:5:5',
    hint: 'Write:\n    quay: { upstreamRegistryUrl: quay.io }',
  },
  'a region where a destination belongs': {
    files: registry('replicationConfiguration: { rules: [{ destinations: [us-west-2] }] }'),
    code: 'WRONG_TYPE',
    at: 'ecrsync.yaml:4:56',
    hint: 'Write for example:\n    - { region: ',
  },
  'a setting of the registry at the root': {
    files: `${HEAD}replicationConfiguration: { rules: [] }\n`,
    code: 'UNKNOWN_KEY',
    at: 'ecrsync.yaml:3:1',
    hint: 'It belongs under registry: indent it there:\n    registry:',
  },
  'live with a capital letter': {
    files: `${HEAD}repositories:\n  app: { repositoryPolicy: [Live] }\n`,
    code: 'UNKNOWN_POLICY',
    at: 'ecrsync.yaml:4:29',
    hint: 'Write live.',
  },
  'a label in the form of a selector': {
    files: target('labels: env=prod'),
    code: 'WRONG_TYPE',
    at: 'ecrsync.yaml:4:11',
    hint: 'Write:\n    labels: { env: prod }',
  },
  'labels in a list': {
    files: target('labels: [env=prod, team=payments]'),
    code: 'WRONG_TYPE',
    at: 'ecrsync.yaml:4:11',
    hint: 'Write:\n    labels: { env: prod, team: payments }',
  },
  'labels in a list without values': {
    files: target('labels: [prod]'),
    code: 'WRONG_TYPE',
    at: 'ecrsync.yaml:4:11',
    hint: 'Write for example:\n    labels: { env: ',
  },
  'an account id in groups': {
    files: target('account: "1111-2222-3333", region: eu-west-1'),
    code: 'UNKNOWN_ACCOUNT',
    at: 'ecrsync.yaml:4:11',
    hint: 'Write "111122223333".',
  },
  'a region without its number': {
    files: target('region: eu-west'),
    code: 'INVALID_TARGET',
    at: 'ecrsync.yaml:4:11',
    hint: 'Write eu-west-1.',
  },
  'a region without its last dash': {
    files: target('region: us_east1'),
    code: 'INVALID_TARGET',
    at: 'ecrsync.yaml:4:11',
    hint: 'Write us-east-1.',
  },
  'a region in capital letters': {
    files: target('region: EU-WEST-1'),
    code: 'INVALID_TARGET',
    at: 'ecrsync.yaml:4:11',
    hint: 'Write eu-west-1.',
  },
  'lines that are not indented below their key': {
    files: `${HEAD}targets:\n  prod:\n  account: "111122223333"\n`,
    code: 'INDENTATION',
    at: 'ecrsync.yaml:5:3',
    hint: 'Indent it so:',
  },
  'a target where there are none': {
    files: `${HEAD}repositories:\n  app: { targets: [prod] }\n`,
    code: 'UNKNOWN_TARGET',
    at: 'ecrsync.yaml:4:20',
    hint: 'because the manifest declares no others',
  },
}
