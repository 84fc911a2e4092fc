import { describe, expect, onTestFinished, test } from 'vitest'
import { connect } from '../../src/aws/client.ts'
import { ONE_TRY } from '../../src/aws/retries.ts'
import { openSender } from '../../src/aws/sender.ts'
import { openTraffic } from '../../src/aws/traffic.ts'
import { openPacer, type PacerOptions } from '../../src/aws/turns.ts'
import { startEmulator } from '../../src/emulator/server.ts'
import { EcrsyncError } from '../../src/errors.ts'
import type { Event } from '../../src/events.ts'
import { SimulatedTime } from './simulated-ecr.ts'

/** What the SDK throws of its one try. */
const tried = (error: object): Promise<unknown> =>
  ONE_TRY.retry(() => Promise.reject(Object.assign(new Error('no'), error)), { input: {}, request: {} }).catch(
    thrown => thrown,
  )

/** What the SDK throws of a refused call, as the rest of the program sees it. */
async function throttled(): Promise<never> {
  const error = await tried({ name: 'ThrottlingException', $metadata: { httpStatusCode: 400 } })
  throw new EcrsyncError('THROTTLED', 'It was throttled', { cause: error })
}

/** A sender that may make one call a second. */
function slowly() {
  const time = new SimulatedTime()
  const pacer = openPacer({ concurrency: 64, maxRate: 1, clock: time })
  const sender = openSender({ pacer, place: 'here', retries: { most: undefined, random: () => 0.5 } })
  const sent: string[] = []
  const call = (name: string, more: { readonly isOnce?: boolean; readonly signal?: AbortSignal } = {}) =>
    sender.send({
      action: 'Put',
      ...more,
      once: async () => void sent.push(`${name} at ${Math.round(time.now() / 1000)}`),
    })
  return { time, sender, sent, call }
}

describe('what goes out once', () => {
  test('is not sent where its turn comes long after it was looked at, and leaves its turn to the next', async () => {
    const { time, sent, call } = slowly()
    const calls = [call('first'), call('second'), call('late', { isOnce: true }), call('last')]
    const endings = Promise.allSettled(calls)
    await time.run()
    expect((await endings).map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected', 'fulfilled'])
    await expect(calls[2]).rejects.toMatchObject({ code: 'THROTTLED', message: expect.stringContaining('too long') })
    expect(sent).toEqual(['first at 0', 'second at 1', 'last at 2'])
  })

  test('is not made again where it is refused', async () => {
    const { sender } = slowly()
    let tries = 0
    const once = () => {
      tries += 1
      return throttled()
    }
    await expect(sender.send({ action: 'Put', isOnce: true, once })).rejects.toMatchObject({ code: 'THROTTLED' })
    expect(tries).toBe(1)
  })
})

test('what is interrupted while it waits is not sent', async () => {
  const { time, sent, call } = slowly()
  const interruption = new AbortController()
  const first = call('first')
  const second = call('second', { signal: interruption.signal })
  interruption.abort()
  await expect(second).rejects.toMatchObject({ code: 'INTERRUPTED' })
  await time.run()
  await first
  expect(sent).toEqual(['first at 0'])
})

test('what was lost is not waited for any more once nobody is there', async () => {
  const sender = openSender({ pacer: openPacer({ concurrency: 1 }), place: 'here' })
  const error = await tried({ code: 'ECONNRESET' })
  const once = () => Promise.reject(new EcrsyncError('UNREACHABLE', 'It was lost', { cause: error }))
  sender.close()
  await expect(sender.send({ action: 'Get', once })).rejects.toMatchObject({ code: 'UNREACHABLE' })
})

/** Connections that share their traffic, as those of the targets of a run. */
async function connections(accounts: readonly string[], pacing: Partial<PacerOptions> = {}) {
  // Its time goes on with the calls that it hears: half of them are too many, however fast they come.
  let heard = () => 0
  const emulator = await startEmulator({
    rateLimits: [{ operation: 'GetRegistryPolicy', perSecond: 50, burst: 5 }],
    now: () => new Date(heard() * 10),
  })
  heard = () => emulator.calls.length
  const traffic = openTraffic({ concurrency: 16, ...pacing })
  const told: Event[] = []
  const clients = await Promise.all(
    accounts.map((account, index) =>
      connect({
        region: 'us-east-1',
        endpoint: emulator.url,
        credentials: { accessKeyId: account, secretAccessKey: 'local' },
        concurrency: 16,
        traffic,
        account,
        target: `t${index}`,
        emit: event => void told.push(event),
      }),
    ),
  )
  onTestFinished(async () => {
    for (const client of clients) client.close()
    traffic.close()
    await emulator.close()
  })
  const ask = (client = clients[0]) =>
    client?.reader.call('GetRegistryPolicy', {}).catch(({ awsName }: EcrsyncError) => awsName)
  return { emulator, clients, ask, told }
}

describe('an ECR that refuses half of what it hears', () => {
  test('answers all of them, and what it refused was told', async () => {
    const { emulator, clients, ask, told } = await connections(['111122223333', '444455556666'])
    const answers = await Promise.all(clients.flatMap(client => Array.from({ length: 30 }, () => ask(client))))
    expect(new Set(answers)).toEqual(new Set(['RegistryPolicyNotFoundException']))
    const refused = emulator.calls.filter(({ error }) => error === 'ThrottlingException').length
    expect(told.filter(({ type }) => type === 'throttled')).toHaveLength(refused)
    expect(told.filter(event => event.type === 'answered' && event.outcome === 'throttled')).toHaveLength(refused)
    expect(told.filter(event => event.type === 'answered' && event.isRetry)).toHaveLength(refused)
    expect(told.filter(({ type }) => type === 'called')).toHaveLength(60)
    expect(refused).toBeGreaterThan(0)
  })
})

test.each([
  { accounts: ['111122223333', '111122223333'], sent: 1 },
  { accounts: ['111122223333', '444455556666'], sent: 2 },
])('connections of $accounts send $sent before anything is waited for', async ({ accounts, sent }) => {
  const clock = { now: () => 0, wait: () => new Promise(() => undefined) }
  const { emulator, clients, ask } = await connections(accounts, { maxRate: 1, clock })
  const answers = clients.map(client => ask(client))
  await Promise.all(answers.slice(0, sent))
  expect(emulator.calls).toHaveLength(sent)
})
