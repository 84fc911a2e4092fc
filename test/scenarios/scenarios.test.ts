import { readdirSync, readFileSync } from 'node:fs'
import { cp, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, onTestFinished, test } from 'vitest'
import { grouped } from '../../src/collate.ts'
import type { LoggedCall } from '../../src/emulator/http/calls.ts'
import type { PolicyDocument } from '../../src/iam/permission.ts'
import { asOfAws, awsEnvironment, ecrsync } from '../cli.ts'
import { refusedBy as refusedByPolicies } from '../iam/requests.ts'
import { APPLIES, PLANS, refusedBy } from '../iam-policy.ts'
import { type Seed, seeded } from '../seed.ts'

const HERE = fileURLToPath(new URL('.', import.meta.url))
const cases = readdirSync(HERE, { withFileTypes: true })
  .filter(entry => entry.isDirectory())
  .map(({ name }) => name)

interface Live extends Seed {
  /** Flags of the plan, where it has any. */
  readonly flags?: readonly string[]
  /** How the plan and the apply end. */
  readonly exits: readonly [plan: number, apply: number]
}

const WRITES = /^(Create|Delete|Deregister|Put|Register|Set|Tag|Untag|Update)/

async function copyOf(name: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'ecrsync-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  await cp(join(HERE, name), folder, { recursive: true })
  return folder
}

/** The version of ecrsync, the digest of the files and the emulator are facts of the day, not of the plan. */
const OF_THE_DAY: Readonly<Record<string, string | undefined>> = {
  digest: 'sha256:…',
  ecrsync: '…',
  endpoint: undefined,
}

const steady = (json: string): string =>
  `${JSON.stringify(
    JSON.parse(json, (key, value: unknown) => (Object.hasOwn(OF_THE_DAY, key) ? OF_THE_DAY[key] : value)),
    null,
    2,
  )}\n`

/** Calls of one operation with the same input. */
const madeTwice = (calls: readonly LoggedCall[]): readonly string[] =>
  [...grouped(calls, ({ operation, input }) => `${operation} ${JSON.stringify(input)}`)]
    .filter(([, same]) => same.length > 1)
    .map(([call]) => call)

/** What a role that has what `iam` prints may not do of these calls. */
async function refusedTo(mode: 'plan' | 'apply', cwd: string, calls: readonly LoggedCall[]) {
  const { stdout } = await ecrsync(['iam', '--mode', mode, '-f', 'manifest.yaml', '--json'], { cwd })
  const { policies } = JSON.parse(stdout) as { readonly policies: readonly { readonly document: PolicyDocument }[] }
  const documents = policies.map(({ document }) => document)
  return calls.flatMap(({ operation, input = {}, account = '', region = '' }) =>
    refusedByPolicies(documents, { operation, input, account, region }),
  )
}

describe.each(cases)('%s', name => {
  const golden = (file: string) => join(HERE, name, file)
  const live = JSON.parse(readFileSync(golden('live.json'), 'utf8')) as Live

  test('the plan reads, no thing twice, and exits, as it did', async () => {
    const [cwd, ecr] = [await copyOf(name), await seeded(live)]
    const options = { cwd, env: awsEnvironment(ecr.url) }
    const text = await ecrsync(['plan', '-f', 'manifest.yaml', ...(live.flags ?? [])], options)
    expect(madeTwice(ecr.calls)).toEqual([])
    const json = await ecrsync(['plan', '-f', 'manifest.yaml', '--json', ...(live.flags ?? [])], options)
    await expect(asOfAws(text.stdout, ecr.url)).toMatchFileSnapshot(golden('plan.txt'))
    await expect(steady(json.stdout)).toMatchFileSnapshot(golden('plan.json'))
    expect([text.code, json.code]).toEqual([live.exits[0], live.exits[0]])
    expect(ecr.calls.filter(({ operation }) => WRITES.test(operation))).toEqual([])
    expect(refusedBy(PLANS, ecr.calls)).toEqual([])
    expect(await refusedTo('plan', cwd, ecr.calls)).toEqual([])
  })

  test('the apply makes the calls that it made, and a second one none', async () => {
    const [cwd, ecr] = [await copyOf(name), await seeded(live)]
    const options = { cwd, env: awsEnvironment(ecr.url) }
    const writes = () =>
      ecr.calls.filter(({ operation }) => WRITES.test(operation)).map(({ operation, input }) => ({ operation, input }))
    const apply = ['apply', '-f', 'manifest.yaml', '--auto-approve', '--concurrency', '1', ...(live.flags ?? [])]
    const first = await ecrsync(apply, options)
    await expect(`${JSON.stringify(writes(), null, 2)}\n`).toMatchFileSnapshot(golden('calls.json'))
    expect(first.code).toBe(live.exits[1])
    expect(refusedBy(APPLIES, ecr.calls)).toEqual([])
    expect(await refusedTo('apply', cwd, ecr.calls)).toEqual([])
    ecr.clearCalls()
    expect((await ecrsync(apply, options)).code).toBe(live.exits[1])
    expect(writes()).toEqual([])
  })
})
