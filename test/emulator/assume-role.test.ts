import { type AssumeRoleCommandInput, STS } from '@aws-sdk/client-sts'
import { describe, expect, onTestFinished, test } from 'vitest'
import { type EmulatorOptions, startEmulator } from '../../src/emulator/server.ts'
import { folderWith } from '../folder.ts'
import { clientOf, emulated } from './ecr.ts'
import { send, signed } from './http.ts'

const START = new Date('2026-01-01T00:00:00Z')
const ROLE = 'arn:aws:iam::444455556666:role/team/ecrsync'

const world = emulated({ now: () => START, principals: { ROOT: 'arn:aws:iam::444455556666:root' } })

interface Keys {
  readonly AccessKeyId?: string | undefined
  readonly SecretAccessKey?: string | undefined
  readonly SessionToken?: string | undefined
}

const identityOf = ({ AccessKeyId = '', SecretAccessKey = '', SessionToken }: Keys) => ({
  accessKeyId: AccessKeyId,
  secretAccessKey: SecretAccessKey,
  ...(SessionToken !== undefined && { sessionToken: SessionToken }),
})

const BASE: Keys = { AccessKeyId: '123456789012', SecretAccessKey: 'local' }

function stsOf(keys: Keys = BASE, region = 'us-east-1', endpoint = world.emulator.url): STS {
  const sts = new STS({ region, endpoint, maxAttempts: 1, credentials: identityOf(keys) })
  onTestFinished(() => sts.destroy())
  return sts
}

const assume = (input: Partial<AssumeRoleCommandInput> = {}, sts = stsOf()) =>
  sts.assumeRole({ RoleArn: ROLE, RoleSessionName: 'nightly', ...input })

const sessionKeys = async (input: Partial<AssumeRoleCommandInput> = {}): Promise<Keys> =>
  (await assume(input)).Credentials ?? {}

function ecrOf(keys: Keys, endpoint = world.emulator.url) {
  const ecr = clientOf({ url: endpoint })
  ecr.config.credentials = async () => identityOf(keys)
  onTestFinished(() => ecr.destroy())
  return ecr
}

describe('AssumeRole', () => {
  test('answers keys of a session of an hour', async () => {
    const { Credentials, AssumedRoleUser } = await assume()
    expect(AssumedRoleUser).toEqual({
      AssumedRoleId: 'AROA444455556666EMUL:nightly',
      Arn: 'arn:aws:sts::444455556666:assumed-role/ecrsync/nightly',
    })
    expect(Credentials).toEqual({
      AccessKeyId: expect.stringMatching(/^ASIA[A-Z2-7]{16}$/),
      SecretAccessKey: expect.stringMatching(/^.{40}$/),
      SessionToken: expect.any(String),
      Expiration: new Date('2026-01-01T01:00:00Z'),
    })
  })

  test('as long as it was asked for', async () =>
    expect((await assume({ DurationSeconds: 43_200 })).Credentials?.Expiration).toEqual(
      new Date('2026-01-01T12:00:00Z'),
    ))

  test('and they are those of the role, in its account', async () => {
    const keys = await sessionKeys()
    expect(await stsOf(keys).getCallerIdentity({})).toMatchObject({
      Account: '444455556666',
      Arn: 'arn:aws:sts::444455556666:assumed-role/ecrsync/nightly',
      UserId: 'AROA444455556666EMUL:nightly',
    })
    await ecrOf(keys).createRepository({ repositoryName: 'team/app' })
    const { repositories } = await ecrOf(keys).describeRepositories({})
    expect(repositories?.[0]?.repositoryArn).toBe('arn:aws:ecr:us-east-1:444455556666:repository/team/app')
    expect((await world.ecr.describeRepositories({})).repositories).toEqual([])
  })

  test('which may assume the next one, for an hour', async () => {
    const chained = stsOf(await sessionKeys())
    const next = { RoleArn: 'arn:aws:iam::777788889999:role/ci' }
    expect((await assume(next, chained)).AssumedRoleUser?.Arn).toBe('arn:aws:sts::777788889999:assumed-role/ci/nightly')
    await expect(assume({ ...next, DurationSeconds: 3601 }, chained)).rejects.toMatchObject({ name: 'ValidationError' })
  })

  test.each([
    ['aws-cn', 'cn-north-1'],
    ['aws-us-gov', 'us-gov-west-1'],
  ])('in the partition %s', async (partition, region) => {
    const RoleArn = `arn:${partition}:iam::444455556666:role/ci`
    const { AssumedRoleUser } = await assume({ RoleArn }, stsOf(BASE, region))
    expect(AssumedRoleUser?.Arn).toBe(`arn:${partition}:sts::444455556666:assumed-role/ci/nightly`)
  })

  test('logs in to the Docker Registry API as the role', async () => {
    const ecr = ecrOf(await sessionKeys())
    await ecr.createRepository({ repositoryName: 'team/app' })
    const { authorizationData } = await ecr.getAuthorizationToken({})
    const authorization = `Basic ${authorizationData?.[0]?.authorizationToken}`
    const { text } = await send(world.emulator.url, { path: '/v2/_catalog', headers: { authorization } })
    expect(JSON.parse(text)).toEqual({ repositories: ['team/app'] })
  })
})

