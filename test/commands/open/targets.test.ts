import { readFile, writeFile } from 'node:fs/promises'
import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest'
import { type OpenTarget, targetOpeners } from '../../../src/commands/open/target.ts'
import type { Fault } from '../../../src/emulator/faults/faults.ts'
import { type Emulator, type EmulatorOptions, startEmulator } from '../../../src/emulator/server.ts'
import type { EcrsyncError } from '../../../src/errors.ts'
import type { Event } from '../../../src/events.ts'
import type { DeclaredTarget } from '../../../src/model.ts'
import { folderWith } from '../../folder.ts'

const PROD = '111122223333'
const CI = '123456789012'
const SOURCE = { file: 'ecrsync.yaml', line: 6, column: 3 }
const roleOf = (account: string, partition = 'aws') => `arn:${partition}:iam::${account}:role/ecrsync`

const FLAGS = { file: 'ecrsync.yaml', local: false, concurrency: 2 }
const UNSET = ['AWS_REGION', 'AWS_DEFAULT_REGION', 'AWS_PROFILE', 'AWS_DEFAULT_PROFILE', 'AWS_SESSION_TOKEN']
const ENDPOINTS = ['AWS_ENDPOINT_URL', 'AWS_ENDPOINT_URL_ECR', 'AWS_ENDPOINT_URL_STS']

beforeEach(() => {
  for (const name of [...UNSET, ...ENDPOINTS]) vi.stubEnv(name, undefined)
  vi.stubEnv('AWS_ACCESS_KEY_ID', CI)
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'local')
  vi.stubEnv('AWS_CONFIG_FILE', '/nonexistent')
  vi.stubEnv('AWS_SHARED_CREDENTIALS_FILE', '/nonexistent')
  vi.stubEnv('AWS_MAX_ATTEMPTS', '1')
})
afterEach(() => void vi.unstubAllEnvs())

const target = (name: string, more: Partial<DeclaredTarget> = {}): DeclaredTarget => ({
  name,
  region: 'eu-west-1',
  labels: {},
  source: SOURCE,
  ...more,
})

/** An emulator that is ECR and STS to whoever asks in this test. */
async function emulator(options: EmulatorOptions & { readonly faults?: readonly Fault[] } = {}): Promise<Emulator> {
  const started = await startEmulator(options)
  onTestFinished(() => started.close())
  vi.stubEnv('AWS_ENDPOINT_URL', started.url)
  return started
}

async function openersOf(targets: readonly DeclaredTarget[], flags = {}) {
  const told: Event[] = []
  const { openers, close } = await targetOpeners({ ...FLAGS, ...flags }, targets, event => void told.push(event))
  onTestFinished(close)
  return { openers, told }
}

async function openAll(targets: readonly DeclaredTarget[], flags = {}): Promise<readonly OpenTarget[]> {
  const { openers } = await openersOf(targets, flags)
  return Promise.all(openers.map(opener => opener.open()))
}

async function failureOf(declared: DeclaredTarget, flags = {}): Promise<EcrsyncError> {
  const { openers } = await openersOf([declared], flags)
  return Promise.all(openers.map(opener => opener.open())).then(
    () => {
      throw new Error('It was opened')
    },
    error => error,
  )
}

const list = ({ client }: OpenTarget) => client.reader.call('DescribeRepositories', {})
const registryOf = async ({ client }: OpenTarget) => (await client.reader.call('DescribeRegistry', {})).registryId
const asked = ({ calls }: Emulator) =>
  calls.map(({ operation, account, region }) => `${operation} ${account}/${region}`)

