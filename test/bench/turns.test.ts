import { expect, test } from 'vitest'
import { inTurn } from '../../bench/frame/turns.js'

test('each round begins with another, and each result stays with its name', async () => {
  const order: string[] = []
  const note = (name: string) => async () => {
    order.push(name)
    return order.length
  }
  const results = await inTurn(2, { terraform: note('terraform'), ecrsync: note('ecrsync') })
  expect(order).toEqual(['terraform', 'ecrsync', 'ecrsync', 'terraform'])
  expect(results).toEqual({ terraform: [1, 4], ecrsync: [2, 3] })
})
