import { describe, expect, test } from 'vitest'
import { testOf } from '../../../../src/kinds/policy/evaluation/condition-test.ts'
import { type Demand, isPossible } from '../../../../src/kinds/policy/evaluation/possible.ts'

const over = (key: string) => testOf({ operator: 'StringEquals', key, values: ['x'] }, true)
const [A, B, C] = [over('a'), over('b'), over('c')]
/** Each key has a request that meets its test, and one that does not. */
const free = (key: string) => [new Set([A, B, C].filter(test => test.key === key)), new Set<never>()]

describe('a request', () => {
  test.each<readonly [name: string, demand: Demand, expected: boolean]>([
    ['that nothing is asked of', { hold: [], fail: [] }, true],
    ['that holds and fails the same', { hold: [A], fail: [[A]] }, false],
    ['that fails what nothing is asked of', { hold: [A], fail: [[]] }, false],
    ['that fails one of two', { hold: [A], fail: [[A, B]] }, true],
    ['that fails whatever is left', { hold: [A], fail: [[A, B], [A, C], [B], [C]] }, true],
    ['that must fail what it must not', { hold: [A, B], fail: [[A, B]] }, false],
    ['of which one way ends and another goes on', { hold: [], fail: [[A, B], [A], [B, C]] }, true],
  ])('%s', (_, demand, expected) => expect(isPossible(demand, free)).toBe(expected))

  test('of a key that has none like that is not possible', () =>
    expect(isPossible({ hold: [A], fail: [] }, () => [new Set()])).toBe(false))

  const yes = ['x', 'y', 'z'].map(over)
  const no = ['x', 'y', 'z'].map(over)
  /** One of two tests of each key holds, and never both: no request fails all eight. */
  const never = Array.from({ length: 8 }, (_, bits) =>
    yes.map((one, at) => (bits & (1 << at) ? one : (no[at] as typeof one))),
  )
  const either = (key: string) => [yes, no].map(tests => new Set(tests.filter(test => test.key === key)))

  test('that cannot fail all is not possible', () => expect(isPossible({ hold: [], fail: never }, either)).toBe(false))

  test('that takes too long to find may be there', () => {
    const pairs = Array.from({ length: 30 }, (_, index) => [over(`k${index}`), over(`l${index}`)])
    const classesOf = (key: string) => {
      const own = pairs.flat().filter(test => test.key === key)
      return own.length > 0 ? [new Set(own), new Set<never>()] : either(key)
    }
    expect(isPossible({ hold: [], fail: [...pairs, ...never] }, classesOf)).toBe(true)
  })
})
