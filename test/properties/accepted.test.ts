import fc from 'fast-check'
import { expect, test } from 'vitest'
import { anyManifest, wishesIn } from './manifests.ts'
import { withRegistry } from './registries.ts'

test('what validate accepts, ECR accepts', async () => {
  let accepted = 0
  const numRuns = 150
  await fc.assert(
    fc.asyncProperty(anyManifest, async manifest => {
      const wishes = await wishesIn(manifest)
      if (wishes === undefined) return
      accepted += 1
      const { outcomes } = await withRegistry([], ecr => ecr.apply(wishes))
      expect(outcomes.filter(({ status }) => status !== 'done')).toEqual([])
    }),
    { numRuns, interruptAfterTimeLimit: 25_000 },
  )
  expect(accepted).toBeGreaterThan(numRuns / 5)
})
