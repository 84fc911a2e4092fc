import { describe, expect, test } from 'vitest'
import { registryPolicy } from '../../src/kinds/registry-policy.ts'
import type { Change, Fields } from '../../src/model.ts'
import { clientOf } from '../emulator/ecr.ts'
import { type Registry, registry, WRITES } from '../registry.ts'
import { CONTEXT, declared } from '../world.ts'
import { attentionOf, changesOf, linesOf } from './differences.ts'

const HERE = 'arn:aws:ecr:us-east-1:123456789012:repository'
const CI = '444455556666'

const allow = (more: Fields = {}): Fields => ({
  Sid: 'replicas',
  Effect: 'Allow',
  Principal: { AWS: CI },
  Action: ['ecr:ReplicateImage'],
  Resource: [`${HERE}/prod/*`],
  ...more,
})
const policy = (...Statement: readonly Fields[]): Fields => ({ Version: '2012-10-17', Statement })
const said = (...statements: readonly Fields[]): readonly Fields[] => [{ body: { statements } }]
const shared = (statements: readonly Fields[], ...absent: readonly string[]): readonly Fields[] => [
  { body: 'live' },
  { body: { statements } },
  ...(absent.length > 0 ? [{ body: { absent } }] : []),
]

const definedOf = (fields: Fields): Fields =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined))

const wish = (value: unknown) => declared('registryPolicy', '', { policy: value })
const over = (value: unknown, live: Fields | null): Promise<readonly Change[]> => changesOf([wish(value)], () => live)

describe('the same', () => {
  test.each<readonly [name: string, one: Fields, other: Fields]>([
    ['a resource and a list of it', allow({ Resource: '*' }), allow({ Resource: ['*'] })],
    ['resources in another order, or twice', allow({ Resource: ['a', 'b'] }), allow({ Resource: ['b', 'a', 'b'] })],
    ['an account id and the ARN of its root', allow(), allow({ Principal: { AWS: [`arn:aws:iam::${CI}:root`] } })],
    ['actions in another case', allow(), allow({ Action: 'ECR:replicateImage' })],
    ['no Sid and an empty one', allow({ Sid: '' }), { ...allow(), Sid: undefined as unknown as string }],
  ])('%s', async (_, one, other) => {
    expect(await over([{ file: 'x.json', body: policy(one) }], policy(other))).toEqual([])
    expect(await over([{ file: 'x.json', body: policy(other) }], policy(one))).toEqual([])
  })

  test('all resources and none are not: a statement must name some', async () =>
    expect(
      await over(said(allow({ Resource: '*' })), policy({ ...allow(), Resource: undefined as never })),
    ).toHaveLength(1))
})

