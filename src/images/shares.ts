import pLimit, { type LimitFunction } from 'p-limit'
import { onceFor } from '../once.ts'
import type { Pool } from './pool.ts'

/** Does work when there is a place for it. */
export type Places = <T>(origin: string, work: () => Promise<T>) => Promise<T>

/** So many places in all, and so many for what comes from one origin: where that is slow, the others go on. */
export function openPlaces(most: number, share: number): Places {
  const all = pLimit(most)
  const own = onceFor((_origin: string) => pLimit(share))
  return (origin, work) => own(origin)(() => all(work))
}

/** For each origin its share of the memory. */
export function sharesOf(pool: Pool, share: number): (origin: string) => Pool {
  return onceFor((_origin: string) => shareOf(pool, pLimit(share)))
}

function shareOf(pool: Pool, limit: LimitFunction): Pool {
  const releases = new Map<Buffer, () => void>()
  return {
    take: size =>
      new Promise((resolve, reject) => {
        limit(async () => {
          const memory = await pool.take(size)
          const given = new Promise<void>(release => releases.set(memory, release))
          resolve(memory)
          await given
        }).catch(reject)
      }),
    give(memory) {
      releases.get(memory)?.()
      releases.delete(memory)
      pool.give(memory)
    },
  }
}
