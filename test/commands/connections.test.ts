import { createHash } from 'node:crypto'
import { chmod } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { awsEnvironment, ecrsync, HELPER_JS, spawned } from '../cli.ts'
import { folderWith } from '../folder.ts'
import { seeded } from '../seed.ts'

const MANIFEST = 'version: 1\nname: acme\nrepositories:\n  new/app:\n  team/web:\n'

const START = 'https://corp.awsapps.test/start'
const CONFIG = `[profile dev-eu]
region = eu-west-1
sso_start_url = ${START}
sso_region = us-east-1
sso_account_id = 777777777777
sso_role_name = ci
[profile production]
region = eu-west-1
[profile sandbox]
region = EU-WEST-1
aws_access_key_id = 123456789012
aws_secret_access_key = local
[profile keys]
region = us-east-1
aws_access_key_id = 123456789012
aws_secret_access_key = local
aws_session_token = old
`

/** A token of IAM Identity Center, where its session keeps it. */
const tokenFile = (expiresAt: string) => ({
  [`.aws/sso/cache/${createHash('sha1').update(START).digest('hex')}.json`]: JSON.stringify({
    startUrl: START,
    region: 'us-east-1',
    accessToken: 'old',
    expiresAt,
  }),
})

/** A home with profiles, where somebody has signed in long ago. */
async function home(manifest = MANIFEST) {
  const cwd = await folderWith({
    'ecrsync.yaml': manifest,
    '.aws/config': CONFIG,
    ...tokenFile('2020-01-01T00:00:00Z'),
  })
  return { cwd, HOME: cwd, COLUMNS: '9999', AWS_CONFIG_FILE: `${cwd}/.aws/config` }
}

describe('what is wrong with a connection says what to type', () => {
  test.each<[string, readonly string[], Readonly<Record<string, string>>, number, readonly string[]]>([
    [
      'a profile that is misspelt',
      ['plan', '--profile', 'dev-ue'],
      {},
      3,
      [
        'error INVALID_PROFILE: There is no AWS profile dev-ue\n',
        'there is: dev-eu, keys, production, sandbox.',
        'hint: Did you mean --profile dev-eu?\n',
      ],
    ],
    [
      'a profile that is misspelt in the environment',
      ['plan'],
      { AWS_PROFILE: 'prodution' },
      3,
      ['AWS_PROFILE names it.', 'there is: production, dev-eu,', 'hint: Did you mean AWS_PROFILE=production?\n'],
    ],
    [
      'a profile like no other',
      ['plan'],
      { AWS_PROFILE: 'x' },
      3,
      ['hint: Name another one with AWS_PROFILE=NAME, or write it: [profile x] in '],
    ],
    [
      'a region in capitals',
      ['plan', '--region', 'EU-WEST-1'],
      {},
      3,
      [
        'error INVALID_REGION: "EU-WEST-1" is no region of AWS\n',
        '--region says it, and calls go to hosts that are named after the region, in small letters.',
        'hint: Did you mean --region eu-west-1?\n',
      ],
    ],
    ['so for validate', ['validate', '--region', 'EU-WEST-1'], {}, 3, ['hint: Did you mean --region eu-west-1?\n']],
    [
      'a zone for a region',
      ['plan', '--region', 'eu-west-1a'],
      {},
      3,
      ['eu-west-1a is a zone of one.', 'Did you mean --region eu-west-1?'],
    ],
    [
      'a region in capitals in the environment',
      ['plan'],
      { AWS_REGION: 'US-EAST-1', AWS_ACCESS_KEY_ID: '1', AWS_SECRET_ACCESS_KEY: 'x' },
      3,
      ['AWS_REGION says it', 'Did you mean AWS_REGION=us-east-1?'],
    ],
    [
      'a region in capitals in a profile',
      ['plan', '--profile', 'sandbox'],
      {},
      3,
      ['The profile sandbox says it', 'Did you mean region = eu-west-1 in the profile sandbox?'],
    ],
    [
      'what is no region at all',
      ['plan', '--region', 'frankfurt'],
      { AWS_ACCESS_KEY_ID: '1', AWS_SECRET_ACCESS_KEY: 'x' },
      3,
      ['error INVALID_REGION: "frankfurt" is no region of AWS\n', 'hint: Write for example --region eu-west-1\n'],
    ],
    [
      'a sign-in that has expired',
      ['plan', '--profile', 'dev-eu'],
      {},
      1,
      [
        'error NO_CREDENTIALS: The AWS sign-in has expired\n',
        'The AWS profile dev-eu leads to none (',
        'aws sso login --profile dev-eu',
      ],
    ],
  ])('%s', async (_name, args, env, code, words) => {
    const { cwd, ...its } = await home()
    const run = await ecrsync(args, { cwd, env: { ...its, ...env } })
    expect([run.code, run.stdout]).toEqual([code, ''])
    for (const word of words) expect(run.stderr).toContain(word)
  })

  test.each<[string, readonly string[], Readonly<Record<string, string>>, readonly string[]]>([
    [
      'keys of the environment that have expired',
      [],
      {},
      ['The keys in the environment were good once; ', 'Put new keys into AWS_ACCESS_KEY_ID'],
    ],
    [
      'keys of a profile that have expired',
      ['--profile', 'keys'],
      {},
      ['The keys of the profile keys were good once; ', 'aws configure set aws_session_token TOKEN --profile keys'],
    ],
  ])('%s', async (_name, flags, env, words) => {
    const emulator = await seeded({
      calls: [],
      faults: [{ operation: 'DescribeRepositories', error: 'ExpiredTokenException' }],
    })
    const { cwd, ...its } = await home()
    const place = { cwd, env: { ...its, ...awsEnvironment(emulator.url), ...env } }
    const { code, stderr } = await ecrsync(['plan', ...flags], place)
    expect([code, stderr]).toEqual([
      1,
      expect.stringContaining('error BAD_CREDENTIALS: The AWS credentials have expired\n'),
    ])
    for (const word of words) expect(stderr).toContain(word)
  })

  test('a client that is not installed, where another one is', async () => {
    const emulator = await seeded({ calls: [] })
    const cwd = await folderWith({ nerdctl: '#!/bin/sh\n' })
    await chmod(join(cwd, 'nerdctl'), 0o755)
    const env = { ...awsEnvironment(emulator.url), PATH: cwd }
    const { code, stderr } = await ecrsync(['login', '--quiet'], { cwd, env })
    expect([code, stderr]).toEqual([1, expect.stringContaining('There is no program docker on the PATH.')])
    expect(stderr).toContain(
      'nerdctl is here: `ecrsync login --client nerdctl`. Or install docker. `ecrsync login --print`',
    )
  })
})

