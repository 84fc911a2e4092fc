import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { type Action, answer } from '../../../src/commands/login/credential-helper.ts'
import type { Emulator } from '../../../src/emulator/server.ts'
import { awsEnvironment, bareEnvironment } from '../../cli.ts'
import { folderWith } from '../../folder.ts'
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

const asked = (action: Action, input = '', access = {}) => answer({ action, input: written(input), access })
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

  test('answers at the endpoint that the flag, the environment or the profile names, and at loopback', async () => {
    // Names that lead nowhere: only where the helper asks matters here.
    const at = (url: string) => asked('get', 'ecr.test', { endpoint: url })
    expect(await at('http://ecr.test')).toMatchObject({ exitCode: 1, error: { code: 'UNREACHABLE' } })
    for (const server of [host, host.replace('127.0.0.1', 'localhost'), '[::1]:5000', '127.0.0.1:1'])
      expect(await asked('get', server)).toMatchObject({ exitCode: 0 })
    surround({ AWS_ENDPOINT_URL_ECR: undefined, AWS_ENDPOINT_URL: emulator.url })
    expect(await asked('get', host)).toMatchObject({ exitCode: 0 })
    const config = `[profile team]\nendpoint_url = ${emulator.url}\nregion = eu-west-3\n`
    const files = `${await folderWith({ config })}/config`
    surround({ AWS_ENDPOINT_URL_ECR: undefined, AWS_REGION: undefined, AWS_CONFIG_FILE: files, AWS_PROFILE: 'team' })
    const { stdout } = await asked('get', host)
    expect(regionIn(JSON.parse(stdout).Secret)).toBe('eu-west-3')
  })

  test.each(['docker.io', 'https://index.docker.io/v1/', 'public.ecr.aws', 'registry.example.com', 'no host'])(
    'of %s, which is somebody else, finds nothing, and asks nobody',
    async server => {
      expect(await asked('get', server)).toEqual(NOT_FOUND)
      expect(callsOf(emulator)).toEqual([])
    },
  )

  test.each<[string, Readonly<Record<string, string | undefined>>]>([
    ['no endpoint and no region', { AWS_ENDPOINT_URL_ECR: undefined, AWS_REGION: undefined }],
    ['an endpoint that is none', { AWS_ENDPOINT_URL_ECR: 'http://me:hush@127.0.0.1' }],
    ['an endpoint where nobody is', { AWS_ENDPOINT_URL_ECR: 'http://127.0.0.1:1' }],
    ['a profile that is not there', { AWS_PROFILE: 'nobody' }],
  ])('of a stranger finds nothing with %s', async (_name, env) => {
    surround(env)
    expect(await asked('get', 'docker.io')).toEqual(NOT_FOUND)
    expect(callsOf(emulator)).toEqual([])
  })

  test('finds nothing for what only looks like ECR', async () => {
    const ecr = '111122223333.dkr.ecr.us-east-1.amazonaws.com'
    const strangers = [
      `${ecr}.evil.com`,
      `${ecr}@evil.com`,
      `evil.com/${ecr}`,
      `http://${ecr}`,
      `${ecr}:8080`,
      `${ecr}.`,
    ]
    for (const server of strangers) expect([server, await asked('get', server)]).toEqual([server, NOT_FOUND])
    expect(callsOf(emulator)).toEqual([])
  })

  test.each([
    ['AWS_USE_FIPS_ENDPOINT', '111122223333.dkr.ecr.eu-west-1.amazonaws.com'],
    ['AWS_USE_DUALSTACK_ENDPOINT', '127.0.0.1:4510'],
    ['AWS_USE_FIPS_ENDPOINT', '111122223333.dkr-ecr-fips.eu-west-1.on.aws'],
  ])('is answered by the endpoint also with %s, for %s', async (variable, server) => {
    surround({ [variable]: 'true' })
    expect(await asked('get', server)).toMatchObject({ exitCode: 0 })
  })

  test('without a server says so in the words that clients know', async () =>
    expect(await asked('get', '\n')).toEqual({ stdout: 'no credentials server URL', exitCode: 1 }))

  test('fails where the endpoint holds a login, without a word of it', async () => {
    surround({ AWS_ENDPOINT_URL_ECR: 'http://me:hush@127.0.0.1:1' })
    const { stdout, exitCode, error } = await asked('get', '127.0.0.1:1')
    expect({ exitCode, code: error?.code }).toEqual({ exitCode: 3, code: 'INVALID_ENDPOINT' })
    expect(stdout + JSON.stringify(error?.diagnostics)).not.toContain('hush')
  })

  test.each([
    ['AWS_REGION', 'NO_REGION'],
    ['AWS_ACCESS_KEY_ID', 'NO_CREDENTIALS'],
  ])('without %s fails in a line for the client and a diagnostic for people', async (variable, code) => {
    surround({ [variable]: undefined })
    const { stdout, exitCode, error } = await asked('get', host)
    expect({ exitCode, code: error?.code }).toEqual({ exitCode: 1, code })
    expect(stdout).toBe(`${code}: ${error?.message}`)
    expect(error?.hint).toMatch(/Sign in|AWS_REGION/)
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
