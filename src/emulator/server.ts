import { setMaxListeners } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type Identities, isCaller, ORGANIZATION_PATH } from './access/caller.ts'
import { openTokens } from './access/tokens.ts'
import { type Clock, openClock } from './clock.ts'
import { openCreateLag } from './faults/create-lag.ts'
import { type Fault, openFaults } from './faults/faults.ts'
import { openRateLimits, type RateLimit } from './faults/rate-limits.ts'
import { openTagLag } from './faults/tag-lag.ts'
import { type LoggedCall, openCallLog } from './http/calls.ts'
import { isLoopback } from './http/gate.ts'
import type { Listener } from './http/listener.ts'
import type { Leniency } from './leniency.ts'
import { isAccount, isRegion } from './registry-place.ts'
import { answer, answerGarbage } from './router.ts'
import { type LifecycleRun, runLifecycle, total } from './rules/lifecycle.ts'
import type { Service } from './service.ts'
import { type Lock, lockFolder } from './storage/lock.ts'
import { openStore } from './storage/store.ts'

export interface EmulatorOptions {
  /** A free one unless given. */
  readonly port?: number
  readonly host?: string
  /** Where everything is kept; in memory unless given. */
  readonly dataDirectory?: string
  readonly account?: string
  readonly region?: string
  /** Access key → ARN of the IAM user, role or root user whose it is. */
  readonly principals?: Readonly<Record<string, string>>
  /** Path in an organization, `o-…/r-…/ou-…` → accounts that stand there. */
  readonly organizations?: Readonly<Record<string, readonly string[]>>
  /** Every call as a line of JSON. */
  readonly logFile?: string
  /** How many calls `calls` keeps. */
  readonly keptCalls?: number
  readonly now?: () => Date
  /** Milliseconds before anything is done about a call. */
  readonly latency?: number
  readonly rateLimits?: readonly RateLimit[]
  readonly faults?: readonly Fault[]
  /** How many calls that name a repository do not find it after it was created. */
  readonly createLag?: number
  /** How many listings of the tagging API show what was there before tags changed. */
  readonly staleTags?: number
  /** Keys of tags that a tag policy of the organization does not allow. */
  readonly forbiddenTags?: readonly string[]
  /** `repositoryUri` at the emulator, and not where AWS would have it. */
  readonly hasLocalUris?: boolean
  /** What is let through that ECR refuses; nothing unless given. */
  readonly lenient?: readonly Leniency[]
  /** Whether `POST /moto-api/reset` forgets everything. */
  readonly isResettable?: boolean
}

export interface Emulator {
  readonly url: string
  readonly calls: readonly LoggedCall[]
  /** What time it is here: images age when it is set forward. */
  readonly clock: Clock
  inject(fault: Fault): void
  clearFaults(): void
  clearCalls(): void
  /** Does what every lifecycle policy says now. */
  runLifecycle(): LifecycleRun
  close(): Promise<void>
}

/** What is slow, on purpose or by accident, must not hold a connection for ever; a long upload that goes on may. */
const TIMEOUTS = {
  headersTimeout: 10_000,
  requestTimeout: 0,
  keepAliveTimeout: 60_000,
  connectionsCheckingInterval: 5_000,
}
const IDLE = 60_000

export async function startEmulator(options: EmulatorOptions = {}): Promise<Emulator> {
  const identities = identitiesOf(options)
  const lock = options.dataDirectory === undefined ? IN_MEMORY : await lockFolder(options.dataDirectory)
  try {
    return await open(options, identities, lock)
  } catch (error) {
    lock.release()
    throw error
  }
}

const IN_MEMORY: Lock = { isHeld: () => true, release() {} }

async function open(options: EmulatorOptions, identities: Identities, lock: Lock): Promise<Emulator> {
  const { port = 0, host = '127.0.0.1', latency = 0, isResettable = false } = options
  const service = openService(options)
  const { store, clock, faults } = service
  const log = openCallLog({ file: options.logFile, kept: options.keptCalls })
  const server = createServer(TIMEOUTS).setTimeout(IDLE)
  const { url, isClosed } = await listen(server, host, port)
  const closing = new AbortController()
  // Each call that is late waits for it, too.
  setMaxListeners(0, closing.signal)
  const reset = isResettable ? store.clear : undefined
  const { isHeld } = lock
  const listener: Listener = {
    service,
    log,
    url,
    identities,
    isClosed,
    latency,
    reset,
    isHeld,
    closing: closing.signal,
  }
  const inFlight = new Set<Promise<void>>()
  server.on('request', (request, response) => {
    const answered = answer(listener, request, response).finally(() => inFlight.delete(answered))
    inFlight.add(answered)
  })
  server.on('clientError', answerGarbage)
  return {
    url,
    clock,
    calls: log.calls,
    inject: faults.inject,
    clearFaults: faults.clear,
    clearCalls: log.clear,
    runLifecycle: () => total(store.registries().map(registry => runLifecycle(registry, clock.now()))),
    close: async () => {
      closing.abort()
      await closed(server)
      await Promise.all(inFlight)
      log.close()
      lock.release()
    },
  }
}

function openService(options: EmulatorOptions): Service {
  const { now = () => new Date(), createLag = 0, staleTags = 0, hasLocalUris = false } = options
  const { lenient = [], forbiddenTags = [] } = options
  return {
    store: openStore(options.dataDirectory),
    clock: openClock(now),
    tokens: openTokens(options.dataDirectory),
    faults: openFaults(options.faults),
    rateLimits: openRateLimits(options.rateLimits),
    createLag: openCreateLag(createLag),
    tagLag: openTagLag(staleTags),
    hasLocalUris,
    lenient,
    forbiddenTags,
  }
}

function identitiesOf({
  account = '123456789012',
  region = 'us-east-1',
  principals = {},
  organizations = {},
}: EmulatorOptions): Identities {
  if (!isAccount(account)) throw new Error(`'${account}' is not an account id of 12 digits`)
  if (!isRegion(region)) throw new Error(`'${region}' is not a Region`)
  for (const arn of Object.values(principals)) {
    if (!isCaller(arn)) throw new Error(`'${arn}' is not the ARN of an IAM user or role, or of a root user`)
  }
  for (const [path, accounts] of Object.entries(organizations)) {
    if (!ORGANIZATION_PATH.test(path)) throw new Error(`'${path}' is not a path in an organization, o-…/r-…/ou-…`)
    const wrong = accounts.find(one => !isAccount(one))
    if (wrong !== undefined) throw new Error(`'${wrong}' is not an account id of 12 digits`)
  }
  return { principals, organizations, home: { account, region } }
}

function listen(server: Server, host: string, port: number): Promise<Pick<Listener, 'url' | 'isClosed'>> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, () => {
      const { address, port, family } = server.address() as AddressInfo
      const url = `http://${family === 'IPv6' ? `[${address}]` : address}:${port}`
      resolve({ url, isClosed: isLoopback(address) })
    })
  })
}

const closed = (server: Server): Promise<void> =>
  new Promise(resolve => {
    server.close(() => resolve())
    server.closeAllConnections()
  })
