import { describe, expect, test } from 'vitest'
import { ecrsync } from '../../cli.ts'
import { folderWith } from '../../folder.ts'
import { emulatorsEverywhere, KEYS, MANIFEST, run } from './places.ts'

emulatorsEverywhere()

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
    `me:${SECRET}@h.test/org/repo:1: {}`,
    `me:${SECRET}@h.test/Org Repo: {}`,
    `me:${SECRET}@h.test: {}`,
    `{ match: "me:${SECRET}@h.test/org/*" }`,
    `{ name: "me:${SECRET}@h.test/org/repo", copiedTo: a/b }`,
    `{ name: a/c, copiedTo: "me:${SECRET}@h.test/org/repo" }`,
  ])('of the name %s', async line => {
    const list = line.startsWith('{ match') ? 'defaults' : line.startsWith('{') ? 'removed' : 'repositories'
    const text =
      list === 'repositories' ? `repositories:\n  ${line}\n` : `repositories:\n  a/b: {}\n${list}:\n  - ${line}\n`
    const cwd = await folderWith({ 'ecrsync.yaml': `version: 1\nname: acme\n${text}` })
    for (const command of [['validate'], ['validate', '--json'], ['plan', '--local']]) {
      const { code, stdout, stderr } = await ecrsync(command, { cwd })
      expect([code, stdout + stderr]).toEqual([
        3,
        expect.stringMatching(/INVALID_NAME|INVALID_GLOB|UNKNOWN_REPOSITORY/),
      ])
      expect(stdout + stderr).not.toContain(SECRET)
    }
  })

  test.each([
    [['plan', `http://me:${SECRET}@h`], 'UNEXPECTED_ARGUMENT'],
    [['plan', `--endpoint-ur=http://me:${SECRET}@h`], 'UNKNOWN_FLAG'],
    [['plan', '--local', '--endpoint-url', `http://me:${SECRET}@h`], 'INVALID_FLAG'],
    [
      ['login', '--region', 'us-east-1', '--client', `http://me:${SECRET}@h`, '--endpoint-url', 'http://127.0.0.1:9'],
      '',
    ],
    [['plan', `me:${SECRET}@h/x`], 'UNEXPECTED_ARGUMENT'],
    [['copy', 'a', `me:${SECRET}@h/x`, '--local'], 'INVALID_ARGUMENT'],
    [['copy', `me:${SECRET}@h.test/x:1`, 'team/app', '--local'], 'INVALID_ARGUMENT'],
    [['preview', `me:${SECRET}@h/x`, '--local'], 'Write x'],
    [['preview', `me:${SECRET}@h.test/X y:1`, '--local'], 'INVALID_ARGUMENT'],
    [['preview', `me:${SECRET}@h.test`, '--local'], 'INVALID_ARGUMENT'],
    [['plan', '--local', '--only', `me:${SECRET}@h.test/x:1`], 'Write x'],
    [['plan', '--local', '--only', `me:${'x'.repeat(90)}${SECRET}@h.test/x:1`], 'Write x'],
    [['plan', '--local', '--only', `!me:${SECRET}@h.test`], 'INVALID_FLAG'],
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
