import { describe, expect, test } from 'vitest'
import type { Fields } from '../../../src/model.ts'
import { attentionOf, changesOver, linesOf } from '../differences.ts'

const access = (given: Fields, named?: string) => ({
  repositoryPolicy: [{ ...(named !== undefined && { named }), body: { access: given } }],
})
const CI = '444455556666'
const OTHER = '111122223333'
const PULL = ['ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer']
const policy = (...Statement: readonly Fields[]) => ({ Version: '2012-10-17', Statement })
const pull = (Principal: unknown, more: Fields = {}) => ({ Effect: 'Allow', Principal, Action: PULL, ...more })
const over = async (fields: Fields, live: Fields | null) => (await changesOver('repositoryPolicy', fields, live))[0]

describe('a new policy', () => {
  test.each<readonly [given: Fields, line: string]>([
    [{ pull: [CI, OTHER] }, `pull by ${OTHER}, ci (${CI})`],
    [{ push: ['ci'] }, `push and pull by ci (${CI})`],
    [{ pull: ['o-abc1234567'] }, 'pull by organization o-abc1234567'],
    [
      { pull: ['o-abc1234567/r-ab12/ou-ab12-11111111/'] },
      'pull by organizational unit o-abc1234567/r-ab12/ou-ab12-11111111',
    ],
    [{ lambda: ['ci'] }, `pull by ci (${CI}); pull by Lambda functions of ci (${CI})`],
    [{ pull: ['arn:aws:iam::111122223333:role/x'] }, 'pull by arn:aws:iam::111122223333:role/x'],
  ])('%j reads: %s', async (given, line) => expect(linesOf(await over(access(given), null))).toEqual([line]))

  test('is called by its name', async () =>
    expect(linesOf(await over(access({ pull: [OTHER] }, 'partners'), null))).toEqual([`partners: pull by ${OTHER}`]))

  test.each<readonly [statement: Fields, line: string]>([
    [{ Effect: 'Deny', Principal: '*', Action: 'ecr:PutImage' }, 'deny PutImage to everyone'],
    [
      { Effect: 'Deny', NotPrincipal: { AWS: OTHER }, NotAction: 'ecr:PutImage' },
      `deny everything but PutImage to everyone but ${OTHER}`,
    ],
    [pull('*', { Condition: { Bool: { x: 'true' } } }), 'pull by everyone under a condition'],
    [pull({ Service: 'x.amazonaws.com' }), 'pull by x.amazonaws.com'],
  ])('%j reads: %s', async (statement, line) =>
    expect(linesOf(await over({ repositoryPolicy: [{ body: { statements: [statement] } }] }, null))).toEqual([line]),
  )
})

describe('a change', () => {
  test('that access could have written is told in its words', async () =>
    expect(linesOf(await over(access({ pull: [CI] }), policy(pull({ AWS: [OTHER] }))))).toEqual([
      `- Allow pull to ${OTHER}`,
      `+ Allow pull to ci (${CI})`,
    ]))

  test.each<readonly [name: string, statement: Fields]>([
    ['a Sid', pull({ AWS: OTHER }, { Sid: 'x' })],
    ['a member that nobody knows', pull({ AWS: OTHER }, { Future: 1 })],
    ['a condition of its own', pull({ AWS: OTHER }, { Condition: { Bool: { x: 'true' } } })],
    [
      'one function of Lambda',
      pull(
        { Service: 'lambda.amazonaws.com' },
        {
          Condition: { StringLike: { 'aws:SourceArn': `arn:aws:lambda:us-east-1:${OTHER}:function:one` } },
        },
      ),
    ],
    [
      'Lambda under another operator',
      pull(
        { Service: 'lambda.amazonaws.com' },
        {
          Condition: { ArnLike: { 'aws:SourceArn': `arn:aws:lambda:*:${OTHER}:function:*` } },
        },
      ),
    ],
    ['another action', pull({ AWS: OTHER }, { Action: ['ecr:PutImage'] })],
    ['a denial', pull({ AWS: OTHER }, { Effect: 'Deny' })],
  ])('of a statement with %s is shown as a diff', async (_, statement) => {
    const lines = linesOf(await over(access({ pull: [OTHER] }), policy(statement)))
    expect(lines[0]).toMatch(/^@@ -\d+,\d+ \+\d+,\d+ @@$/)
    expect(lines.some(line => line.startsWith('-'))).toBe(true)
  })

  test('of the version alone is shown as a diff', async () =>
    expect(linesOf(await over(access({ pull: [OTHER] }), { Statement: [pull({ AWS: OTHER })] })).slice(1, 4)).toEqual([
      ' {',
      '-  "Version": "2008-10-17",',
      '+  "Version": "2012-10-17",',
    ]))

  test.each([
    ['AROADBQP57FF2AEXAMPLE', 'role'],
    ['AIDACKCEVSQ6C2EXAMPLE', 'user'],
  ])('away from %s names it as a deleted %s', async (id, what) => {
    expect(linesOf(await over(access({ pull: [OTHER] }), policy(pull({ AWS: id }))))[0]).toBe(
      `- Allow pull to ${id}  ← a deleted ${what}`,
    )
    const inDiff = linesOf(await over(access({ pull: [OTHER] }), policy(pull({ AWS: [id] }, { Sid: 'x' }))))
    expect(inDiff.filter(line => line.endsWith(`"${id}"  ← a deleted ${what}`))).toHaveLength(1)
  })
})