describe('a target is asked as whoever it says', () => {
  test('as the environment, without a question where it says no account', async () => {
    const there = await emulator()
    const [opened] = await openAll([target('plain')])
    expect(await registryOf(opened as OpenTarget)).toBe(CI)
    expect(asked(there)).toEqual([`DescribeRegistry ${CI}/eu-west-1`])
  })

  test('as the environment, once that is known to be of its account', async () => {
    const there = await emulator()
    const [opened] = await openAll([target('ci', { account: CI })])
    await list(opened as OpenTarget)
    expect(asked(there)).toEqual([`GetCallerIdentity ${CI}/eu-west-1`, `DescribeRepositories ${CI}/eu-west-1`])
  })

  test('as a role, with the external id and the name of its session', async () => {
    const there = await emulator()
    const role = { role: roleOf(PROD), externalId: 'acme-17', sessionName: 'nightly' }
    const [opened] = await openAll([target('prod', { account: PROD, ...role })])
    expect(await registryOf(opened as OpenTarget)).toBe(PROD)
    expect(asked(there)).toEqual([
      `AssumeRole ${CI}/eu-west-1`,
      `GetCallerIdentity ${PROD}/eu-west-1`,
      `DescribeRegistry ${PROD}/eu-west-1`,
    ])
    expect(there.calls[0]?.input).toMatchObject({
      RoleArn: roleOf(PROD),
      RoleSessionName: 'nightly',
      ExternalId: 'acme-17',
    })
  })

  test('as a role without an account, whose session is called ecrsync', async () => {
    const there = await emulator()
    await openAll([target('prod', { role: roleOf(PROD) })])
    expect(there.calls.map(({ operation, input }) => [operation, input?.RoleSessionName])).toEqual([
      ['AssumeRole', 'ecrsync'],
    ])
  })

  test.each([
    ['aws-cn', 'cn-north-1'],
    ['aws-us-gov', 'us-gov-west-1'],
  ])('as a role of the partition %s', async (partition, region) => {
    await emulator()
    const role = roleOf(PROD, partition)
    const [opened] = await openAll([target('there', { region, account: PROD, role })])
    expect(await registryOf(opened as OpenTarget)).toBe(PROD)
  })

  const config = `[profile team]
region = eu-west-2
aws_access_key_id = 777788889999
aws_secret_access_key = x
[profile other]
aws_access_key_id = 444455556666
aws_secret_access_key = x
`

  test('as its profile, also where the environment has keys, and as that of the flag before', async () => {
    await emulator()
    vi.stubEnv('AWS_CONFIG_FILE', `${await folderWith({ config })}/config`)
    const declared = target('team', { profile: 'team' })
    const [own] = await openAll([declared])
    const [typed] = await openAll([declared], { profile: 'other' })
    expect([await registryOf(own as OpenTarget), await registryOf(typed as OpenTarget)]).toEqual([
      '777788889999',
      '444455556666',
    ])
  })

  test('as a role that its profile assumes', async () => {
    const there = await emulator()
    vi.stubEnv('AWS_CONFIG_FILE', `${await folderWith({ config })}/config`)
    await openAll([target('prod', { profile: 'team', role: roleOf(PROD), account: PROD })])
    expect(asked(there)).toEqual(['AssumeRole 777788889999/eu-west-1', `GetCallerIdentity ${PROD}/eu-west-1`])
  })

  test('in its region, else that of the flag', async () => {
    await emulator()
    const unsaid = { name: 'unsaid', labels: {} }
    const opened = await openAll([target('said'), unsaid], { region: 'us-west-2' })
    expect(opened.map(({ client }) => client.region)).toEqual(['eu-west-1', 'us-west-2'])
  })

  test('at its own endpoint, which is of ECR alone, and that of the flag before', async () => {
    const sts = await emulator()
    const [own, typed] = [await startEmulator(), await startEmulator()]
    onTestFinished(async () => void (await Promise.all([own.close(), typed.close()])))
    const declared = target('there', { account: CI, endpoint: `${own.url}/` })
    const [first] = await openAll([declared])
    await list(first as OpenTarget)
    const [second] = await openAll([declared], { 'endpoint-url': typed.url })
    await list(second as OpenTarget)
    expect([first?.endpoint, second?.endpoint]).toEqual([own.url, typed.url])
    expect([sts, own, typed].map(there => there.calls.map(({ operation }) => operation))).toEqual([
      ['GetCallerIdentity', 'GetCallerIdentity'],
      ['DescribeRepositories'],
      ['DescribeRepositories'],
    ])
  })
})

