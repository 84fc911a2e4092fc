import { describe, expect, test } from 'vitest'
import { openRoleSession } from '../../src/aws/role-session.ts'

const MINUTE = 60 * 1000

/** A role whose sessions last an hour, and a clock. */
function world({ lasts = 60 * MINUTE, fails = [] as readonly string[] } = {}) {
  const asked: string[] = []
  let time = 0
  const session = openRoleSession(
    async region => {
      asked.push(region)
      if (fails.includes(region)) throw new Error(region)
      const accessKeyId = `key-${asked.length}`
      return { accessKeyId, secretAccessKey: 'hush', sessionToken: 'hush', expiration: new Date(time + lasts) }
    },
    () => time,
  )
  const pass = (minutes: number) => {
    time += minutes * MINUTE
  }
  return { session, asked, pass }
}

describe('keys of a role', () => {
  test.each([
    [0, 1],
    [54, 1],
    [55, 2],
    [70, 2],
  ])('after %i minutes of an hour have been taken %i times', async (minutes, times) => {
    const { session, asked, pass } = world()
    await session.current('eu-west-1')
    pass(minutes)
    await session.current('eu-west-1')
    expect(asked).toHaveLength(times)
  })

  test('are taken once a minute at most, whatever the clock says of when they expire', async () => {
    const { session, asked, pass } = world({ lasts: -60 * MINUTE })
    for (const wait of [0, 0.5, 0.4, 0.2]) {
      pass(wait)
      await session.current('eu-west-1')
    }
    expect(asked).toHaveLength(2)
  })

  test('are the same for all who ask at once, wherever', async () => {
    const { session, asked } = world()
    const keys = await Promise.all(['eu-west-1', 'us-east-1', 'eu-west-1'].map(region => session.current(region)))
    expect([asked, new Set(keys).size]).toEqual([['eu-west-1'], 1])
    expect(session.held).toBe(keys[0])
  })

  test('that could not be had in one region are taken in the next', async () => {
    const { session, asked } = world({ fails: ['af-south-1'] })
    const [away, near] = await Promise.allSettled(['af-south-1', 'eu-west-1'].map(region => session.current(region)))
    expect([away?.status, near?.status, asked]).toEqual(['rejected', 'fulfilled', ['af-south-1', 'eu-west-1']])
    expect(await session.current('af-south-1')).toBe(session.held)
  })

  test('that last some more minutes are good enough where no others can be had', async () => {
    const fails: string[] = []
    const { session, pass } = world({ fails })
    const first = await session.current('eu-west-1')
    fails.push('eu-west-1')
    pass(58)
    expect(await session.current('eu-west-1')).toBe(first)
    await expect(session.current('eu-west-1', first)).rejects.toThrow('eu-west-1')
    pass(2)
    await expect(session.current('eu-west-1')).rejects.toThrow('eu-west-1')
  })

  test('that have expired are taken anew once, however many say so', async () => {
    const { session, asked } = world()
    const expired = await session.current('eu-west-1')
    const [one, two] = await Promise.all([session.current('eu-west-1', expired), session.current('eu-west-1', expired)])
    expect([asked.length, one === two, one === expired]).toEqual([2, true, false])
  })

  test('are handed to the SDK as ones that it need not remember', async () => {
    const { session } = world()
    const provider = session.providerIn('eu-west-1')
    expect([provider.memoized, await provider()]).toEqual([true, session.held])
  })
})
