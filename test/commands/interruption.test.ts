import { spawn, spawnSync } from 'node:child_process'
import { describe, expect, test } from 'vitest'
import { awsEnvironment, bareEnvironment, ecrsync, RUN_JS, unbroken } from '../cli.ts'
import { folderWith } from '../folder.ts'
import { seeded } from '../seed.ts'

const COUNT = 60
const names = Array.from({ length: COUNT }, (_, index) => `team/app-${index}`)
const MANIFEST = `version: 1\nname: acme\nrepositories:\n${names.map(name => `  ${name}:\n`).join('')}`

/** Runs an apply and sends the signal when its first change is done. */
function interruptedApply(cwd: string, url: string, signal: NodeJS.Signals) {
  const child = spawn(process.execPath, [RUN_JS, 'apply', '--auto-approve', '--concurrency', '2'], {
    cwd,
    env: bareEnvironment(awsEnvironment(url)),
  })
  const said = { stdout: '', stderr: '' }
  let isSent = false
  child.stdout.on('data', chunk => {
    said.stdout += String(chunk)
  })
  child.stderr.on('data', chunk => {
    said.stderr += String(chunk)
    if (!isSent && said.stderr.includes('[1/')) isSent = child.kill(signal)
  })
  return new Promise<{ code: number | null; stdout: string; stderr: string }>(resolve => {
    child.on('close', code => resolve({ code, ...said }))
  })
}

/** A process that was reading and goes on to write, and says what it has received. */
function goingOver(script: string) {
  const module = JSON.stringify(new URL('../../dist/commands/interruption.js', import.meta.url).href)
  const whole = `
    import { setImmediate } from 'node:timers/promises'
    import { exitOnSignal, watchSignalsAfter } from ${module}
    const isToldTo = () => process.kill(process.pid, 'SIGTERM')
    const release = exitOnSignal()
    ${script}`
  const { status, stdout } = spawnSync(process.execPath, ['--input-type=module', '--eval', whole], { encoding: 'utf8' })
  return { status, stdout }
}

describe('a signal between reading and writing', () => {
  test('ends the process before anything is written', () => {
    const script = "isToldTo(); await watchSignalsAfter(release, () => {}); console.log('writes')"
    expect(goingOver(script)).toEqual({ status: 143, stdout: '' })
  })

  test('lets what is written come to its end, once that has begun', () => {
    const script = `
      const { received } = await watchSignalsAfter(release, () => {})
      isToldTo()
      await setImmediate()
      await setImmediate()
      console.log(received())`
    expect(goingOver(script)).toEqual({ status: 0, stdout: 'SIGTERM\n' })
  })
})

describe('a signal', () => {
  test.each<[NodeJS.Signals, number]>([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ])('%s finishes what is in flight, says where it stands, and the next run completes it', async (signal, exit) => {
    const ecr = await seeded({ calls: [] })
    const cwd = await folderWith({ 'ecrsync.yaml': MANIFEST })
    const { code, stdout, stderr } = await interruptedApply(cwd, ecr.url, signal)
    const created = ecr.calls.filter(
      ({ operation, error }) => operation === 'CreateRepository' && error === undefined,
    ).length
    expect(code).toBe(exit)
    expect(stderr).toContain('Interrupted: finishing the calls in flight.')
    expect(created).toBeLessThan(COUNT)
    expect(unbroken(stdout)).toContain(`: ${created} created, 0 updated, 0 deleted; ${COUNT - created} skipped.`)
    const options = { cwd, env: awsEnvironment(ecr.url) }
    expect((await ecrsync(['apply', '--auto-approve'], options)).stdout).toContain(`: ${COUNT - created} created`)
    expect((await ecrsync(['plan'], options)).stdout).toContain(`No changes. ${COUNT} repositories match the manifest.`)
  })
})
