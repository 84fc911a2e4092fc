import { describe, expect, test } from 'vitest'
import { repositoryPolicy } from '../../src/kinds/repository-policy.ts'
import type { Fields } from '../../src/model.ts'
import { LAMBDAS } from '../lambda.ts'
import { CONTEXT, declared } from '../world.ts'
import { changesOver, linesOf, plannedOf } from './differences.ts'
import { NAME } from './examples.ts'

const pull = (who: unknown, more: Fields = {}) => ({
  Effect: 'Allow',
  Principal: who,
  Action: ['ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer'],
  ...more,
})
const FUNCTIONS = 'arn:aws:lambda:us-east-1:123456789012:function:*'
const A = pull({ AWS: '111122223333' })
const B = pull({ AWS: ['222233334444', 'arn:aws:iam::222233334444:role/x'] }, { Sid: 'b' })
const NEW = '2012-10-17'

const fromFile = (body: Fields) => ({ repositoryPolicy: [{ file: 'policy.json', body }] })
const policy = (Statement: unknown, more: Fields = {}) => ({ Version: NEW, Statement, ...more })
const over = (wanted: Fields, live: Fields | null) => changesOver('repositoryPolicy', fromFile(wanted), live)
const pathsOver = async (wanted: Fields, live: Fields) => (await over(wanted, live)).flatMap(({ paths }) => paths)

/** Reference C.3. */
const EQUIVALENT: readonly (readonly [name: string, one: Fields, other: Fields])[] = [
  ['a statement and a list of one', policy(A), policy([A])],
  ['statements in another order', policy([A, B]), policy([B, A])],
  [
    'an action and a list of one',
    policy([{ ...A, Action: 'ecr:PutImage' }]),
    policy([{ ...A, Action: ['ecr:PutImage'] }]),
  ],
  [
    'actions in another order, or twice',
    policy([{ ...A, Action: ['ecr:PutImage', 'ecr:BatchGetImage'] }]),
    policy([{ ...A, Action: ['ecr:BatchGetImage', 'ecr:PutImage', 'ecr:BatchGetImage'] }]),
  ],
  [
    'actions in another case',
    policy([{ ...A, Action: ['ecr:PutImage', 'ECR:BATCHGETIMAGE'] }]),
    policy([{ ...A, Action: ['ecr:batchgetimage', 'ecr:putimage'] }]),
  ],
  [
    'exceptions in another order and case',
    policy([pull('*', { Action: undefined, NotAction: ['ecr:PutImage', 'ecr:BatchGetImage'] })]),
    policy([pull('*', { Action: undefined, NotAction: ['ecr:batchgetimage', 'ecr:PutImage'] })]),
  ],
  ['an account id and the ARN of its root', policy([A]), policy([pull({ AWS: 'arn:aws:iam::111122223333:root' })])],
  [
    'the root of another partition',
    policy([A]),
    policy([pull({ AWS: ['arn:aws-cn:iam::111122223333:root', '111122223333'] })]),
  ],
  [
    'principals in another order',
    policy([pull({ AWS: ['111122223333', '222233334444'], Service: 'x.amazonaws.com' })]),
    policy([pull({ Service: ['x.amazonaws.com'], AWS: ['222233334444', '111122223333'] })]),
  ],
  ['everyone in both spellings', policy([pull('*')]), policy([pull({ AWS: '*' })])],
  [
    'everyone but somebody in both spellings',
    policy([{ ...pull(undefined), NotPrincipal: { AWS: '111122223333' } }]),
    policy([{ ...pull(undefined), NotPrincipal: { AWS: ['arn:aws:iam::111122223333:root'] } }]),
  ],
  ['no version and that of 2008', { Statement: [A] }, { Version: '2008-10-17', Statement: [A] }],
  ['no Sid and an empty one', policy([A]), policy([{ ...A, Sid: '' }])],
  ['no Id and an empty one', policy([A]), policy([A], { Id: '' })],
  ['no Resource and a lone star', policy([A]), policy([{ ...A, Resource: '*' }])],
  ['a lone star and a list of it', policy([{ ...A, Resource: '*' }]), policy([{ ...A, Resource: ['*'] }])],
  [
    'condition values in another form and order',
    policy([pull('*', { Condition: { StringEquals: { a: ['1', '2'], b: 'true' } } })]),
    policy([pull('*', { Condition: { StringEquals: { b: [true], a: ['2', '1', '2'] } } })]),
  ],
]

describe('the same', () => {
  test.each(EQUIVALENT)('%s', async (_, one, other) => {
    expect(await over(one, other)).toEqual([])
    expect(await over(other, one)).toEqual([])
  })
})

