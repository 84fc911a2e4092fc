import { chmod, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { ECR } from '@aws-sdk/client-ecr'
import { describe, expect, onTestFinished, test } from 'vitest'
import { type EmulatorOptions, startEmulator } from '../../src/emulator/server.ts'
import { awsEnvironment, ecrsync } from '../cli.ts'
import { clientOf, pushImage } from '../emulator/ecr.ts'
import { folderWith } from '../folder.ts'
import { expectAccepted, regionIn } from './login/token.ts'

const PROD = '111122223333'
const STAGING = '444455556666'

const MANIFEST = `version: 1
name: acme
ownership: none
targets:
  staging: { account: "${STAGING}", region: eu-west-1, role: "arn:aws:iam::${STAGING}:role/ecrsync", labels: { env: dev } }
  prod:
    account: "${PROD}"
    regions: [eu-west-1, us-east-1]
    role: "arn:aws:iam::${PROD}:role/ecrsync"
    labels: { env: prod }
repositories:
  team/app: { lifecyclePolicy: [{ any: true, keepNewest: 1 }] }
`

/** Records each of its runs. */
const DOCKER = '#!/bin/sh\necho "$@" >> runs\ncat >> passwords\necho >> passwords\n'

async function world(manifest = MANIFEST, options: EmulatorOptions = {}) {
  const emulator = await startEmulator(options)
  onTestFinished(() => emulator.close())
  const cwd = await folderWith({ 'ecrsync.yaml': manifest, 'bin/docker': DOCKER })
  await chmod(join(cwd, 'bin/docker'), 0o755)
  const env = {
    ...awsEnvironment(emulator.url),
    AWS_ENDPOINT_URL_STS: emulator.url,
    AWS_MAX_ATTEMPTS: '1',
    PATH: `${join(cwd, 'bin')}:${process.env.PATH}`,
  }
  const ecrIn = (account: string, region = 'eu-west-1'): ECR => {
    const ecr = clientOf(emulator, { accessKey: account, region })
    onTestFinished(() => ecr.destroy())
    return ecr
  }
  return {
    emulator,
    ecrIn,
    run: (...args: readonly string[]) => ecrsync(args, { cwd, env }),
    recorded: async (file: string) => (await readFile(join(cwd, file), 'utf8')).trimEnd().split('\n'),
  }
}

/** The keys of the environment are of neither account. */
const WRONG = MANIFEST.replace(`, role: "arn:aws:iam::${STAGING}:role/ecrsync"`, '')

describe('login --target', () => {
  test('logs docker in to one registry, as whoever the target says', async () => {
    const there = await world()
    expect(await there.run('login', '--target', 'prod/us-east-1')).toEqual({ code: 0, stdout: '', stderr: '' })
    const [password = ''] = await there.recorded('passwords')
    expect(regionIn(password)).toBe('us-east-1')
    await expectAccepted(there.emulator.url, password)
    expect(there.emulator.calls.map(({ operation, account }) => [operation, account])).toEqual([
      ['AssumeRole', '123456789012'],
      ['GetCallerIdentity', PROD],
      ['GetAuthorizationToken', PROD],
      ['Ping', undefined],
    ])
  })

  test('logs in to each that is chosen', async () => {
    const there = await world()
    expect((await there.run('login', '--target', 'env=prod')).code).toBe(0)
    expect(await there.recorded('runs')).toHaveLength(2)
    expect((await there.recorded('passwords')).map(regionIn)).toEqual(['eu-west-1', 'us-east-1'])
  })

  test('goes on after one that fails, and ends with what failed', async () => {
    const there = await world(WRONG)
    const { code, stderr } = await there.run('login', '--target', '**')
    expect([code, await there.recorded('runs')]).toEqual([4, [expect.any(String), expect.any(String)]])
    expect(stderr).toContain('ecrsync.yaml:5:3 error WRONG_ACCOUNT')
    expect(stderr).toContain('in staging')
  })

  test('prints what lets a manifest ask there along with the line', async () => {
    const { stdout } = await (await world()).run(
      'login',
      '--print',
      '--target',
      'staging',
      '--allow-endpoint',
      'acme.example',
    )
    expect(stdout).toContain(' --target staging --allow-endpoint acme.example |')
  })

  test('prints a line for one target', async () => {
    const { code, stdout } = await (await world()).run('login', '--print', '--target', 'staging')
    expect([code, stdout]).toEqual([
      0,
      expect.stringMatching(/^ecrsync login --password --target staging \| docker login /),
    ])
  })

  test('prints the password of one target', async () => {
    const there = await world()
    const { stdout } = await there.run('login', '--password', '--target', 'staging')
    expect(regionIn(stdout.trim())).toBe('eu-west-1')
  })

  test.each(['--print', '--password'])('%s is about one target', async flag => {
    const there = await world()
    const { code, stderr } = await there.run('login', flag, '--target', 'env=prod')
    expect([code, stderr]).toEqual([3, expect.stringContaining(`${flag} is about one target, and there are 2`)])
    expect(stderr).toContain('--target prod/eu-west-1')
    expect(there.emulator.calls).toEqual([])
  })

  test('does not go with --get-credentials, where the host says the registry', async () => {
    const { code, stderr } = await (await world()).run('login', '--get-credentials', 'get', '--target', 'staging')
    expect([code, stderr]).toEqual([3, expect.stringContaining('--get-credentials and --target do not go together')])
  })
})

describe('copy between targets', () => {
  async function copying(manifest = MANIFEST) {
    const there = await world(manifest)
    for (const account of [STAGING, PROD]) await there.ecrIn(account).createRepository({ repositoryName: 'team/app' })
    const digest = await pushImage(there.ecrIn(STAGING), 'team/app', 'one', 'v1')
    await there.ecrIn(PROD, 'us-east-1').createRepository({ repositoryName: 'team/app' })
    there.emulator.clearCalls()
    const tagsIn = async (account: string, region?: string) =>
      (await there.ecrIn(account, region).listImages({ repositoryName: 'team/app' })).imageIds
    return { ...there, tagsIn, image: { imageDigest: digest, imageTag: 'v1' } }
  }

  test.each(['eu-west-1', 'us-east-1'])(
    'brings all of a repository from one account to another, into %s',
    async region => {
      const there = await copying()
      const run = await there.run('copy', 'staging:team/app', `prod/${region}:team/app`, '--auto-approve')
      expect([run.code, run.stderr]).toEqual([0, expect.any(String)])
      expect(run.stdout).toContain(`staging:team/app → prod/${region}:team/app`)
      expect(run.stdout).toContain('copied 1 image, put 1 tag\nequal')
      expect(await there.tagsIn(PROD, region)).toEqual([there.image])
      const writes = there.emulator.calls.filter(({ operation }) => /^(Put|Upload|Complete)/.test(operation))
      expect(new Set(writes.map(({ account }) => account))).toEqual(new Set([PROD]))
      const again = await there.run('copy', 'staging:team/app', `prod/${region}:team/app`, '--json')
      expect(JSON.parse(again.stdout)).toMatchObject({ equal: true, copied: 0, from: 'staging:team/app' })
    },
  )

  test('takes plain names for those of the one target that is chosen', async () => {
    const there = await copying(`${MANIFEST}  team/new:\n`)
    await there.ecrIn(STAGING).createRepository({ repositoryName: 'team/new' })
    const { code, stdout } = await there.run('copy', 'team/app', 'team/new', '--target', 'staging', '--auto-approve')
    expect([code, stdout]).toEqual([0, expect.stringContaining('team/app → team/new')])
  })

  test.each<[string, readonly string[], string]>([
    ['a name without a target', ['team/app', 'prod/eu-west-1:team/app'], 'Write staging:team/app'],
    ['a target that is misspelt', ['stagign:team/app', 'prod/eu-west-1:team/app'], 'Did you mean staging:team/app?'],
    ['a tag', ['staging:team/app', 'team/app:v1'], 'Write TARGET:NAME, without a tag.'],
    ['a tag behind a target', ['staging:team/app', 'prod/eu-west-1:team/app:v1'], 'Write team/app'],
    ['the same repository', ['staging:team/app', 'staging:team/app'], 'Name two repositories'],
  ])('refuses %s', async (_name, args, hint) => {
    const there = await copying()
    const { code, stderr } = await there.run('copy', ...args)
    expect([code, stderr]).toEqual([3, expect.stringContaining(hint)])
    expect(there.emulator.calls).toEqual([])
  })

  test('writes nothing where the account is wrong', async () => {
    const there = await copying(WRONG)
    const { code, stderr } = await there.run('copy', 'prod/eu-west-1:team/app', 'staging:team/app')
    expect([code, stderr]).toEqual([4, expect.stringContaining('error WRONG_ACCOUNT')])
    expect(there.emulator.calls.map(({ operation }) => operation)).toEqual(['GetCallerIdentity'])
  })
})

describe('preview of several targets', () => {
  async function previewed(...faults: NonNullable<EmulatorOptions['faults']>) {
    const there = await world()
    for (const [account, region] of [
      [STAGING, 'eu-west-1'],
      [PROD, 'eu-west-1'],
      [PROD, 'us-east-1'],
    ] as const) {
      const ecr = there.ecrIn(account, region)
      await ecr.createRepository({ repositoryName: 'team/app' })
      await pushImage(ecr, 'team/app', account, 'v1')
      if (account === PROD) await pushImage(ecr, 'team/app', `${account} 2`, 'v2')
    }
    there.emulator.clearCalls()
    for (const fault of faults) there.emulator.inject(fault)
    return there
  }

  test('shows each repository in its target', async () => {
    const { code, stdout } = await (await previewed()).run('preview')
    expect(code).toBe(0)
    expect(stdout.match(/^team\/app in \S+/gm)).toEqual([
      'team/app in staging',
      'team/app in prod/eu-west-1',
      'team/app in prod/us-east-1',
    ])
    expect(stdout).toContain('Preview: 3 repositories; 2 images would expire')
  })

  test('of those that are chosen', async () => {
    const { stdout } = await (await previewed()).run('preview', '--target', 'staging', '--json')
    const document = JSON.parse(stdout)
    expect(document.repositories).toMatchObject([{ name: 'team/app' }])
    expect(document.repositories[0]).not.toHaveProperty('target')
    const all = JSON.parse((await (await previewed()).run('preview', '--json')).stdout)
    expect(all.repositories.map(({ target }: { target: string }) => target)).toEqual([
      'staging',
      'prod/eu-west-1',
      'prod/us-east-1',
    ])
  })

  test('tells of one that fails beside the others', async () => {
    const there = await previewed({ operation: 'AssumeRole', error: 'AccessDenied', account: STAGING })
    const { code, stdout } = await there.run('preview')
    expect(code).toBe(7)
    expect(stdout).toContain('? target staging: The role of the target cannot be assumed')
    expect(stdout).toContain('team/app in prod/eu-west-1')
  })

  test('ends with the failures where all fail', async () => {
    const there = await previewed({ operation: 'AssumeRole', error: 'AccessDenied' })
    const { code, stdout, stderr } = await there.run('preview')
    expect([code, stdout]).toEqual([1, ''])
    expect(stderr.match(/error ROLE_NOT_ASSUMED/g)).toHaveLength(3)
  })
})
