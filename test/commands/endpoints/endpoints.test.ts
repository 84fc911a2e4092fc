import { describe, expect, test } from 'vitest'
import { ecrsync, unbroken } from '../../cli.ts'
import { folderWith } from '../../folder.ts'
import {
  ALL,
  accountOf,
  callsOf,
  emulatorsEverywhere,
  type Place,
  place,
  run,
  type Said,
  SERVICE,
  urlOf,
} from './places.ts'

emulatorsEverywhere()

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
    ['to the variable of ECR, past it', () => ({ env: SERVICE(), flags: ['--profile', 'lost'] }), 'service'],
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
    expect(stderr).toContain('No connection to ECR in xx-nowhere-1 (')
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
    const before = callsOf('all').length
    await ecrsync(['plan'], { cwd, env })
    const calls = callsOf('all').slice(before)
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
    expect(unbroken(unknown.stderr)).toContain('default, fips, lost, others, section, url')
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
  expect(applied.stdout).toContain('\nApplied to 123456789012, us-east-1 in the embedded ECR: 2 created')
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
  expect((await there('apply', '--auto-approve')).stdout).toContain(`us-east-1 at ${url}: 2 created`)
  expect((await there('preview')).stdout).toContain(`\nCalls went to ${url}.\nPreview: 1 repository`)
  expect((await there('preview', '--format', 'html')).stdout).toContain(`<dd>${url}</dd>`)
  expect(JSON.parse((await there('preview', '--json')).stdout)).toMatchObject({ endpoint: url })
  const from = `${accountOf('section')}.dkr-ecr.us-east-1.on.aws/team/app`
  expect((await there('copy', from, 'team/app')).stdout).toContain(`us-east-1 at ${url}  0 images there`)
  expect(JSON.parse((await there('copy', from, 'team/app', '--json')).stdout)).toMatchObject({ endpoint: url })
  const printed = await there('login', '--print')
  expect(printed.stdout).toContain(`--profile section | docker login`)
  expect(printed.stdout).toContain(new URL(url).host)
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
  expect([code, stderr]).toEqual([
    3,
    expect.stringContaining('error INVALID_REGION: The AWS region that is set is none'),
  ])
})
