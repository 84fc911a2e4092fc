import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { type Emulator, startEmulator } from '../../src/emulator/server.ts'
import { ecrsync } from '../cli.ts'
import { folderWith } from '../folder.ts'

const MANIFEST =
  'version: 1\nname: acme\nrepositories:\n  team/app: { lifecyclePolicy: [{ any: true, keepNewest: 5 }] }\n'

/** Everywhere that a call could go to, each with an account of its own. */
const PLACES = ['flag', 'service', 'all', 'section', 'profile', 'default', 'other'] as const
type Place = (typeof PLACES)[number]
const accountOf = (place: Place): string => String(PLACES.indexOf(place) + 1).repeat(12)

const emulators = new Map<Place, Emulator>()
beforeAll(async () => {
  for (const place of PLACES) emulators.set(place, await startEmulator({ account: accountOf(place) }))
})
afterAll(async () => {
  for (const emulator of emulators.values()) await emulator.close()
})
const urlOf = (place: Place): string => emulators.get(place)?.url ?? ''

const KEYS = 'region = us-east-1\naws_access_key_id = key\naws_secret_access_key = hush\n'

/** `[default]` leads elsewhere in each: nothing of it may count where another profile is named. */
const config = () => `[default]
${KEYS}endpoint_url = ${urlOf('default')}
[profile url]
${KEYS}endpoint_url = ${urlOf('profile')}
[profile section]
${KEYS}services = mine
endpoint_url = ${urlOf('profile')}
[profile others]
${KEYS}services = others
endpoint_url = ${urlOf('profile')}
[profile fips]
${KEYS}use_fips_endpoint = true
use_dualstack_endpoint = true
endpoint_url = ${urlOf('profile')}
[profile lost]
${KEYS}services = nowhere
[services mine]
s3 =
  endpoint_url = ${urlOf('other')}
ecr =
  endpoint_url = ${urlOf('section')}
[services others]
s3 =
  endpoint_url = ${urlOf('other')}
`

interface Said {
  readonly env?: Readonly<Record<string, string>>
  readonly flags?: readonly string[]
}

async function place(env: Readonly<Record<string, string>> = {}) {
  const cwd = await folderWith({ 'ecrsync.yaml': MANIFEST, config: config() })
  return { cwd, env: { AWS_CONFIG_FILE: `${cwd}/config`, ...env } }
}

const run = async (command: readonly string[], { env = {}, flags = [] }: Said) =>
  ecrsync([...command, ...flags], await place(env))

const SERVICE = () => ({ AWS_ENDPOINT_URL_ECR: urlOf('service') })
const ALL = () => ({ AWS_ENDPOINT_URL: urlOf('all') })

