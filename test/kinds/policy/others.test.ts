import { describe, expect, test } from 'vitest'
import type { Judged } from '../../../src/kinds/checks/check.ts'
import { inOthersHands } from '../../../src/kinds/policy/others.ts'

const OWN = '111122223333'
const OTHER = '444455556666'
const CONTEXT: Judged = {
  accounts: new Map<string, string | readonly string[]>([
    ['ci', OTHER],
    ['all', [OWN, OTHER]],
  ]),
  accessLevels: new Map([['tagger', ['ecr:PutImage']]]),
  own: [OWN],
  tags: [],
  saysOfRegistry: () => false,
  isDeclared: true,
}
const PUSH = ['ecr:PutImage']

const given = (body: unknown, context: Partial<Judged> = {}) =>
  inOthersHands([{ body }], PUSH, { ...CONTEXT, ...context }).map(({ path, who }) => `${path.join('.')} ${who}`)

const allow = (more: object) => ({ statements: [{ Effect: 'Allow', Action: ['ecr:PutImage'], ...more }] })

describe('others may push', () => {
  test.each<[string, unknown, readonly string[]]>([
    ['an account in access', { access: { push: [OTHER] } }, ['0.access.push.0 Account ci (444455556666)']],
    ['one alone', { access: { push: 'ci' } }, ['0.access.push Account ci (444455556666)']],
    ['of a list of accounts, the others', { access: { push: ['all'] } }, ['0.access.push.0 Account ci (444455556666)']],
    ['a level of the manifest', { access: { tagger: ['555566667777'] } }, ['0.access.tagger.0 Account 555566667777']],
    ['an organization', { access: { push: ['o-abc1234567'] } }, ['0.access.push.0 The organization o-abc1234567']],
    [
      'a role',
      allow({ Principal: { AWS: [`arn:aws:iam::${OTHER}:role/x`] } }),
      ['0.statements.0 Account ci (444455556666)'],
    ],
    [
      'by a wildcard',
      allow({ Action: 'ecr:Put*', Principal: { AWS: OTHER } }),
      ['0.statements.0 Account ci (444455556666)'],
    ],
    [
      'by NotAction',
      { Statement: { Effect: 'Allow', NotAction: 'ecr:DeleteRepository', Principal: { AWS: OTHER } } },
      ['0.Statement Account ci (444455556666)'],
    ],
    [
      'by a condition',
      allow({ Principal: '*', Condition: { StringEquals: { 'aws:PrincipalAccount': [OTHER, OWN] } } }),
      ['0.statements.0 Account ci (444455556666)'],
    ],
  ])('%s', (_, body, expected) => expect(given(body)).toEqual(expected))

  test('and whose account it is, is not known everywhere', () =>
    expect(given({ access: { push: [OTHER] } }, { own: [] })).toEqual([
      '0.access.push.0 Account ci (444455556666), unless it is that of the registry,',
    ]))

  test('which is said once of several', () =>
    expect(given(allow({ Principal: { AWS: [OTHER, '555566667777'] } }), { own: [] })).toEqual([
      '0.statements.0 Account ci (444455556666), Account 555566667777, unless one is that of the registry,',
    ]))

  test('where the settings are of several accounts, in those of the others', () =>
    expect(given({ access: { push: [OWN] } }, { own: [OWN, OTHER] })).toHaveLength(1))
})

describe('nobody else may push', () => {
  test.each<[string, unknown]>([
    ['the account of the registry', { access: { push: [OWN] } }],
    ['who pulls', { access: { pull: [OTHER] } }],
    ['everybody, which is another matter', allow({ Principal: '*' })],
    ['a service', allow({ Principal: { Service: 'lambda.amazonaws.com' } })],
    ['what remains of a principal', allow({ Principal: { AWS: 'AROAEXAMPLEEXAMPLE123' } })],
    ['a name that is not known yet', allow({ Principal: { AWS: '${{ vars.who }}' } })],
    [
      'whom a condition does not let in',
      allow({ Principal: '*', Condition: { StringNotEquals: { 'aws:PrincipalAccount': OTHER } } }),
    ],
    ['a Deny', { statements: [{ Effect: 'Deny', Action: 'ecr:PutImage', Principal: { AWS: OTHER } }] }],
    [
      'what is denied to all but some',
      {
        statements: [
          { Effect: 'Allow', Action: 'ecr:*', Principal: { AWS: OTHER } },
          {
            Effect: 'Deny',
            Action: 'ecr:PutImage',
            Principal: '*',
            Condition: { StringNotEquals: { 'aws:PrincipalAccount': OWN } },
          },
        ],
      },
    ],
    ['what is there', 'live'],
    ['nothing', {}],
  ])('%s', (_, body) => expect(given(body)).toEqual([]))

  test('by no policy', () => expect(inOthersHands(null, PUSH, CONTEXT)).toEqual([]))
})