describe('against ECR', () => {
  /** Applied: one change by one call; after it, the plan is empty. */
  async function applied({ apply, plan, emulator }: Registry, value: unknown) {
    emulator.clearCalls()
    const { plan: made, outcomes } = await apply([wish(value)])
    expect(outcomes.map(({ status }) => status)).toEqual(['done'])
    const calls = emulator.calls.map(({ operation }) => operation).filter(operation => WRITES.test(operation))
    expect((await plan([wish(value)])).changes).toEqual([])
    const [change] = made.changes
    return [change?.action, change?.paths, calls]
  }

  test('each field is changed by one call, at exactly its path', async () => {
    const ecr = await registry()
    const put = ['PutRegistryPolicy']
    expect(await applied(ecr, said(allow()))).toEqual(['create', [], put])
    for (const [path, more] of Object.entries({
      'Statement[0].Sid': { Sid: 'other' },
      'Statement[0].Effect': { Effect: 'Deny' },
      'Statement[0].Principal.AWS': { Principal: { AWS: '111122223333' } },
      'Statement[0].Action': { Action: 'ecr:CreateRepository' },
      'Statement[0].Resource': { Resource: '*' },
      'Statement[0].Condition': { Condition: { StringEquals: { 'aws:PrincipalOrgID': 'o-abc1234567' } } },
    })) {
      expect(await applied(ecr, said(allow(more)))).toEqual(['update', [path], put])
      await ecr.apply([wish(said(allow()))])
    }
    const whole = { Version: '2008-10-17', Id: 'x', Statement: allow() }
    expect(await applied(ecr, [{ body: whole }])).toEqual(['update', ['Id', 'Version'], put])
    expect(await applied(ecr, null)).toEqual(['delete', [], ['DeleteRegistryPolicy']])
    expect((await ecr.plan([wish(null)])).changes).toEqual([])
  })

  test('what others have there is kept, and the client of another sees both', async () => {
    const ecr = await registry()
    const other = clientOf(ecr.emulator)
    await other.putRegistryPolicy({
      policyText: JSON.stringify(policy(allow({ Sid: 'theirs' }), allow({ Sid: 'old' }))),
    })
    expect(await applied(ecr, shared([allow({ Sid: 'ours' })], 'old'))).toEqual([
      'update',
      ['Statement[1].Sid'],
      ['PutRegistryPolicy'],
    ])
    const { policyText = '' } = await other.getRegistryPolicy({})
    expect(JSON.parse(policyText).Statement.map(({ Sid }: Fields) => Sid)).toEqual(['theirs', 'ours'])
    other.destroy()
  })

  test('a policy that somebody removed meanwhile is gone all the same', async () => {
    const ecr = await registry()
    await ecr.apply([wish(said(allow()))])
    const plan = await ecr.plan([wish(null)])
    const other = clientOf(ecr.emulator)
    await other.deleteRegistryPolicy({})
    other.destroy()
    expect((await ecr.carryOut(plan)).map(({ status }) => status)).toEqual(['done'])
  })
})