describe('null', () => {
  const gone = { repositoryPolicy: null }
  test('tells what goes', async () =>
    expect(linesOf(await over(gone, policy(pull({ AWS: OTHER }))))).toEqual([`pull by ${OTHER}`]))

  test("says that Lambda's own statement goes too", async () => {
    const lambdas = pull({ Service: 'lambda.amazonaws.com' }, { Sid: 'LambdaECRImageRetrievalPolicy' })
    expect(linesOf(await over(gone, policy(pull({ AWS: OTHER }), lambdas)))).toEqual([
      `pull by ${OTHER}; pull by the Lambda service (its own statement)`,
      'the statement that Lambda added for its functions goes too',
    ])
  })

  test('opens nothing', async () => expect(attentionOf(await over(gone, policy(pull('*'))))).toEqual([]))
})

describe('what opens', () => {
  const statements = (...list: readonly Fields[]) => ({ repositoryPolicy: [{ body: { statements: list } }] })

  test.each<readonly [name: string, fields: Fields, live: Fields | null, facts: readonly string[]]>([
    ['a new policy', access({ push: [CI] }), null, [`OPENS ci (${CI}) may push`]],
    ['one account more', access({ pull: [OTHER, CI] }), policy(pull({ AWS: OTHER })), [`OPENS ci (${CI}) may pull`]],
    [
      'pushing for who could pull',
      access({ push: [OTHER] }),
      policy(pull({ AWS: OTHER })),
      [`OPENS ${OTHER} may push`],
    ],
    [
      'an organization',
      access({ pull: ['o-abc1234567'] }),
      policy(pull({ AWS: '*' })),
      ['OPENS organization o-abc1234567 may pull'],
    ],
    ['everyone', statements(pull('*')), policy(pull({ AWS: OTHER })), ['OPENS everyone may pull']],
    [
      'a Deny that goes',
      access({ pull: [OTHER] }),
      policy(pull({ AWS: OTHER }), { Effect: 'Deny', Principal: '*', Action: 'ecr:PutImage' }),
      ['OPENS no longer denies PutImage to everyone'],
    ],
    [
      'a Deny that goes with its policy',
      { repositoryPolicy: null },
      policy({ Effect: 'Deny', Principal: '*', Action: 'ecr:PutImage' }),
      ['OPENS no longer denies PutImage to everyone'],
    ],
    [
      'another condition',
      statements(pull('*', { Condition: { Bool: { x: 'false' } } })),
      policy(pull('*', { Condition: { Bool: { x: 'true' } } })),
      ['OPENS everyone under a condition may pull'],
    ],
  ])('%s', async (_, fields, live, facts) => expect(attentionOf(await over(fields, live))).toEqual(facts))

  test.each<readonly [name: string, fields: Fields, live: Fields]>([
    ['one account less', access({ pull: [OTHER] }), policy(pull({ AWS: [OTHER, CI] }))],
    ['two statements joined', access({ pull: [OTHER, CI] }), policy(pull({ AWS: OTHER }), pull({ AWS: CI }))],
    ['a Sid less', access({ pull: [OTHER] }), policy(pull({ AWS: OTHER }, { Sid: 'x' }))],
    [
      'a Sid less under a condition',
      statements(pull('*', { Condition: { Bool: { x: 'true' } } })),
      policy(pull('*', { Sid: 'x', Condition: { Bool: { x: 'true' } } })),
    ],
    [
      'a denial more',
      statements(pull({ AWS: OTHER }), { Effect: 'Deny', Principal: '*', Action: 'ecr:PutImage' }),
      policy(pull({ AWS: OTHER })),
    ],
  ])('is not %s', async (_, fields, live) => expect(attentionOf(await over(fields, live))).toEqual([]))

  test('is not pulling for who could push', async () => {
    const live = (await over(access({ push: [OTHER] }), null))?.after as Fields
    expect(attentionOf(await over(access({ pull: [OTHER] }), live))).toEqual([])
  })
})
