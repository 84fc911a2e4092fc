import { expect, test } from 'vitest'
import { openPool } from '../../src/images/pool.ts'
import { openPlaces, sharesOf } from '../../src/images/shares.ts'

const settled = () => new Promise(setImmediate)

test('places that one origin holds leave one for the others', async () => {
  const places = openPlaces(4, 3)
  const begun: string[] = []
  let release = () => {}
  const stuck = new Promise<void>(resolve => {
    release = resolve
  })
  const slow = [1, 2, 3, 4, 5].map(count =>
    places('slow', () => {
      begun.push(`slow ${count}`)
      return stuck
    }),
  )
  const fast = ['a', 'b', 'c'].map(name => places('fast', async () => void begun.push(name)))
  await Promise.all(fast)
  expect(begun).toEqual(['slow 1', 'slow 2', 'slow 3', 'a', 'b', 'c'])
  release()
  await Promise.all(slow)
  expect(begun).toHaveLength(8)
})

test('memory that one origin holds leaves some for the others, and is used again', async () => {
  const of = sharesOf(openPool(3), 2)
  const held = [await of('slow').take(8), await of('slow').take(8)]
  let isGiven = false
  const third = of('slow')
    .take(8)
    .then(memory => {
      isGiven = true
      return memory
    })
  const other = await of('fast').take(8)
  await settled()
  expect(isGiven).toBe(false)
  of('fast').give(other)
  await settled()
  expect(isGiven).toBe(false)
  of('slow').give(held[0] as Buffer)
  expect((await third).length).toBeGreaterThanOrEqual(8)
})

test('memory is one pool for all origins', async () => {
  const of = sharesOf(openPool(3), 2)
  const held = [await of('a').take(1), await of('a').take(1), await of('b').take(1)]
  let isGiven = false
  const more = of('b')
    .take(1)
    .then(() => {
      isGiven = true
    })
  await settled()
  expect(isGiven).toBe(false)
  of('a').give(held[0] as Buffer)
  await more
})
