import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { startEmulator } from '../../src/emulator/server.ts'
import { awsEnvironment, ecrsync } from '../cli.ts'
import { clientOf, pushImage } from '../emulator/ecr.ts'
import { folderWith } from '../folder.ts'

const [PROD, STAGING] = ['111122223333', '444455556666'] as const

const MANIFEST = `version: 1
name: acme
ownership: none
targets:
  staging: { account: "${STAGING}", region: eu-west-1, role: "arn:aws:iam::${STAGING}:role/ecrsync" }
  prod: { account: "${PROD}", region: eu-west-1, role: "arn:aws:iam::${PROD}:role/ecrsync" }
repositories:
  team/app: { imageTagMutability: IMMUTABLE }
`
const WRITES = /^(Create|Delete|Put|Set|Tag|Untag)/

async function planned(manifest = MANIFEST, ...flags: readonly string[]) {
  const emulator = await startEmulator()
  onTestFinished(() => emulator.close())
  const cwd = await folderWith({ 'ecrsync.yaml': manifest })
  const env = {
    ...awsEnvironment(emulator.url),
    AWS_ENDPOINT_URL_STS: emulator.url,
    AWS_MAX_ATTEMPTS: '1',
  }
  const ecrIn = (account: string) => {
    const ecr = clientOf(emulator, { accessKey: account, region: 'eu-west-1' })
    onTestFinished(() => ecr.destroy())
    return ecr
  }
  const run = (...args: readonly string[]) => ecrsync(args, { cwd, env })
  const plan = await run('plan', '--out', 'ecr.plan', ...flags)
  emulator.clearCalls()
  const writes = () => emulator.calls.map(({ operation }) => operation).filter(operation => WRITES.test(operation))
  return { emulator, cwd, ecrIn, run, plan, writes }
}

describe('a saved plan of several targets', () => {
  test('is made in all of them, and is done then in all of them', async () => {
    const { run, writes } = await planned()
    expect(await run('apply', 'ecr.plan', '--auto-approve')).toMatchObject({ code: 0 })
    expect(writes()).toEqual(['CreateRepository', 'CreateRepository'])
    expect((await run('apply', 'ecr.plan')).stdout).toContain('0 changes to make, 2 already done, 0 stale.')
  })

  test('that is stale in one is made in none, which says in which', async () => {
    const { run, ecrIn, emulator, writes } = await planned()
    await ecrIn(PROD).createRepository({ repositoryName: 'team/app' })
    emulator.clearCalls()
    const { code, stdout } = await run('apply', 'ecr.plan', '--auto-approve')
    expect(code).toBe(5)
    expect(stdout).toMatch(/stale {3}repository\["team\/app"\] +is not any more what the plan showed in prod\n/)
    expect(writes()).toEqual([])
    expect((await run('apply', 'ecr.plan', '--auto-approve', '--stale', 'skip')).code).toBe(6)
    expect(writes()).toEqual(['CreateRepository'])
  })

  test('of which one is another registry by now is made in none', async () => {
    const { run, cwd, writes } = await planned()
    await writeFile(join(cwd, 'ecrsync.yaml'), MANIFEST.replaceAll(PROD, '999900001111'))
    const { code, stderr } = await run('apply', 'ecr.plan', '--auto-approve')
    expect({ code, stderr }).toEqual({ code: 3, stderr: expect.stringContaining('error PLAN_OTHER_ACCOUNT') })
    expect(writes()).toEqual([])
  })

  test('of which one could not be planned is made in the other, and something is left', async () => {
    const role = `role: "arn:aws:iam::${PROD}:role/ecrsync"`
    const { run, plan, writes } = await planned(MANIFEST.replace(role, `${role}, endpoint: "http://127.0.0.1:9"`))
    expect(plan.code).toBe(7)
    const { code, stdout } = await run('apply', 'ecr.plan', '--auto-approve')
    expect({ code, stdout }).toEqual({ code: 6, stdout: expect.stringContaining('target prod') })
    expect(writes()).toEqual(['CreateRepository'])
  })

  test('chosen by --target is about that one alone', async () => {
    const { run, ecrIn } = await planned(MANIFEST, '--target', 'staging')
    expect((await run('apply', 'ecr.plan', '--auto-approve')).code).toBe(0)
    expect((await ecrIn(PROD).describeRepositories({})).repositories).toEqual([])
    expect((await ecrIn(STAGING).describeRepositories({})).repositories).toHaveLength(1)
  })

  test('in shards is in as many files, each of which says which it is', async () => {
    const { run, cwd, ecrIn } = await planned(MANIFEST, '--shard', '1/2')
    expect((await run('plan', '--shard', '2/2', '--out', '2.plan')).code).toBe(0)
    expect(JSON.parse(await readFile(join(cwd, '2.plan'), 'utf8')).shard).toEqual({ index: 2, count: 2 })
    expect((await run('show', '2.plan')).stdout).toContain('shard 2 of 2')
    for (const file of ['ecr.plan', '2.plan']) expect((await run('apply', file, '--auto-approve')).code).toBe(0)
    for (const account of [PROD, STAGING])
      expect((await ecrIn(account).describeRepositories({})).repositories).toHaveLength(1)
  })
})

test('a copy within a saved plan waits for what it copies from, as in any apply', async () => {
  const emulator = await startEmulator()
  onTestFinished(() => emulator.close())
  const ecr = clientOf(emulator)
  onTestFinished(() => ecr.destroy())
  await ecr.createRepository({ repositoryName: 'base' })
  const digest = await pushImage(ecr, 'base', 'one', 'v1')
  const cwd = await folderWith({
    'ecrsync.yaml': `version: 1
name: acme
ownership: none
repositories:
  team/app: { images: { v1: "ecr:base@${digest}" }, lifecyclePolicy: [{ any: true, keepNewest: 1 }] }
`,
  })
  const place = { cwd, env: awsEnvironment(emulator.url) }
  await ecrsync(['plan', '--out', 'ecr.plan'], place)
  expect(await ecrsync(['apply', 'ecr.plan', '--auto-approve'], place)).toMatchObject({ code: 0 })
  const { imageIds } = await ecr.listImages({ repositoryName: 'team/app' })
  expect(imageIds).toEqual([{ imageDigest: digest, imageTag: 'v1' }])
  emulator.clearCalls()
  expect((await ecrsync(['apply', 'ecr.plan'], place)).stdout).toContain('3 already done')
})