describe('AssumeRole refuses', () => {
  test.each<[string, Partial<AssumeRoleCommandInput>, string, string]>([
    ['no ARN', { RoleArn: undefined }, 'ValidationError', "Value null at 'roleArn'"],
    ['a short ARN', { RoleArn: 'arn' }, 'ValidationError', "Value 'arn' at 'roleArn' failed to satisfy constraint"],
    ['a user', { RoleArn: 'arn:aws:iam::444455556666:user/ann' }, 'ValidationError', 'user/ann is invalid'],
    ['no name', { RoleSessionName: undefined }, 'ValidationError', "Value null at 'roleSessionName'"],
    ['a name of one letter', { RoleSessionName: 'a' }, 'ValidationError', 'greater than or equal to 2'],
    ['a name of 65', { RoleSessionName: 'a'.repeat(65) }, 'ValidationError', 'less than or equal to 64'],
    ['a name with a space', { RoleSessionName: 'a b' }, 'ValidationError', 'regular expression pattern: [\\w+=,.@-]*'],
    ['an external id of one letter', { ExternalId: 'a' }, 'ValidationError', "at 'externalId'"],
    ['an external id with a space', { ExternalId: 'a b' }, 'ValidationError', "at 'externalId'"],
    ['less than a quarter of an hour', { DurationSeconds: 899 }, 'ValidationError', 'greater than or equal to 900'],
    ['more than half a day', { DurationSeconds: 43_201 }, 'ValidationError', 'less than or equal to 43200'],
    ['a role of China', { RoleArn: 'arn:aws-cn:iam::444455556666:role/ci' }, 'AccessDenied', 'sts:AssumeRole on'],
  ])('%s', async (_name, input, name, message) => {
    await expect(assume(input)).rejects.toMatchObject({ name, message: expect.stringContaining(message) })
  })

  test('a duration that is no number', async () => {
    const body = `Action=AssumeRole&RoleArn=${ROLE}&RoleSessionName=ci&DurationSeconds=soon`
    const headers = { 'content-type': 'application/x-www-form-urlencoded' }
    const { status, text } = await send(world.emulator.url, { method: 'POST', headers, body })
    expect([status, text]).toEqual([400, expect.stringContaining('<Code>MalformedInput</Code>')])
  })

  test('a root user', async () =>
    await expect(assume({}, stsOf({ AccessKeyId: 'ROOT', SecretAccessKey: 'x' }))).rejects.toMatchObject({
      name: 'AccessDenied',
      message: 'Roles may not be assumed by root accounts.',
    }))

  test('a role of the account that a fault is about, and no other', async () => {
    world.emulator.inject({ operation: 'AssumeRole', error: 'AccessDenied', account: '444455556666' })
    await expect(assume()).rejects.toMatchObject({
      name: 'AccessDenied',
      message: `User: arn:aws:iam::123456789012:user/ecrsync is not authorized to perform: sts:AssumeRole on resource: ${ROLE}`,
    })
    await assume({ RoleArn: 'arn:aws:iam::777788889999:role/ci' })
    expect(world.emulator.calls.map(({ error }) => error)).toEqual(['AccessDenied', undefined])
  })
})