const DIFFERENT: readonly (readonly [name: string, one: Fields, other: Fields, paths: readonly string[]])[] = [
  ['another Sid', policy([B]), policy([{ ...B, Sid: 'c' }]), ['Statement[0].Sid']],
  ['a Sid in another case', policy([B]), policy([{ ...B, Sid: 'B' }]), ['Statement[0].Sid']],
  ['another effect', policy([A]), policy([{ ...A, Effect: 'Deny' }]), ['Statement[0].Effect']],
  ['another Id', policy([A], { Id: 'x' }), policy([A], { Id: 'y' }), ['Id']],
  ['another version', policy([A]), { Statement: [A] }, ['Version']],
  ['an action more', policy([A]), policy([{ ...A, Action: 'ecr:*' }]), ['Statement[0].Action']],
  ['a principal more', policy([A]), policy([pull({ AWS: ['1', '111122223333'] })]), ['Statement[0].Principal.AWS']],
  ['a statement more', policy([A, B]), policy([A]), ['Statement[1]']],
  ['a statement twice', policy([A, A]), policy([A]), ['Statement[1]']],
  ['a condition more', policy([A]), policy([{ ...A, Condition: { Bool: { x: 'true' } } }]), ['Statement[0].Condition']],
  [
    'a condition key in another case',
    policy([pull('*', { Condition: { StringEquals: { A: '1' } } })]),
    policy([pull('*', { Condition: { StringEquals: { a: '1' } } })]),
    ['Statement[0].Condition.StringEquals.A', 'Statement[0].Condition.StringEquals.a'],
  ],
  [
    'actions for exceptions',
    policy([A]),
    policy([{ ...A, Action: undefined, NotAction: A.Action }]),
    ['Statement[0].Action', 'Statement[0].NotAction'],
  ],
  ['a resource', policy([A]), policy([{ ...A, Resource: ['*', 'x'] }]), ['Statement[0].Resource']],
  ['a member that nobody knows', policy([A]), policy([{ ...A, Future: 1 }]), ['Statement[0].Future']],
  ['one beside the statements', policy([A]), policy([A], { Future: [1] }), ['Future']],
]

describe('a change', () => {
  test.each(DIFFERENT)('%s', async (_, one, other, paths) => {
    expect(await pathsOver(one, other)).toEqual(paths)
    expect(await pathsOver(other, one)).toEqual(paths)
  })

  test('is about what means something: order and spelling stay as they are there', async () => {
    const live = policy([B, { ...A, Action: ['ECR:BatchGetImage', 'ecr:GetDownloadUrlForLayer'] }])
    const [change] = await over(policy([{ ...A, Effect: 'Deny' }, B]), live)
    expect(change?.paths).toEqual(['Statement[1].Effect'])
    expect(change?.after).toMatchObject({
      Statement: [{ Sid: 'b' }, { Effect: 'Deny', Action: ['ECR:BatchGetImage', 'ecr:GetDownloadUrlForLayer'] }],
    })
  })

  test('of a statement with a Sid stays in the place of that Sid', async () => {
    const [one, two] = [
      { ...A, Sid: '1' },
      { ...A, Sid: '2' },
    ]
    const wanted = policy([
      { ...two, Effect: 'Deny' },
      { ...one, Effect: 'Deny' },
    ])
    expect(await pathsOver(wanted, policy([one, two]))).toEqual(['Statement[0].Effect', 'Statement[1].Effect'])
  })
})

describe('operations', () => {
  test('the whole policy is set, in one call', async () => {
    const policyText = JSON.stringify({ Version: NEW, Statement: [pull({ AWS: ['111122223333'] })] })
    expect((await over(policy([A]), null))[0]?.operations).toEqual([
      { action: 'SetRepositoryPolicy', input: { repositoryName: NAME, policyText } },
    ])
  })

  test('null deletes it', async () =>
    expect(await changesOver('repositoryPolicy', { repositoryPolicy: null }, policy([A]))).toMatchObject([
      { action: 'delete', operations: [{ action: 'DeleteRepositoryPolicy', input: { repositoryName: NAME } }] },
    ]))

  test('null where there is none does nothing', async () =>
    expect(await changesOver('repositoryPolicy', { repositoryPolicy: null }, null)).toEqual([]))
})