describe('a hint names no flag that is not there', () => {
  test('for login, which knows no --local', async () => {
    const cwd = await folderWith({})
    const { code, stderr } = await ecrsync(['login'], { cwd, env: { AWS_REGION: 'us-east-1' } })
    expect([code, stderr]).toEqual([1, expect.stringContaining('error NO_CREDENTIALS')])
    expect(stderr).toContain('hint: Sign in (`aws sso login`), or set AWS_PROFILE')
    expect(stderr).not.toContain('--local')
  })

  test('for the credential helper, which knows none', async () => {
    const { code, stderr } = await spawned(['list'], { cwd: await folderWith({}), script: HELPER_JS })
    expect([code, stderr]).toEqual([1, expect.stringContaining('error NO_REGION: No AWS region is set')])
    expect(stderr).toContain('hint: Set AWS_REGION=eu-west-1 (for example), or a region in the profile\n')
  })
})

describe('copy between repositories of which one is not there', () => {
  const REPOSITORIES = ['old/app', 'new/app', 'team/web']
  const copying = async (args: readonly string[], there: readonly string[], flags: readonly string[] = []) => {
    const emulator = await seeded({
      calls: there.map(repositoryName => ({ action: 'CreateRepository', input: { repositoryName } })),
    })
    const cwd = await folderWith({ 'other.yaml': MANIFEST })
    const line = ['copy', ...args, '-f', 'other.yaml', ...flags]
    return ecrsync(line, { cwd, env: awsEnvironment(emulator.url) })
  }

  test.each<[string, readonly string[], readonly string[], number, readonly string[]]>([
    [
      'into one that nobody declares',
      ['old/app', 'brand/thing'],
      REPOSITORIES,
      3,
      [
        'error NOT_DECLARED: brand/thing is not declared in the manifest\n',
        'hint: Add it under repositories:, create it, then copy again:\n      repositories:\n        brand/thing:\n',
        '      ecrsync apply --file other.yaml --only brand/thing\n      ecrsync copy --file other.yaml old/app brand/thing\n',
      ],
    ],
    ['into one that is misspelt', ['old/app', 'new/ap'], REPOSITORIES, 3, ['hint: Did you mean new/app?\n']],
    [
      'into one that no apply has created',
      ['old/app', 'new/app'],
      ['old/app'],
      1,
      [
        'error NOT_CREATED: There is no repository new/app yet\n',
        'The manifest declares it, and ECR in us-east-1 at http://127.0.0.1:',
        'hint: Create it, then copy again: ecrsync apply --file other.yaml --only new/app\n',
      ],
    ],
    [
      'out of one that is misspelt',
      ['old/ap', 'new/app'],
      REPOSITORIES,
      1,
      ['error SOURCE_NOT_FOUND: There is no repository old/ap\n', 'hint: Did you mean "old/app"?\n'],
    ],
    [
      'out of one like no other',
      ['nothing/alike', 'new/app'],
      REPOSITORIES,
      1,
      ['hint: Write one of new/app, old/app, team/web.\n'],
    ],
  ])('%s', async (_name, args, there, code, words) => {
    const run = await copying(args, there)
    expect([run.code, run.stdout]).toEqual([code, ''])
    for (const word of words) expect(run.stderr).toContain(word)
  })
})