describe('calls go where AWS has it, and the plan says where that is', () => {
  test.each<[string, () => Said, Place]>([
    ['to the endpoint of default, where nobody names a profile', () => ({}), 'default'],
    ['to that of the profile of --profile', () => ({ flags: ['--profile', 'url'] }), 'profile'],
    ['to that of the profile of AWS_PROFILE', () => ({ env: { AWS_PROFILE: 'url' } }), 'profile'],
    ['to that of the profile of AWS_DEFAULT_PROFILE', () => ({ env: { AWS_DEFAULT_PROFILE: 'url' } }), 'profile'],
    [
      'to that of --profile, not of AWS_PROFILE',
      () => ({ env: { AWS_PROFILE: 'url' }, flags: ['--profile', 'section'] }),
      'section',
    ],
    ['to the section of the profile', () => ({ flags: ['--profile', 'section'] }), 'section'],
    ['past a section that says nothing of ECR', () => ({ flags: ['--profile', 'others'] }), 'profile'],
    ['to AWS_ENDPOINT_URL before the profile', () => ({ env: ALL(), flags: ['--profile', 'section'] }), 'all'],
    [
      'to AWS_ENDPOINT_URL, past a section that is not there',
      () => ({ env: ALL(), flags: ['--profile', 'lost'] }),
      'all',
    ],
    [
      'to AWS_ENDPOINT_URL_ECR before it',
      () => ({ env: { ...ALL(), ...SERVICE() }, flags: ['--profile', 'section'] }),
      'service',
    ],
    [
      'to --endpoint-url before all',
      () => ({ env: { ...ALL(), ...SERVICE() }, flags: ['--profile', 'section', '--endpoint-url', urlOf('flag')] }),
      'flag',
    ],
    [
      'to --endpoint-url, also where the others are ignored',
      () => ({
        env: { ...ALL(), AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: 'true' },
        flags: ['--endpoint-url', urlOf('flag')],
      }),
      'flag',
    ],
    ['to the endpoint of a profile with FIPS and dual-stack', () => ({ flags: ['--profile', 'fips'] }), 'profile'],
    [
      'to --endpoint-url with FIPS in the environment',
      () => ({ env: { AWS_USE_FIPS_ENDPOINT: 'true' }, flags: ['--endpoint-url', urlOf('flag')] }),
      'flag',
    ],
    [
      'to AWS_ENDPOINT_URL with dual-stack in the environment',
      () => ({ env: { ...ALL(), AWS_USE_DUALSTACK_ENDPOINT: 'true' } }),
      'all',
    ],
    [
      'to --endpoint-url in a region that asks for FIPS',
      () => ({ flags: ['--endpoint-url', urlOf('flag'), '--region', 'fips-us-east-1'] }),
      'flag',
    ],
  ])('%s', async (_name, said, at) => {
    const { code, stdout } = await run(['plan'], said())
    expect([code, stdout.split('\n')[0]]).toEqual([
      0,
      expect.stringContaining(`acme → default (${accountOf(at)}, us-east-1) at ${urlOf(at)} `),
    ])
    const json = JSON.parse((await run(['plan', '--json'], said())).stdout)
    expect(json.targets).toMatchObject([{ account: accountOf(at), endpoint: urlOf(at) }])
  })

  test.each<[string, Said]>([
    ['the variable', { env: { AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: 'true', AWS_PROFILE: 'section' } }],
    [
      'FIPS, which it wins over, does not bring it back',
      { env: { AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: 'True', AWS_USE_FIPS_ENDPOINT: 'true' } },
    ],
  ])('to AWS where %s says to ignore what is configured', async (_name, said) => {
    // A region that is nowhere: nobody is asked.
    const env = { ...said.env, ...ALL(), ...SERVICE(), AWS_MAX_ATTEMPTS: '1' }
    const { code, stderr } = await run(['plan'], { env, flags: ['--region', 'xx-nowhere-1'] })
    expect(code).toBe(1)
    expect(stderr).toContain('No connection to ECR in xx-nowhere-1: ')
  })

  test('in another region too, for images from there', async () => {
    const cwd = await folderWith({
      'ecrsync.yaml': `version: 1\nname: acme\nrepositories:\n  team/app:\n    images: { v1: "ecr:${accountOf('all')}.dkr-ecr.eu-west-3.on.aws/gone:1" }\n`,
    })
    const env = {
      ...ALL(),
      AWS_REGION: 'us-east-1',
      AWS_ACCESS_KEY_ID: accountOf('all'),
      AWS_SECRET_ACCESS_KEY: 'hush',
    }
    const before = emulators.get('all')?.calls.length ?? 0
    await ecrsync(['plan'], { cwd, env })
    const calls = emulators.get('all')?.calls.slice(before) ?? []
    expect(calls).toContainEqual(
      expect.objectContaining({ operation: 'DescribeImages', error: 'RepositoryNotFoundException' }),
    )
  })
})

