import fc from 'fast-check'
import { expect, test } from 'vitest'
import { canonicalDocument, type PolicyDocument } from '../../../src/kinds/policy/document.ts'
import { gains } from '../../../src/kinds/policy/evaluation/gains.ts'
import { isAllowed } from './iam.ts'
import { pairs, requestsOver } from './worlds.ts'

/** By hand: thousands of them, from other seeds. */
const RUNS = Number(process.env.POLICY_RUNS ?? 100)
const SEED = Number(process.env.POLICY_SEED ?? 1)
const canonical = (policy: unknown) => (policy === null ? null : canonicalDocument(policy as PolicyDocument))

test('somebody gains something exactly where some request is newly allowed', () => {
  fc.assert(
    fc.property(pairs, ({ before, after, keys }) => {
      const opened = firstOf(requestsOver(keys), one => isAllowed(after, one) && !isAllowed(before, one))
      const found = gains(canonical(before), canonical(after))
      expect(found.length > 0, JSON.stringify({ opened, found: found.slice(0, 1) })).toBe(opened !== undefined)
    }),
    { numRuns: RUNS, seed: SEED },
  )
})

function firstOf<T>(values: Iterable<T>, isMeant: (value: T) => boolean): T | undefined {
  for (const value of values) if (isMeant(value)) return value
  return undefined
}
