import { describe, expect, test } from 'vitest'
import type { Statement } from '../../../src/kinds/policy/document.ts'
import { openings } from '../../../src/kinds/policy/openings.ts'
import { grantsText } from '../../../src/kinds/policy/words.ts'
import type { Fields } from '../../../src/model.ts'
import { world } from '../../world.ts'
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
    [{ lambda: ['ci'] }, `pull by ci (${CI}), Lambda functions of ci (${CI})`],
    [{ pull: ['ci', OTHER], lambda: ['ci'] }, `pull by ${OTHER}, ci (${CI}), Lambda functions of ci (${CI})`],
    [{ pull: ['arn:aws:iam::111122223333:role/x'] }, 'pull by arn:aws:iam::111122223333:role/x'],
  ])('%j reads: %s', async (given, line) => expect(linesOf(await over(access(given), null))).toEqual([line]))

  test('is called by its name', async () =>
    expect(linesOf(await over(access({ pull: [OTHER] }, 'partners'), null))).toEqual([`partners: pull by ${OTHER}`]))

  test.each<readonly [statement: Fields, line: string]>([
    [{ Effect: 'Deny', Principal: '*', Action: 'ecr:PutImage' }, 'deny PutImage to everybody'],
    [
      { Effect: 'Deny', NotPrincipal: { AWS: OTHER }, NotAction: 'ecr:PutImage' },
      `deny everything but PutImage to everybody but ${OTHER}`,
    ],
    [pull('*', { Condition: { Bool: { x: 'true' } } }), 'pull by everybody under a condition'],
    [pull({ Service: 'x.amazonaws.com' }), 'pull by x.amazonaws.com'],
  ])('%j reads: %s', async (statement, line) =>
    expect(linesOf(await over({ repositoryPolicy: [{ body: { statements: [statement] } }] }, null))).toEqual([line]),
  )
})

describe('an account list', () => {
  const [ONE, TWO, THREE] = ['666677778888', '666677779999', '777788889999'] as const
  const names: Readonly<Record<string, string>> = { [ONE]: 'clusters', [TWO]: 'clusters', [THREE]: 'lone', [CI]: 'ci' }
  const sizes: Readonly<Record<string, number>> = { clusters: 2, lone: 1 }
  const words = {
    account: (id: string) => `${names[id]} (${id})`,
    accountList: (id: string) => {
      const [name = '', size] = [names[id], sizes[names[id] ?? '']]
      return size === undefined ? undefined : { name, size }
    },
  }
  const text = (...lists: readonly (readonly string[])[]) =>
    grantsText(
      lists.map(AWS => ({ Effect: 'Allow', Principal: { AWS }, Action: PULL })),
      words,
    )

  test.each<readonly [text: string, lists: readonly (readonly string[])[]]>([
    [`pull by clusters (2 accounts), ci (${CI})`, [[ONE, CI, TWO]]],
    [`pull by clusters (2 accounts), ci (${CI})`, [[ONE], [CI], [TWO, ONE]]],
    [`pull by ci (${CI}), clusters (${TWO})`, [[CI, TWO]]],
    [`pull by clusters (${TWO})`, [[TWO], [TWO]]],
    [`pull by lone (${THREE})`, [[THREE]]],
  ])('reads: %s', (line, lists) => expect(text(...lists)).toBe(line))

  test('is told of its functions, apart from itself', () => {
    const functions = (id: string) =>
      pull(
        { Service: ['lambda.amazonaws.com'] },
        { Condition: { StringLike: { 'aws:SourceArn': [`arn:aws:lambda:*:${id}:function:*`] } } },
      ) as unknown as Statement
    expect(grantsText([functions(ONE), functions(TWO)], words)).toBe(
      'pull by Lambda functions of clusters (2 accounts)',
    )
    expect(grantsText([pull({ AWS: [ONE] }) as unknown as Statement, functions(TWO)], words)).toBe(
      `pull by clusters (${ONE}), Lambda functions of clusters (${TWO})`,
    )
  })

  test('opens by its name', () => {
    const statement = pull({ AWS: [ONE, TWO, CI] }) as unknown as Statement
    expect(openings(null, { Statement: [statement] }, words)).toEqual([`clusters (2 accounts), ci (${CI}) may pull`])
  })
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

  const lambdas = (more: Fields = {}) =>
    pull(
      { Service: 'lambda.amazonaws.com' },
      {
        Sid: 'LambdaECRImageRetrievalPolicy',
        Condition: { StringLike: { 'aws:sourceArn': 'arn:aws:lambda:us-east-1:123456789012:function:*' } },
        ...more,
      },
    )
  const here = (document: Fields) => ({
    ...document,
    repositoryArn: 'arn:aws:ecr:us-east-1:123456789012:repository/team/api',
  })

  test("says that Lambda's own statement goes too", async () =>
    expect(linesOf(await over(gone, here(policy(pull({ AWS: OTHER }), lambdas()))))).toEqual([
      `pull by ${OTHER}, lambda.amazonaws.com under a condition`,
      'the statement that Lambda added for its functions goes too',
    ]))

  test('says nothing of the kind of a statement that only looks like it', async () =>
    expect(linesOf(await over(gone, here(policy(lambdas({ Condition: undefined })))))).toHaveLength(1))

  test('is not needed to hear that it stays where the rest changes', async () =>
    expect(linesOf(await over(access({ pull: [CI] }), here(policy(pull({ AWS: OTHER }), lambdas()))))).toEqual([
      `- Allow pull to ${OTHER}`,
      `+ Allow pull to ci (${CI})`,
      'the statement that Lambda added is kept',
    ]))

  test('opens nothing, and closes all of it', async () =>
    expect(attentionOf(await over(gone, policy(pull('*'))))).toEqual(['CLOSES no longer everybody may pull']))
})

describe('of a repository that is to be created', () => {
  const planned = (statement: Fields) =>
    world()
      .wants('team/new', {
        repository: {},
        repositoryPolicy: { repositoryPolicy: [{ body: { statements: [statement] } }] },
      })
      .plan()
  const facts = async (statement: Fields) => (await planned(statement)).changes.flatMap(change => change.facts)

  test('it is said that everybody is let in', async () =>
    expect(await facts(pull('*'))).toEqual([{ word: 'OPENS', text: 'everybody may pull' }]))

  test('who is known gains nothing that anybody had', async () => expect(await facts(pull({ AWS: OTHER }))).toEqual([]))
})
