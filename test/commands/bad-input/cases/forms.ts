import { type BadInput, HEAD } from '../bad-input.ts'

const repository = (settings: string) => `${HEAD}repositories:\n  team/app: ${settings}\n`

export const FORMS: Readonly<Record<string, BadInput>> = {
  'a list where the manifest belongs': {
    files: '- version: 1\n',
    code: 'WRONG_TYPE',
    at: 'ecrsync.yaml:1:1',
    hint: 'Write a map.',
  },
  'a missing key': {
    files: 'version: 1\nrepositories:\n  team/app:\n',
    code: 'MISSING_KEY',
    at: 'ecrsync.yaml:1:1',
    hint: 'Add name: …',
  },
  'a version of the future': {
    files: 'version: 2\nname: acme\nrepositories:\n  team/app:\n',
    code: 'WRONG_VALUE',
    at: 'ecrsync.yaml:1:1',
    hint: 'Write 1.',
  },
  'an unknown key at the root': {
    files: `${HEAD}repositorys:\n  team/app:\n`,
    code: 'EMPTY_VALUE',
    at: 'ecrsync.yaml:4:3',
    hint: 'Write a value',
  },
  'a misspelt key at the root': {
    files: `${HEAD}repositorys: { team/app: {} }\n`,
    code: 'UNKNOWN_KEY',
    at: 'ecrsync.yaml:3:1',
    hint: 'Did you mean "repositories"?',
  },
  'a misspelt setting': {
    files: repository('{ imageTagMutabilty: IMMUTABLE }'),
    code: 'UNKNOWN_KEY',
    at: 'ecrsync.yaml:4:15',
    hint: 'Did you mean "imageTagMutability"?',
  },
  'a misspelt key deep inside': {
    files: repository('{ encryptionConfiguration: { encryptionType: KMS, kmsKay: a } }'),
    code: 'UNKNOWN_KEY',
    at: 'ecrsync.yaml:4:63',
    hint: 'Did you mean "kmsKey"?',
  },
  'a text where a map belongs': {
    files: repository('immutable'),
    code: 'WRONG_TYPE',
    at: 'ecrsync.yaml:4:3',
    hint: 'Write a map.',
  },
  'a text where true or false belongs': {
    files: repository('{ imageScanningConfiguration: { scanOnPush: yes } }'),
    code: 'WRONG_TYPE',
    at: 'ecrsync.yaml:4:45',
    hint: 'Write true or false.',
  },
  'a value that ECR does not know': {
    files: repository('{ imageTagMutability: IMMUTABEL }'),
    code: 'WRONG_VALUE',
    at: 'ecrsync.yaml:4:15',
    hint: 'Did you mean "IMMUTABLE"?',
  },
  'an unquoted account id': {
    files: `${HEAD}accounts: { ci: 111122223333 }\nrepositories:\n  team/app:\n`,
    code: 'UNQUOTED',
    at: 'ecrsync.yaml:3:13',
    hint: 'Quote it: "111122223333"',
  },
  'an unquoted account id in a list': {
    files: repository('{ repositoryPolicy: { access: { pull: [ 012345678901 ] } } }'),
    code: 'UNQUOTED',
    at: 'ecrsync.yaml:4:53',
    hint: 'Quote it: "012345678901"',
  },
  'an account id of eleven digits': {
    files: `${HEAD}accounts: { ci: "11112222333" }\nrepositories:\n  team/app:\n`,
    code: 'INVALID_ACCOUNT',
    at: 'ecrsync.yaml:3:13',
    hint: 'ci: "111122223333"',
  },
  'a tag value that YAML reads as a number': {
    files: repository('{ tags: { release: 1.10 } }'),
    code: 'UNQUOTED',
    at: 'ecrsync.yaml:4:23',
    hint: 'Quote it: "1.10"',
  },
  'a tag value that YAML reads as a date': {
    files: repository('{ tags: { since: 2026-01-01 } }'),
    code: 'UNQUOTED',
    at: 'ecrsync.yaml:4:23',
    hint: 'Quote it: "2026-01-01"',
  },
  'a tag value that older YAML reads as a boolean': {
    files: repository('{ tags: { public: no } }'),
    code: 'UNQUOTED',
    at: 'ecrsync.yaml:4:23',
    hint: 'Quote it: "no"',
  },
  'a repository set to null': {
    files: repository('null'),
    code: 'NOT_NULL',
    at: 'ecrsync.yaml:4:3',
    hint: '- { name: team/app }',
  },
  'null for all tags': {
    files: repository('{ tags: ~ }'),
    code: 'NOT_NULL',
    at: 'ecrsync.yaml:4:15',
    hint: 'tags: { KEY: null }',
  },
  'null for what ECR always has': {
    files: repository('{ imageTagMutability: null }'),
    code: 'NOT_NULL',
    at: 'ecrsync.yaml:4:15',
    hint: 'Write the default',
  },
  'an unknown variable': {
    files: repository('{ tags: { a: "${{ target.acount }}" } }'),
    code: 'UNKNOWN_VARIABLE',
    at: 'ecrsync.yaml:4:23',
    hint: 'Did you mean "target.account"?',
  },
  'an environment variable that is not listed': {
    files: repository('{ tags: { a: "${{ env.HOME }}" } }'),
    code: 'UNKNOWN_VARIABLE',
    at: 'ecrsync.yaml:4:23',
    hint: 'env: [HOME]',
  },
  'an environment variable that is not set': {
    files: `${HEAD}env: [STAGE]\nrepositories:\n  team/app:\n`,
    code: 'ENV_NOT_SET',
    at: 'ecrsync.yaml:3:7',
    hint: 'export STAGE=…',
  },
  'a variable in a key': {
    files: repository('{ tags: { "${{ target.name }}": x } }'),
    code: 'UNKNOWN_VARIABLE',
    at: 'ecrsync.yaml:4:23',
    hint: 'Write the value itself.',
  },
}
