import fc from 'fast-check'
import { expect, test } from 'vitest'
import { runs } from '../runs.ts'
import { anyManifest, intentOf } from './manifests.ts'
import { EMPTY, withRegistry } from './registries.ts'

test('what validate accepts, ECR accepts', async () => {
  const tried = { all: 0, accepted: 0 }
  await fc.assert(
    fc.asyncProperty(anyManifest, async manifest => {
      tried.all += 1
      const intent = await intentOf(manifest)
      if (intent === undefined) return
      tried.accepted += 1
      const { outcomes } = await withRegistry(EMPTY, ecr => ecr.apply(intent))
      expect(outcomes.filter(({ status }) => status !== 'done')).toEqual([])
    }),
    { numRuns: runs(40), interruptAfterTimeLimit: 25_000 },
  )
  expect(tried.accepted).toBeGreaterThan(tried.all / 5)
})
