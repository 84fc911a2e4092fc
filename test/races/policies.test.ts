import type { ECR } from '@aws-sdk/client-ecr'
import { describe, expect, test } from 'vitest'
import { NAME, PLANNED, race } from './race.ts'
import type { Moment } from './second-client.ts'

const ACCOUNTS = { before: '111111111111', wanted: '222222222222', incident: '333333333333' }
type Which = keyof typeof ACCOUNTS

const policyFor = (which: Which) =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      {
        Sid: which,
        Effect: which === 'incident' ? 'Deny' : 'Allow',
        Principal: { AWS: `arn:aws:iam::${ACCOUNTS[which]}:root` },
        Action: ['ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer'],
      },
    ],
  })

const DAYS = { before: 11, wanted: 22, incident: 33 }
const lifecycleFor = (which: Which) =>
  JSON.stringify({
    rules: [
      {
        rulePriority: 1,
        selection: {
          tagStatus: 'untagged',
          countType: 'sinceImagePushed',
          countUnit: 'days',
          countNumber: DAYS[which],
        },
        action: { type: 'expire' },
      },
    ],
  })

/** One of the two kinds of policies, as ECR has it and as the manifest says it. */
interface PolicyKind {
  readonly address: string
  readonly write: string
  readonly remove: string
  readonly wish: string
  put(ecr: ECR, which: Which): Promise<unknown>
  take(ecr: ECR): Promise<unknown>
  /** Whose it is. */
  held(ecr: ECR): Promise<Which | undefined>
}

const whose = (text: string | undefined, marks: Readonly<Record<Which, string | number>>): Which | undefined =>
  (Object.keys(marks) as Which[]).find(which => text?.includes(String(marks[which])))

const absent = () => undefined

const KINDS: readonly PolicyKind[] = [
  {
    address: `repositoryPolicy["${NAME}"]`,
    write: 'SetRepositoryPolicy',
    remove: 'DeleteRepositoryPolicy',
    wish: `repositoryPolicy: { access: { pull: ["${ACCOUNTS.wanted}"] } }`,
    put: (ecr, which) => ecr.setRepositoryPolicy({ repositoryName: NAME, policyText: policyFor(which) }),
    take: ecr => ecr.deleteRepositoryPolicy({ repositoryName: NAME }),
    held: async ecr =>
      whose((await ecr.getRepositoryPolicy({ repositoryName: NAME }).catch(absent))?.policyText, ACCOUNTS),
  },
  {
    address: `lifecyclePolicy["${NAME}"]`,
    write: 'PutLifecyclePolicy',
    remove: 'DeleteLifecyclePolicy',
    wish: `lifecyclePolicy: [{ untagged: true, expireAfter: ${DAYS.wanted} days }]`,
    put: (ecr, which) => ecr.putLifecyclePolicy({ repositoryName: NAME, lifecyclePolicyText: lifecycleFor(which) }),
    take: ecr => ecr.deleteLifecyclePolicy({ repositoryName: NAME }),
    held: async ecr =>
      whose((await ecr.getLifecyclePolicy({ repositoryName: NAME }).catch(absent))?.lifecyclePolicyText, DAYS),
  },
]

/** What a plan does with a policy: what is there, what is asked for, and the call that does it. */
const CHANGES = [
  { change: 'replaces', isThere: true, isWanted: true },
  { change: 'puts', isThere: false, isWanted: true },
  { change: 'removes', isThere: true, isWanted: false },
] as const

const CASES = KINDS.flatMap(kind =>
  CHANGES.map(change => ({ ...kind, ...change, call: change.isWanted ? kind.write : kind.remove })),
)

type Case = (typeof CASES)[number]

const start = ({ put, isThere, isWanted, wish }: Case) =>
  race({
    given: async ecr => {
      await ecr.createRepository({ repositoryName: NAME })
      if (isThere) await put(ecr, 'before')
      return {}
    },
    manifest: () => `version: 1
name: acme
ownership: none
repositories:
  ${NAME}:
    ${isWanted ? wish : `${wish.slice(0, wish.indexOf(':'))}: null`}
`,
  })

describe.each(CASES)('a plan that $change $address', one => {
  const { address, call, put, held, isWanted } = one
  const incident = (ecr: ECR) => put(ecr, 'incident')

  test.each<[string, Moment]>([
    ['after the plan', { before: PLANNED, act: incident }],
    ['when the write was throttled', { before: call, fate: 'throttled', act: incident }],
    ['when the write failed', { before: call, fate: 'failed', act: incident }],
    ['when the write got no answer', { before: call, fate: 'lost', act: incident }],
    ['when the answer to the write was lost', { after: call, fate: 'lost', act: incident }],
  ])('leaves alone what was set %s', async (_, moment) => {
    const { apply, ecr } = await start(one)
    const { code, stdout } = await apply(moment)
    expect(await held(ecr)).toBe('incident')
    expect({ code, stdout }).toEqual({ code: 6, stdout: expect.stringContaining(address) })
  })

  test.each<[string, Moment | undefined]>([
    ['undisturbed', undefined],
    ['after the write was throttled', { before: call, fate: 'throttled' }],
    ['after the answer to the write was lost', { after: call, fate: 'lost' }],
  ])('does so %s', async (_, moment) => {
    const { apply, ecr } = await start(one)
    const { code } = await apply(...(moment ? [moment] : []))
    expect({ code, held: await held(ecr) }).toEqual({ code: 0, held: isWanted ? 'wanted' : undefined })
  })

  test('looks directly before it writes', async () => {
    const { apply } = await start(one)
    const { calls } = await apply()
    const at = calls.findIndex(({ operation }) => operation === call)
    expect(calls[at - 1]?.operation).toBe(call.replace(/^(Set|Put|Delete)/, 'Get'))
  })
})

test.each(CASES.filter(({ isThere, isWanted }) => isThere && isWanted))(
  'a plan that $change $address does not put it where the one that was there is gone',
  async one => {
    const { apply, ecr } = await start(one)
    const { code, stdout } = await apply({ before: PLANNED, act: one.take })
    expect(await one.held(ecr)).toBeUndefined()
    expect({ code, stdout }).toEqual({ code: 6, stdout: expect.stringContaining(one.address) })
  },
)

test.each(CASES.filter(({ isWanted }) => !isWanted))(
  'a plan that $change $address is done where somebody else removed it',
  async one => {
    const { apply } = await start(one)
    expect((await apply({ before: PLANNED, act: one.take })).code).toBe(0)
  },
)
