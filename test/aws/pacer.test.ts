import { describe, expect, test } from 'vitest'
import type { SimulatedTime } from './simulated-ecr.ts'
import { world } from './simulated-world.ts'

/** Seconds until it is done. */
async function secondsOf(work: Promise<unknown>, time: SimulatedTime): Promise<number> {
  const since = time.now()
  let at = since
  const done = work.then(() => {
    at = time.now()
  })
  await time.run()
  await done
  return (at - since) / 1000
}

/** A call a second. */
async function drizzle(
  asks: (count: number) => Promise<unknown>,
  time: SimulatedTime,
  { from, to }: { readonly from: number; readonly to: number },
): Promise<void> {
  for (let second = from; second < to; second += 1) {
    await time.run(second * 1000)
    void asks(1)
  }
}

/** What a client takes that knows what is allowed, and uses all of it. */
const least = (count: number, rate: number, burst: number): number => (count - burst) / rate

describe('a rate that nobody has said', () => {
  test.each([
    { rate: 10, burst: 20, count: 300, latency: 50 },
    { rate: 10, burst: 20, count: 3000, latency: 50 },
    { rate: 10, burst: 10, count: 600, latency: 33 },
    { rate: 10, burst: 20, count: 300, latency: 5 },
    { rate: 20, burst: 20, count: 600, latency: 58 },
    { rate: 2, burst: 4, count: 300, latency: 50 },
    { rate: 100, burst: 200, count: 6000, latency: 50 },
    { rate: 1000, burst: 1000, count: 12_000, latency: 50 },
  ])('is found and used: $rate a second, $latency ms', async ({ rate, burst, count, latency }) => {
    const { time, ecr, asks } = world({ allowed: () => rate, burst, latency })
    const seconds = await secondsOf(asks(count), time)
    expect(least(count, rate, burst) / seconds).toBeGreaterThan(0.9)
    expect(ecr.seen(5, seconds).throttled).toBeLessThan(0.02)
  })

  test('is found where answers are slow', async () => {
    const { time, ecr, asks } = world({ allowed: () => 10, latency: 2000 })
    const seconds = await secondsOf(asks(600), time)
    expect(least(600, 10, 20) / seconds).toBeGreaterThan(0.9)
    expect(ecr.seen(30, seconds).throttled).toBeLessThan(0.03)
  })

  test('is found by each operation for itself: one that is throttled does not slow another', async () => {
    const { time, ecr, asks } = world({ allowed: () => 10 })
    const slow = asks(200, { operation: 'Get' })
    const other = asks(30, { operation: 'List' })
    await time.run(4000)
    await other
    expect(ecr.seen(0, 4, 'List here').rate).toBe(30 / 4)
    await secondsOf(slow, time)
  })
})

describe('where nothing is throttled', () => {
  test('as many calls go at once as may, nearly from the beginning', async () => {
    const { time, ecr, asks } = world({ allowed: () => 1e9, burst: 1e9 })
    const operations = ['Describe', 'Get', 'List', 'Policy']
    const seconds = await secondsOf(Promise.all(operations.map(operation => asks(300, { operation }))), time)
    expect(seconds).toBeLessThan(1.05 * (1200 / 64) * 0.05)
    expect(ecr.peak).toBe(64)
  })

  test('no turn is waited for', () => {
    const { pacer } = world({ allowed: () => 1e9 })
    expect(Array.from({ length: 16 }, () => pacer.lane('here', 'Get').turn(false))).toEqual(Array(16).fill(undefined))
  })

  test('one at a time is one at a time', async () => {
    const { time, ecr, asks } = world({ allowed: () => 1e9, burst: 1e9 }, { concurrency: 1 })
    await secondsOf(Promise.all([asks(20, { operation: 'Get' }), asks(20, { operation: 'List' })]), time)
    expect(ecr.peak).toBe(1)
  })
})

