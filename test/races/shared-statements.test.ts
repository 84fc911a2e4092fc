import type { ECR } from '@aws-sdk/client-ecr'
import { describe, expect, test } from 'vitest'
import { NAME, PLANNED, race } from './race.ts'
import type { Moment } from './second-client.ts'

/** A policy that others set, too. */
interface Policy {
  readonly address: string
  readonly get: string
  readonly put: string
  readonly remove: string
  /** What a manifest says of it, as the list that joins its parts. */
  wish(list: string): string
  set(ecr: ECR, policyText: string): Promise<unknown>
  text(ecr: ECR): Promise<string | undefined>
  readonly resource: object
}

const POLICIES: readonly Policy[] = [
  {
    address: `repositoryPolicy["${NAME}"]`,
    get: 'GetRepositoryPolicy',
    put: 'SetRepositoryPolicy',
    remove: 'DeleteRepositoryPolicy',
    wish: list => `repositories: { ${NAME}: { repositoryPolicy: ${list} } }`,
    set: (ecr, policyText) => ecr.setRepositoryPolicy({ repositoryName: NAME, policyText }),
    text: async ecr => (await ecr.getRepositoryPolicy({ repositoryName: NAME })).policyText,
    resource: {},
  },
  {
    address: 'registryPolicy["registry"]',
    get: 'GetRegistryPolicy',
    put: 'PutRegistryPolicy',
    remove: 'DeleteRegistryPolicy',
    wish: list => `registry: { policy: ${list} }`,
    set: (ecr, policyText) => ecr.putRegistryPolicy({ policyText }),
    text: async ecr => (await ecr.getRegistryPolicy({})).policyText,
    resource: { Resource: '*' },
  },
]

const allow = (Sid: string, { resource }: Policy, Action = 'ecr:BatchGetImage') => ({
  Sid,
  Effect: 'Allow',
  Principal: { AWS: '444455556666' },
  Action,
  ...resource,
})

const textOf = (...Statement: readonly object[]) => JSON.stringify({ Version: '2012-10-17', Statement })

/** What each statement allows, by its Sid; nothing where there is no policy. */
async function held(ecr: ECR, { text }: Policy): Promise<Readonly<Record<string, string>>> {
  const found = await text(ecr).catch(() => '{ "Statement": [] }')
  const { Statement } = JSON.parse(found ?? '') as { Statement: readonly { Sid: string; Action: string | string[] }[] }
  return Object.fromEntries(Statement.map(({ Sid, Action }) => [Sid, [Action].flat().join()]))
}

const start = (policy: Policy, there: readonly string[], list = ours(policy)) =>
  race({
    given: async ecr => {
      await ecr.createRepository({ repositoryName: NAME })
      if (there.length > 0) await policy.set(ecr, textOf(...there.map(sid => allow(sid, policy))))
      return {}
    },
    manifest: () => `version: 1\nname: acme\nownership: none\n${policy.wish(list)}\n`,
  })

const ours = (policy: Policy) => `[live, { statements: [${JSON.stringify(allow('ours', policy, 'ecr:PutImage'))}] }]`

const PULL = 'ecr:BatchGetImage'
const PUSH = 'ecr:PutImage'

describe.each(POLICIES)('a shared $address', policy => {
  /** Whoever else owns a statement writes the whole policy, with what was there when it looked. */
  const adds = (...there: readonly string[]) => ({
    act: (ecr: ECR) => policy.set(ecr, textOf(...[...there, 'theirs'].map(sid => allow(sid, policy)))),
  })

  test.each<[string, readonly string[], Moment]>([
    ['after the plan', ['other'], { before: PLANNED, ...adds('other') }],
    ['after the plan, where there was no policy', [], { before: PLANNED, ...adds() }],
    ['in the place of what was there', ['other'], { before: PLANNED, ...adds() }],
    ['when the write was throttled', ['other'], { before: policy.put, fate: 'throttled', ...adds('other') }],
    ['when the answer to the write was lost', ['other'], { after: policy.put, fate: 'lost', ...adds('other') }],
  ])('carries along what was added %s', async (name, _there, moment) => {
    const { apply, ecr } = await start(policy, _there)
    const { code } = await apply(moment)
    const other = _there.length > 0 && !name.startsWith('in the place') ? { other: PULL } : {}
    expect({ code, held: await held(ecr, policy) }).toEqual({ code: 0, held: { ...other, theirs: PULL, ours: PUSH } })
  })

  test('is not written where somebody changed our statement since the plan', async () => {
    const { apply, ecr } = await start(policy, ['ours', 'other'])
    const act = (second: ECR) =>
      policy.set(second, textOf(allow('ours', policy, 'ecr:ListImages'), allow('other', policy)))
    const { code, stdout } = await apply({ before: PLANNED, act })
    expect(await held(ecr, policy)).toEqual({ ours: 'ecr:ListImages', other: PULL })
    expect({ code, stdout }).toEqual({ code: 6, stdout: expect.stringContaining(policy.address) })
  })

  test('is not written where somebody put another one under our Sid since the plan', async () => {
    const { apply, ecr } = await start(policy, ['other'])
    const { code } = await apply({
      before: PLANNED,
      act: second => policy.set(second, textOf(allow('other', policy), allow('ours', policy))),
    })
    expect({ code, held: await held(ecr, policy) }).toEqual({ code: 6, held: { other: PULL, ours: PULL } })
  })

  test('that is to lose its last statement keeps what was added since the plan', async () => {
    const { apply, ecr } = await start(policy, ['old'], '[live, { absent: [old] }]')
    const { code, calls } = await apply({ before: PLANNED, ...adds('old') })
    expect({ code, held: await held(ecr, policy) }).toEqual({ code: 0, held: { theirs: PULL } })
    expect(calls.filter(({ by }) => by === 'ecrsync').map(({ operation }) => operation)).not.toContain(policy.remove)
  })

  test('that is to lose its last statement goes', async () => {
    const { apply, ecr } = await start(policy, ['old'], '[live, { absent: [old] }]')
    const { code, calls } = await apply()
    expect({ code, held: await held(ecr, policy) }).toEqual({ code: 0, held: {} })
    expect(calls.at(-1)?.operation).toBe(policy.remove)
  })

  test('is looked at directly before it is written', async () => {
    const { apply } = await start(policy, ['other'])
    const { calls } = await apply()
    const at = calls.findIndex(({ operation }) => operation === policy.put)
    expect(calls[at - 1]?.operation).toBe(policy.get)
  })

  test('loses what is added between the look and the write: ECR has no condition for it', async () => {
    const { apply, ecr } = await start(policy, ['other'])
    const { code } = await apply({ before: policy.put, ...adds('other') })
    expect({ code, held: await held(ecr, policy) }).toEqual({ code: 0, held: { other: PULL, ours: PUSH } })
  })
})

test('a shared policy is looked at in a repository that the same run created, too', async () => {
  const [policy] = POLICIES as readonly [Policy, ...Policy[]]
  const { apply, ecr } = await race({
    given: async () => ({}),
    manifest: () => `version: 1\nname: acme\nownership: none\n${policy.wish(ours(policy))}\n`,
  })
  const act = (second: ECR) => policy.set(second, textOf(allow('theirs', policy)))
  const { code } = await apply({ after: 'CreateRepository', act })
  expect({ code, held: await held(ecr, policy) }).toEqual({ code: 0, held: { theirs: PULL, ours: PUSH } })
})
