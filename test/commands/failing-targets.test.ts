import { describe, expect, onTestFinished, test } from 'vitest'
import type { Fault } from '../../src/emulator/faults/faults.ts'
import { startEmulator } from '../../src/emulator/server.ts'
import { awsEnvironment, ecrsync, unbroken } from '../cli.ts'
import { clientOf } from '../emulator/ecr.ts'
import { folderWith } from '../folder.ts'

const GOOD = '111122223333'
const ODD = '444455556666'

/** Two targets in each of two accounts; the last is the one that fails. */
const manifestWith = (role: string, more = '') => `version: 1
name: acme
targets:
  good: { account: "${GOOD}", regions: [eu-west-1, us-east-1], role: "arn:aws:iam::${GOOD}:role/ecrsync" }
  near: { account: "${ODD}", region: eu-west-1, role: "arn:aws:iam::${ODD}:role/ecrsync" }
  odd: { account: "${ODD}", region: us-east-1${role}${more} }
repositories:
  team/app: { lifecyclePolicy: [{ any: true, keepNewest: 1 }] }
`
const ROLE = `, role: "arn:aws:iam::${ODD}:role/odd"`
const AT_ODD = { account: ODD, region: 'us-east-1' }

async function world(manifest: string, faults: readonly Fault[]) {
  const emulator = await startEmulator()
  onTestFinished(() => emulator.close())
  for (const fault of faults) emulator.inject(fault)
  const cwd = await folderWith({ 'ecrsync.yaml': manifest })
  const env = { ...awsEnvironment(emulator.url), AWS_ENDPOINT_URL_STS: emulator.url, AWS_MAX_ATTEMPTS: '1' }
  const isThere = async (account: string, region: string) => {
    emulator.clearFaults()
    const ecr = clientOf(emulator, { accessKey: account, region })
    const { repositories = [] } = await ecr.describeRepositories({})
    ecr.destroy()
    return repositories.length === 1
  }
  const operations = () => emulator.calls.filter(({ region, account }) => account === ODD && region === 'us-east-1')
  return { run: (...args: readonly string[]) => ecrsync(args, { cwd, env }), isThere, operations }
}

interface Case {
  readonly manifest?: string
  readonly faults?: readonly Fault[]
  readonly code: string
  /** What was asked. */
  readonly asked: string
  /** What IAM lacks, or what else to do. */
  readonly hint: string
}

const CASES: readonly (readonly [string, Case])[] = [
  [
    'a role that cannot be assumed',
    {
      faults: [{ operation: 'AssumeRole', error: 'AccessDenied', ...AT_ODD }],
      code: 'ROLE_NOT_ASSUMED',
      asked: 'sts:AssumeRole',
      hint: `Allow sts:AssumeRole on arn:aws:iam::${ODD}:role/odd`,
    },
  ],
  [
    'a token that has expired',
    {
      faults: [{ operation: 'DescribeRepositories', error: 'ExpiredTokenException', ...AT_ODD }],
      code: 'BAD_CREDENTIALS',
      asked: 'answered DescribeRepositories with ExpiredTokenException',
      hint: 'Sign in again',
    },
  ],
  [
    'a region that is not enabled',
    {
      faults: [{ operation: 'DescribeRepositories', error: 'UnrecognizedClientException', ...AT_ODD }],
      code: 'REGION_NOT_ENABLED',
      asked: 'answered DescribeRepositories with UnrecognizedClientException',
      hint: 'account:EnableRegion',
    },
  ],
  [
    'nobody who answers',
    {
      manifest: manifestWith(ROLE, ', endpoint: "http://127.0.0.1:9"'),
      code: 'UNREACHABLE',
      asked: 'No connection to http://127.0.0.1:9',
      hint: '',
    },
  ],
]

