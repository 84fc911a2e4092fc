import pLimit from 'p-limit'
import type { PlannedUnit } from './assemble.ts'

/** What is planned of the units of one target: those of which there is something to tell, and how many there are beside. */
export interface Gathered {
  readonly units: readonly PlannedUnit[]
  /** Of the others, those that are to be there. */
  readonly unchanged: number
}

/** Units that are planned side by side, and dropped as soon as nothing of them differs. */
export interface Gathering {
  /** Begins one in its turn, unless one has failed. @returns what is to be waited for before there is room for another */
  add(plan: () => Promise<PlannedUnit>): Promise<void> | undefined
  /** Waits for all of them, also where one has failed. */
  ended(): Promise<void>
  /** @throws what the first threw */
  all(): Promise<Gathered>
}

/** So many for each that is planned may wait for their turn: a listing is faster than what is read for it, and would all be in memory. */
const WAITING = 2

export function gathering(atOnce: number): Gathering {
  const limit = pLimit(atOnce)
  const running = new Set<Promise<void>>()
  const units: PlannedUnit[] = []
  const failures: unknown[] = []
  let unchanged = 0
  let makeRoom = () => {}

  async function take(plan: () => Promise<PlannedUnit>): Promise<void> {
    if (failures.length > 0) return
    try {
      const unit = await plan()
      if (hasNews(unit)) units.push(unit)
      else if (unit.isManaged) unchanged += 1
    } catch (error) {
      failures.push(error)
    }
  }
  const ended = async (): Promise<void> => void (await Promise.all(running))
  const isFull = () => running.size >= WAITING * atOnce

  return {
    add(plan) {
      const one = limit(() => take(plan)).then(() => {
        running.delete(one)
        if (!isFull()) makeRoom()
      })
      running.add(one)
      if (!isFull()) return undefined
      return new Promise(resolve => {
        makeRoom = resolve
      })
    },
    ended,
    async all() {
      await ended()
      if (failures.length > 0) throw failures[0]
      return { units, unchanged }
    },
  }
}

const hasNews = ({ changes, unread, warnings }: PlannedUnit): boolean =>
  changes.length > 0 || unread.length > 0 || warnings.length > 0
