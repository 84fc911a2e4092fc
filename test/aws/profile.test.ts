import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { activeProfile, isOn } from '../../src/aws/profile.ts'
import { folderWith } from '../folder.ts'

const CONFIG = `[default]
endpoint_url = http://default.test
use_fips_endpoint = true
[profile team]
region = eu-west-1
services = mine
[profile lost]
services = nowhere
[profile both]
region = eu-west-1
output = json
[services mine]
ecr =
  endpoint_url = http://ecr.test
[sso-session acme]
sso_region = eu-west-1
`
const CREDENTIALS = `[keys]
aws_access_key_id = a
[both]
region = eu-west-2
`

beforeEach(async () => {
  for (const name of ['AWS_PROFILE', 'AWS_DEFAULT_PROFILE']) vi.stubEnv(name, undefined)
  const folder = await folderWith({ config: CONFIG, credentials: CREDENTIALS })
  vi.stubEnv('AWS_CONFIG_FILE', `${folder}/config`)
  vi.stubEnv('AWS_SHARED_CREDENTIALS_FILE', `${folder}/credentials`)
})
afterEach(() => void vi.unstubAllEnvs())

describe('the profile in force', () => {
  test.each<[string, Record<string, string>, string | undefined, string | undefined]>([
    ['is default, where nobody names one', {}, undefined, undefined],
    ['is the one of AWS_PROFILE', { AWS_PROFILE: 'team' }, undefined, 'team'],
    ['is the one of AWS_DEFAULT_PROFILE', { AWS_DEFAULT_PROFILE: 'team' }, undefined, 'team'],
    ['is that of AWS_PROFILE before it', { AWS_PROFILE: 'keys', AWS_DEFAULT_PROFILE: 'team' }, undefined, 'keys'],
    ['is the one that is chosen before all', { AWS_PROFILE: 'keys' }, 'team', 'team'],
    ['is not the one of an empty variable', { AWS_PROFILE: '', AWS_DEFAULT_PROFILE: 'team' }, undefined, 'team'],
  ])('%s', async (_name, env, chosen, name) => {
    for (const [variable, value] of Object.entries(env)) vi.stubEnv(variable, value)
    expect((await activeProfile(chosen)).name).toBe(name)
  })

  test('has nothing of default where it is another', async () => {
    expect((await activeProfile()).settings).toMatchObject({ endpoint_url: 'http://default.test' })
    expect((await activeProfile('team')).settings).toEqual({ region: 'eu-west-1', services: 'mine' })
  })

  test('has the settings of both files, as the one of credentials says them', async () =>
    expect((await activeProfile('both')).settings).toEqual({ region: 'eu-west-2', output: 'json' }))

  test('has the section that it names, and none where it names none', async () => {
    expect((await activeProfile('team')).services()).toEqual({ 'ecr.endpoint_url': 'http://ecr.test' })
    expect((await activeProfile('keys')).services()).toEqual({})
  })

  test('that names a section which is not there says so', async () => {
    const { services } = await activeProfile('lost')
    expect(services).toThrowError(
      expect.objectContaining({ code: 'INVALID_PROFILE', hint: expect.stringMatching(/\[services nowhere\]/) }),
    )
  })

  test('that is not there is named, with those that are and where they are', async () => {
    for (const name of ['nobody', 'services.mine', 'constructor', '__proto__'])
      await expect(activeProfile(name)).rejects.toMatchObject({
        code: 'INVALID_PROFILE',
        exitCode: 3,
        message: `There is no AWS profile ${name}`,
        detail: `--profile names it. In ${process.env.AWS_CONFIG_FILE} and ${process.env.AWS_SHARED_CREDENTIALS_FILE} there is: both, default, keys, lost, team.`,
      })
  })

  test('that stands in the form of the other file is told in its own', async () => {
    const folder = await folderWith({
      config: '[dev2] # mine\nregion = a\n',
      credentials: '[profile dev3]\nregion = a\n',
    })
    vi.stubEnv('AWS_CONFIG_FILE', `${folder}/config`)
    vi.stubEnv('AWS_SHARED_CREDENTIALS_FILE', `${folder}/credentials`)
    await expect(activeProfile('dev2')).rejects.toMatchObject({
      hint: `In ${folder}/config there is [dev2]: write [profile dev2]`,
    })
    await expect(activeProfile('dev3')).rejects.toMatchObject({
      hint: `In ${folder}/credentials there is [profile dev3]: write [dev3]`,
    })
  })

  test.each(['AWS_PROFILE', 'AWS_DEFAULT_PROFILE'])('that %s names and that is in no file is named', async variable => {
    vi.stubEnv(variable, 'nobody')
    vi.stubEnv('AWS_CONFIG_FILE', undefined)
    vi.stubEnv('AWS_SHARED_CREDENTIALS_FILE', '/nonexistent/credentials')
    vi.stubEnv('HOME', '/nonexistent')
    await expect(activeProfile()).rejects.toMatchObject({
      detail: `${variable} names it. In ~/.aws/config and /nonexistent/credentials there is: no profile.`,
    })
  })
})

test.each([
  ['true', 'false', true],
  ['TRUE', undefined, true],
  ['false', 'true', false],
  ['yes', undefined, false],
  ['', 'True', true],
  [undefined, undefined, false],
])('a switch that the environment has at %j and the profile at %j is on: %s', (variable, setting, expected) => {
  vi.stubEnv('AWS_USE_FIPS_ENDPOINT', variable)
  const settings = { use_fips_endpoint: setting }
  expect(isOn('AWS_USE_FIPS_ENDPOINT', { settings })).toBe(expected)
})