describe('a session', () => {
  test('that is over is refused by every API', async () => {
    const keys = await sessionKeys({ DurationSeconds: 900 })
    world.emulator.clock.advance(899_000)
    await ecrOf(keys).describeRepositories({})
    world.emulator.clock.advance(1000)
    await expect(ecrOf(keys).describeRepositories({})).rejects.toMatchObject({ name: 'ExpiredTokenException' })
    await expect(stsOf(keys).getCallerIdentity({})).rejects.toMatchObject({ name: 'ExpiredToken' })
    const headers = { authorization: signed(keys.AccessKeyId ?? ''), 'x-amz-security-token': keys.SessionToken ?? '' }
    const tagging = { ...headers, 'x-amz-target': 'ResourceGroupsTaggingAPI_20170126.GetResources' }
    const { status, text } = await send(world.emulator.url, { method: 'POST', headers: tagging, body: '{}' })
    expect([status, JSON.parse(text).__type]).toEqual([403, 'ExpiredTokenException'])
  })

  test.each<[string, (keys: Keys) => Keys]>([
    ['without its token', ({ SessionToken: _, ...keys }) => keys],
    ['with a token that was written by hand', keys => ({ ...keys, SessionToken: `${keys.SessionToken}x` })],
    ['with the token of another', keys => ({ ...keys, AccessKeyId: `${keys.AccessKeyId?.slice(0, -1)}0` })],
  ])('is nobody %s', async (_name, changed) => {
    const keys = changed(await sessionKeys())
    const asked = ecrOf(keys).describeRepositories({})
    await expect(asked).rejects.toMatchObject({ name: 'UnrecognizedClientException' })
    await expect(stsOf(keys).getCallerIdentity({})).rejects.toMatchObject({ name: 'InvalidClientTokenId' })
  })

  test('of AWS itself is a user of the own account, as any other key is', async () => {
    const keys = { AccessKeyId: 'ASIA1234567890ABCDEF', SecretAccessKey: 'x', SessionToken: 'IQoJb3JpZ2lu' }
    expect((await stsOf(keys).getCallerIdentity({})).Account).toBe('123456789012')
  })

  test.each<[string, EmulatorOptions, boolean]>([
    ['survives a restart on the same data folder', { dataDirectory: 'DATA' }, true],
    ['ends with the process where nothing is kept', {}, false],
  ])('%s', async (_name, given, isKept) => {
    const dataDirectory = given.dataDirectory && (await folderWith({}))
    const options = dataDirectory === undefined ? {} : { dataDirectory }
    const first = await startEmulator(options)
    const { Credentials: keys = {} } = await assume({}, stsOf(BASE, 'us-east-1', first.url))
    await first.close()
    const second = await startEmulator(options)
    onTestFinished(() => second.close())
    const asked = ecrOf(keys, second.url).describeRegistry({})
    if (isKept) expect((await asked).registryId).toBe('444455556666')
    else await expect(asked).rejects.toMatchObject({ name: 'UnrecognizedClientException' })
  })
})

test('faults can be about one region', async () => {
  world.emulator.inject({ operation: '*', error: 'UnrecognizedClientException', region: 'af-south-1' })
  const away = clientOf(world.emulator, { region: 'af-south-1' })
  await expect(away.describeRepositories({})).rejects.toMatchObject({ name: 'UnrecognizedClientException' })
  await world.ecr.describeRepositories({})
})