describe('a limit that moves', () => {
  test('comes out of nowhere', async () => {
    const { time, ecr, asks } = world({ allowed: second => (second < 4 ? 1e6 : 10), burst: 64 })
    void asks(8000)
    await time.run(40_000)
    expect(ecr.seen(12, 40).rate).toBeGreaterThan(9)
    expect(ecr.seen(15, 40).throttled).toBeLessThan(0.025)
  })

  test('is found again, higher or lower', async () => {
    const { time, ecr, asks } = world({ allowed: second => (second < 20 ? 10 : second < 60 ? 40 : 5) })
    void asks(5000)
    await time.run(120_000)
    expect(ecr.seen(10, 20).rate).toBeGreaterThan(9)
    expect(ecr.seen(40, 60).rate).toBeGreaterThan(36)
    expect(ecr.seen(65, 120).rate).toBeGreaterThan(4.5)
    expect(ecr.seen(65, 120).throttled).toBeLessThan(0.02)
  })

  test('is forgotten where there is none any more', async () => {
    const { time, ecr, asks } = world({ allowed: second => (second < 20 ? 10 : 1e9) })
    void asks(20_000)
    await time.run(40_000)
    expect(ecr.seen(35, 40).rate).toBeGreaterThan(1200)
  })

  test('lets nothing through for a minute, and then as much as before', async () => {
    const { time, ecr, asks } = world({ allowed: second => (second > 20 && second < 80 ? 0 : 10) })
    const all = asks(800)
    await time.run(80_000)
    expect(ecr.seen(30, 80).throttled).toBe(1)
    expect(ecr.tries.filter(({ at }) => at > 40 && at < 80).length).toBeLessThan(12)
    await time.run(120_000)
    expect(ecr.seen(95, 120).rate).toBeGreaterThan(8.5)
    await secondsOf(all, time)
  })
})

describe('after a pause', () => {
  test('a stampede goes out no faster than before', async () => {
    const { time, ecr, asks } = world({ allowed: () => 10 })
    await secondsOf(asks(200), time)
    await time.run(60_000)
    const seconds = await secondsOf(asks(300), time)
    expect(ecr.tries.filter(({ at }) => at >= 60 && at < 60.5).length).toBeLessThanOrEqual(8)
    expect(ecr.seen(60, 60 + seconds).throttled).toBeLessThan(0.02)
    expect(300 / seconds).toBeGreaterThan(9)
  })

  test('and after a drizzle of calls, which tells nothing of the limit', async () => {
    const { time, ecr, asks } = world({ allowed: () => 10 })
    void asks(100)
    await drizzle(asks, time, { from: 20, to: 60 })
    void asks(400)
    await time.run(90_000)
    expect(ecr.seen(60, 90).rate).toBeGreaterThan(9)
    expect(ecr.seen(60, 90).throttled).toBeLessThan(0.02)
  })

  test('a limit that has sunk is found as fast as ever', async () => {
    const { time, ecr, asks } = world({ allowed: second => (second < 60 ? 10 : 7) })
    await secondsOf(asks(200), time)
    await time.run(100_000)
    void asks(1000)
    await time.run(160_000)
    expect(ecr.seen(105, 160).rate).toBeGreaterThan(0.9 * 7)
    expect(ecr.seen(105, 160).throttled).toBeLessThan(0.02)
  })
})

describe('before the first refusal', () => {
  test('a drizzle of calls tells nothing of the limit', async () => {
    const { time, ecr, asks } = world({ allowed: () => 10 })
    await drizzle(asks, time, { from: 0, to: 60 })
    void asks(1000)
    await time.run(100_000)
    expect(ecr.seen(65, 100).rate).toBeGreaterThan(9)
    expect(ecr.seen(65, 100).throttled).toBeLessThan(0.02)
  })

  test.each([20, 60, 1000])('%i calls a second tell no more of it', async before => {
    const { time, ecr, asks } = world({ allowed: second => (second < 5 ? before : 10) })
    void asks(8000)
    await time.run(60_000)
    expect(ecr.seen(15, 60).rate).toBeGreaterThan(9)
    expect(ecr.seen(15, 60).throttled).toBeLessThan(0.02)
    expect(ecr.seen(5, 8).throttled).toBeLessThan(0.8)
  })
})

describe('what is shared', () => {
  test('by two that ask the same account and region, is one lane, and both get on', async () => {
    const { time, ecr, asks } = world({ allowed: () => 20 })
    const ended: number[] = []
    const both = ['one', 'two'].map(() => asks(150).then(() => ended.push(time.now())))
    await secondsOf(Promise.all(both), time)
    expect(ecr.seen(5, 14).rate).toBeGreaterThan(18)
  })

  test('without knowing it, as by two processes, is shared fairly', async () => {
    const { time, ecr, asks } = world({ allowed: () => 20 })
    for (const place of ['one', 'two']) void asks(5000, { place, bucket: 'all' })
    await time.run(60_000)
    expect(ecr.seen(5, 60).rate).toBeGreaterThan(18)
    expect(ecr.seen(5, 60).throttled).toBeLessThan(0.02)
  })

  test('by all operations, is used up, also by those that are left', async () => {
    const { time, ecr, asks } = world({ allowed: () => 20 })
    const work = ['Get', 'List', 'Policy'].map((operation, index) =>
      asks(60 + 60 * index, { operation, bucket: 'all' }),
    )
    const seconds = await secondsOf(Promise.all(work), time)
    expect(least(360, 20, 20) / seconds).toBeGreaterThan(0.9)
    expect(ecr.seen(5, seconds).throttled).toBeLessThan(0.025)
  })

  test.each([false, true])('by 90 targets at once is had by each, of one bucket each: %s', async isOne => {
    const { time, ecr, asks } = world({ allowed: () => 20 })
    const places = Array.from({ length: 90 }, (_, index) => `account ${index}`)
    for (const place of places)
      for (const operation of ['Get', 'List'])
        void asks(250, { place, operation, bucket: isOne ? place : `${operation} ${place}` })
    await time.run(12_000)
    const buckets = isOne ? places : places.flatMap(place => [`Get ${place}`, `List ${place}`])
    for (const bucket of buckets) expect(ecr.seen(3, 12, bucket).rate).toBeGreaterThan(18)
    expect(ecr.seen(5, 12).throttled).toBeLessThan(0.02)
    expect(ecr.peak).toBeLessThanOrEqual(4 * 64)
  })
})

