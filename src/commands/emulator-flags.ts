import leven from 'leven'
import type { Fault } from '../emulator/faults.ts'
import { OPERATIONS } from '../emulator/operations/index.ts'
import type { RateLimit } from '../emulator/rate-limits.ts'
import { EcrsyncError } from '../errors.ts'

const KNOWN = ['*', ...OPERATIONS.keys(), 'GetCallerIdentity', 'GetResources']

/** `OPERATION=ERROR`, `OPERATION=ERROR:every 3`, `…:first 2`, `…:at 5`. */
export function parseFault(text: string): Fault {
  const [, operation = '', error = '', word, count] =
    /^([^=]+)=([A-Za-z]+)(?::(every|first|at) ?(\d+))?$/.exec(text) ?? []
  if (error === '' || Number(count) === 0) {
    throw refused(
      `--fault ${text}`,
      "Write e.g. --fault PutImage=ServerException, or --fault 'PutImage=DropAfter:every 3' (or first 3, at 3)",
    )
  }
  checkOperation('--fault', operation)
  if (word === undefined) return { operation, error }
  const times = Number(count)
  const when = { every: { every: times }, first: { first: times }, at: { at: times } }[word]
  return { operation, error, ...(when && { when }) }
}

/** `OPERATION=TPS` or `OPERATION=TPS:BURST`. */
export function parseRateLimit(text: string): RateLimit {
  const [, operation = '', rate = '', burst] = /^([^=]+)=(\d+(?:\.\d+)?)(?::(\d+))?$/.exec(text) ?? []
  if (Number(rate) === 0 || Number(burst) === 0) {
    throw refused(
      `--rate-limit ${text}`,
      'Write e.g. --rate-limit PutImage=10, or --rate-limit PutImage=10:20 for bursts of 20',
    )
  }
  checkOperation('--rate-limit', operation)
  return { operation, perSecond: Number(rate), ...(burst !== undefined && { burst: Number(burst) }) }
}

/** `KEY=VALUE`s, as a table. */
export const parsePairs = (flag: string, texts: readonly string[]): Readonly<Record<string, string>> =>
  Object.fromEntries(
    texts.map(text => {
      const at = text.indexOf('=')
      if (at < 1 || at === text.length - 1) throw refused(`${flag} ${text}`, `Write ${flag} LEFT=RIGHT`)
      return [text.slice(0, at), text.slice(at + 1)]
    }),
  )

/** A time, or how long from now. */
export function parseClock(text: string, now: Date): Date {
  const [, days] = /^\+(\d+) ?d(?:ays?)?$/.exec(text) ?? []
  const time = days === undefined ? new Date(text) : new Date(now.getTime() + Number(days) * 24 * 60 * 60 * 1000)
  if (Number.isNaN(time.getTime()))
    throw refused(`--clock ${text}`, 'Write e.g. --clock 2026-12-31T12:00:00Z, or --clock +30d')
  return time
}

function checkOperation(flag: string, operation: string): void {
  if (KNOWN.includes(operation)) return
  const [nearest] = KNOWN.toSorted((one, other) => leven(one, operation) - leven(other, operation))
  throw refused(`${flag} ${operation}=…`, `Did you mean ${nearest}? * is every operation.`)
}

const refused = (what: string, hint: string) => new EcrsyncError('INVALID_FLAG', `${what} is not understood`, { hint })
