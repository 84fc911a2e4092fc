import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type LoggedCall, openCallLog } from './calls.ts'
import { openCreateLag } from './create-lag.ts'
import { type Fault, openFaults } from './faults.ts'
import { isLoopback } from './gate.ts'
import { answer, answerGarbage } from './listener.ts'
import { isAccount, isRegion, type Place } from './place.ts'
import { openStore } from './store.ts'

export interface EmulatorOptions {
  /** A free one unless given. */
  readonly port?: number
  readonly host?: string
  /** Where everything is kept; in memory unless given. */
  readonly dataDirectory?: string
  readonly account?: string
  readonly region?: string
  /** Every call as a line of JSON. */
  readonly logFile?: string
  readonly faults?: readonly Fault[]
  readonly now?: () => Date
  /** How many calls that name a repository do not find it after it was created. */
  readonly createLag?: number
}

export interface Emulator {
  readonly url: string
  readonly calls: readonly LoggedCall[]
  inject(fault: Fault): void
  clearFaults(): void
  clearCalls(): void
  close(): Promise<void>
}

/** What is slow, on purpose or by accident, must not hold a connection for ever. */
const TIMEOUTS = {
  headersTimeout: 10_000,
  requestTimeout: 60_000,
  keepAliveTimeout: 60_000,
  connectionsCheckingInterval: 5_000,
}

export async function startEmulator(options: EmulatorOptions = {}): Promise<Emulator> {
  const { port = 0, host = '127.0.0.1', now = () => new Date(), createLag = 0 } = options
  const home = homeOf(options)
  const store = openStore(options.dataDirectory)
  const faults = openFaults(options.faults)
  const log = openCallLog(options.logFile)
  const server = createServer(TIMEOUTS)
  const url = await listen(server, host, port)
  const service = { store, faults, lag: openCreateLag(createLag), now }
  const listener = { service, log, url, home, isClosed: isLoopback(host) }
  server.on('request', (request, response) => void answer(listener, request, response))
  server.on('clientError', answerGarbage)
  const close = () => closed(server).then(log.close)
  return { url, calls: log.calls, inject: faults.inject, clearFaults: faults.clear, clearCalls: log.clear, close }
}

function homeOf({ account = '123456789012', region = 'us-east-1' }: EmulatorOptions): Place {
  if (!isAccount(account)) throw new Error(`'${account}' is not an account id of 12 digits`)
  if (!isRegion(region)) throw new Error(`'${region}' is not a Region`)
  return { account, region }
}

function listen(server: Server, host: string, port: number): Promise<string> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, () => {
      const { address, port, family } = server.address() as AddressInfo
      resolve(`http://${family === 'IPv6' ? `[${address}]` : address}:${port}`)
    })
  })
}

const closed = (server: Server): Promise<void> =>
  new Promise(resolve => {
    server.close(() => resolve())
    server.closeAllConnections()
  })