describe('a plan says', () => {
  const all = (...Action: readonly string[]) => allow({ Action, Resource: '*' })

  test('who may do what from now on, and where', async () => {
    const [change] = await over(said(allow()), null)
    expect(linesOf(change)).toEqual([`ReplicateImage on prod/* by ci (${CI})`])
    expect(attentionOf(change)).toEqual([`OPENS ci (${CI}) may ReplicateImage on prod/*`])
  })

  test.each<readonly [name: string, before: Fields | null, after: Fields, facts: readonly string[]]>([
    [
      'all repositories but some',
      null,
      { Resource: undefined, NotResource: [`${HERE}/prod/*`] },
      ['on all but prod/*'],
    ],
    ['some more of them', { Resource: [`${HERE}/a`] }, { Resource: [`${HERE}/a`, `${HERE}/b`] }, ['on b']],
    ['what another registry has the same name for', null, { Resource: 'arn:aws:ecr:*:*:repository/a' }, ['on a']],
    ['all of them', { Resource: `${HERE}/a` }, { Resource: '*' }, ['']],
    ['no repository', null, { Resource: 'arn:aws:us-east-1:repository/a' }, []],
    ['the same in other words', { Resource: `${HERE}/*` }, { Resource: 'arn:aws:ecr:us-east-1:*' }, []],
  ])('what opens on %s', async (_, before, after, facts) => {
    const [change] = await over(said(definedOf(allow(after))), before && policy(allow(before)))
    expect(attentionOf(change)).toEqual(
      facts.map(where => `OPENS ci (${CI}) may ReplicateImage${where === '' ? '' : ` ${where}`}`),
    )
  })

  test('what closes on all but some', async () => {
    const [change] = await over(said(definedOf(allow({ Resource: `${HERE}/a` }))), policy(allow({ Resource: '*' })))
    expect(attentionOf(change)).toEqual([`CLOSES ci (${CI}) may no longer ReplicateImage, but on a`])
  })

  test('which denial goes', async () => {
    const deny = allow({ Sid: 'no', Effect: 'Deny', Resource: `${HERE}/prod/x` })
    const [change] = await over(said(allow({ Resource: '*' })), policy(allow({ Resource: '*' }), deny))
    expect(attentionOf(change)).toEqual([`OPENS ci (${CI}) may ReplicateImage, no longer denied on prod/x`])
  })

  test('what stops with the policy', async () => {
    const before = policy(all('ecr:ReplicateImage', 'ecr:CreateRepository'), { ...all('ecr:Batch*'), Sid: 'caches' })
    const [change] = await over(null, before)
    expect(linesOf(change)).toEqual([
      `CreateRepository, ReplicateImage by ci (${CI}); Batch* by ci (${CI})`,
      'images that other registries replicate here do not arrive any more',
      'new images do not come through the caches of this registry for others any more',
      'others create no repositories here any more, by replication or through a cache',
    ])
    expect(change).toMatchObject({ action: 'delete', operations: [{ action: 'DeleteRegistryPolicy', input: {} }] })
  })

  test('what stops where only a part of it goes', async () => {
    const [change] = await over(
      said(all('ecr:CreateRepository')),
      policy(all('ecr:CreateRepository', 'ecr:ReplicateImage')),
    )
    expect(linesOf(change).at(-1)).toBe('images that other registries replicate here do not arrive any more')
  })

  test('that nothing stops where everything but something else was allowed', async () => {
    const but = { ...allow({ Resource: '*', NotAction: 'ecr:ReplicateImage' }), Action: undefined as never }
    const [change] = await over(null, policy(but))
    expect(linesOf(change)).not.toContain('images that other registries replicate here do not arrive any more')
  })

  test('what it keeps', async () => {
    const [change] = await over(shared([allow({ Sid: 'ours' })]), policy(allow({ Sid: 'theirs' }), allow({ Sid: 'b' })))
    expect(linesOf(change).at(-1)).toBe('keeps 2 statements that are not ours: theirs, b')
    expect(attentionOf(change)).toEqual([])
  })

  test('nothing of what is kept where nothing changes', async () =>
    expect(await over(shared([allow({ Sid: 'ours' })]), policy(allow({ Sid: 'ours' }), allow({ Sid: 'b' })))).toEqual(
      [],
    ))

  test('what the merged policy opens: a denial of others still holds', async () => {
    const theirs = { ...allow({ Sid: 'no', Effect: 'Deny', Principal: '*', Resource: '*' }) }
    expect(attentionOf((await over(shared([allow()]), policy(theirs)))[0])).toEqual([])
    expect(attentionOf((await over(said(allow()), policy(theirs)))[0])).toEqual([
      `OPENS ci (${CI}) may ReplicateImage on prod/*`,
    ])
  })

  test('what does not fit beside the statements of others', async () => {
    const long = (Sid: string) => allow({ Sid: Sid.repeat(6_000) })
    const [change] = await over(shared([long('a')]), policy(long('b')))
    expect(change?.blocked).toMatchObject({ code: 'TOO_LONG', reason: expect.stringContaining('with the 1 of others') })
    expect(change?.operations).toEqual([])
  })

  test('what would change the meaning of the statements of others', async () => {
    const named = (Sid: string) =>
      allow({ Sid, Condition: { StringEquals: { 'aws:PrincipalTag/a': '${aws:username}' } } })
    const [change] = await over(shared([named('a')]), { Version: '2008-10-17', Statement: [named('b')] })
    expect(change?.blocked?.code).toBe('VERSION_OF_OTHERS')
  })
})