describe('one identity', () => {
  const REGIONS = ['eu-west-1', 'us-east-1', 'ap-southeast-2']

  test('is that of all regions: one role assumed, one question who it is', async () => {
    const there = await emulator()
    const said = { account: PROD, role: roleOf(PROD) }
    const opened = await openAll(REGIONS.map(region => target(`prod/${region}`, { ...said, region })))
    await Promise.all(opened.map(list))
    const counted = ['AssumeRole', 'GetCallerIdentity', 'DescribeRepositories'].map(
      name => there.calls.filter(({ operation }) => operation === name).length,
    )
    expect(counted).toEqual([1, 1, 3])
    expect(
      there.calls
        .slice(2)
        .map(({ region }) => region)
        .toSorted(),
    ).toEqual(REGIONS.toSorted())
  })

  test.each<[string, Partial<DeclaredTarget>]>([
    ['another role', { role: 'arn:aws:iam::111122223333:role/other' }],
    ['another external id', { externalId: 'another' }],
    ['another name of the session', { sessionName: 'another' }],
  ])('is not that of %s', async (_name, other) => {
    const there = await emulator()
    const said = { account: PROD, role: roleOf(PROD), externalId: 'one', sessionName: 'one' }
    await openAll([target('one', said), target('other', { ...said, ...other })])
    expect(there.calls.filter(({ operation }) => operation === 'AssumeRole')).toHaveLength(2)
  })

  test('is asked for in the next region where one does not have it', async () => {
    const there = await emulator({
      faults: [{ operation: 'AssumeRole', error: 'RegionDisabledException', region: 'af-south-1' }],
    })
    const said = { account: PROD, role: roleOf(PROD) }
    const { openers } = await openersOf([
      target('away', { ...said, region: 'af-south-1' }),
      target('near', { ...said, region: 'eu-west-1' }),
    ])
    const [away, near] = await Promise.allSettled(openers.map(opener => opener.open()))
    expect(away).toMatchObject({ status: 'rejected', reason: { code: 'REGION_NOT_ENABLED' } })
    expect(near?.status).toBe('fulfilled')
    expect(there.calls.map(({ operation, error }) => error ?? operation)).toEqual([
      'RegionDisabledException',
      'AssumeRole',
      'GetCallerIdentity',
    ])
  })

  test('goes along to other regions that sources are in', async () => {
    const there = await emulator()
    const [opened] = await openAll([target('prod', { account: PROD, role: roleOf(PROD) })])
    const caller = await opened?.callerFor('us-east-1')
    await caller?.call('DescribeRepositories', {})
    expect(asked(there).at(-1)).toBe(`DescribeRepositories ${PROD}/us-east-1`)
    expect(there.calls).toHaveLength(3)
  })

  test.each<[string, Partial<DeclaredTarget>]>([
    ['alone', { account: CI }],
    ['that assumes a role', { account: PROD, role: roleOf(PROD) }],
  ])('of a profile %s looks for its credentials once, for STS, for ECR and for all regions', async (_name, said) => {
    await emulator()
    const folder = await folderWith({})
    const answer = JSON.stringify({ Version: 1, AccessKeyId: CI, SecretAccessKey: 'local' })
    await writeFile(`${folder}/program`, `#!/bin/sh\necho run >> ${folder}/runs\necho '${answer}'\n`, { mode: 0o755 })
    await writeFile(`${folder}/config`, `[profile team]\ncredential_process = ${folder}/program\n`)
    vi.stubEnv('AWS_CONFIG_FILE', `${folder}/config`)
    const opened = await openAll(REGIONS.map(region => target(region, { profile: 'team', region, ...said })))
    await Promise.all(opened.map(list))
    expect(await readFile(`${folder}/runs`, 'utf8')).toBe('run\n')
  })

  test('tells what is asked of STS, and what that throttles', async () => {
    vi.stubEnv('AWS_MAX_ATTEMPTS', undefined)
    await emulator({ faults: [{ operation: 'AssumeRole', error: 'ThrottlingException', when: { first: 1 } }] })
    const { openers, told } = await openersOf([target('prod', { account: PROD, role: roleOf(PROD) })])
    await openers[0]?.open()
    expect(told).toMatchObject([
      { type: 'called', action: 'AssumeRole', on: roleOf(PROD) },
      { type: 'answered', action: 'AssumeRole', outcome: 'throttled', isRetry: false },
      { type: 'throttled', action: 'AssumeRole' },
      { type: 'answered', action: 'AssumeRole', outcome: 'done', isRetry: true },
      { type: 'called', action: 'GetCallerIdentity' },
      { type: 'answered', action: 'GetCallerIdentity', outcome: 'done' },
    ])
  })
})

