import { beforeEach, describe, expect, test } from 'vitest'
import { ACCOUNT, clientOf, emulated } from './ecr.ts'

const OTHER = '444455556666'
const ROLE = `arn:aws:iam::${OTHER}:role/team/ci`
const PATH = 'o-aaaaaaaaaa/r-root/ou-root-apps'
const CALLERS = { principals: { CI: ROLE }, now: () => new Date('2026-06-15T12:00:00Z') }
const world = emulated({ ...CALLERS, organizations: { [PATH]: [OTHER] } })
const nowhere = emulated({ ...CALLERS, organizations: { [PATH]: ['777788889999'] } })
const unknown = emulated(CALLERS)

beforeEach(async () => {
  for (const { ecr } of [world, nowhere, unknown]) await ecr.createRepository({ repositoryName: 'aa' })
})

type Condition = Readonly<Record<string, Readonly<Record<string, unknown>>>>

/** Whether the role gets in by a policy with this condition. */
async function holds(condition: Condition, { ecr, emulator } = world): Promise<boolean> {
  const Statement = { Effect: 'Allow', Principal: '*', Action: 'ecr:ListImages', Condition: condition }
  await ecr.setRepositoryPolicy({ repositoryName: 'aa', policyText: JSON.stringify({ Statement }) })
  return clientOf(emulator, { accessKey: 'CI' })
    .listImages({ registryId: ACCOUNT, repositoryName: 'aa' })
    .then(
      () => true,
      () => false,
    )
}

type Case = readonly [operator: string, key: string, value: unknown, holds: boolean]

