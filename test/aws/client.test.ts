import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest'
import { READS, WRITES } from '../../src/aws/api.ts'
import { connect } from '../../src/aws/client.ts'
import { openTraffic } from '../../src/aws/traffic.ts'
import type { Event } from '../../src/events.ts'
import { folderWith } from '../folder.ts'
import { type Registry, registry } from '../registry.ts'
import { answered, fakeEcr } from './fake-ecr.ts'

const UNSET = ['AWS_REGION', 'AWS_DEFAULT_REGION', 'AWS_PROFILE', 'AWS_MAX_ATTEMPTS', 'AWS_ENDPOINT_URL_ECR']
const CREDENTIALS = { accessKeyId: '123456789012', secretAccessKey: 'local' }

beforeEach(() => {
  for (const name of UNSET) vi.stubEnv(name, undefined)
  vi.stubEnv('AWS_CONFIG_FILE', '/nonexistent')
  vi.stubEnv('AWS_SHARED_CREDENTIALS_FILE', '/nonexistent')
})
afterEach(() => void vi.unstubAllEnvs())

const list = ({ client }: Registry) => client.reader.call('DescribeRepositories', {})
const operations = ({ emulator }: Registry) => emulator.calls.map(({ operation, error }) => error ?? operation)

describe('a call', () => {
  test('that is throttled is made again', async () => {
    const ecr = await registry()
    ecr.emulator.inject({ operation: 'DescribeRepositories', error: 'ThrottlingException', when: { first: 1 } })
    expect(await list(ecr)).toMatchObject({ repositories: [] })
    expect(operations(ecr)).toEqual(['ThrottlingException', 'DescribeRepositories'])
  })

  test('says who asks as the SDK does, and the same each time', async () => {
    const said: unknown[] = []
    const { client } = await fakeEcr(response => {
      const { headers } = response.req
      said.push([
        headers['user-agent'],
        headers['x-amz-user-agent'],
        headers['content-length'],
        headers['x-amzn-trace-id'],
      ])
      answered(response, { repositories: [] })
    })
    for (let call = 0; call < 3; call += 1) await client.reader.call('DescribeRepositories', {})
    const agent = expect.stringMatching(/^aws-sdk-js\/\S+ ua\/2.1 os\/.* lang\/js .* api\/ecr#\S+ m\/\S*N/)
    expect(said[0]).toEqual([agent, expect.stringMatching(/^aws-sdk-js\/[\d.]+$/), '2', undefined])
    expect(said).toEqual([said[0], said[0], said[0]])
  })

  test('made in Lambda carries its trace', async () => {
    vi.stubEnv('AWS_LAMBDA_FUNCTION_NAME', 'sync')
    vi.stubEnv('_X_AMZN_TRACE_ID', 'Root=1')
    const traces: unknown[] = []
    const { client } = await fakeEcr(response => {
      traces.push(response.req.headers['x-amzn-trace-id'])
      answered(response, { repositories: [] })
    })
    await client.reader.call('DescribeRepositories', {})
    expect(traces).toEqual(['Root=1'])
  })

  test('that was signed by a clock that is wrong is signed anew, by that of ECR', async () => {
    const hourAhead = () => new Date(Date.now() + 3_600_000)
    const signed: string[] = []
    const { client } = await fakeEcr((response, _, count) => {
      signed.push(String(response.req.headers['x-amz-date']))
      response.setHeader('date', hourAhead().toUTCString())
      if (count === 1) answered(response, { __type: 'InvalidSignatureException', message: 'Signature expired' }, 400)
      else answered(response, { registryId: '1', replicationConfiguration: {} })
    })
    expect(await client.reader.call('DescribeRegistry', {})).toMatchObject({ registryId: '1' })
    const [first, second] = signed.map(text => Date.parse(text.replace(/(..)(..)T(..)(..)(..)Z$/, '-$1-$2T$3:$4:$5Z')))
    expect((second ?? 0) - (first ?? 0)).toBeGreaterThan(3_500_000)
  })

  test('that is throttled tells who listens, of each answer', async () => {
    const told: string[] = []
    const { client } = await fakeEcr(
      (response, _, count) =>
        answered(
          response,
          count < 3 ? { __type: 'ThrottlingException' } : { registryId: '1', replicationConfiguration: {} },
          count < 3 ? 400 : 200,
        ),
      { emit: event => void (event.type === 'throttled' && told.push(event.action)) },
    )
    await client.reader.call('DescribeRegistry', {})
    expect(told).toEqual(['DescribeRegistry', 'DescribeRegistry'])
  })

  test('tells what came of each try', async () => {
    const told: Event[] = []
    const { client } = await fakeEcr(
      (response, operation, count) =>
        operation === 'DescribeRegistry'
          ? answered(response, { __type: count === 1 ? 'ThrottlingException' : 'RegistryPolicyNotFoundException' }, 400)
          : answered(
              response,
              count === 1 ? { __type: 'ServerException' } : { repositories: [] },
              count === 1 ? 500 : 200,
            ),
      { target: 'prod', emit: event => void (event.type === 'answered' && told.push(event)) },
    )
    await client.reader.call('DescribeRegistry', {}).catch(() => undefined)
    await client.reader.call('DescribeRepositories', {})
    const [first, again] = ['DescribeRegistry', 'DescribeRepositories'].map(action => ({
      type: 'answered',
      target: 'prod',
      action,
      milliseconds: expect.any(Number),
    })) as [object, object]
    expect(told).toEqual([
      { ...first, outcome: 'throttled', isRetry: false },
      { ...first, outcome: 'done', isRetry: true },
      { ...again, outcome: 'failed', isRetry: false },
      { ...again, outcome: 'done', isRetry: true },
    ])
  })

  test('that is throttled is made again as often as it takes', async () => {
    let now = 0
    const wait = async (milliseconds: number) => {
      now += milliseconds
    }
    const { client, asked } = await fakeEcr(
      (response, _, count) =>
        count < 20
          ? answered(response, { __type: 'ThrottlingException' }, 400)
          : answered(response, { registryId: '1', replicationConfiguration: {} }),
      { traffic: openTraffic({ concurrency: 1, clock: { now: () => now, wait } }) },
    )
    await client.reader.call('DescribeRegistry', {})
    expect(asked).toHaveLength(20)
  })

  test('that must be looked at again is made once', async () => {
    const { client, asked } = await fakeEcr(response => answered(response, { __type: 'ThrottlingException' }, 400))
    const put = client.images.call('PutImage', { repositoryName: 'a', imageManifest: '{}' }, { isOnce: true })
    await expect(put).rejects.toMatchObject({ code: 'THROTTLED' })
    expect(asked).toEqual(['PutImage'])
  })

  test('that breaks on the way is made again', async () => {
    const ecr = await registry()
    ecr.emulator.inject({ operation: 'DescribeRepositories', error: 'DropBefore', when: { first: 2 } })
    expect(await list(ecr)).toMatchObject({ repositories: [] })
  })

  test('that a quota refuses is not made again', async () => {
    const ecr = await registry()
    ecr.emulator.inject({ operation: 'CreateRepository', error: 'LimitExceededException', message: 'too many' })
    const creating = ecr.client.writer.perform({ action: 'CreateRepository', input: { repositoryName: 'team/a' } })
    await expect(creating).rejects.toMatchObject({
      code: 'AWS_ERROR',
      detail: 'too many',
      awsName: 'LimitExceededException',
    })
    expect(operations(ecr)).toEqual(['LimitExceededException'])
  })

  test('that is denied is not made again', async () => {
    const ecr = await registry()
    ecr.emulator.inject({ operation: 'DescribeRepositories', error: 'AccessDeniedException' })
    await expect(list(ecr)).rejects.toMatchObject({ code: 'ACCESS_DENIED' })
    expect(operations(ecr)).toEqual(['AccessDeniedException'])
  })
})

describe('a connection', () => {
  const connected = (more = {}) => connect({ concurrency: 2, credentials: CREDENTIALS, ...more })

  test('has no more calls in flight than it may', async () => {
    const ecr = await registry()
    const client = await connected({ region: 'us-east-1', endpoint: ecr.emulator.url })
    await Promise.all(Array.from({ length: 12 }, () => client.reader.call('DescribeRegistry', {})))
    client.close()
    expect(Math.max(...ecr.emulator.calls.map(({ peak }) => peak))).toBeLessThanOrEqual(2)
  })

  test('tells of each call before it is made', async () => {
    const ecr = await registry()
    const told: Event[] = []
    const emit = (event: Event) => void (event.type === 'called' && told.push(event))
    const client = await connected({ region: 'us-east-1', endpoint: ecr.emulator.url, target: 'prod', emit })
    await client.reader.call('DescribeRepositories', { maxResults: 1 })
    await client.reader.call('DescribeImages', { repositoryName: 'a' }).catch(() => undefined)
    await client.reader.call('ListTagsForResource', { resourceArn: 'arn:a' }).catch(() => undefined)
    client.close()
    expect(told).toEqual([
      { type: 'called', target: 'prod', action: 'DescribeRepositories' },
      { type: 'called', target: 'prod', action: 'DescribeImages', on: 'a' },
      { type: 'called', target: 'prod', action: 'ListTagsForResource', on: 'arn:a' },
    ])
  })

  test('without a region says how to name one', async () =>
    await expect(connected()).rejects.toMatchObject({ code: 'NO_REGION', hint: expect.stringContaining('--region') }))

  test('takes the region from where the SDK does', async () => {
    vi.stubEnv('AWS_REGION', 'eu-west-1')
    const client = await connected()
    client.close()
    expect(client.region).toBe('eu-west-1')
  })

  test('that nobody answers says where it went', async () => {
    const endpoint = 'http://127.0.0.1:9'
    const client = await connected({ region: 'us-east-1', endpoint })
    await expect(client.reader.call('DescribeRegistry', {})).rejects.toMatchObject({
      code: 'UNREACHABLE',
      detail: expect.stringContaining(endpoint),
    })
    client.close()
  })
})

describe('an identity', () => {
  /** A profile whose credentials a program tells, which notes each of its runs. */
  async function profile() {
    const folder = await folderWith({})
    const runs = join(folder, 'runs')
    const answer = JSON.stringify({ Version: 1, AccessKeyId: '123456789012', SecretAccessKey: 'local' })
    const program = join(folder, 'program')
    await writeFile(program, `#!/bin/sh\necho run >> '${runs}'\necho '${answer}'\n`, { mode: 0o755 })
    await writeFile(join(folder, 'config'), `[profile told]\ncredential_process = ${program}\n`)
    vi.stubEnv('AWS_CONFIG_FILE', join(folder, 'config'))
    for (const name of ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN']) vi.stubEnv(name, undefined)
    return { profile: 'told', runs: async () => (await readFile(runs, 'utf8')).trim().split('\n').length }
  }

  test('is looked for once, whatever is called, at once and in whichever region', async () => {
    const { emulator } = await registry()
    const told = await profile()
    const connection = { region: 'us-east-1', endpoint: emulator.url, profile: told.profile, concurrency: 4 }
    const client = await connect(connection)
    const other = await client.elsewhere('eu-west-1')
    onTestFinished(() => {
      for (const each of [client, other]) each.close()
    })
    const repositoryName = 'team/app'
    await Promise.all([
      client.reader.call('DescribeRegistry', {}),
      client.reader.call('DescribeRepositories', {}),
      client.writer.performOnce({ action: 'CreateRepository', input: { repositoryName } }),
      other.reader.call('DescribeRegistry', {}),
    ])
    await other.writer.performOnce({ action: 'CreateRepository', input: { repositoryName } })
    expect(await told.runs()).toBe(1)
    expect(other.region).toBe('eu-west-1')
    expect(await other.reader.call('DescribeRepositories', {})).toMatchObject({
      repositories: [{ repositoryArn: expect.stringContaining(':eu-west-1:') }],
    })
  })
})

describe('the tables', () => {
  test('have no call that both reads and writes, and know each by its own name', () => {
    expect(Object.keys(READS).filter(action => action in WRITES)).toEqual([])
    for (const [action, Command] of Object.entries({ ...READS, ...WRITES }))
      expect(Command.name).toBe(`${action}Command`)
  })

  test('count as reads only what describes, gets and lists', () =>
    expect(Object.keys(READS).filter(action => !/^(Describe|Get|List)/.test(action))).toEqual([]))
})