describe('who calls', () => {
  const KEYS_OF = (place: Place) => ({ AWS_ACCESS_KEY_ID: accountOf(place), AWS_SECRET_ACCESS_KEY: 'hush' })

  test('is the profile of --profile beside keys in the environment, without a word of the SDK', async () => {
    const { code, stdout, stderr } = await run(['plan'], { env: KEYS_OF('other'), flags: ['--profile', 'url'] })
    expect([code, stderr]).toEqual([0, expect.not.stringContaining('WARNING')])
    expect(stdout).toContain(`(${accountOf('profile')}, us-east-1)`)
  })

  test('is who the keys in the environment are beside AWS_PROFILE, at the endpoint of the profile, as in the AWS CLI', async () => {
    const { stdout, stderr } = await run(['plan'], { env: { ...KEYS_OF('other'), AWS_PROFILE: 'url' } })
    expect(stderr).not.toContain('WARNING')
    expect(stdout).toContain(`(${accountOf('other')}, us-east-1) at ${urlOf('profile')} `)
  })
})

/** Answers AssumeRole, and remembers who was asked for. */
async function sts() {
  const asked: string[] = []
  const server: Server = createServer(async (request, response) => {
    let body = ''
    for await (const chunk of request) body += String(chunk)
    asked.push(new URLSearchParams(body).get('Action') ?? '')
    response.writeHead(200, { 'content-type': 'text/xml' })
    response.end(`<AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult><Credentials>
<AccessKeyId>${accountOf('other')}</AccessKeyId><SecretAccessKey>hush</SecretAccessKey><SessionToken>hush</SessionToken>
<Expiration>2099-01-01T00:00:00Z</Expiration></Credentials></AssumeRoleResult></AssumeRoleResponse>`)
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.close()
    server.closeAllConnections()
  })
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked }
}

describe('a role is assumed where STS is for the profile that asks for it', () => {
  const ROLE = 'role_arn = arn:aws:iam::777777777777:role/ecrsync\nsource_profile = url\nregion = us-east-1\n'

  test.each<[string, (url: string) => string, (url: string) => Record<string, string>]>([
    ['its section', url => `services = own\n[services own]\nsts =\n  endpoint_url = ${url}\n`, () => ({})],
    ['the variable', () => '', url => ({ AWS_ENDPOINT_URL_STS: url, AWS_USE_FIPS_ENDPOINT: 'true' })],
    ['its endpoint for all services', url => `endpoint_url = ${url}\n`, () => ({ AWS_USE_DUALSTACK_ENDPOINT: 'true' })],
  ])('as %s says', async (_name, settings, env) => {
    const { url, asked } = await sts()
    const cwd = await folderWith({
      'ecrsync.yaml': MANIFEST,
      config: `${config()}[profile role]\n${ROLE}${settings(url)}`,
    })
    const flags = ['--profile', 'role', '--endpoint-url', urlOf('flag')]
    const run = await ecrsync(['plan', ...flags], { cwd, env: { AWS_CONFIG_FILE: `${cwd}/config`, ...env(url) } })
    expect([run.code, run.stderr, asked]).toEqual([0, expect.any(String), ['AssumeRole']])
    expect(run.stdout).toContain(`(${accountOf('other')}, us-east-1) at ${urlOf('flag')} `)
  })

  test('and where nobody is, that is said of it and not of ECR', async () => {
    const cwd = await folderWith({
      'ecrsync.yaml': MANIFEST,
      config: `${config()}[profile role]\n${ROLE}`,
    })
    const env = { AWS_CONFIG_FILE: `${cwd}/config`, AWS_ENDPOINT_URL_STS: 'http://127.0.0.1:9', AWS_MAX_ATTEMPTS: '1' }
    const { code, stderr } = await ecrsync(['plan', '--profile', 'role', '--endpoint-url', urlOf('flag')], { cwd, env })
    expect(code).toBe(1)
    expect(stderr).toContain('error UNREACHABLE: AWS cannot be reached for credentials')
    expect(stderr).not.toContain(urlOf('flag'))
  })
})