describe('the session of a role', () => {
  const prod = target('prod', { account: PROD, role: roleOf(PROD) })
  const count = ({ calls }: Emulator) => calls.filter(({ operation }) => operation === 'AssumeRole').length

  test('is assumed again before it expires', async () => {
    const there = await emulator()
    const [opened] = await openAll([prod])
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 56 * 60 * 1000 })
    onTestFinished(() => void vi.useRealTimers())
    await list(opened as OpenTarget)
    expect(there.calls.map(({ operation, error }) => error ?? operation)).toEqual([
      'AssumeRole',
      'GetCallerIdentity',
      'AssumeRole',
      'DescribeRepositories',
    ])
  })

  test('is assumed once for all that ask meanwhile', async () => {
    const there = await emulator()
    const [opened] = await openAll([prod])
    await Promise.all(Array.from({ length: 8 }, () => list(opened as OpenTarget)))
    expect(count(there)).toBe(1)
  })

  test('that has expired all the same is assumed again, and the call is made again', async () => {
    const there = await emulator()
    const [opened] = await openAll([prod])
    there.clock.advance(61 * 60 * 1000)
    const { client } = opened as OpenTarget
    await Promise.all([
      client.reader.call('DescribeRegistry', {}),
      client.writer.performOnce({ action: 'CreateRepository', input: { repositoryName: 'team/app' } }),
    ])
    expect(count(there)).toBe(2)
    expect((await client.reader.call('DescribeRepositories', {})).repositories).toHaveLength(1)
    expect(there.calls.filter(({ error }) => error !== undefined).map(({ error }) => error)).toEqual([
      'ExpiredTokenException',
      'ExpiredTokenException',
    ])
  })

  test('that cannot be assumed again says so of the call', async () => {
    const there = await emulator()
    const [opened] = await openAll([prod])
    there.clock.advance(61 * 60 * 1000)
    there.inject({ operation: 'AssumeRole', error: 'AccessDenied' })
    await expect(list(opened as OpenTarget)).rejects.toMatchObject({ code: 'ROLE_NOT_ASSUMED' })
  })
})

describe('the wrong account', () => {
  test('ends the target before anything of it is asked', async () => {
    const there = await emulator()
    const error = await failureOf(target('prod-eu', { account: PROD }))
    expect([error.code, error.exitCode, error.message]).toEqual([
      'WRONG_ACCOUNT',
      4,
      'The credentials are of another account than the target',
    ])
    expect(error.detail).toBe(
      `The manifest says account ${PROD}, and sts:GetCallerIdentity answers account ${CI}, as arn:aws:iam::${CI}:user/ecrsync. Nothing was read or written there.`,
    )
    expect(error.hint).toContain(`Sign in to account ${PROD}, or write a role or a profile of that account`)
    expect(error.diagnostics).toEqual([
      expect.objectContaining({ severity: 'error', code: 'WRONG_ACCOUNT', source: SOURCE, targets: ['prod-eu'] }),
    ])
    expect(asked(there)).toEqual([`GetCallerIdentity ${CI}/eu-west-1`])
  })

  test('is that of a role, too', async () => {
    await emulator()
    const error = await failureOf(target('prod', { account: '444455556666', role: roleOf(PROD) }))
    expect([error.code, error.detail, error.hint]).toEqual([
      'WRONG_ACCOUNT',
      expect.stringContaining(`as arn:aws:sts::${PROD}:assumed-role/ecrsync/ecrsync`),
      expect.stringContaining('write another role'),
    ])
  })

  test('of one target says nothing of the others', async () => {
    await emulator()
    const { openers } = await openersOf([target('wrong', { account: PROD }), target('right', { account: CI })])
    const endings = await Promise.allSettled(openers.map(opener => opener.open()))
    expect(endings.map(({ status }) => status)).toEqual(['rejected', 'fulfilled'])
  })
})

