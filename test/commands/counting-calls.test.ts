import { expect, onTestFinished, test } from 'vitest'
import { countingCalls } from '../../src/commands/counting-calls.ts'
import type { Stats } from '../../src/render/events/stats.ts'

function counting() {
  const told: Stats[] = []
  const before = process.listenerCount('exit')
  const counted = countingCalls(stats => told.push(stats))
  const [atExit] = process.listeners('exit').slice(before)
  onTestFinished(() => void process.off('exit', atExit ?? (() => undefined)))
  counted.hear({ type: 'called', action: 'DescribeRepositories' })
  return { counted, told, atExit }
}

test('where a signal ends the process in the middle, what is known by then is told', () => {
  const { told, atExit } = counting()
  atExit?.(143)
  expect(told.map(({ all }) => all.calls)).toEqual([1])
})

test('what has been told, or handed out with a document, is not told again when the process ends', () => {
  const [one, other] = [counting(), counting()]
  one.counted.tell()
  one.counted.tell()
  expect(other.counted.taken().all.calls).toBe(1)
  other.counted.tell()
  expect([one.told.length, other.told.length]).toEqual([1, 0])
  expect(process.listeners('exit')).not.toContain(one.atExit)
  expect(process.listeners('exit')).not.toContain(other.atExit)
})
