import { expect, test } from 'vitest'
import { BOUNDS, createCalls, planCalls } from '../../bench/bounds.js'

test('calls are bounded by the number of repositories', () => {
  expect(planCalls(300).goal).toBe(606)
  expect(planCalls(8000).goal).toBe(16_091)
  expect(createCalls(300).goal).toBe(902)
})

test('no gate of CI is stricter than its goal', () => {
  const gates = Object.values(BOUNDS).flatMap(bound => ('gate' in bound ? [bound] : []))
  expect(gates.length).toBeGreaterThan(5)
  expect(gates.filter(({ is, goal, gate }) => (is === 'atMost' ? gate < goal : gate > goal))).toEqual([])
})