describe('what ECR would refuse', () => {
  const found = (value: unknown, more: Fields = {}) =>
    registryPolicy
      .check({ policy: value }, { ...CONTEXT, account: '123456789012', ...more })
      .map(({ path, code, severity = 'error' }) => `${severity} ${code} ${path.slice(2).join('.')}`)
  const statement = (more: Fields) => found(said(definedOf(allow(more))))

  test.each<readonly [name: string, more: Fields]>([
    ['a repository', { Resource: `${HERE}/prod/api` }],
    ['all of them', { Resource: '*' }],
    ['all but some', { Resource: undefined, NotResource: [`${HERE}/prod/*`] }],
    ['wildcards in front', { Resource: ['arn:aws:ecr:*', 'arn:*', 'arn:aws:ecr:*:*:repository/a*'] }],
    ['a variable', { Resource: 'arn:aws:ecr:${{ target.region }}:1:repository/*' }],
    ['an action on the whole registry', { Action: ['ecr:CreateRepository', 'ecr:*'] }],
  ])('is not: %s', (_, more) => expect(statement(more)).toEqual([]))

  test.each<readonly [name: string, more: Fields, found: readonly string[]]>([
    ['no resource', { Resource: undefined }, ['error REGISTRY_POLICY statements.0']],
    ['two kinds of resources', { NotResource: '*' }, ['error REGISTRY_POLICY statements.0.NotResource']],
    ['no resources', { Resource: [] }, ['error REGISTRY_POLICY statements.0.Resource']],
    ['a name', { Resource: ['*', 'prod/*'] }, ['error REGISTRY_POLICY statements.0.Resource.1']],
    ['a number', { Resource: 5 }, ['error REGISTRY_POLICY statements.0.Resource']],
    [
      'a field less',
      { Resource: 'arn:aws:us-east-1:123456789012:repository/*' },
      ['warning RESOURCE_WITHOUT_EFFECT statements.0.Resource'],
    ],
    [
      'another account',
      { Resource: HERE.replace('123456789012', CI).concat('/x') },
      ['warning RESOURCE_WITHOUT_EFFECT statements.0.Resource'],
    ],
    [
      'another region',
      { Resource: [HERE.replace('us-east-1', 'eu-west-1').concat('/x')] },
      ['warning RESOURCE_WITHOUT_EFFECT statements.0.Resource.0'],
    ],
    [
      'another partition',
      { Resource: HERE.replace(':aws:', ':aws-cn:').concat('/x') },
      ['warning RESOURCE_WITHOUT_EFFECT statements.0.Resource'],
    ],
    ['an action that nobody knows', { Action: 'ecr:Replicate' }, ['warning ECR104 statements.0.Action']],
    ['no principal', { Principal: undefined }, ['error REGISTRY_POLICY statements.0']],
    ['everybody', { Principal: '*' }, ['warning ECR101 statements.0.Principal']],
  ])('%s', (_, more, expected) => expect(statement(more)).toEqual(expected))

  test('names the policy of the registry, and its own key', () => {
    const [none] = registryPolicy.check({ policy: said() }, CONTEXT)
    expect(none).toMatchObject({ code: 'REGISTRY_POLICY', hint: 'Write policy: null where there must be none.' })
    const [bad] = registryPolicy.check({ policy: said(allow({ Effect: 'Maybe' })) }, CONTEXT)
    expect(bad?.detail).toContain('Invalid registry policy provided')
  })

  test('offers an ARN with what is known of the registry', () => {
    const hintIn = (context: object) =>
      registryPolicy.check({ policy: said(allow({ Resource: 'x' })) }, context as never)[0]?.hint
    expect(hintIn({ ...CONTEXT, account: '123456789012' })).toBe(`Write ${HERE}/x`)
    expect(hintIn({ accounts: new Map() })).toBe('Write arn:aws:ecr:*:*:repository/x')
  })

  test('a text that is too long', () =>
    expect(statement({ Sid: 'x'.repeat(11_000) })).toEqual(['error REGISTRY_POLICY ']))

  test('a wish that says nothing of it is none', () => {
    expect(registryPolicy.want({}, CONTEXT).size).toBe(0)
    expect(registryPolicy.check({}, CONTEXT)).toEqual([])
  })

  test('nothing that is shared has to be declared', () => {
    expect(found([{ body: 'live' }, { body: { absent: ['old'] } }])).toEqual([])
    expect(found(shared([allow()], 'replicas'))).toEqual(['error ABSENT_AND_DECLARED absent.0'])
    expect(found(shared([allow()], ''))).toEqual(['error ABSENT_WITHOUT_NAME absent.0'])
    expect(found(shared([allow({ Sid: '' })]))).toEqual(['warning SHARED_WITHOUT_SID statements.0'])
  })
})
