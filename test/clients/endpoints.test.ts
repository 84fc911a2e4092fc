import { expect, onTestFinished, test } from 'vitest'
import { startEmulator } from '../../src/emulator/server.ts'
import { ecrsync } from '../cli.ts'
import { folderWith } from '../folder.ts'
import { describeWith, run } from './clients.ts'

const MANIFEST = 'version: 1\nname: acme\nrepositories: {}\n'
const PLACES = ['flag', 'service', 'all', 'section', 'profile', 'default', 'keys'] as const
type Urls = Readonly<Record<(typeof PLACES)[number], string>>

/** Emulators, each of its own account, and a configuration that names them. */
async function world() {
  const urls: Record<string, string> = {}
  for (const [index, place] of PLACES.entries()) {
    const emulator = await startEmulator({ account: String(index + 1).repeat(12) })
    onTestFinished(() => emulator.close())
    urls[place] = emulator.url
  }
  const { section, profile, default: usual, keys } = urls as Urls
  const signed = 'region = us-east-1\naws_access_key_id = key\naws_secret_access_key = hush\n'
  const cwd = await folderWith({
    'ecrsync.yaml': MANIFEST,
    config: `[default]\n${signed}endpoint_url = ${usual}
[profile url]\n${signed}endpoint_url = ${profile}
[profile section]\n${signed}endpoint_url = ${profile}\nservices = mine
[profile lost]\n${signed}services = nowhere
[profile fips]\n${signed}endpoint_url = ${profile}\nuse_fips_endpoint = true\nuse_dualstack_endpoint = true
[profile both]\nregion = us-east-1\nendpoint_url = ${profile}
[services mine]\necr =\n  endpoint_url = ${section}\n`,
    credentials: `[both]\naws_access_key_id = key\naws_secret_access_key = hush\nendpoint_url = ${keys}\n`,
  })
  const env = { AWS_CONFIG_FILE: `${cwd}/config`, AWS_SHARED_CREDENTIALS_FILE: `${cwd}/credentials` }
  return { cwd, env, urls: urls as Urls }
}

interface Said {
  readonly env?: Readonly<Record<string, string>>
  readonly flags?: readonly string[]
}

const KEYS = { AWS_ACCESS_KEY_ID: '999999999999', AWS_SECRET_ACCESS_KEY: 'hush' }

const CASES: readonly (readonly [name: string, said: (urls: Urls) => Said])[] = [
  ['nothing', () => ({})],
  ['--profile', () => ({ flags: ['--profile', 'url'] })],
  ['AWS_PROFILE', () => ({ env: { AWS_PROFILE: 'url' } })],
  ['AWS_DEFAULT_PROFILE', () => ({ env: { AWS_DEFAULT_PROFILE: 'url' } })],
  ['a section', () => ({ flags: ['--profile', 'section'] })],
  ['a section that is not there', () => ({ flags: ['--profile', 'lost'] })],
  ['a section that is not needed', ({ all }) => ({ flags: ['--profile', 'lost'], env: { AWS_ENDPOINT_URL: all } })],
  [
    'ECR alone, and a section that is not there',
    ({ all }) => ({ flags: ['--profile', 'lost'], env: { AWS_ENDPOINT_URL_ECR: all } }),
  ],
  ['a profile that is not there', () => ({ flags: ['--profile', 'nobody'] })],
  ['a profile that is not there, and keys', () => ({ env: { AWS_PROFILE: 'nobody', ...KEYS } })],
  ['a profile in both files', () => ({ flags: ['--profile', 'both'] })],
  ['FIPS and dual-stack in the profile', () => ({ flags: ['--profile', 'fips'] })],
  ['AWS_ENDPOINT_URL', ({ all }) => ({ flags: ['--profile', 'section'], env: { AWS_ENDPOINT_URL: all } })],
  ['the variable of ECR', ({ all, service }) => ({ env: { AWS_ENDPOINT_URL: all, AWS_ENDPOINT_URL_ECR: service } })],
  ['an empty variable', ({ all }) => ({ env: { AWS_ENDPOINT_URL: all, AWS_ENDPOINT_URL_ECR: '' } })],
  ['the flag', ({ flag, all }) => ({ flags: ['--endpoint-url', flag], env: { AWS_ENDPOINT_URL: all } })],
  ['the flag and FIPS', ({ flag }) => ({ flags: ['--endpoint-url', flag], env: { AWS_USE_FIPS_ENDPOINT: 'true' } })],
  [
    'a switch that is no word',
    ({ all }) => ({ env: { AWS_ENDPOINT_URL: all, AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: '1' } }),
  ],
  ['keys beside AWS_PROFILE', () => ({ env: { AWS_PROFILE: 'url', ...KEYS } })],
  ['keys beside --profile', () => ({ flags: ['--profile', 'url'], env: KEYS })],
]

describeWith(['aws'], version => {
  // Versions before these know no endpoint but that of the flag.
  const [major = 0, minor = 0] = /aws-cli\/(\d+)\.(\d+)/.exec(version)?.slice(1).map(Number) ?? []
  const knowsEndpoints = major === 1 ? minor >= 29 : minor >= 13

  if (!knowsEndpoints) process.stderr.write(`SKIPPED: ${version} knows no endpoint but that of its flag.\n`)

  test.runIf(knowsEndpoints).each(CASES)('goes with %s where ecrsync goes', async (_name, said) => {
    const { cwd, env, urls } = await world()
    const { env: more = {}, flags = [] } = said(urls)
    const place = { cwd, env: { ...env, ...more } }
    const asked = ['ecr', 'describe-registry', '--query', 'registryId', '--output', 'text']
    const aws = await run('aws', [...asked, ...flags], place).then(
      text => text.trim(),
      () => 'nowhere',
    )
    const { code, stdout } = await ecrsync(['plan', '--json', ...flags], place)
    const ours = code === 0 ? JSON.parse(stdout).targets[0].account : 'nowhere'
    expect(ours).toBe(aws)
  })
})
