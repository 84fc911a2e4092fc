import type { Fault } from '../emulator/faults/faults.ts'
import type { RateLimit } from '../emulator/faults/rate-limits.ts'
import { LENIENCIES, type Leniency } from '../emulator/leniency.ts'
import { OPERATIONS } from '../emulator/operations/index.ts'
import { EcrsyncError } from '../errors.ts'
import { meant } from '../nearest.ts'

const KNOWN = ['*', ...OPERATIONS.keys(), 'AssumeRole', 'GetCallerIdentity', 'GetResources']

/** How errors of AWS are named, and the two that are no answer. */
const ERROR =
  /^(Drop(Before|After)|\w+Exception|InternalFailure|ServiceUnavailable|IncompleteSignature|ExpiredToken|AccessDenied|InvalidClientTokenId|OptInRequired)$/

/** `OPERATION=ERROR`, `OPERATION=ERROR:every 3`, `…:first 2`, `…:at 5`; of one account or region: `OPERATION@ACCOUNT/REGION=…`. */
export function parseFault(text: string): Fault {
  const [, operation = '', account, region, error = '', word, count] =
    /^([^=@]+)(?:@(?=[\d/])(\d{12})?(?:\/([a-z][a-z0-9-]+))?)?=([A-Za-z]+)(?::(every|first|at) ?(\d+))?$/.exec(text) ??
    []
  if (error === '' || Number(count) === 0) {
    throw refused(
      `--fault ${text}`,
      "Write e.g. --fault PutImage=ServerException, or --fault 'PutImage=DropAfter:every 3' (or first 3, at 3); of one account or region: --fault AssumeRole@111122223333=AccessDenied",
    )
  }
  checkOperation('--fault', operation)
  if (!ERROR.test(error))
    throw refused(
      `--fault ${text}`,
      `${error} is no name of an error: e.g. ThrottlingException, ServerException, DropBefore or DropAfter`,
    )
  const fault = { operation, error, ...(account && { account }), ...(region && { region }) }
  if (word === undefined) return fault
  const times = Number(count)
  const when = { every: { every: times }, first: { first: times }, at: { at: times } }[word]
  return { ...fault, ...(when && { when }) }
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

/** `KEY=ARN`s; a key is one principal's. */
export function parsePrincipals(texts: readonly string[]): Readonly<Record<string, string>> {
  const pairs = texts.map(text => pairIn('--principal', text))
  const repeated = pairs.find(([key], index) => pairs.findIndex(([other]) => other === key) < index)
  if (repeated)
    throw refused(`--principal ${repeated.join('=')}`, `${repeated[0]} is somebody's already: each access key once.`)
  return Object.fromEntries(pairs)
}

/** `PATH=ACCOUNT,…`; the accounts of a path may be said in several. */
export function parseOrganizations(texts: readonly string[]): Readonly<Record<string, readonly string[]>> {
  const organizations: Record<string, readonly string[]> = {}
  for (const [path, accounts] of texts.map(text => pairIn('--organization', text)))
    organizations[path] = [...(organizations[path] ?? []), ...accounts.split(',')]
  return organizations
}

function pairIn(flag: string, text: string): readonly [string, string] {
  const at = text.indexOf('=')
  if (at < 1 || at === text.length - 1) throw refused(`${flag} ${text}`, `Write ${flag} LEFT=RIGHT`)
  return [text.slice(0, at), text.slice(at + 1)]
}

/** `layers,login,tags`, in any order. */
export function parseLeniencies(text: string): readonly Leniency[] {
  const words = text.split(',').map(word => word.trim())
  const unknown = words.find(word => !LENIENCIES.some(one => one === word))
  if (unknown !== undefined)
    throw refused(
      `--lenient ${text}`,
      `'${unknown}' is nothing to be lenient about: write --lenient ${LENIENCIES.join(',')}, or some of them`,
    )
  return LENIENCIES.filter(one => words.includes(one))
}

/** Not what else `Date` would make something of, such as the 5 of 2001-05-01. */
const ISO = /^\d{4}-\d{2}-\d{2}(T[\d:.]+(Z|[+-]\d{2}:\d{2})?)?$/

/** A time, or how long from now. */
export function parseClock(text: string, now: Date): Date {
  const [, days] = /^\+(\d+) ?d(?:ays?)?$/.exec(text) ?? []
  const named = new Date(ISO.test(text) ? text : Number.NaN)
  const time = days === undefined ? named : new Date(now.getTime() + Number(days) * 24 * 60 * 60 * 1000)
  if (Number.isNaN(time.getTime()))
    throw refused(`--clock ${text}`, 'Write e.g. --clock 2026-12-31T12:00:00Z, or --clock +30d')
  return time
}

function checkOperation(flag: string, operation: string): void {
  if (KNOWN.includes(operation)) return
  const hint = meant(operation, KNOWN, near => near) ?? 'Name an operation of the ECR API.'
  throw refused(`${flag} ${operation}=…`, `${hint} * is every operation.`)
}

const refused = (what: string, hint: string) => new EcrsyncError('INVALID_FLAG', `${what} is not understood`, { hint })