test('a fleet of which each target has a hundred calls uses nine tenths in all of them', async () => {
  const { time, ecr, asks } = world({ allowed: () => 20 })
  const places = Array.from({ length: 90 }, (_, index) => `account ${index}`)
  for (const place of places)
    for (const operation of ['Policy', 'Lifecycle']) void asks(60, { place, operation, bucket: place })
  await time.run()
  for (const place of places) {
    const ended = ecr.tries.findLast(({ bucket, isThrottled }) => bucket === place && !isThrottled)?.at ?? Infinity
    expect(least(120, 20, 20) / ended).toBeGreaterThan(0.85)
    expect(120 / (20 + 20 * ended)).toBeGreaterThan(0.9)
  }
})

describe('--max-rate', () => {
  test('is kept to where more would be allowed', async () => {
    const { time, ecr, asks } = world({ allowed: () => 1e9, burst: 1e9 }, { maxRate: 10 })
    const seconds = await secondsOf(asks(200), time)
    expect(seconds).toBeGreaterThan(19)
    expect(seconds).toBeLessThan(21)
    for (let second = 0; second < 19; second += 1) expect(ecr.seen(second, second + 1).rate).toBeLessThanOrEqual(12)
  })

  test('is of each operation', async () => {
    const { time, asks } = world({ allowed: () => 1e9, burst: 1e9 }, { maxRate: 10 })
    const work = ['Get', 'List'].map(operation => asks(100, { operation }))
    expect(await secondsOf(Promise.all(work), time)).toBeLessThan(11)
  })

  test('lets less through where less is allowed', async () => {
    const { time, ecr, asks } = world({ allowed: () => 5 }, { maxRate: 50 })
    const seconds = await secondsOf(asks(300), time)
    expect(least(300, 5, 20) / seconds).toBeGreaterThan(0.9)
    expect(ecr.seen(5, seconds).throttled).toBeLessThan(0.02)
  })
})

describe('the end', () => {
  test('of a registry that refuses everything comes after two minutes, for all that wait', async () => {
    const { time, ecr, asks } = world({ allowed: () => 0, burst: 0 })
    const endings = Promise.allSettled([asks(100), asks(1)])
    await time.run()
    expect((await endings).map(({ status }) => status)).toEqual(['rejected', 'rejected'])
    expect(time.now()).toBeGreaterThan(120_000)
    expect(time.now()).toBeLessThan(140_000)
    expect(ecr.tries.length).toBeLessThan(100)
  })

  test('is not near where one call is refused, and another long after it', async () => {
    const { time, pacer } = world({ allowed: () => 1 })
    const lane = pacer.lane('here', 'Put')
    for (const moment of [0, 130_000, 260_000]) {
      await time.run(moment)
      await lane.turn(false)
      expect(lane.refused(time.now(), new Error('refused'))).toBe(true)
    }
  })

  test('is not near while anything is answered', async () => {
    const { time, asks } = world({ allowed: () => 1, burst: 1 })
    expect(await secondsOf(asks(400), time)).toBeGreaterThan(300)
  })

  test('of a run is that of all waits', async () => {
    const { pacer } = world({ allowed: () => 1 }, { maxRate: 1 })
    const lane = pacer.lane('here', 'Get')
    expect(lane.turn(false)).toBe(undefined)
    const waiting = lane.turn(false)
    pacer.close()
    await expect(waiting).rejects.toMatchObject({ code: 'INTERRUPTED' })
  })
})

test('a pause that AWS asks for is made', async () => {
  const { time, pacer } = world({ allowed: () => 10 })
  const lane = pacer.lane('here', 'Get')
  await lane.turn(false)
  lane.refused(time.now(), new Error('refused'), 3000)
  void lane.turn(true)?.then(() => lane.answered())
  await time.run()
  expect(time.now()).toBeGreaterThanOrEqual(3000)
})