describe.each(CASES)(
  'one target with %s',
  (_name, { manifest = manifestWith(ROLE), faults = [], code, asked, hint }) => {
    test('is unread in the plan, by its name, and the others are planned', async () => {
      const there = await world(manifest, faults)
      const { code: exit, stdout } = await there.run('plan', '--json')
      const plan = JSON.parse(stdout)
      expect(exit).toBe(7)
      const unread = plan.targets.flatMap((one: { unread: unknown[] }) => one.unread)
      expect(unread).toEqual([expect.objectContaining({ address: 'target["odd"]', code })])
      expect(plan.warnings).toEqual([
        expect.objectContaining({
          code,
          summary: `${unread[0].message} (odd)`,
          detail: expect.stringContaining(asked),
        }),
      ])
      expect(new Set(plan.changes.map(({ target }: { target: string }) => target))).toEqual(
        new Set(['good/eu-west-1', 'good/us-east-1', 'near']),
      )
      const { stderr } = await there.run('plan')
      expect(unbroken(stderr)).toContain(hint)
      const finding = stderr.split('\n\n').find(text => text.includes(` ${code}: `))
      expect(finding?.match(/\(odd\)|in odd\b|Target odd\b/g)).toEqual(['(odd)'])
    })

    test('ends a run of its own, once by its name and at its place', async () => {
      const there = await world(manifest, faults)
      const { code: exit, stderr } = await there.run('plan', '--target', 'odd')
      expect(exit).toBe(1)
      expect(stderr).toContain(`ecrsync.yaml:6:3 error ${code}: `)
      expect(stderr.match(/\(odd\)|in odd\b|arget odd\b/g)).toEqual(['in odd'])
    })

    test('is left out of the apply, and the others are made so', async () => {
      const there = await world(manifest, faults)
      const { code: exit } = await there.run('apply', '--auto-approve')
      expect(exit).toBe(6)
      expect(there.operations().filter(({ operation }) => /^(Create|Put)/.test(operation))).toEqual([])
      expect(await Promise.all([there.isThere(GOOD, 'eu-west-1'), there.isThere(ODD, 'eu-west-1')])).toEqual([
        true,
        true,
      ])
      expect(await there.isThere(ODD, 'us-east-1')).toBe(false)
    })
  },
)

describe('one target of the wrong account', () => {
  // The keys of the environment are of neither account.
  const manifest = manifestWith('')

  test('is refused in the plan, with both accounts, and nothing of it is asked', async () => {
    const there = await world(manifest, [])
    const { code, stdout } = await there.run('plan', '--json')
    const plan = JSON.parse(stdout)
    expect([code, plan.targets.at(-1)]).toEqual([
      4,
      expect.objectContaining({ name: 'odd', complete: false, unread: [] }),
    ])
    expect(plan.refused).toEqual([
      expect.objectContaining({ code: 'WRONG_ACCOUNT', detail: expect.stringMatching(`${ODD}.*123456789012`) }),
    ])
    expect(there.operations()).toEqual([])
  })

  test('lets nothing be written anywhere', async () => {
    const there = await world(manifest, [])
    expect((await there.run('apply', '--auto-approve')).code).toBe(4)
    expect(await there.isThere(GOOD, 'eu-west-1')).toBe(false)
  })

  test('ends a run of its own with both accounts', async () => {
    const there = await world(manifest, [])
    const { code, stderr } = await there.run('plan', '--target', 'odd')
    expect([code, stderr]).toEqual([4, expect.stringContaining('WRONG_ACCOUNT')])
    for (const word of ['odd', ODD, '123456789012']) expect(stderr).toContain(word)
  })
})

test('one denied API is unread there, and nowhere else', async () => {
  const fault = { operation: 'GetLifecyclePolicy', error: 'AccessDeniedException', ...AT_ODD }
  const there = await world(manifestWith(ROLE), [])
  expect((await there.run('apply', '--auto-approve')).code).toBe(0)
  const denied = await world(manifestWith(ROLE), [fault])
  await denied.run('apply', '--auto-approve')
  const { code, stdout } = await denied.run('plan', '--json')
  const targets = JSON.parse(stdout).targets as { name: string; unread: { address: string; message: string }[] }[]
  expect(code).toBe(7)
  expect(targets.flatMap(({ name, unread }) => unread.map(({ address }) => [name, address]))).toEqual([
    ['odd', 'lifecyclePolicy["team/app"]'],
  ])
  expect(targets.at(-1)?.unread[0]?.message).toContain('ecr:GetLifecyclePolicy')
})
