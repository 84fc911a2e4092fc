import { expect, test } from 'vitest'
import type { PlannedUnit } from '../../src/plan/assemble.ts'
import { gathering } from '../../src/plan/gathering.ts'
import { plannedUnit } from './planned-unit.ts'

const WARNED = { warnings: [{ severity: 'warning', code: 'C', summary: 's' }] } as const

/** Work that ends when it is told to. */
function held() {
  const ends: (() => void)[] = []
  const plan = () => new Promise<PlannedUnit>(resolve => ends.push(() => resolve(plannedUnit('a'))))
  return { ends, plan }
}

test('what has nothing to tell is counted where it is to be there, and what has is kept', async () => {
  const { add, all } = gathering(2)
  for (const one of [
    plannedUnit('a'),
    plannedUnit('b', WARNED),
    plannedUnit('c', { isManaged: false }),
    plannedUnit('d'),
  ])
    add(async () => one)
  expect(await all()).toEqual({ units: [plannedUnit('b', WARNED)], unchanged: 2 })
})

test('a listing waits while many wait for their turn, and goes on as soon as one has ended', async () => {
  const { add, all } = gathering(1)
  const { ends, plan } = held()
  const rooms = Array.from({ length: 2 }, () => add(plan))
  expect(rooms.slice(0, -1).filter(Boolean)).toEqual([])
  await Promise.resolve()
  ends[0]?.()
  await rooms.at(-1)
  for (let at = 1; at < 2; at += 1) {
    while (ends[at] === undefined) await Promise.resolve()
    ends[at]?.()
  }
  expect(await all()).toEqual({ units: [], unchanged: 2 })
})

test('after a failure no other is begun, and what was begun is waited for', async () => {
  const { add, all } = gathering(2)
  const begun: string[] = []
  const { ends, plan } = held()
  add(() => Promise.reject(new Error('no')))
  add(plan)
  add(async () => {
    begun.push('c')
    return plannedUnit('c')
  })
  while (ends.length === 0) await Promise.resolve()
  const ended = all()
  ends[0]?.()
  await expect(ended).rejects.toThrow('no')
  expect(begun).toEqual([])
})