describe('the statement that Lambda adds', () => {
  const HERE = 'arn:aws:ecr:us-east-1:123456789012:repository/team/api'
  const readAt = (live: Fields, repositoryArn = HERE) => ({ ...live, repositoryArn })
  const sidsAfter = async (wanted: Fields, live: Fields) =>
    (await over(wanted, live)).map(({ after }) =>
      (after as { Statement: readonly Fields[] }).Statement.map(({ Sid }) => Sid),
    )
  const functionsOf = (place: string) => ({
    Condition: { StringLike: { 'aws:sourceArn': `arn:aws:lambda:${place}:function:*` } },
  })
  const withUpkeep = {
    ...LAMBDAS,
    Action: [
      ...['ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer'],
      ...['ecr:SetRepositoryPolicy', 'ecr:DeleteRepositoryPolicy', 'ecr:GetRepositoryPolicy'],
    ],
  }

  test.each([
    ['after the others', [A, LAMBDAS]],
    ['before them', [LAMBDAS, A]],
    ['with what Lambda gives itself to keep it up', [A, withUpkeep]],
    ['with its key in another case', [A, { ...LAMBDAS, Condition: { StringLike: { 'AWS:SourceArn': [FUNCTIONS] } } }]],
  ])('makes no change %s, and the plan says that it is kept', async (_, statements) => {
    const { changes, warnings } = await plannedOf([declared('repositoryPolicy', NAME, fromFile(policy([A])))], () =>
      readAt(policy(statements)),
    )
    expect(changes).toEqual([])
    expect(warnings.map(({ severity, code }) => [severity, code])).toEqual([['note', 'LAMBDA_KEPT']])
  })

  test('is kept by a change of the rest', async () =>
    expect(await sidsAfter(policy([B]), readAt(policy([LAMBDAS, A])))).toEqual([
      ['LambdaECRImageRetrievalPolicy', 'b'],
    ]))

  test('is written without the place that it was read from', async () => {
    const [change] = await over(policy([B]), readAt(policy([LAMBDAS, A])))
    expect(JSON.stringify(change?.operations)).not.toContain('repositoryArn')
  })

  test('is compared like any other once it is declared', async () => {
    expect(await over(policy([A, LAMBDAS]), readAt(policy([A, LAMBDAS])))).toEqual([])
    expect(await pathsOver(policy([{ ...LAMBDAS, Effect: 'Deny' }]), readAt(policy([LAMBDAS])))).toEqual([
      'Statement[0].Effect',
    ])
  })

  test('goes with null', async () =>
    expect(await changesOver('repositoryPolicy', { repositoryPolicy: null }, readAt(policy([LAMBDAS])))).toMatchObject([
      { action: 'delete' },
    ]))

  test.each<readonly [name: string, more: Fields]>([
    ['another Sid', { Sid: 'lambda' }],
    ['the other effect', { Effect: 'Deny' }],
    ['another service', { Principal: { Service: 'ecs.amazonaws.com' } }],
    ['somebody else beside the service', { Principal: { Service: 'lambda.amazonaws.com', AWS: '*' } }],
    ['two services', { Principal: { Service: ['lambda.amazonaws.com', 'ecs.amazonaws.com'] } }],
    ['everybody', { Principal: '*' }],
    ['every action', { Action: 'ecr:*' }],
    ['an action more', { Action: ['ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer', 'ecr:PutImage'] }],
    ['an action less', { Action: ['ecr:BatchGetImage', 'ecr:GetRepositoryPolicy'] }],
    ['exceptions instead of actions', { Action: undefined, NotAction: 'ecr:PutImage' }],
    ['no condition', { Condition: undefined }],
    ['another operator', { Condition: { ArnLike: { 'aws:sourceArn': FUNCTIONS } } }],
    ['another key', { Condition: { StringLike: { 'aws:SourceAccount': FUNCTIONS } } }],
    ['another key beside it', { Condition: { StringLike: { 'aws:sourceArn': FUNCTIONS, 'aws:SourceAccount': '*' } } }],
    ['functions of another account', functionsOf('us-east-1:444455556666')],
    ['functions of another region', functionsOf('eu-west-1:123456789012')],
    ['functions of every region', functionsOf('*:123456789012')],
    ['one function', { Condition: { StringLike: { 'aws:sourceArn': FUNCTIONS.replace('*', 'one') } } }],
    [
      'functions of another account beside its own',
      {
        Condition: { StringLike: { 'aws:sourceArn': [FUNCTIONS, 'arn:aws:lambda:us-east-1:444455556666:function:*'] } },
      },
    ],
    ['a member more', { Future: 1 }],
  ])('with %s it is not that statement, and goes', async (_, more) => {
    const statement = Object.fromEntries(
      Object.entries({ ...LAMBDAS, ...more }).filter(([, value]) => value !== undefined),
    )
    expect(await pathsOver(policy([A]), readAt(policy([A, statement])))).toEqual(['Statement[1]'])
  })

  test('of another registry is not kept here', async () =>
    expect(
      await pathsOver(policy([A]), readAt(policy([A, LAMBDAS]), HERE.replace('123456789012', '444455556666'))),
    ).toEqual(['Statement[1]']))

  test('that no longer fits beside the declared policy blocks it', async () => {
    const long = (length: number) => policy([{ ...A, Sid: 'x'.repeat(length) }])
    expect((await over(long(9_900), policy([A])))[0]?.blocked).toBeUndefined()
    const [change] = await over(long(9_900), readAt(policy([A, LAMBDAS])))
    expect([change?.blocked?.code, change?.operations]).toEqual(['TOO_LONG', []])
  })
})

