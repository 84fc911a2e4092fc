import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** Folders that this very process uses. */
const own = new Set<string>()

/**
 * Two processes on one folder would write over each other. A lock that a killed process left is nobody's.
 *
 * @returns gives the folder back
 */
export function lockFolder(folder: string): () => void {
  const path = join(folder, 'lock')
  mkdirSync(folder, { recursive: true })
  if (!claim(path)) {
    const holder = holderOf(path)
    if (holder !== undefined) throw new Error(`process ${holder} is using ${folder}: stop it, or use another folder`)
    rmSync(path, { force: true })
    if (!claim(path)) throw new Error(`another process has just begun to use ${folder}`)
  }
  own.add(path)
  return () => {
    own.delete(path)
    rmSync(path, { force: true })
  }
}

function claim(path: string): boolean {
  try {
    writeFileSync(path, `${process.pid}\n`, { flag: 'wx' })
    return true
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false
    throw error
  }
}

function holderOf(path: string): number | undefined {
  const pid = Number(readFileSync(path, 'utf8'))
  // In a container each life of a process may have the same number.
  if (pid === process.pid) return own.has(path) ? pid : undefined
  return Number.isInteger(pid) && pid > 0 && isAlive(pid) ? pid : undefined
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}
