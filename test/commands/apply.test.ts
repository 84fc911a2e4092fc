import { describe, expect, test } from 'vitest'
import { awsEnvironment, ecrsync, unbroken } from '../cli.ts'
import { folderWith } from '../folder.ts'
import { seeded } from '../seed.ts'

const MANIFEST = `version: 1
name: acme
defaults:
  - { match: "**", lifecyclePolicy: [{ any: true, keepNewest: 5 }] }
repositories:
  team/a:
  team/b:
`
const WRITES = /^(Create|Delete|Put|Set|Tag|Untag)/

const at = async (seed: Parameters<typeof seeded>[0]) => {
  const ecr = await seeded(seed)
  const options = {
    cwd: await folderWith({ 'ecrsync.yaml': MANIFEST }),
    env: { ...awsEnvironment(ecr.url), AWS_MAX_ATTEMPTS: '1' },
  }
  return { ecr, run: (...args: string[]) => ecrsync(args, options) }
}

describe('asking', () => {
  test.each([[[]], [['--json']]])('without a terminal nothing is written and the exit code is 8 (%j)', async flags => {
    const { ecr, run } = await at({ calls: [] })
    const { code, stdout, stderr } = await run('apply', ...flags)
    expect(code).toBe(8)
    expect(stdout + stderr).toContain('--auto-approve')
    expect(ecr.calls.filter(({ operation }) => WRITES.test(operation))).toEqual([])
  })

  test('where nothing is to do nobody is asked', async () => {
    const { run } = await at({ calls: [] })
    await run('apply', '--auto-approve')
    expect(await run('apply')).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/No changes\. 2 repositories match the manifest\.\n$/),
    })
  })
})

describe('a failure', () => {
  test('of a create skips what needs it, and nothing else', async () => {
    const { ecr, run } = await at({
      calls: [],
      faults: [
        { operation: 'CreateRepository', error: 'LimitExceededException', repository: 'team/a', message: 'quota' },
      ],
    })
    const { code, stdout } = await run('apply', '--auto-approve')
    expect(code).toBe(6)
    expect(stdout).toContain('failed  repository["team/a"]')
    expect(stdout).toContain('skipped lifecyclePolicy["team/a"]')
    expect(stdout).toContain('repository["team/a"] was not created')
    expect(unbroken(stdout)).toContain(': 2 created, 0 updated, 0 deleted; 1 failed, 1 skipped.')
    expect(
      ecr.calls.filter(({ operation, name }) => operation === 'CreateRepository' && name === 'team/a'),
    ).toHaveLength(1)
  })

  test('is told in JSON with its reason and the next step', async () => {
    const { run } = await at({
      calls: [],
      faults: [{ operation: 'PutLifecyclePolicy', error: 'AccessDeniedException', repository: 'team/b' }],
    })
    const { code, stdout, stderr } = await run('apply', '--auto-approve', '--json')
    const { outcomes, summary } = JSON.parse(stdout) as {
      outcomes: { address: string; status: string; error?: object }[]
      summary: object
    }
    expect({ code, stderr }).toEqual({ code: 6, stderr: '' })
    expect(summary).toMatchObject({ created: 3, failed: 1, skipped: 0 })
    expect(outcomes.find(({ status }) => status === 'failed')).toMatchObject({
      address: 'lifecyclePolicy["team/b"]',
      error: { code: 'ACCESS_DENIED', hint: expect.stringContaining('ecr:PutLifecyclePolicy') },
    })
  })

  test('leaves something that the next run completes', async () => {
    const { ecr, run } = await at({
      calls: [],
      faults: [{ operation: 'PutLifecyclePolicy', error: 'ServerException' }],
    })
    expect((await run('apply', '--auto-approve')).code).toBe(6)
    ecr.clearFaults()
    expect((await run('apply', '--auto-approve')).stdout).toContain(': 2 created, 0 updated, 0 deleted.')
    expect((await run('plan')).stdout).toMatch(/No changes\. 2 repositories match the manifest\.\n$/)
  })
})

describe('a lost answer to a create', () => {
  const lost = { operation: 'CreateRepository', error: 'DropAfter', repository: 'team/a', when: { first: 1 } } as const
  const creates = (calls: readonly { operation: string; name?: string }[]) =>
    calls.filter(({ operation, name }) => operation === 'CreateRepository' && name === 'team/a')

  test('is asked for again, adopted and checked in the same run', async () => {
    const ecr = await seeded({ calls: [], faults: [lost] })
    const options = { cwd: await folderWith({ 'ecrsync.yaml': MANIFEST }), env: awsEnvironment(ecr.url) }
    const { code, stdout } = await ecrsync(['apply', '--auto-approve'], options)
    expect({ code, last: stdout.trim().split('\n').slice(-2) }).toEqual({
      code: 0,
      last: [
        `Applied to 123456789012, us-east-1 at ${ecr.url}: 4 created, 0 updated, 0 deleted.`,
        expect.stringMatching(/^Receipt: \.ecrsync\/receipts\/\S+\.json$/),
      ],
    })
    expect(creates(ecr.calls)).toHaveLength(2)
    expect((await ecrsync(['plan'], options)).stdout).toContain('No changes.')
  })

  test('that nobody asks for again is found by the next run', async () => {
    const { ecr, run } = await at({ calls: [], faults: [lost] })
    expect((await run('apply', '--auto-approve')).code).toBe(6)
    expect((await run('apply', '--auto-approve')).stdout).toContain(': 1 created')
    expect(creates(ecr.calls)).toHaveLength(1)
  })
})

test('progress goes to stderr, a line for each change, and --quiet leaves it out', async () => {
  const { run } = await at({ calls: [] })
  const { stdout, stderr } = await run('apply', '--auto-approve', '--concurrency', '1')
  expect(stderr.trim().split('\n')).toEqual([
    '[1/4] created repository["team/a"]',
    expect.stringMatching(/^\[2\/4\] created /),
    expect.stringMatching(/^\[3\/4\] created /),
    expect.stringMatching(/^\[4\/4\] created /),
  ])
  expect(stdout).not.toContain('[1/4]')
  const quiet = await at({ calls: [] })
  expect((await quiet.run('apply', '--auto-approve', '--quiet')).stderr).toBe('')
})

test('--verbose names each call', async () => {
  const { run } = await at({ calls: [] })
  const { stderr } = await run('plan', '--verbose')
  expect(stderr).toContain('→ DescribeRepositories\n')
})
