import { createHash } from 'node:crypto'

/**
 * Which of so many shards a name goes to, counted from 1: by its hash, so that no other name has a say in it, and of N shards
 * that become N + 1 only one name in N + 1 goes elsewhere. Source: Lamping and Veach, "A Fast, Minimal Memory, Consistent Hash
 * Algorithm", 2014.
 */
export function shardFor(name: string, count: number): number {
  let [key, shard, next] = [createHash('sha256').update(name).digest().readBigUInt64BE(), 0, 0]
  while (next < count) {
    shard = next
    key = BigInt.asUintN(64, key * 2862933555777941757n + 1n)
    next = Math.floor((shard + 1) * (2 ** 31 / (Number(key >> 33n) + 1)))
  }
  return shard + 1
}
