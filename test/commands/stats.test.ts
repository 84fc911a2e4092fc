import { Ajv } from 'ajv'
import { describe, expect, onTestFinished, test } from 'vitest'
import { type EmulatorOptions, startEmulator } from '../../src/emulator/server.ts'
import type { Stats } from '../../src/render/events/stats.ts'
import {
  applySchema,
  copySchema,
  diagnosticsSchema,
  planSchema,
  previewSchema,
} from '../../src/render/output-schemas.ts'
import { awsEnvironment, ecrsync } from '../cli.ts'
import { clientOf, pushImage } from '../emulator/ecr.ts'
import { folderWith } from '../folder.ts'

const MANIFEST = `version: 1
name: acme
ownership: none
repositories:
  team/app: { lifecyclePolicy: [{ any: true, keepNewest: 1 }] }
  team/copy:
`

async function world(options: EmulatorOptions = {}) {
  const emulator = await startEmulator(options)
  onTestFinished(() => emulator.close())
  const cwd = await folderWith({ 'ecrsync.yaml': MANIFEST })
  const env = awsEnvironment(emulator.url)
  const ecr = clientOf(emulator)
  onTestFinished(() => ecr.destroy())
  for (const repositoryName of ['team/app', 'team/copy']) await ecr.createRepository({ repositoryName })
  await pushImage(ecr, 'team/app', 'x', 'v1')
  emulator.clearCalls()
  return { emulator, run: (...args: readonly string[]) => ecrsync(args, { cwd, env }) }
}

const TABLE = /^calls to AWS +made +throttled +retried +p50 ms +p95 ms$/m
/** The process is this one, so its memory is whatever the tests before it have left. */
const LAST = /[\d.]+ s, [\d.]+ [MG]iB of memory at most$/

const COMMANDS = [
  { args: ['plan'], schema: planSchema },
  { args: ['apply', '--auto-approve'], schema: applySchema },
  { args: ['preview'], schema: previewSchema },
  { args: ['copy', 'team/app', 'team/copy', '--auto-approve'], schema: copySchema },
]

describe.each(COMMANDS)('$args', ({ args, schema }) => {
  test('prints at its end what it asked of AWS, also where all else is quiet', async () => {
    const { run, emulator } = await world()
    const [plain, { stdout, stderr, code }] = [await run(...args, '--quiet'), await run(...args, '--quiet', '--stats')]
    expect([code, stdout === '', TABLE.test(plain.stderr)]).toEqual([plain.code, false, false])
    expect(stderr).toMatch(TABLE)
    expect(stderr.trimEnd()).toMatch(LAST)
    expect(emulator.calls.length).toBeGreaterThan(0)
  })

  test('has it as a member of its document, and only where it is asked for', async () => {
    const { run, emulator } = await world()
    const { stdout, stderr } = await run(...args, '--json', '--stats')
    const made = emulator.calls.length
    const document = JSON.parse(stdout) as { readonly stats: Stats }
    expect([new Ajv().validate(schema, document), stderr]).toEqual([true, ''])
    expect(document.stats.all.calls).toBe(made)
    expect(document.stats.operations.reduce((sum, { calls }) => sum + calls, 0)).toBe(made)
    expect(document.stats.wallSeconds).toBeGreaterThan(0)
    expect(document.stats.peakMemoryBytes).toBeGreaterThan(1 << 20)
    expect(JSON.parse((await run(...args, '--json')).stdout)).not.toHaveProperty('stats')
  })

  test('says what is known where it fails', async () => {
    const { run, emulator } = await world()
    emulator.inject({ operation: 'DescribeRepositories', error: 'AccessDeniedException' })
    emulator.inject({ operation: 'DescribeImages', error: 'AccessDeniedException' })
    emulator.inject({ operation: 'ListImages', error: 'AccessDeniedException' })
    const text = await run(...args, '--stats')
    expect(text.code).not.toBe(0)
    expect(text.stderr).toMatch(TABLE)
    const { stdout } = await run(...args, '--stats', '--json')
    const document = JSON.parse(stdout) as { readonly stats: Stats }
    expect(document.stats.all.calls).toBeGreaterThan(0)
    expect([schema, diagnosticsSchema].some(one => new Ajv().validate(one, document))).toBe(true)
  })
})

test('tells tries that were throttled and made again, and how long tries took', async () => {
  const { run, emulator } = await world()
  emulator.inject({ operation: 'GetLifecyclePolicy', error: 'ThrottlingException', when: { first: 2 } })
  const { stdout } = await run('plan', '--json', '--stats')
  const { stats } = JSON.parse(stdout) as { readonly stats: Stats }
  const of = (name: string) => stats.operations.find(({ action }) => action === name)
  expect(of('GetLifecyclePolicy')).toMatchObject({ calls: 1, throttled: 2, retried: 2 })
  expect(of('DescribeRepositories')).toMatchObject({ throttled: 0, retried: 0, p50Milliseconds: expect.any(Number) })
  expect(stats.all.p95Milliseconds).toBeGreaterThanOrEqual(stats.all.p50Milliseconds ?? 0)
  expect(stats.callsPerSecond).toBeGreaterThan(0)
})
