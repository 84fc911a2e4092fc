import { readFileSync, readlinkSync } from 'node:fs'
import { hostname } from 'node:os'
import { basename, join } from 'node:path'

/** What tells a process from all others, as far as the system says it. */
export interface Self {
  readonly pid: number
  /** When it was started, in a unit of the system's; empty where it does not say. */
  readonly started: string
  /** Where its id is its own: a namespace of process ids; empty where there is but one. */
  readonly space: string
  /** The running kernel, which containers share; empty where it does not say. */
  readonly boot: string
  readonly host: string
}

export interface Claim extends Self {
  readonly path: string
}

export const self = (): Self => ({
  pid: process.pid,
  started: startOf(process.pid) ?? '',
  space: said(() => readlinkSync('/proc/self/ns/pid')).replace(/\D/g, ''),
  boot: said(() => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8')).replace(/[^0-9a-f]/g, ''),
  host: hostname()
    .replace(/[^A-Za-z0-9-]/g, '-')
    .slice(0, 100),
})

/** Fits a file name: what cannot be read from a file that is half-written cannot be half-read. */
export const claimName = ({ pid, started, space, boot, host }: Self): string =>
  `lock-${[pid, started, space, boot, host].join('.')}`

export function claimIn(folder: string, name: string): Claim | undefined {
  const [, pid, started = '', space = '', boot = '', host = ''] =
    /^lock-(\d+)\.(\d*)\.(\d*)\.([0-9a-f]*)\.([A-Za-z0-9-]*)$/.exec(basename(name)) ?? []
  return pid === undefined ? undefined : { pid: Number(pid), started, space, boot, host, path: join(folder, name) }
}

/** Whether the process lives that has made a claim; nothing where its id means nothing here. */
export function isAlive(claim: Claim, mine: Self): boolean | undefined {
  const isSameSpace = claim.host === mine.host && claim.boot === mine.boot && claim.space === mine.space
  if (!isSameSpace) return undefined
  if (claim.pid === mine.pid) return claim.started === '' ? undefined : claim.started === mine.started
  return isRunning(claim.pid) && (startOf(claim.pid) ?? claim.started) === claim.started
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}

/** The 22nd field of `/proc/PID/stat`; the second, a name in parentheses, may hold anything. Source: proc_pid_stat(5). */
export function startOf(pid: number): string | undefined {
  const stat = said(() => readFileSync(`/proc/${pid}/stat`, 'utf8'))
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19]
}

/** What a system without `/proc` does not say. */
function said(read: () => string): string {
  try {
    return read()
  } catch {
    return ''
  }
}