describe('a profile that cannot be used ends with 3, before anybody is asked', () => {
  const commands = [
    ['plan'],
    ['apply', '--auto-approve'],
    ['preview'],
    ['copy', 'a', 'team/app'],
    ['login', '--password'],
  ]

  test.each(commands)('%s %s', async (...command) => {
    const named = command.filter(word => word !== undefined)
    const unknown = await run(named, { flags: ['--profile', 'nobody'] })
    expect([unknown.code, unknown.stdout]).toEqual([3, ''])
    expect(unknown.stderr).toContain('error INVALID_PROFILE: There is no AWS profile nobody')
    expect(unknown.stderr).toContain('default, fips, lost, others, section, url')
    const lost = await run(named, { env: { AWS_PROFILE: 'lost' } })
    expect([lost.code, lost.stdout]).toEqual([3, ''])
    expect(lost.stderr).toContain('error INVALID_PROFILE: ')
  })

  test('that is empty, by the flag, is no profile', async () => {
    const { code, stderr } = await run(['plan'], { flags: ['--profile', ''] })
    expect([code, stderr]).toEqual([3, expect.stringContaining('error INVALID_FLAG: --profile is empty')])
  })

  test('but does not matter to --local', async () => {
    const { code, stdout } = await run(['plan', '--local'], { env: { AWS_PROFILE: 'nobody' } })
    expect([code, stdout]).toEqual([0, expect.stringContaining('(123456789012, us-east-1) in the embedded ECR ')])
  })
})

test('--local is the embedded ECR whatever the environment and the profile say, and says so', async () => {
  const env = {
    ...ALL(),
    ...SERVICE(),
    AWS_PROFILE: 'fips',
    AWS_USE_FIPS_ENDPOINT: 'true',
    AWS_USE_DUALSTACK_ENDPOINT: 'true',
  }
  const applied = await run(['apply', '--local', '--auto-approve'], { env })
  expect(applied.code).toBe(0)
  expect(applied.stdout).toContain('Not to AWS: in the embedded ECR.\n')
  const json = JSON.parse((await run(['apply', '--local', '--auto-approve', '--json'], { env })).stdout)
  expect(json.targets).toEqual([
    { name: 'default', account: '123456789012', region: 'us-east-1', endpoint: 'embedded' },
  ])
})

test('apply, preview, copy and login go there too, and say so', async () => {
  const flags = ['--profile', 'section']
  const at = await place()
  const there = async (...args: readonly string[]) => ecrsync([...args, ...flags], at)
  const url = urlOf('section')
  expect((await there('apply', '--auto-approve')).stdout).toContain(`Not to AWS: at ${url}.\n`)
  expect((await there('preview')).stdout).toContain(`Not of AWS: at ${url}.\n`)
  expect((await there('preview', '--format', 'html')).stdout).toContain(`UTC at ${url}. `)
  expect(JSON.parse((await there('preview', '--json')).stdout)).toMatchObject({ endpoint: url })
  const from = `${accountOf('section')}.dkr-ecr.us-east-1.on.aws/team/app`
  expect((await there('copy', from, 'team/app')).stdout).toContain(`team/app at ${url}  0 images there`)
  expect(JSON.parse((await there('copy', from, 'team/app', '--json')).stdout)).toMatchObject({ endpoint: url })
  const printed = await there('login', '--print')
  expect(printed.stdout).toContain(`--profile section | docker login`)
  expect(printed.stdout).toContain(new URL(url).host)
})

