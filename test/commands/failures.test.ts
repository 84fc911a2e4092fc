import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, expect, onTestFinished, test } from 'vitest'
import type { Fault } from '../../src/emulator/faults/faults.ts'
import { awsEnvironment, ecrsync } from '../cli.ts'
import { folderWith } from '../folder.ts'
import { seeded } from '../seed.ts'

const MANIFEST = `version: 1
name: acme
defaults:
  - { match: "**", tags: { team: app }, imageTagMutability: IMMUTABLE, lifecyclePolicy: [{ any: true, keepNewest: 5 }] }
repositories:
  team/a:
  team/b:
`
const SIGNED = { AWS_ACCESS_KEY_ID: '123456789012', AWS_SECRET_ACCESS_KEY: 'local' }

/** A server that is there, and is not ECR. */
async function strangerAt(body: string, status: number): Promise<string> {
  const server = createServer((_request, response) =>
    response.writeHead(status, { 'content-type': 'text/html' }).end(body),
  )
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => new Promise<void>(resolve => server.close(() => resolve())))
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

describe.each(['plan', 'apply'])('%s, where AWS cannot be asked, says what to do', command => {
  const run = async (env: Record<string, string>, flags: readonly string[] = []) =>
    ecrsync([command, ...flags, ...(command === 'apply' ? ['--auto-approve'] : [])], {
      cwd: await folderWith({ 'ecrsync.yaml': MANIFEST }),
      env,
    })

  test.each<[string, Record<string, string>, string, string, number?]>([
    ['no region', SIGNED, 'NO_REGION', '--region eu-west-1'],
    ['no credentials', { AWS_REGION: 'us-east-1' }, 'NO_CREDENTIALS', '--local'],
    [
      'an unknown profile',
      { AWS_REGION: 'us-east-1', AWS_PROFILE: 'nowhere' },
      'INVALID_PROFILE',
      'AWS_PROFILE=NAME',
      3,
    ],
    [
      'nobody listening',
      { ...SIGNED, AWS_REGION: 'us-east-1', AWS_ENDPOINT_URL_ECR: 'http://127.0.0.1:9' },
      'UNREACHABLE',
      'AWS_ENDPOINT_URL_ECR',
    ],
    [
      'an endpoint that is no URL',
      { ...SIGNED, AWS_REGION: 'us-east-1', AWS_ENDPOINT_URL_ECR: 'localhost' },
      'INVALID_ENDPOINT',
      'http://127.0.0.1:4510',
      3,
    ],
  ])('%s', async (_name, env, code, hint, exit = 1) => {
    const { code: ended, stdout, stderr } = await run(env)
    expect({ ended, stdout }).toEqual({ ended: exit, stdout: '' })
    expect(stderr).toContain(`error ${code}: `)
    expect(stderr).toContain(hint)
    expect(stderr).not.toMatch(/^\s+at /m)
  })

  test.each([
    ['<html>moved</html>', 200],
    ['<html>bad gateway</html>', 403],
  ])('a stranger that answers %s', async (body, status) => {
    const { code, stderr } = await run({ ...SIGNED, AWS_REGION: 'us-east-1' }, [
      '--endpoint-url',
      await strangerAt(body, status),
    ])
    expect(code).toBe(1)
    expect(stderr).toContain('error NOT_ECR: The endpoint does not answer as ECR does')
  })

  test.each(['UnrecognizedClientException', 'ExpiredTokenException', 'InvalidSignatureException'])(
    '%s',
    async error => {
      const ecr = await seeded({ calls: [], faults: [{ operation: 'DescribeRepositories', error }] })
      const { code, stderr } = await run({ ...awsEnvironment(ecr.url), AWS_MAX_ATTEMPTS: '1' })
      expect(code).toBe(1)
      expect(stderr).toContain(
        `error BAD_CREDENTIALS: ${error.startsWith('Expired') ? 'The AWS credentials have expired' : 'AWS does not accept these credentials'}`,
      )
    },
  )
})

test('--local where nothing can be kept says so', async () => {
  const cwd = await folderWith({ 'ecrsync.yaml': MANIFEST, '.ecrsync': 'a file, and no folder' })
  const { code, stderr } = await ecrsync(['plan', '--local'], { cwd })
  expect(code).toBe(1)
  expect(stderr).toContain('error EMULATOR: The local ECR cannot be opened')
  expect(stderr).toContain('hint: Make that folder writable')
})

describe('one read that fails is unread, and the rest is planned', () => {
  const calls = ['team/a', 'team/b'].map(repositoryName => ({ action: 'CreateRepository', input: { repositoryName } }))

  test.each<[string, Fault, number, number?]>([
    ['denied tags', { operation: 'ListTagsForResource', error: 'AccessDeniedException', repository: 'team/a' }, 3],
    ['a denied policy', { operation: 'GetLifecyclePolicy', error: 'AccessDeniedException', repository: 'team/a' }, 3],
    ['a dropped connection', { operation: 'GetLifecyclePolicy', error: 'DropBefore', repository: 'team/a' }, 3],
    [
      'expired credentials half way',
      { operation: 'GetLifecyclePolicy', error: 'ExpiredTokenException', repository: 'team/a' },
      3,
    ],
    [
      'a failing service, of which tags and owner are asked',
      { operation: 'ListTagsForResource', error: 'ServerException', repository: 'team/a' },
      3,
      2,
    ],
  ])('%s', async (_name, fault, planned, unread = 1) => {
    const ecr = await seeded({ calls, faults: [fault] })
    const options = {
      cwd: await folderWith({ 'ecrsync.yaml': MANIFEST }),
      env: { ...awsEnvironment(ecr.url), AWS_MAX_ATTEMPTS: '1' },
    }
    const { code, stdout } = await ecrsync(['plan', '--json'], options)
    const plan = JSON.parse(stdout) as {
      targets: [{ complete: boolean; unread: { address: string }[] }]
      changes: unknown[]
      summary: { unread: number }
    }
    expect(code).toBe(7)
    expect(plan.targets[0]).toMatchObject({
      complete: false,
      unread: Array.from({ length: unread }, () => ({ address: expect.stringContaining('"team/a"') })),
    })
    expect(plan.summary.unread).toBe(unread)
    expect(plan.changes.length).toBeGreaterThanOrEqual(planned)
    const applied = await ecrsync(['apply', '--auto-approve'], options)
    expect(applied.code).toBe(6)
    expect(applied.stdout).toContain(`${unread} unread`)
  })

  test('a listing that breaks off leaves what it did not reach unread, never absent', async () => {
    const many = Array.from({ length: 1001 }, (_, index) => ({
      action: 'CreateRepository',
      input: { repositoryName: `a/${index}` },
    }))
    const ecr = await seeded({
      calls: [...many, ...calls],
      faults: [{ operation: 'DescribeRepositories', error: 'ServerException', when: { at: 2 } }],
    })
    const options = {
      cwd: await folderWith({ 'ecrsync.yaml': MANIFEST }),
      env: { ...awsEnvironment(ecr.url), AWS_MAX_ATTEMPTS: '1' },
    }
    const { code, stdout } = await ecrsync(['plan'], options)
    expect(code).toBe(7)
    expect(stdout).toContain('? repository')
    expect(stdout).toMatch(/Plan: 0 to create, 0 to update, 0 to delete, 0 blocked, 2 unread\.\n$/)
  })
})
