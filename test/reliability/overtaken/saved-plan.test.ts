import { expect, test } from 'vitest'
import { overtaken } from '../../races/overtaken.ts'

/** Far more than an apply of it makes. */
const CALLS = 300

test('a saved plan that two runs apply is applied by both, whichever call of one the other overtakes', async () => {
  let rounds = 0
  for (let nth = 1; nth <= CALLS; nth += 1) {
    const { isRaced, ...ended } = await overtaken(nth)
    expect([nth, ended]).toEqual([nth, { code: 0, again: 0, left: 0 }])
    if (!isRaced) break
    rounds += 1
  }
  expect(rounds).toBeGreaterThan(40)
  expect(rounds).toBeLessThan(CALLS)
}, 600_000)
