import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { type Action, answer } from '../../../src/commands/login/credential-helper.ts'
import type { Emulator } from '../../../src/emulator/server.ts'
import { awsEnvironment, bareEnvironment } from '../../cli.ts'
import { seeded } from '../../seed.ts'
import { regionIn } from './token.ts'

const NOT_FOUND = { stdout: 'credentials not found in native keychain', exitCode: 1 }

let emulator: Emulator
let host: string

beforeEach(async () => {
  emulator = await seeded({ calls: [] })
  host = new URL(emulator.url).host
  surround({})
})
afterEach(() => void vi.unstubAllEnvs())

function surround(more: Readonly<Record<string, string | undefined>>): void {
  const env = { ...bareEnvironment(), ...awsEnvironment(emulator.url), AWS_ENDPOINT_URL: undefined, ...more }
  for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value)
}

async function* written(text: string) {
  // A client may write in parts.
  yield Buffer.from(text.slice(0, 3))
  yield Buffer.from(text.slice(3))
}

const asked = (action: Action, input = '', hosts: 'known' | 'all' = 'known', access = {}) =>
  answer({ action, input: written(input), access, hosts })
const callsOf = ({ calls }: Emulator) => calls.map(({ operation }) => operation)

describe('get', () => {
  test.each([
    ['111122223333.dkr.ecr.eu-west-1.amazonaws.com', 'eu-west-1'],
    ['https://111122223333.dkr-ecr.us-west-2.on.aws\n', 'us-west-2'],
  ])('of %s answers with a token of that region', async (server, region) => {
    const { stdout, exitCode } = await asked('get', server)
    const { ServerURL, Username, Secret } = JSON.parse(stdout)
    expect({ exitCode, ServerURL, Username }).toEqual({ exitCode: 0, ServerURL: server.trim(), Username: 'AWS' })
    expect(regionIn(Secret)).toBe(region)
  })

  test.each(['', 'http://', 'https://'])('of %s and the endpoint answers with its token', async scheme => {
    const { stdout } = await asked('get', `${scheme}${host}\n`)
    expect(regionIn(JSON.parse(stdout).Secret)).toBe('us-east-1')
  })

  test('knows the endpoint by every name that was configured', async () => {
    const endpoint = emulator.url.replace('127.0.0.1', 'localhost')
    const { host: other } = new URL(endpoint)
    for (const server of [host, other]) {
      expect(await asked('get', server, 'known', { endpoint })).toMatchObject({ exitCode: 0 })
    }
    surround({ AWS_ENDPOINT_URL_ECR: undefined, AWS_ENDPOINT_URL: emulator.url })
    expect(await asked('get', host)).toMatchObject({ exitCode: 0 })
  })

  test.each(['docker.io', 'https://index.docker.io/v1/', '127.0.0.1:1', 'public.ecr.aws', 'no host'])(
    'of %s, which is somebody else, finds nothing',
    async server => expect(await asked('get', server)).toEqual(NOT_FOUND),
  )

  test('asks nobody about a stranger where no endpoint is configured', async () => {
    surround({ AWS_ENDPOINT_URL_ECR: undefined, AWS_REGION: undefined })
    expect(await asked('get', 'docker.io')).toEqual(NOT_FOUND)
    expect(callsOf(emulator)).toEqual([])
  })

  test.each(['127.0.0.1:1', 'registry.example.com', 'no host'])('for all hosts answers %s too', async server => {
    const { stdout, exitCode } = await asked('get', server, 'all')
    expect({ exitCode, server: JSON.parse(stdout).ServerURL }).toEqual({ exitCode: 0, server })
  })

  test('without a server says so in the words that clients know', async () =>
    expect(await asked('get', '\n')).toEqual({ stdout: 'no credentials server URL', exitCode: 1 }))

  test.each([
    ['AWS_REGION', 'NO_REGION'],
    ['AWS_ACCESS_KEY_ID', 'NO_CREDENTIALS'],
  ])('without %s fails in a line for the client and a diagnostic for people', async (variable, code) => {
    surround({ [variable]: undefined })
    const { stdout, exitCode, error } = await asked('get', host)
    expect({ exitCode, code: error?.code }).toEqual({ exitCode: 1, code })
    expect(stdout).toBe(`${code}: ${error?.message}`)
  })
})

test.each<Action>(['store', 'erase'])('%s reads what it is given, and does nothing', async action => {
  expect(await asked(action, `{"ServerURL":"${host}","Username":"AWS","Secret":"hush"}`)).toEqual({
    stdout: '',
    exitCode: 0,
  })
  expect(callsOf(emulator)).toEqual([])
})

test('list names the registry', async () =>
  expect(await asked('list', 'unused')).toEqual({ stdout: `{"https://${host}":"AWS"}`, exitCode: 0 }))
