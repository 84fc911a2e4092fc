import { mkdirSync, readdirSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { isThere } from './files.ts'

export interface Lock {
  /** False where the folder, or this process's claim on it, has been taken away. */
  isHeld(): boolean
  release(): void
}

/** Lock files that are this very process's. */
const own = new Set<string>()

/**
 * Two processes on one folder would write over each other. Each claims it with a file of its own and then looks for others:
 * of two at once both may be refused, and never both let in. A file that a killed process left is nobody's, and goes.
 *
 * @throws Error where a living process has claimed it
 */
export function lockFolder(folder: string): Lock {
  mkdirSync(folder, { recursive: true })
  const real = realpathSync(folder)
  const path = lockPath(real, process.pid)
  if (own.has(path)) throw inUse(folder, process.pid, path)
  writeFileSync(path, '')
  own.add(path)
  const release = () => {
    own.delete(path)
    remove(path)
  }
  const others = holdersIn(real).filter(pid => pid !== process.pid)
  for (const pid of others) if (!isAlive(pid)) remove(lockPath(real, pid))
  const other = others.find(isAlive)
  if (other === undefined) return { isHeld: () => isThere(path), release }
  release()
  throw inUse(folder, other, lockPath(real, other))
}

/** What cannot be removed, because the disk is read-only by now, is nobody's all the same. */
function remove(path: string): void {
  try {
    rmSync(path, { force: true })
  } catch {}
}

const lockPath = (folder: string, pid: number) => join(folder, `lock-${pid}`)

const holdersIn = (folder: string): readonly number[] =>
  readdirSync(folder).flatMap(name => {
    const [, pid] = /^lock-(\d+)$/.exec(name) ?? []
    return pid === undefined ? [] : Number(pid)
  })

const inUse = (folder: string, pid: number, path: string) =>
  new Error(
    `process ${pid} is using ${folder}: stop it, or use another folder; if it is something else, delete ${path}`,
  )

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}