describe('what goes wrong names the target, what was asked, and what is missing', () => {
  const prod = target('prod', { account: PROD, role: roleOf(PROD) })

  test.each<[string, DeclaredTarget, Fault, string, readonly string[], string]>([
    [
      'a role that cannot be assumed',
      prod,
      { operation: 'AssumeRole', error: 'AccessDenied' },
      'ROLE_NOT_ASSUMED',
      [`arn:aws:iam::${CI}:user/ecrsync is not authorized to perform sts:AssumeRole`],
      `Allow sts:AssumeRole on ${roleOf(PROD)} to arn:aws:iam::${CI}:user/ecrsync`,
    ],
    [
      'a role that wants another external id',
      { ...prod, externalId: 'acme' },
      { operation: 'AssumeRole', error: 'AccessDenied' },
      'ROLE_NOT_ASSUMED',
      [],
      'with the externalId of the target as sts:ExternalId',
    ],
    [
      'credentials that have expired',
      prod,
      { operation: 'AssumeRole', error: 'ExpiredToken' },
      'BAD_CREDENTIALS',
      ['answered AssumeRole with ExpiredToken'],
      'AWS_SESSION_TOKEN',
    ],
    [
      'credentials of nobody',
      target('prod', { account: PROD }),
      { operation: 'GetCallerIdentity', error: 'InvalidClientTokenId' },
      'BAD_CREDENTIALS',
      ['answered GetCallerIdentity with InvalidClientTokenId'],
      'the account has not enabled eu-west-1: account:EnableRegion',
    ],
    [
      'a region that is switched off',
      prod,
      { operation: 'AssumeRole', error: 'RegionDisabledException' },
      'REGION_NOT_ENABLED',
      ['answered AssumeRole with RegionDisabledException'],
      'aws account enable-region --region-name eu-west-1',
    ],
    [
      'a denial of everything',
      target('prod', { account: PROD }),
      { operation: 'GetCallerIdentity', error: 'AccessDenied' },
      'ACCESS_DENIED',
      [],
      'Allow sts:GetCallerIdentity to',
    ],
    [
      'throttling',
      prod,
      { operation: 'AssumeRole', error: 'ThrottlingException' },
      'THROTTLED',
      [],
      'a --max-rate that leaves',
    ],
    [
      'a failure of STS',
      prod,
      { operation: 'AssumeRole', error: 'InternalFailure' },
      'AWS_ERROR',
      ['InternalFailure was asked of'],
      'run it again',
    ],
  ])('%s', async (_name, declared, fault, code, details, hint) => {
    await emulator({ faults: [fault] })
    const error = await failureOf(declared)
    expect([error.code, error.hint]).toEqual([code, expect.stringContaining(hint)])
    expect(error.diagnostics[0]?.targets).toEqual(['prod'])
    for (const detail of details) expect(error.detail).toContain(detail)
    expect(error.diagnostics[0]?.source).toEqual(SOURCE)
  })

  test('nobody who is STS', async () => {
    await emulator()
    vi.stubEnv('AWS_ENDPOINT_URL_STS', 'http://127.0.0.1:9')
    const error = await failureOf(prod)
    expect([error.code, error.message, error.hint]).toEqual([
      'UNREACHABLE',
      'STS cannot be reached',
      expect.stringContaining('AWS_ENDPOINT_URL_STS'),
    ])
  })

  test('an endpoint with a login', async () => {
    await emulator()
    const error = await failureOf(target('prod', { endpoint: 'http://me:hush@127.0.0.1:9' }))
    expect([error.code, error.message]).toEqual(['INVALID_ENDPOINT', 'The endpoint of the target prod holds a login'])
    expect(JSON.stringify([error.message, error.detail, error.hint])).not.toContain('hush')
  })

  test('a profile that is not there', async () =>
    expect(await failureOf(target('prod', { profile: 'nowhere' }))).toMatchObject({
      code: 'INVALID_PROFILE',
      detail: expect.stringMatching(/^The target names it\./),
      diagnostics: [expect.objectContaining({ targets: ['prod'] })],
    }))

  test('a region that ECR does not know the credentials in, where STS does', async () => {
    await emulator({ faults: [{ operation: 'DescribeRepositories', error: 'UnrecognizedClientException' }] })
    const [opened] = await openAll([prod])
    const listing = await list(opened as OpenTarget).catch(error => error)
    expect([listing.code, listing.message]).toEqual([
      'REGION_NOT_ENABLED',
      'The account has not enabled the region eu-west-1',
    ])
    expect(listing.detail).toContain('answered DescribeRepositories with UnrecognizedClientException')
  })

  test('without a name where the manifest declares no target', async () => {
    await emulator({ faults: [{ operation: 'AssumeRole', error: 'AccessDenied' }] })
    const { source: _, ...undeclared } = prod
    expect((await failureOf(undeclared)).detail).toMatch(/^arn:aws:iam::123456789012:user/)
  })

  test('and where ECR alone is at an emulator', async () => {
    const there = await emulator()
    vi.stubEnv('AWS_ENDPOINT_URL', undefined)
    // No call must reach AWS from a test.
    vi.stubEnv('HTTPS_PROXY', 'http://127.0.0.1:9')
    const error = await failureOf(prod, { 'endpoint-url': there.url })
    expect(error.hint).toContain(`set AWS_ENDPOINT_URL_STS=${there.url} as well`)
  })
})

describe('--local', () => {
  test('serves every target from one ECR, whoever it is asked as', async () => {
    const file = `${await folderWith({})}/ecrsync.yaml`
    const targets = [
      target('prod', { account: PROD, role: roleOf(PROD), profile: 'nowhere', endpoint: 'http://127.0.0.1:9' }),
      target('other', { account: '444455556666', region: 'us-east-1' }),
      { name: 'unsaid', labels: {} },
    ]
    const opened = await openAll(targets, { file, local: true })
    const places = await Promise.all(
      opened.map(async one => [one.endpoint, await registryOf(one), one.client.region] as const),
    )
    expect(places).toEqual([
      ['embedded', PROD, 'eu-west-1'],
      ['embedded', '444455556666', 'us-east-1'],
      ['embedded', CI, 'us-east-1'],
    ])
  })
})
