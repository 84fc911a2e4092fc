import { expect, test } from 'vitest'
import { openOnce } from '../../src/images/once.ts'

test('work under way is waited for, and done work is not done again', async () => {
  const once = openOnce()
  const done: string[] = []
  const work = async () => {
    await new Promise(setImmediate)
    done.push('work')
  }
  expect(await Promise.all([once('a', work), once('a', work), once('b', work)])).toEqual([true, false, true])
  expect(await once('a', work)).toBe(false)
  expect(done).toHaveLength(2)
})

test('work that failed is taken over by one of those who wait', async () => {
  const once = openOnce()
  let begun = 0
  const work = async () => {
    begun += 1
    const isFirst = begun === 1
    await new Promise(setImmediate)
    if (isFirst) throw new Error('failed')
  }
  const asked = await Promise.allSettled([once('a', work), once('a', work), once('a', work)])
  expect(asked.map(({ status }) => status)).toEqual(['rejected', 'fulfilled', 'fulfilled'])
  expect(begun).toBe(2)
})
