import fc from 'fast-check'
import { expect, test } from 'vitest'
import { firstAt, openSortedKeys } from '../../src/emulator/storage/sorted-keys.ts'

const key = fc.nat({ max: 3000 }).map(String)
/** Enough of them for several blocks. */
const some = fc.array(key, { maxLength: 4000, size: 'max' })

test('keys that come and go are listed in order, each once, from any key on', () =>
  fc.assert(
    fc.property(some, some, some, fc.oneof(key, fc.string()), (given, added, deleted, from) => {
      const keys = openSortedKeys(given)
      const expected = new Set([...given, ...added])
      for (const one of added) keys.add(one)
      for (const one of deleted) {
        keys.delete(one)
        expected.delete(one)
      }
      const sorted = [...expected].sort()
      expect([...keys.from()]).toEqual(sorted)
      expect([...keys.from(from)]).toEqual(sorted.filter(one => one >= from))
    }),
    { numRuns: 30 },
  ))

test.each([
  [[], 0],
  [[false, false], 2],
  [[false, true, true], 1],
  [[true], 0],
])('of %j the first place is %i', (all, expected) => {
  expect(firstAt(all.length, at => all[at] === true)).toBe(expected)
})
