import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { describe, expect, onTestFinished, test } from 'vitest'
import { startEmulator } from '../../src/emulator/server.ts'
import { awsEnvironment, bareEnvironment, RUN_JS } from '../cli.ts'
import { clientOf } from '../emulator/ecr.ts'
import { folderWith } from '../folder.ts'
import { openTerminal } from '../render/events/terminal.ts'

const COUNT = 12
const THERE = 4
const names = Array.from({ length: COUNT }, (_, index) => `team/application-${index}`)
const MANIFEST = `version: 1\nname: acme\ndefaults: [{ match: "**", lifecyclePolicy: null }]\nrepositories:\n${names.map(name => `  ${name}:\n`).join('')}`
const SIZE = { columns: 60, rows: 12 }

/** In the process, stderr is a terminal of that size: what it is told goes through a pipe all the same. */
const AS_TERMINAL = encodeURIComponent(`
  const size = ${JSON.stringify(SIZE)}
  Object.assign(process.stderr, { isTTY: true, ...size, getWindowSize: () => Object.values(size) })
`)

/** An ECR that takes its time, and has some of the repositories. */
async function slowEcr(latency = 20) {
  const emulator = await startEmulator({ latency })
  onTestFinished(() => emulator.close())
  const client = clientOf(emulator)
  for (const repositoryName of names.slice(0, THERE)) await client.createRepository({ repositoryName })
  emulator.clearCalls()
  return emulator
}

/** Runs a command until its terminal was told each of the texts, upon which it is interrupted, and to its end. */
async function interruptedAt(url: string, args: readonly string[], moments: readonly string[]) {
  const cwd = await folderWith({ 'ecrsync.yaml': MANIFEST })
  const child = spawn(
    process.execPath,
    ['--import', `data:text/javascript,${AS_TERMINAL}`, RUN_JS, ...args, '--concurrency', '2'],
    {
      cwd,
      env: bareEnvironment(awsEnvironment(url)),
      stdio: ['ignore', 'ignore', 'pipe'],
    },
  )
  const { stream, text, written } = openTerminal(SIZE)
  const left = [...moments]
  let said = ''
  child.stderr.on('data', chunk => {
    stream.write(chunk)
    said += String(chunk)
    const [next] = left
    if (next === undefined || !said.includes(next)) return
    left.shift()
    child.kill('SIGINT')
  })
  const [code] = await once(child, 'close')
  return { code, screen: await text(), told: await written() }
}

const BLOCK = /[█░]|^ {2}… |^reading /

describe('a run on a terminal that is interrupted', () => {
  test.each([
    ['while it reads', ['plan'], ['reading '], [], 100],
    [
      'while it writes, and ends what is in flight',
      ['apply', '--auto-approve'],
      ['created repository'],
      ['Interrupted: finishing the calls in flight. Once more to', '  stop at once.'],
      20,
    ],
    [
      'while it writes, and once more',
      ['apply', '--auto-approve'],
      ['created repository', 'stop at once'],
      ['Interrupted: finishing the calls in flight. Once more to', '  stop at once.'],
      20,
    ],
  ])('%s, leaves nothing half done', async (_name, args, moments, expected, latency) => {
    const ecr = await slowEcr(latency)
    const { code, screen, told } = await interruptedAt(ecr.url, args, moments)
    expect(code).toBe(130)
    expect(screen.filter(line => BLOCK.test(line))).toEqual([])
    expect(screen).toEqual(expect.arrayContaining(expected))
    expect(told).not.toContain('\u001b[?25l')
  })

  test('has every call of --verbose on it, and every change that ended', async () => {
    const ecr = await slowEcr()
    const { code, screen } = await interruptedAt(ecr.url, ['apply', '--auto-approve', '--verbose'], ['never said'])
    expect(code).toBe(0)
    expect(screen.filter(line => line.startsWith('→ '))).toHaveLength(ecr.calls.length)
    expect(screen.filter(line => /^ {2}created repository/.test(line))).toHaveLength(COUNT - THERE)
    expect(screen.filter(line => BLOCK.test(line))).toEqual([])
  })
})