const CASES: readonly Case[] = [
  ['StringEquals', 'aws:PrincipalAccount', OTHER, true],
  ['StringEquals', 'aws:PrincipalAccount', [ACCOUNT, OTHER], true],
  ['StringEquals', 'aws:PrincipalAccount', ACCOUNT, false],
  ['StringEquals', 'aws:PrincipalAccount', '4444*', false],
  ['stringequals', 'AWS:principalaccount', OTHER, true],
  ['StringNotEquals', 'aws:PrincipalAccount', [ACCOUNT, '1'], true],
  ['StringNotEquals', 'aws:PrincipalAccount', [ACCOUNT, OTHER], false],
  ['StringEquals', 'aws:PrincipalType', 'AssumedRole', true],
  ['StringEquals', 'aws:PrincipalType', 'assumedrole', false],
  ['StringEqualsIgnoreCase', 'aws:PrincipalType', 'assumedrole', true],
  ['StringNotEqualsIgnoreCase', 'aws:PrincipalType', 'assumedrole', false],
  ['StringLike', 'aws:PrincipalAccount', '4444????6666', true],
  ['StringLike', 'aws:PrincipalAccount', '*6', true],
  ['StringLike', 'aws:PrincipalAccount', '5*', false],
  ['StringNotLike', 'aws:PrincipalAccount', '5*', true],
  ['StringEquals', 'aws:RequestedRegion', 'us-east-1', true],
  ['ArnEquals', 'aws:PrincipalArn', ROLE, true],
  ['ArnLike', 'aws:PrincipalArn', `arn:aws:iam::${OTHER}:role/*`, true],
  ['ArnLike', 'aws:PrincipalArn', 'arn:aws:iam::*:role/team/*', true],
  ['ArnLike', 'aws:PrincipalArn', 'arn:*:role/team/ci', false],
  ['ArnLike', 'aws:PrincipalArn', `arn:aws:iam::${OTHER}:user/*`, false],
  ['ArnEquals', 'aws:PrincipalArn', `arn:aws:iam::${OTHER}:role/*`, true],
  ['ArnNotLike', 'aws:PrincipalArn', `arn:aws:iam::${OTHER}:user/*`, true],
  ['ArnNotEquals', 'aws:PrincipalArn', ROLE, false],
  ['StringLike', 'aws:PrincipalArn', 'arn:*:role/team/ci', true],
  ['Bool', 'aws:SecureTransport', 'true', true],
  ['Bool', 'aws:SecureTransport', true, true],
  ['Bool', 'aws:SecureTransport', 'false', false],
  ['Bool', 'aws:SecureTransport', ['false', 'TRUE'], true],
  ['IpAddress', 'aws:SourceIp', '127.0.0.1', true],
  ['IpAddress', 'aws:SourceIp', '127.0.0.1/32', true],
  ['IpAddress', 'aws:SourceIp', ['10.0.0.0/8', '127.0.0.0/8'], true],
  ['IpAddress', 'aws:SourceIp', '0.0.0.0/0', true],
  ['IpAddress', 'aws:SourceIp', '127.0.0.2/32', false],
  ['IpAddress', 'aws:SourceIp', '127.0.0.2/31', false],
  ['IpAddress', 'aws:SourceIp', '127.0.0.2/30', true],
  ['IpAddress', 'aws:SourceIp', '2001:db8::/32', false],
  ['NotIpAddress', 'aws:SourceIp', '10.0.0.0/8', true],
  ['NotIpAddress', 'aws:SourceIp', '127.0.0.0/8', false],
  ['DateLessThan', 'aws:CurrentTime', '2026-06-15T12:00:01Z', true],
  ['DateLessThan', 'aws:CurrentTime', '2026-06-15T12:00:00Z', false],
  ['DateLessThanEquals', 'aws:CurrentTime', '2026-06-15T12:00:00Z', true],
  ['DateGreaterThan', 'aws:CurrentTime', '2026-06-15T13:00:00+02:00', true],
  ['DateGreaterThan', 'aws:CurrentTime', '2027-01-01', false],
  ['DateGreaterThanEquals', 'aws:CurrentTime', '1781524800', true],
  ['DateEquals', 'aws:CurrentTime', '2026-06-15T12:00:00Z', true],
  ['DateNotEquals', 'aws:CurrentTime', '2026-06-15T12:00:00Z', false],
  ['DateEquals', 'aws:EpochTime', '1781524800', true],
  ['DateLessThan', 'aws:CurrentTime', 'tomorrow', false],
  ['NumericEquals', 'aws:EpochTime', 1781524800, true],
  ['NumericEquals', 'aws:EpochTime', '1781524800.0', true],
  ['NumericNotEquals', 'aws:EpochTime', '1781524800', false],
  ['NumericLessThan', 'aws:EpochTime', '1781524801', true],
  ['NumericLessThanEquals', 'aws:EpochTime', '1781524800', true],
  ['NumericGreaterThan', 'aws:EpochTime', '1781524800', false],
  ['NumericGreaterThanEquals', 'aws:EpochTime', '1781524800', true],
  ['NumericGreaterThan', 'aws:EpochTime', 'x', false],
  ['BinaryEquals', 'aws:PrincipalAccount', OTHER, true],
  ['Null', 'aws:PrincipalAccount', 'false', true],
  ['Null', 'aws:PrincipalAccount', 'true', false],
  ['Null', 'aws:PrincipalAccount', true, false],
  ['StringEqualsIfExists', 'aws:PrincipalAccount', OTHER, true],
  ['StringEqualsIfExists', 'aws:PrincipalAccount', ACCOUNT, false],
]

test.each(CASES)('%s of %s and %j holds: %s', async (operator, key, value, expected) => {
  expect(await holds({ [operator]: { [key]: value } })).toBe(expected)
})

test('every operator and every key has to hold', async () => {
  const right = { 'aws:PrincipalAccount': OTHER }
  const wrong = { 'aws:PrincipalType': 'User' }
  expect(await holds({ StringEquals: right, Bool: { 'aws:SecureTransport': 'true' } })).toBe(true)
  expect(await holds({ StringEquals: { ...right, ...wrong } })).toBe(false)
  expect(await holds({ StringEquals: right, StringLike: wrong })).toBe(false)
  expect(await holds({})).toBe(true)
})

