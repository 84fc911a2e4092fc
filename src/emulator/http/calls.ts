import { closeSync, mkdirSync, openSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'
import { harmless, harmlessJson } from '../../harmless.ts'

export interface LoggedCall {
  readonly time: string
  readonly operation: string
  /** Where it came through the Docker Registry API; `operation` is then the one of the ECR API that it amounts to. */
  readonly api?: 'docker'
  /** The repository that the call names. */
  readonly name?: string
  /** On failure only. */
  readonly error?: string
  /** Of a failure of the emulator itself, for whoever mends it. */
  readonly stack?: string
  /** The most calls that have been in flight at once so far. */
  readonly peak: number
  /** Of who asks, through an API of AWS; in memory only. */
  readonly account?: string
  readonly region?: string
  /** In memory only, and without the bytes of layers. */
  readonly input?: Readonly<Record<string, unknown>>
}

export interface CallLog {
  readonly calls: readonly LoggedCall[]
  /** A call that is in flight until it is answered. */
  arrived(time: Date): Entry
  clear(): void
  close(): void
}

export interface Entry {
  /** What has become known of it. */
  about(known: { readonly [K in keyof Omit<LoggedCall, 'time' | 'error' | 'peak'>]?: LoggedCall[K] | undefined }): void
  answered(error?: string): void
}

export interface CallLogOptions {
  readonly file?: string | undefined
  /** How many calls are kept in memory: a server that runs for weeks must not keep all. */
  readonly kept?: number | undefined
}

export function openCallLog({ file: path, kept = 100_000 }: CallLogOptions): CallLog {
  const calls: LoggedCall[] = []
  const file = path === undefined ? undefined : openLog(path)
  let inFlight = 0
  let peak = 0
  let isWarned = false
  const write = (call: LoggedCall) => {
    calls.push(call)
    if (calls.length > kept) calls.splice(0, Math.ceil(kept / 10) || 1)
    try {
      if (file !== undefined) writeSync(file, `${harmlessJson(JSON.stringify({ ...call, ...IN_MEMORY }))}\n`)
    } catch (error) {
      // The call has been made, and whoever made it waits for the answer.
      if (!isWarned)
        process.emitWarning(harmless(`The log ${path} has gaps: ${error instanceof Error ? error.message : error}`))
      isWarned = true
    }
  }
  return {
    calls,
    arrived(time) {
      inFlight += 1
      peak = Math.max(peak, inFlight)
      let known = {}
      return {
        about: more => {
          known = { ...known, ...present(more) }
        },
        answered(error) {
          inFlight -= 1
          write({ time: time.toISOString(), operation: '', ...known, ...present({ error }), peak })
        },
      }
    },
    clear: () => void calls.splice(0),
    close() {
      if (file !== undefined) closeSync(file)
    },
  }
}

const IN_MEMORY = { account: undefined, region: undefined, input: undefined }

const present = (members: object): object =>
  Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined))

function openLog(path: string): number {
  mkdirSync(dirname(path), { recursive: true })
  return openSync(path, 'a')
}
