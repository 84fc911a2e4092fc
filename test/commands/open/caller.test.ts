import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest'
import { type OpenTarget, targetOpeners } from '../../../src/commands/open/target.ts'
import type { Fault } from '../../../src/emulator/faults/faults.ts'
import { type Emulator, startEmulator } from '../../../src/emulator/server.ts'
import type { DeclaredTarget } from '../../../src/model.ts'
import { folderWith } from '../../folder.ts'

const CI = '123456789012'
const PROD = '111122223333'
const ROLE = `arn:aws:iam::${PROD}:role/ecrsync`
const SESSION = { arn: `arn:aws:sts::${PROD}:assumed-role/ecrsync/ecrsync`, account: PROD }
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

async function emulator(faults: readonly Fault[] = []): Promise<Emulator> {
  const started = await startEmulator({ faults })
  onTestFinished(() => started.close())
  return started
}

async function opened(
  targets: readonly Partial<DeclaredTarget>[],
  flags: Partial<Parameters<typeof targetOpeners>[0]> = {},
): Promise<readonly OpenTarget[]> {
  const declared = targets.map((one, index) => ({ name: `t${index}`, region: 'eu-west-1', labels: {}, ...one }))
  const all = { file: 'ecrsync.yaml', local: false, concurrency: 2, ...flags }
  const { openers, close } = await targetOpeners(all, declared, () => {})
  onTestFinished(close)
  return Promise.all(openers.map(opener => opener.open()))
}

const callersOf = (targets: readonly OpenTarget[]) => Promise.all(targets.map(target => target.caller()))
const stsCalls = ({ calls }: Emulator): readonly (string | undefined)[] =>
  calls.map(({ operation }) => operation).filter(operation => operation === 'GetCallerIdentity')

describe('who asks', () => {
  test('is asked when it is wanted, once for all targets of an identity', async () => {
    const sts = await emulator()
    vi.stubEnv('AWS_ENDPOINT_URL', sts.url)
    const targets = await opened([{ role: ROLE }, { role: ROLE, region: 'eu-central-1' }])
    expect(stsCalls(sts)).toEqual([])
    expect(await callersOf(targets)).toEqual([SESSION, SESSION])
    await callersOf(targets)
    expect(stsCalls(sts)).toHaveLength(1)
  })

  test('is known of a target whose account has been checked', async () => {
    const sts = await emulator()
    vi.stubEnv('AWS_ENDPOINT_URL', sts.url)
    const targets = await opened([{ role: ROLE, account: PROD }])
    expect(await callersOf(targets)).toEqual([SESSION])
    expect(stsCalls(sts)).toHaveLength(1)
  })

  test('is whoever the embedded ECR takes for it, whatever the environment says of STS', async () => {
    vi.stubEnv('AWS_ENDPOINT_URL_STS', 'http://127.0.0.1:1')
    const file = `${await folderWith({})}/ecrsync.yaml`
    const targets = await opened([{}, { account: PROD }], { file, local: true })
    expect(await callersOf(targets)).toEqual([
      { arn: `arn:aws:iam::${CI}:user/ecrsync`, account: CI },
      { arn: `arn:aws:iam::${PROD}:user/ecrsync`, account: PROD },
    ])
  })
})

describe('who asks is unknown, and that is no failure', () => {
  test('where ECR alone has an endpoint: credentials of an emulator are not shown to AWS', async () => {
    const ecr = await emulator()
    const targets = await opened([{}], { 'endpoint-url': ecr.url })
    expect(await callersOf(targets)).toEqual([undefined])
    expect(stsCalls(ecr)).toEqual([])
  })

  test('where STS refuses, which is asked once', async () => {
    const fault: Fault = { operation: 'GetCallerIdentity', error: 'AccessDenied' }
    const sts = await emulator([fault])
    vi.stubEnv('AWS_ENDPOINT_URL', sts.url)
    const targets = await opened([{}, { region: 'eu-central-1' }])
    expect(await callersOf(targets)).toEqual([undefined, undefined])
    expect(stsCalls(sts)).toHaveLength(1)
  })
})
