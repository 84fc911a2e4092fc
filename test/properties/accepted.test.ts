import fc from 'fast-check'
import { expect, test } from 'vitest'
import { anyManifest, intentOf } from './manifests.ts'
import { EMPTY, withRegistry } from './registries.ts'

test('what validate accepts, ECR accepts', async () => {
  let accepted = 0
  const numRuns = 150
  await fc.assert(
    fc.asyncProperty(anyManifest, async manifest => {
      const intent = await intentOf(manifest)
      if (intent === undefined) return
      accepted += 1
      const { outcomes } = await withRegistry(EMPTY, ecr => ecr.apply(intent))
      expect(outcomes.filter(({ status }) => status !== 'done')).toEqual([])
    }),
    { numRuns, interruptAfterTimeLimit: 25_000 },
  )
  expect(accepted).toBeGreaterThan(numRuns / 5)
})
