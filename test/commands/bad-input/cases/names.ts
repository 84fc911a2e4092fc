import { type BadInput, HEAD } from '../bad-input.ts'

const withFragment = (root: string, fragment: string) => ({ 'ecrsync.yaml': HEAD + root, 'teams/a.yaml': fragment })
const INCLUDE = 'include: ["teams/*.yaml"]\n'

export const NAMES: Readonly<Record<string, BadInput>> = {
  'a repository declared in two files': {
    files: withFragment(`${INCLUDE}repositories:\n  team/app:\n`, 'repositories:\n  team/app:\n'),
    code: 'DECLARED_TWICE',
    at: 'teams/a.yaml:2:3',
    also: 'ecrsync.yaml:5:3',
    hint: 'Join the two, or remove one.',
  },
  'a repository declared and removed': {
    files: withFragment(`${INCLUDE}repositories:\n  team/app:\n`, 'removed:\n  - name: team/app\n'),
    code: 'DECLARED_AND_REMOVED',
    at: 'teams/a.yaml:2:5',
    also: 'ecrsync.yaml:5:3',
    hint: 'Remove one of the two.',
  },
  'a repository removed twice': {
    files: `${HEAD}removed:\n  - { name: team/app }\n  - { name: team/app, maxImages: 4 }\n`,
    code: 'REMOVED_TWICE',
    at: 'ecrsync.yaml:5:7',
    also: 'ecrsync.yaml:4:7',
    hint: 'Remove one of the two.',
  },
  'a policy defined in two files': {
    files: withFragment(
      `${INCLUDE}lifecyclePolicies:\n  all: [{ any: true, keepNewest: 3 }]\n`,
      'lifecyclePolicies:\n  all: [{ any: true, keepNewest: 4 }]\n',
    ),
    code: 'DEFINED_TWICE',
    at: 'teams/a.yaml:2:3',
    also: 'ecrsync.yaml:5:3',
    hint: 'Rename one of the two.',
  },
  'live among those who get access': {
    files: `${HEAD}repositories:\n  team/app: { repositoryPolicy: [{ access: { pull: [live] } }] }\n`,
    code: 'LIVE_NOT_MERGED',
    at: 'ecrsync.yaml:4:53',
    hint: '[live, { access: { … } }]',
  },
  'an unknown policy': {
    files: `${HEAD}lifecyclePolicies:\n  standard: [{ any: true, keepNewest: 3 }]\nrepositories:\n  team/app: { lifecyclePolicy: standart }\n`,
    code: 'UNKNOWN_POLICY',
    at: 'ecrsync.yaml:6:15',
    hint: 'Did you mean "standard"?',
  },
  'an unknown policy in a list': {
    files: `${HEAD}repositories:\n  team/app: { repositoryPolicy: [inherited, ci-push] }\n`,
    code: 'UNKNOWN_POLICY',
    at: 'ecrsync.yaml:4:45',
    hint: 'There is none to choose from.',
  },
  'a policy of another fragment': {
    files: {
      'ecrsync.yaml': `${HEAD}${INCLUDE}`,
      'teams/a.yaml': 'lifecyclePolicies:\n  own: [{ any: true, keepNewest: 3 }]\n',
      'teams/b.yaml': 'repositories:\n  team/b: { lifecyclePolicy: own }\n',
    },
    code: 'UNKNOWN_POLICY',
    at: 'teams/b.yaml:2:13',
    hint: 'There is none to choose from.',
  },
  'a lifecycle policy to inherit': {
    files: `${HEAD}repositories:\n  team/app: { lifecyclePolicy: inherited }\n`,
    code: 'UNKNOWN_POLICY',
    at: 'ecrsync.yaml:4:15',
    hint: 'Remove the line',
  },
  'a policy named inherited': {
    files: `${HEAD}repositoryPolicies:\n  inherited: { access: { pull: ["111122223333"] } }\n`,
    code: 'RESERVED_NAME',
    at: 'ecrsync.yaml:4:3',
    hint: 'Choose another name.',
  },
  'an unknown setting to let go of': {
    files: `${HEAD}repositories:\n  team/app: { unmanaged: [lifecyclePolicies] }\n`,
    code: 'UNKNOWN_SETTING',
    at: 'ecrsync.yaml:4:27',
    hint: 'Did you mean "lifecyclePolicy"?',
  },
  'a glob that matches nothing by its form': {
    files: `${HEAD}defaults:\n  - { match: ["**", "!"] }\nrepositories:\n  team/app:\n`,
    code: 'INVALID_GLOB',
    at: 'ecrsync.yaml:4:21',
    hint: 'Write for example',
  },
  'a glob that could take minutes': {
    files: `${HEAD}defaults:\n  - { match: "*a*a*a*a*a*a*a*b" }\nrepositories:\n  ${'a'.repeat(200)}:\n`,
    code: 'INVALID_GLOB',
    at: 'ecrsync.yaml:4:7',
    hint: 'a list may hold several',
  },
  'a fragment that includes': {
    files: withFragment(INCLUDE, 'include: ["x/*.yaml"]\n'),
    code: 'UNKNOWN_KEY',
    at: 'teams/a.yaml:1:1',
    hint: 'Only the root says include',
  },
  'an empty fragment': {
    files: withFragment(INCLUDE, '# later\n'),
    code: 'EMPTY_MANIFEST',
    at: 'teams/a.yaml:1:1',
    hint: 'repositories:',
  },
  'an include that matches nothing': {
    files: `${HEAD}include: ["teams/*.yaml"]\n`,
    code: 'INCLUDE_NOTHING',
    at: 'ecrsync.yaml:3:11',
    hint: 'Mend the pattern',
  },
  'an include of the manifest itself': {
    files: `${HEAD}include: [ecrsync.yaml]\n`,
    code: 'INCLUDE_NOTHING',
    at: 'ecrsync.yaml:3:11',
    hint: 'Mend the pattern',
  },
  'an include above the folder': {
    files: `${HEAD}include: ["../*.yaml"]\n`,
    code: 'INCLUDE_OUTSIDE',
    at: 'ecrsync.yaml:3:11',
    hint: 'below the folder of the manifest',
  },
  'an include of the whole disk': {
    files: `${HEAD}include: ["/**"]\n`,
    code: 'INCLUDE_OUTSIDE',
    at: 'ecrsync.yaml:3:11',
    hint: 'below the folder of the manifest',
  },
}