describe('a policy that is shared', () => {
  const C = pull({ AWS: '333344445555' }, { Sid: 'c' })
  const shared = (statements: readonly Fields[], ...absent: readonly string[]) => ({
    repositoryPolicy: [
      { body: 'live' },
      { named: 'ours', body: { statements } },
      ...(absent.length > 0 ? [{ body: { absent } }] : []),
    ],
  })
  const HERE = 'arn:aws:ecr:us-east-1:123456789012:repository/team/api'
  const read = (...statements: readonly Fields[]) => ({ ...policy(statements), repositoryArn: HERE })
  const over = (wanted: Fields, live: Fields | null) => changesOver('repositoryPolicy', wanted, live)

  test('keeps what others have there, and says so', async () => {
    const [change] = await over(shared([B]), read(C, LAMBDAS))
    expect(linesOf(change).at(-1)).toBe('keeps 2 statements that are not ours: c, LambdaECRImageRetrievalPolicy')
    expect(change?.paths).toEqual(['Statement[2]'])
  })

  test('says nothing where there is nothing of others', async () => {
    const [change] = await over(shared([B]), read({ ...B, Effect: 'Deny' }))
    expect(linesOf(change).filter(line => line.includes('keeps'))).toEqual([])
  })

  test('is not changed by what others do, and has no note on Lambda', async () => {
    const wish = [declared('repositoryPolicy', NAME, shared([B]))]
    expect(await plannedOf(wish, () => read(C, LAMBDAS, B))).toMatchObject({ changes: [], warnings: [] })
  })

  test('gives up a statement that is to be absent, and goes with the last', async () => {
    expect((await over(shared([], 'c'), read(C, B)))[0]).toMatchObject({ action: 'update', paths: ['Statement[0]'] })
    expect((await over(shared([], 'c'), read(C)))[0]).toMatchObject({
      action: 'delete',
      operations: [{ action: 'DeleteRepositoryPolicy' }],
    })
    expect(await over(shared([], 'c'), null)).toEqual([])
  })

  test('is written without the place that it was read from', async () =>
    expect(JSON.stringify((await over(shared([B]), read(C)))[0]?.operations)).not.toContain('repositoryArn'))

  test('is not put where it would be too long with the statements of others', async () => {
    const long = (Sid: string) => ({ ...C, Sid: Sid.repeat(6_000) })
    expect((await over(shared([long('a')]), read(long('b'))))[0]?.blocked?.code).toBe('TOO_LONG')
    expect((await over(shared([long('a')]), null))[0]?.blocked).toBeUndefined()
  })

  test.each<readonly [name: string, part: Fields, found: readonly string[]]>([
    ['a level of access', { access: { pull: ['111122223333'] } }, ['SHARED_WITHOUT_SID access']],
    ['a statement', { statements: [B, A] }, ['SHARED_WITHOUT_SID statements.1']],
    ['one of a document', policy(A), ['SHARED_WITHOUT_SID Statement.0']],
    ['none', { statements: [B] }, []],
  ])('warns of statements without a Sid: %s', (_, body, found) => {
    const problems = repositoryPolicy.check({ repositoryPolicy: [{ body: 'live' }, { body }] }, CONTEXT)
    expect(problems.map(({ code, path }) => `${code} ${path.slice(2).join('.')}`)).toEqual(found)
    expect(problems.every(({ severity }) => severity === 'warning')).toBe(true)
  })
})

test("what only has the Sid of Lambda's statement goes, and the plan says that it is none", async () => {
  const [change] = await over(policy([A]), policy([A, { ...LAMBDAS, Principal: '*' }]))
  expect(linesOf(change).at(-1)).toBe(
    "LambdaECRImageRetrievalPolicy goes: it has the Sid of Lambda's own statement, and says something else",
  )
})
