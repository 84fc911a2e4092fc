import { expect, test } from 'vitest'
import type { Emulator } from '../../src/emulator/server.ts'
import { ecrsync } from '../cli.ts'
import { folderWith } from '../folder.ts'
import { seeded } from '../seed.ts'
import { describeWith, run, skipped } from './clients.ts'

const MANIFEST = 'version: 1\nname: acme\nrepositories: { team/app: {} }\n'
const [KEYS, PROCESS, ROLE, CHAIN] = ['111122223333', '222233334444', '444455556666', '555566667777'] as const
const roleIn = (account: string) => `arn:aws:iam::${account}:role/ci/nightly`

/** Whose registry each of them is about. */
const PROFILES = [
  ['keys', KEYS],
  ['process', PROCESS],
  ['role', ROLE],
  ['role-of-process', ROLE],
  ['role-of-environment', ROLE],
  ['chain', CHAIN],
] as const

const configOf = (url: string) => {
  const place = `region = us-east-1\nendpoint_url = ${url}\n`
  const role = (account: string) => `${place}role_arn = ${roleIn(account)}\nrole_session_name = at-${account}\n`
  return `[profile keys]\n${place}aws_access_key_id = ${KEYS}\naws_secret_access_key = hush
[profile process]\n${place}credential_process = cat keys.json
[profile role]\n${role(ROLE)}source_profile = keys\nexternal_id = acme
[profile role-of-process]\n${role(ROLE)}source_profile = process
[profile role-of-environment]\n${role(ROLE)}credential_source = Environment
[profile chain]\n${role(CHAIN)}source_profile = role\n`
}

/** An emulator that the AWS CLI and ecrsync ask, each as the same somebody. */
async function world() {
  const emulator = await seeded({ calls: [] })
  const cwd = await folderWith({
    'ecrsync.yaml': MANIFEST,
    'keys.json': JSON.stringify({ Version: 1, AccessKeyId: PROCESS, SecretAccessKey: 'hush' }),
    config: configOf(emulator.url),
  })
  const env = { HOME: cwd, AWS_CONFIG_FILE: `${cwd}/config`, AWS_SHARED_CREDENTIALS_FILE: `${cwd}/credentials` }
  return {
    emulator,
    aws: async (said: Said, ...args: readonly string[]) =>
      JSON.parse(await run('env', ['-C', cwd, 'aws', ...args, '--output', 'json'], { env: { ...env, ...said } })),
    plan: async (said: Said, ...flags: readonly string[]) => {
      const { code, stdout } = await ecrsync(['plan', '--json', ...flags], { cwd, env: { ...env, ...said } })
      return { code, ...JSON.parse(stdout) }
    },
  }
}

type Said = Readonly<Record<string, string>>

/** The roles that were assumed since the last look, as whom, and how. */
function assumed({ calls, clearCalls }: Emulator) {
  const found = calls
    .filter(({ operation }) => operation === 'AssumeRole')
    .map(({ account, input }) => {
      const { RoleArn, RoleSessionName, ExternalId } = input as Said
      return { account, RoleArn, RoleSessionName, ExternalId }
    })
  clearCalls()
  return found
}

describeWith(['aws'], version => {
  // Versions before these know no endpoint but that of the flag, which is for one service.
  const [major = 0, minor = 0] = /aws-cli\/(\d+)\.(\d+)/.exec(version)?.slice(1).map(Number) ?? []
  const knowsEndpoints = major === 1 ? minor >= 29 : minor >= 13
  if (!knowsEndpoints) skipped(`${version} knows no endpoint of a profile`)

  test.runIf(knowsEndpoints).each(PROFILES)('is by the profile %s who ecrsync is', async (profile, account) => {
    const { emulator, aws, plan } = await world()
    const said = profile.endsWith('environment') ? { AWS_ACCESS_KEY_ID: KEYS, AWS_SECRET_ACCESS_KEY: 'hush' } : {}
    const flags = ['--profile', profile]
    expect(await aws(said, 'ecr', 'describe-registry', ...flags)).toMatchObject({ registryId: account })
    const theirs = assumed(emulator)
    expect(await plan(said, ...flags)).toMatchObject({ code: 0, targets: [{ account, complete: true }] })
    expect(assumed(emulator)).toEqual(theirs)
  })

  test.runIf(knowsEndpoints)(
    'makes repositories with the keys of a role that it assumed, which ecrsync finds',
    async () => {
      const { emulator, aws, plan } = await world()
      const role = ['--role-arn', roleIn(ROLE), '--role-session-name', 'nightly']
      const { Credentials } = await aws({ AWS_PROFILE: 'keys' }, 'sts', 'assume-role', ...role)
      const said = {
        AWS_ACCESS_KEY_ID: Credentials.AccessKeyId,
        AWS_SECRET_ACCESS_KEY: Credentials.SecretAccessKey,
        AWS_SESSION_TOKEN: Credentials.SessionToken,
        AWS_ENDPOINT_URL: emulator.url,
        AWS_REGION: 'us-east-1',
        AWS_DEFAULT_REGION: 'us-east-1',
      }
      await aws(said, 'ecr', 'create-repository', '--repository-name', 'team/app')
      expect(await aws(said, 'ecr', 'describe-repositories')).toMatchObject({ repositories: [{ registryId: ROLE }] })
      expect(await plan(said)).toMatchObject({ changes: [], targets: [{ account: ROLE, unchanged: 1 }] })
      expect(await plan({ AWS_PROFILE: 'keys' })).toMatchObject({ targets: [{ account: KEYS, unchanged: 0 }] })
    },
  )
})
