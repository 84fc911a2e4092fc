import { closeSync, mkdirSync, openSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'

export interface LoggedCall {
  readonly time: string
  readonly operation: string
  /** The repository that the call names. */
  readonly name?: string
  /** On failure only. */
  readonly error?: string
  /** The most calls that have been in flight at once so far. */
  readonly peak: number
  /** In memory only, and without the bytes of layers. */
  readonly input?: Readonly<Record<string, unknown>>
}

export interface CallLog {
  readonly calls: readonly LoggedCall[]
  arrived(): void
  answered(call: Omit<LoggedCall, 'peak'>): void
  clear(): void
  close(): void
}

/** A server that runs for weeks must not keep every call that it ever answered. */
const KEPT = 100_000

export function openCallLog(logFile?: string): CallLog {
  const calls: LoggedCall[] = []
  const file = logFile === undefined ? undefined : openLog(logFile)
  let inFlight = 0
  let peak = 0
  return {
    calls,
    arrived() {
      inFlight += 1
      peak = Math.max(peak, inFlight)
    },
    answered(answer) {
      inFlight -= 1
      const call = { ...answer, peak }
      if (calls.length >= KEPT) calls.splice(0, KEPT / 10)
      calls.push(call)
      if (file !== undefined) writeSync(file, `${JSON.stringify({ ...call, input: undefined })}\n`)
    },
    clear: () => void calls.splice(0),
    close() {
      if (file !== undefined) closeSync(file)
    },
  }
}

function openLog(path: string): number {
  mkdirSync(dirname(path), { recursive: true })
  return openSync(path, 'a')
}