describe('a password in an address is not printed', () => {
  const SECRET = 'hush-hush'
  const addresses = [
    `http://me:${SECRET}@127.0.0.1:9`,
    `http://127.0.0.1:9/?token=${SECRET}`,
    `me:${SECRET}@127.0.0.1`,
    SECRET,
  ]
  const variables = ['AWS_ENDPOINT_URL_ECR', 'AWS_ENDPOINT_URL']
  const SIGNED = { AWS_REGION: 'us-east-1', AWS_ACCESS_KEY_ID: 'key', AWS_SECRET_ACCESS_KEY: 'hush' }

  test.each(addresses)('of the endpoint %s', async address => {
    for (const command of [['plan'], ['plan', '--json'], ['apply', '--verbose'], ['login', '--print']]) {
      for (const variable of variables) {
        const { code, stdout, stderr } = await run(command, { env: { ...SIGNED, [variable]: address } })
        expect([code, stdout + stderr]).toEqual([3, expect.stringContaining(`INVALID_ENDPOINT`)])
        expect(stdout + stderr).not.toContain(SECRET)
      }
      const flag = await run(command, { env: SIGNED, flags: ['--endpoint-url', address] })
      expect([flag.code, flag.stdout + flag.stderr]).toEqual([3, expect.stringContaining('INVALID_FLAG')])
      expect(flag.stdout + flag.stderr).not.toContain(SECRET)
    }
  })

  test('of the endpoint of a profile', async () => {
    const cwd = await folderWith({
      'ecrsync.yaml': MANIFEST,
      config: `[default]\n${KEYS}endpoint_url = ${addresses[0]}\n`,
    })
    const { code, stdout, stderr } = await ecrsync(['plan'], { cwd, env: { AWS_CONFIG_FILE: `${cwd}/config` } })
    expect([code, stdout]).toEqual([3, ''])
    expect(stderr).toContain('error INVALID_ENDPOINT: The endpoint_url of the profile default holds a login')
    expect(stderr).not.toContain(SECRET)
  })

  test.each([`docker://me:${SECRET}@ghcr.io/app:1`, `https://me:${SECRET}@ghcr.io/app:1`])(
    'of the source %s',
    async source => {
      const cwd = await folderWith({
        'ecrsync.yaml': `version: 1\nname: acme\nrepositories:\n  team/app: { images: { v1: "${source}" } }\n`,
      })
      for (const command of [['validate'], ['validate', '--json'], ['plan', '--local']]) {
        const { code, stdout, stderr } = await ecrsync(command, { cwd })
        expect([code, stdout + stderr]).toEqual([3, expect.stringContaining('INVALID_SOURCE')])
        expect(stdout + stderr).not.toContain(SECRET)
      }
    },
  )

  test.each([
    [['plan', `http://me:${SECRET}@h`], 'UNEXPECTED_ARGUMENT'],
    [['plan', `--endpoint-ur=http://me:${SECRET}@h`], 'UNKNOWN_FLAG'],
    [['plan', '--local', '--endpoint-url', `http://me:${SECRET}@h`], 'INVALID_FLAG'],
    [
      ['login', '--region', 'us-east-1', '--client', `http://me:${SECRET}@h`, '--endpoint-url', 'http://127.0.0.1:9'],
      '',
    ],
    [['copy', 'a', `me:${SECRET}@h/x`, '--local'], 'NOT_DECLARED'],
    [['preview', `me:${SECRET}@h/x`, '--local'], ''],
    [['emulator', '--host', `me:${SECRET}@127.0.0.1`], 'INVALID_FLAG'],
    [['emulator', '--host', `http://me:${SECRET}@127.0.0.1`], 'INVALID_FLAG'],
  ])('of the command line %j', async (args, code) => {
    const { stdout, stderr } = await run(args, {})
    const json = await run(args[0] === 'plan' ? [...args, '--json'] : args, {})
    expect(stdout + stderr).toContain(code)
    expect(stdout + stderr + json.stdout + json.stderr).not.toContain(SECRET)
  })

  test('of the repository that is copied', async () => {
    const { code, stderr } = await run(['copy', `me:${SECRET}@ghcr.io/app`, 'team/app'], { flags: ['--local'] })
    expect([code, stderr]).toEqual([3, expect.stringContaining('error INVALID_ARGUMENT: "…@ghcr.io/app" is no name')])
  })
})

test.each([
  ['a host that only begins as one of ECR', '111122223333.dkr-ecr.us-east-1.on.aws.example.com/app'],
  ['a port', '111122223333.dkr.ecr.us-east-1.amazonaws.com:443/app'],
])('copy takes %s for no repository', async (_name, from) => {
  const { code, stderr } = await run(['copy', from, 'team/app'], { flags: ['--local'] })
  expect([code, stderr]).toEqual([3, expect.stringContaining('error INVALID_ARGUMENT: ')])
})

test('a region that no host can have is said to be none', async () => {
  const { code, stderr } = await run(['plan'], { flags: ['--region', 'us-east-1.example.com/'] })
  expect([code, stderr]).toEqual([1, expect.stringContaining('error NO_REGION: The AWS region that is set is none')])
})
