import { expect, test } from 'vitest'
import { accountNames } from '../../../src/importing/draft/accounts.ts'
import type { HeldRegistry } from '../../../src/importing/held.ts'
import type { Fields } from '../../../src/model.ts'

const [A, B, C] = ['111122223333', '222233334444', '999933334444']

const held = (states: Fields, more: Partial<HeldRegistry> = {}): HeldRegistry => ({
  repositories: [{ name: 'x', states }],
  registry: {},
  ...more,
})

const pull = (...names: readonly string[]): Fields => ({ repositoryPolicy: { access: { pull: names } } })
const role = (account: string, name: string) => `arn:aws:iam::${account}:role/${name}`

const cases: readonly [
  string,
  readonly HeldRegistry[],
  Readonly<Record<string, string>>,
  Readonly<Record<string, string>>,
][] = [
  ['of nobody are none', [held({ repositoryPolicy: null })], {}, {}],
  ['that are known stay', [held(pull(A))], { [A]: 'ci' }, { [A]: 'ci' }],
  [
    'are the end of the id where nothing more is known',
    [held(pull(A, B))],
    {},
    { [A]: 'account-3333', [B]: 'account-4444' },
  ],
  ['are the id where others end alike', [held(pull(B, C))], {}, { [B]: `account-${B}`, [C]: `account-${C}` }],
  [
    'are what the targets there begin with',
    [held(pull(A), { target: 'prod-eu', account: A }), held({}, { target: 'prod-us', account: A })],
    {},
    { [A]: 'prod' },
  ],
  [
    'are what the targets there begin with beside their regions',
    [held(pull(A), { target: 'prod/eu-west-1', account: A, region: 'eu-west-1' })],
    {},
    { [A]: 'prod' },
  ],
  [
    'are no region',
    [held(pull(A), { target: 'eu-west-1', account: A, region: 'eu-west-1' })],
    {},
    { [A]: 'account-3333' },
  ],
  [
    'are not the one target that nobody named',
    [held(pull(A), { target: 'default', account: A })],
    {},
    { [A]: 'account-3333' },
  ],
  [
    'are the end of the id where targets have nothing in common',
    [held(pull(A), { target: 'x', account: A }), held({}, { target: 'y', account: A })],
    {},
    { [A]: 'account-3333' },
  ],
  [
    'are the one role that is named there',
    [held(pull(A, role(A, 'team/Deploy'), role(A, 'team/Deploy')))],
    {},
    { [A]: 'deploy' },
  ],
  ['are not one of several roles', [held(pull(A, role(A, 'a'), role(A, 'b')))], {}, { [A]: 'account-3333' }],
  [
    'are not a name that another has',
    [held(pull(A, role(A, 'ci'), B, role(B, 'ci')))],
    {},
    { [A]: 'account-3333', [B]: 'account-4444' },
  ],
  [
    'are not a name that is taken',
    [held(pull(A, role(A, 'ci'), B, role(B, 'own')))],
    { [C]: 'ci' },
    { [C]: 'ci', [A]: 'account-3333', [B]: 'account-4444' },
  ],
  [
    'are of templates, too',
    [held({}, { registry: { repositoryCreationTemplates: { x: { ...pull(A), lifecyclePolicy: null } } } })],
    {},
    { [A]: 'account-3333' },
  ],
]

test.each(cases)('names of accounts %s', (_, registries, known, expected) => {
  expect(Object.fromEntries(accountNames(registries, new Map(Object.entries(known))))).toEqual(expected)
})
