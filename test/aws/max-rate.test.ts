import { expect, test } from 'vitest'
import { world } from './simulated-world.ts'

test('--max-rate is kept to also where an operation that is done leaves its own', async () => {
  const { time, ecr, asks } = world({ allowed: () => 1e9, burst: 1e9 }, { maxRate: 10 })
  const few = asks(3, { operation: 'Describe' })
  const many = asks(100, { operation: 'Get', bucket: 'Get' })
  await time.run(20_000)
  await Promise.all([few, many])
  for (let second = 0; second < 9; second += 1) expect(ecr.seen(second, second + 1, 'Get').rate).toBeLessThanOrEqual(12)
})
