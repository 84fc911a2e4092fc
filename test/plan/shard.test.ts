import { expect, test } from 'vitest'
import { shardFor } from '../../src/plan/shard.ts'

const NAMES = Array.from({ length: 4000 }, (_, index) => `prod-eu\0team/app-${index}`)
const shardsOf = (count: number) => NAMES.map(name => shardFor(name, count))

test('a name has the shard that it always had', () => {
  expect(NAMES.slice(0, 8).map(name => shardFor(name, 8))).toMatchInlineSnapshot(`
    [
      2,
      5,
      5,
      2,
      2,
      4,
      1,
      4,
    ]
  `)
})

test.each([1, 2, 7, 1000])('of %i shards each has its share', count => {
  const counts = new Map<number, number>()
  for (const shard of shardsOf(count)) counts.set(shard, (counts.get(shard) ?? 0) + 1)
  const most = Math.max(...counts.values())
  expect([Math.min(...counts.keys()) >= 1, Math.max(...counts.keys()) <= count]).toEqual([true, true])
  expect(most).toBeLessThan((NAMES.length / count) * 1.2 + 20)
})

test.each([1, 7, 40])('where %i shards become one more, names move to the new one alone, and few of them', count => {
  const [before, after] = [shardsOf(count), shardsOf(count + 1)]
  const moved = after.filter((shard, index) => shard !== before[index])
  expect(new Set(moved)).toEqual(new Set([count + 1]))
  expect(moved.length).toBeLessThan((NAMES.length / (count + 1)) * 1.3)
})
