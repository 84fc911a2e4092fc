import { expect, test } from 'vitest'
import { overtaken } from '../../races/overtaken.ts'
import { runs } from '../../runs.ts'

/** Far more than an apply of it makes, and about as many as it does. */
const [CALLS, USUAL] = [300, 60]

test('a saved plan that two runs apply is applied by both, whichever call of one the other overtakes', async () => {
  const step = Math.ceil(USUAL / Math.min(runs(USUAL), USUAL))
  let last = 0
  for (let nth = 1; nth <= CALLS; nth += step) {
    const { isRaced, ...ended } = await overtaken(nth)
    expect([nth, ended]).toEqual([nth, { code: 0, again: 0, left: 0 }])
    if (!isRaced) break
    last = nth
  }
  expect(last).toBeGreaterThan(40)
  expect(last).toBeLessThan(CALLS - step)
}, 600_000)
