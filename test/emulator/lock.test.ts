import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { claimIn, claimName, type Self, self, startOf } from '../../src/emulator/storage/claim.ts'
import { type Lock, lockFolder } from '../../src/emulator/storage/lock.ts'

let folder: string
const held: Lock[] = []

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ecrsync-lock-'))
})
afterEach(() => {
  for (const lock of held.splice(0)) lock.release()
  rmSync(folder, { recursive: true })
})

async function lock(who?: Self, where = folder): Promise<Lock> {
  const taken = await lockFolder(where, who)
  held.push(taken)
  return taken
}

/** Process 1 of a container, each with a namespace of its own, on this machine. */
const inContainer = (space: string): Self => ({ ...self(), pid: 1, started: '100', space, host: `container-${space}` })
const elsewhere: Self = { pid: 1, started: '100', space: '4026531836', boot: 'ab12', host: 'other-machine' }

/** What a process left that was killed: a claim, and perhaps a socket that nobody listens at. */
function left(who: Self, age = 0): string {
  const path = join(folder, claimName(who))
  const time = new Date(Date.now() - age)
  writeFileSync(path, '')
  utimesSync(path, time, time)
  return path
}

const claims = () => readdirSync(folder).filter(name => name.startsWith('lock-'))
const isLinux = process.platform === 'linux'

test('a folder is held once, and free again when it is released', async () => {
  const first = await lock()
  expect(first.isHeld()).toBe(true)
  await expect(lock()).rejects.toThrow(`process ${process.pid} of ${self().host} is using ${folder}`)
  expect(first.isHeld()).toBe(true)
  first.release()
  expect(first.isHeld()).toBe(false)
  expect(readdirSync(folder)).toEqual([])
  await lock()
})

describe.runIf(isLinux)('process 1 of two containers on one folder', () => {
  test('is refused where the other one lives', async () => {
    const first = await lock(inContainer('1'))
    await expect(lock(inContainer('2'))).rejects.toThrow(`process 1 of container-1 is using ${folder}`)
    expect(first.isHeld()).toBe(true)
    expect(claims()).toEqual([claimName(inContainer('1'))])
    first.release()
    await lock(inContainer('2'))
  })

  test('of two at once, never both are let in', async () => {
    const both = await Promise.allSettled([lock(inContainer('1')), lock(inContainer('2'))])
    expect(both.filter(({ status }) => status === 'fulfilled').length).toBeLessThan(2)
  })

  test('also where the folder is deeper than the path of a socket may be long', async () => {
    const deep = join(folder, ...Array.from({ length: 20 }, () => 'a-folder-in-a-folder'))
    mkdirSync(deep, { recursive: true })
    await lock(inContainer('1'), deep)
    await expect(lock(inContainer('2'), deep)).rejects.toThrow('is using')
  })

  test('is let in at once where the other one was killed', async () => {
    const script = `
      import { lockFolder } from ${JSON.stringify(join(import.meta.dirname, '../../dist/emulator/storage/lock.js'))}
      await lockFolder(${JSON.stringify(folder)}, ${JSON.stringify(inContainer('1'))})
      console.log('held')
      setInterval(() => {}, 1000)`
    const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    await once(child.stdout, 'data')
    await expect(lock(inContainer('2'))).rejects.toThrow('process 1 of container-1')
    child.kill('SIGKILL')
    await once(child, 'exit')
    await lock(inContainer('2'))
    expect(claims()).toEqual([claimName(inContainer('2'))])
  })
})

describe('a claim of this system', () => {
  test.each([
    ['of a process that is not there', { pid: 99_999_999 }],
    ['of an earlier process with this one’s id', { started: '1' }],
  ])('%s is nobody’s', async (_, more) => {
    if (isLinux || 'pid' in more) left({ ...self(), ...more })
    await lock()
    expect(claims()).toEqual([claimName(self())])
  })

  test('of a process that lives is its own', async () => {
    const pid = process.ppid
    const { host, boot, space } = self()
    const started = startOf(pid) ?? ''
    const path = left({ pid, started, host, boot, space }, 10 * 60_000)
    await expect(lock()).rejects.toThrow(`delete ${path}`)
    expect(statSync(path).size).toBe(0)
    expect(claims()).toHaveLength(1)
  })
})

describe('a claim of another machine', () => {
  test('holds as long as it shows signs of life', async () => {
    const path = left(elsewhere, 10_000)
    await expect(lock()).rejects.toThrow(
      `process 1 of other-machine is using ${folder}: stop it, or use another folder; if it is gone, wait for 30 seconds or delete ${path}`,
    )
    expect(claims()).toEqual([claimName(elsewhere)])
  })

  test('is nobody’s without them', async () => {
    left(elsewhere, 31_000)
    await lock()
    expect(claims()).toEqual([claimName(self())])
  })
})

test('a claim that is taken away is not held any more', async () => {
  const lost = await lock()
  rmSync(join(folder, claimName(self())))
  expect(lost.isHeld()).toBe(false)
})

test('what is no claim stays', async () => {
  for (const name of ['lock-', 'lock-x', 'lockless', 'lock-1.tmp']) {
    writeFileSync(join(folder, name), '')
    expect(claimIn(folder, name)).toBeUndefined()
  }
  const taken = await lock()
  taken.release()
  expect(readdirSync(folder).toSorted()).toEqual(['lock-', 'lock-1.tmp', 'lock-x', 'lockless'])
})
