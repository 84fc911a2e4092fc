import fc from 'fast-check'
import { expect, test } from 'vitest'
import { runs } from '../runs.ts'
import { intentOf, type Json, registry } from './manifests.ts'
import { type Mutate, mutation, placesIn, withAt } from './mutations.ts'
import { EMPTY, withRegistry } from './registries.ts'
import { failedIn } from './scenario.ts'

/** Of the keys of a map, too. */
const renamed = (declared: Json, by: Mutate): Json =>
  Object.fromEntries(
    Object.entries(declared).map(([facet, value]) =>
      /^(pullThrough|repositoryCreation|pullTime|account)/.test(facet)
        ? [facet, Object.fromEntries(Object.entries(value as Json).map(([key, one]) => [String(by(key)), one]))]
        : [facet, value],
    ),
  )

const mutated = fc.tuple(registry, fc.nat(), mutation, fc.boolean()).map(([declared, at, mutate, isName]): Json => {
  if (isName && at % 4 === 0) return renamed(declared, mutate)
  const places = placesIn(declared).slice(1)
  return withAt(declared, places[at % Math.max(1, places.length)] ?? ['nothing'], mutate) as Json
})

const POLICIES = {
  repositoryPolicies: { shared: { access: { pull: ['444455556666'] } } },
  lifecyclePolicies: { standard: [{ any: true, keepNewest: 5 }] },
}

test('what ECR refuses of a setting of the registry, validate refuses', async () => {
  const seen = { accepted: 0, refused: 0 }
  await fc.assert(
    fc.asyncProperty(mutated, async declared => {
      const intent = await intentOf({ version: 1, name: 'acme', ...POLICIES, registry: declared })
      seen[intent === undefined ? 'refused' : 'accepted'] += 1
      if (intent === undefined) return
      const { outcomes } = await withRegistry(EMPTY, ecr => ecr.apply(intent))
      expect(failedIn(outcomes)).toEqual([])
    }),
    { numRuns: runs(60), interruptAfterTimeLimit: 20_000 },
  )
  expect(Math.min(seen.accepted, seen.refused)).toBeGreaterThan(5)
})