describe('an organization', () => {
  const INSIDE: readonly Case[] = [
    ['StringEquals', 'aws:PrincipalOrgID', 'o-aaaaaaaaaa', true],
    ['StringEquals', 'aws:PrincipalOrgID', 'o-bbbbbbbbbb', false],
    ['ForAnyValue:StringEquals', 'aws:PrincipalOrgPaths', `${PATH}/`, true],
    ['ForAnyValue:StringLike', 'aws:PrincipalOrgPaths', 'o-aaaaaaaaaa/r-root/*', true],
    ['ForAnyValue:StringLike', 'aws:PrincipalOrgPaths', 'o-aaaaaaaaaa/*/ou-root-other/*', false],
    ['ForAllValues:StringLike', 'aws:PrincipalOrgPaths', 'o-aaaaaaaaaa/*', true],
    ['ForAllValues:StringLike', 'aws:PrincipalOrgPaths', 'o-bbbbbbbbbb/*', false],
    ['ForAnyValue:StringNotLike', 'aws:PrincipalOrgPaths', 'o-bbbbbbbbbb/*', true],
    ['Null', 'aws:PrincipalOrgID', 'false', true],
  ]

  test.each(INSIDE)('that an account stands in: %s of %s and %j holds: %s', async (operator, key, value, expected) => {
    expect(await holds({ [operator]: { [key]: value } })).toBe(expected)
  })

  const OUTSIDE: readonly Case[] = [
    ['StringEquals', 'aws:PrincipalOrgID', 'o-aaaaaaaaaa', false],
    ['StringNotEquals', 'aws:PrincipalOrgID', 'o-aaaaaaaaaa', true],
    ['StringEqualsIfExists', 'aws:PrincipalOrgID', 'o-aaaaaaaaaa', true],
    ['ForAnyValue:StringLike', 'aws:PrincipalOrgPaths', 'o-*', false],
    ['ForAnyValue:StringNotLike', 'aws:PrincipalOrgPaths', 'o-b*', false],
    ['ForAllValues:StringLike', 'aws:PrincipalOrgPaths', 'o-aaaaaaaaaa/*', true],
    ['Null', 'aws:PrincipalOrgID', 'true', true],
    ['Null', 'aws:PrincipalOrgID', ['false'], false],
  ]

  test.each(OUTSIDE)('that it does not: %s of %s and %j holds: %s', async (operator, key, value, expected) => {
    expect(await holds({ [operator]: { [key]: value } }, nowhere)).toBe(expected)
  })

  test.each<[string, string, unknown]>([
    ['StringEquals', 'aws:PrincipalOrgID', 'o-aaaaaaaaaa'],
    ['StringNotEquals', 'aws:PrincipalOrgID', 'o-aaaaaaaaaa'],
    ['Null', 'aws:PrincipalOrgID', 'true'],
    ['StringEqualsIfExists', 'aws:PrincipalTag/team', 'app'],
    ['StringEquals', 'ecr:ResourceTag/team', 'app'],
  ])('or another thing that nobody told of lets nobody in: %s of %s', async (operator, key, value) => {
    expect(await holds({ [operator]: { [key]: value } }, unknown)).toBe(false)
  })
})

test('a deny with a condition is for whom it holds', async () => {
  const Condition = { StringNotEquals: { 'aws:PrincipalOrgID': 'o-aaaaaaaaaa' } }
  const policyText = JSON.stringify({
    Statement: [
      { Effect: 'Allow', Principal: '*', Action: 'ecr:ListImages' },
      { Effect: 'Deny', Principal: '*', Action: 'ecr:ListImages', Condition },
    ],
  })
  for (const [{ ecr, emulator }, isIn] of [
    [world, true],
    [nowhere, false],
  ] as const) {
    await ecr.setRepositoryPolicy({ repositoryName: 'aa', policyText })
    const list = clientOf(emulator, { accessKey: 'CI' }).listImages({ registryId: ACCOUNT, repositoryName: 'aa' })
    const answer = await list.then(
      () => true,
      () => false,
    )
    expect(answer).toBe(isIn)
  }
})

test('what is in the context of a user', async () => {
  const Statement = {
    Effect: 'Allow',
    Principal: '*',
    Action: 'ecr:ListImages',
    Condition: { StringEquals: { 'aws:username': 'ecrsync', 'aws:PrincipalType': 'User' } },
  }
  await world.ecr.setRepositoryPolicy({ repositoryName: 'aa', policyText: JSON.stringify({ Statement }) })
  const list = (accessKey: string) =>
    clientOf(world.emulator, { accessKey }).listImages({ registryId: ACCOUNT, repositoryName: 'aa' })
  expect((await list(OTHER)).imageIds).toEqual([])
  await expect(list('CI')).rejects.toThrow('not authorized')
})
