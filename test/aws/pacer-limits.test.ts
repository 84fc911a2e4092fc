import { describe, expect, test } from 'vitest'
import { fixedWindow, frontEnds, slidingWindow, tokenBucket } from './limits.ts'
import type { SimulatedOptions } from './simulated-ecr.ts'
import { world } from './simulated-world.ts'

interface Model extends Partial<SimulatedOptions> {
  readonly name: string
  /** What is allowed in each second, of those that are looked at. */
  readonly rate: number
  /** Those seconds. */
  readonly from?: number
  readonly to?: number
  /** That share of it at least. */
  readonly used?: number
  /** That share of the requests at most. */
  readonly throttled?: number
  readonly operations?: readonly string[]
}

/** What it comes to where there is always more to ask. */
async function reached({ rate, from = 5, to = 65, operations = ['Get'], ...server }: Model) {
  const { time, ecr, asks } = world({ allowed: () => rate, ...server })
  const calls = 1.1 * to * Math.max(rate, server.allowed?.(to) ?? 0) + 100
  for (const operation of operations) void asks(Math.ceil(calls), { operation, bucket: 'one' })
  await time.run(to * 1000)
  const seen = ecr.seen(from, to)
  return { used: seen.rate / rate, throttled: seen.throttled }
}

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`

/** `npx vitest run test/aws/pacer-limits.test.ts --reporter=verbose` shows what each comes to. */
const holds = (models: readonly Model[]): void =>
  test.for(models)('$name', async (model, { annotate }) => {
    const { used, throttled } = await reached(model)
    await annotate(`${percent(used)} used, ${percent(throttled)} throttled`)
    expect(used).toBeGreaterThan(model.used ?? 0.9)
    expect(throttled).toBeLessThan(model.throttled ?? 0.02)
  })

/** Long enough for some hundred answers, and no longer. */
const until = (rate: number): number => (rate < 5 ? 305 : rate > 100 ? 15 : 65)

describe('a bucket of tokens', () => {
  holds(
    [1, 3, 10, 50, 500].flatMap(rate => [
      { name: `fills with ${rate} a second, and holds 20`, rate, burst: 20, to: until(rate) },
      { name: `fills with ${rate} a second, and holds as many`, rate, burst: rate, to: until(rate) },
    ]),
  )
  holds([
    { name: 'is asked by one whose answers come after 10 ms', rate: 10, latency: 10 },
    { name: 'after 50 ms, give or take 80 in 100', rate: 10, jitter: 0.8 },
    { name: 'after 500 ms, give or take 80 in 100', rate: 10, latency: 500, jitter: 0.8 },
    { name: 'of 50 a second, after 500 ms, give or take 80 in 100', rate: 50, latency: 500, jitter: 0.8 },
    { name: 'refuses after 5 ms, and answers after 300', rate: 10, latency: 300, refusedLatency: 5 },
    {
      name: 'of 50 a second refuses after 5 ms, and answers after a second',
      rate: 50,
      latency: 1000,
      refusedLatency: 5,
    },
  ])
  holds(
    [5, 20, 100].map(rate => ({
      name: `of three operations fills with ${rate} a second`,
      rate,
      operations: ['Get', 'List', 'Describe'],
      from: 100 / rate + 5,
    })),
  )
})

describe('calls that come a little early or late find no token where the bucket holds but one, which', () => {
  holds([
    { name: 'fills with 3 a second', rate: 3, burst: 1, to: 305, used: 0.8 },
    { name: 'fills with 10 a second', rate: 10, burst: 1, used: 0.8 },
    { name: 'fills with 50 a second', rate: 50, burst: 1, used: 0.6 },
  ])
})

describe('a limit of another kind', () => {
  holds(
    [3, 10, 50].flatMap(rate => [
      { name: `of ${rate} in each second of the clock`, rate, limit: () => fixedWindow(rate), throttled: 0.03 },
      { name: `of ${rate} within any second`, rate, limit: () => slidingWindow(rate), used: 0.8 },
      {
        name: `of ${rate} a second, half of it at each of two servers`,
        rate,
        limit: () => frontEnds([1, 2].map(() => tokenBucket(() => rate / 2, rate))),
        used: rate < 10 ? 0.65 : 0.85,
        throttled: 0.04,
      },
    ]),
  )
})

describe('a limit that moves', () => {
  const shared = (second: number) => (second < 60 ? 10 : 20)
  const sunken = (second: number) => (second > 40 && second < 70 ? 4 : 20)
  holds([
    { name: 'because another client takes half of it', allowed: shared, rate: 10, to: 60 },
    { name: 'because that stops: while it is found', allowed: shared, rate: 20, from: 60, to: 90, used: 0.75 },
    { name: 'because that stops: from then on', allowed: shared, rate: 20, from: 75, to: 120 },
    { name: 'to a fifth', allowed: sunken, rate: 4, from: 45, to: 70 },
    { name: 'to a fifth, and back: while it is found', allowed: sunken, rate: 20, from: 70, to: 110, used: 0.4 },
    { name: 'to a fifth, and back: from then on', allowed: sunken, rate: 20, from: 95, to: 140 },
  ])
})
