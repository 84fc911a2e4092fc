import fc from 'fast-check'
import { expect } from 'vitest'
import { intentOf } from '../../properties/manifests.ts'
import { withRegistry } from '../../properties/registries.ts'
import { runs } from '../../runs.ts'
import type { Counts } from '../sweep.ts'
import { dishonestyIn, doneAnyway } from './exactly.ts'
import { anyTagged, digestsOfImages, manifestWithImages, tagImages } from './scenario.ts'

/** As many manifests, each over a registry of its own: what is applied is what was planned, and then there is no more to do. */
export async function honestly(seed: number, count: number): Promise<Counts> {
  const digests = await digestsOfImages()
  const seen = { plans: 0, operations: 0, calls: 0 }
  await fc.assert(
    fc.asyncProperty(manifestWithImages(digests), anyTagged, async (manifest, contents) => {
      const intent = await intentOf(manifest)
      fc.pre(intent !== undefined)
      await withRegistry(contents, async ecr => {
        await tagImages(ecr, contents, digests)
        ecr.emulator.clearCalls()
        const plan = await ecr.plan(intent)
        const reads = ecr.emulator.calls.length
        expect(ecr.writes()).toEqual([])
        const outcomes = await ecr.carryOut(plan)
        const failed = outcomes.filter(
          ({ status }, index) => status !== 'done' && plan.changes[index]?.blocked === undefined,
        )
        expect(failed).toEqual([])
        const calls = ecr.emulator.calls.slice(reads)
        expect(dishonestyIn(plan, calls)).toEqual([])
        seen.plans += 1
        seen.operations += plan.changes.flatMap(({ blocked, operations }) => (blocked ? [] : operations)).length
        seen.calls += calls.length
      })
    }),
    { seed, numRuns: runs(count), maxSkipsPerRun: 100, endOnFailure: true },
  )
  return {
    'random manifests over random registries': seen.plans,
    'operations planned': seen.operations,
    'of them not called, called twice or in another order': 0,
    'writes of a plan': 0,
  }
}

const DENIED = ['CreateRepository', 'PutImage', 'PutLifecyclePolicy', 'SetRepositoryPolicy', 'TagResource'] as const

/** The same where one operation is denied: what waits for what failed is said to be skipped, and is. */
export async function brokenly(seed: number, count: number): Promise<Counts> {
  const digests = await digestsOfImages()
  const seen = { applies: 0, skipped: 0 }
  await fc.assert(
    fc.asyncProperty(
      manifestWithImages(digests),
      anyTagged,
      fc.constantFrom(...DENIED),
      async (manifest, contents, operation) => {
        const intent = await intentOf(manifest)
        fc.pre(intent !== undefined)
        await withRegistry(contents, async ecr => {
          await tagImages(ecr, contents, digests)
          const plan = await ecr.plan(intent)
          ecr.emulator.clearCalls()
          ecr.emulator.inject({ operation, error: 'AccessDeniedException' })
          const outcomes = await ecr.carryOut(plan)
          expect(doneAnyway(plan, outcomes, ecr.emulator.calls)).toEqual([])
          seen.applies += 1
          seen.skipped += outcomes.filter(one => one.status === 'skipped' && one.because !== 'blocked').length
        })
      },
    ),
    { seed, numRuns: runs(count), maxSkipsPerRun: 100, endOnFailure: true },
  )
  return {
    'applies with a denied operation': seen.applies,
    'changes skipped for it': seen.skipped,
    'of them made all the same': 0,
  }
}
