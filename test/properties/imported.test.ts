import fc from 'fast-check'
import { expect, test } from 'vitest'
import { factored } from '../../src/importing/draft/factored.ts'
import { type ReadHeld, readHeld } from '../../src/importing/live/read-held.ts'
import { matcher } from '../../src/manifest/form/globs.ts'
import type { Plan } from '../../src/model.ts'
import { intendedFrom } from '../manifest/world.ts'
import type { Registry } from '../registry.ts'
import { runs } from '../runs.ts'
import { ACCOUNT, REGION, TARGET } from '../world.ts'
import { anyManifest, intentOf, type Json } from './manifests.ts'
import { EMPTY, withRegistry } from './registries.ts'
import { failedIn, PATIENCE, pendingIn } from './scenario.ts'

const heldIn = ({ client }: Registry, manifest: string): Promise<ReadHeld> =>
  readHeld(client.reader, { target: TARGET.name, context: { account: ACCOUNT, region: REGION }, manifest, emit() {} })

/** As `import` writes it, for whoever owns what is there. */
function draftOf({ held: { target: _, ...held }, leftOut, leftToGlobs }: ReadHeld, { name, ownership }: Json) {
  const layout = held.repositories.length % 2 === 0 ? 'flat' : 'by-prefix'
  const files = factored([held], { name: String(name), layout, leftOut, leftToGlobs, root: { ownership } })
  return intendedFrom(Object.fromEntries(files.map(({ path, text }) => [path, text])), { target: TARGET })
}

/** But for repositories that are left to a pull-through cache. */
function pendingBeside(plan: Plan, { leftToGlobs }: ReadHeld): readonly string[] {
  const isCached = matcher(leftToGlobs.map(({ match }) => match))
  return pendingIn({ ...plan, changes: plan.changes.filter(({ repository = '' }) => !isCached(repository)) })
}

test('what an import makes of a registry after an apply is the manifest that was applied, in other words', async () => {
  await fc.assert(
    fc.asyncProperty(anyManifest, async manifest => {
      const intent = await intentOf(manifest)
      fc.pre(intent !== undefined)
      const { read, imported } = await withRegistry(EMPTY, async ecr => {
        expect(failedIn((await ecr.apply(intent)).outcomes)).toEqual([])
        const read = await heldIn(ecr, intent.manifest.name)
        expect([read.leftOut, read.unread]).toEqual([[], []])
        const imported = await draftOf(read, manifest)
        expect((await ecr.plan(imported)).changes).toEqual([])
        return { read, imported }
      })
      await withRegistry(EMPTY, async ecr => {
        expect(failedIn((await ecr.apply(imported)).outcomes)).toEqual([])
        expect(pendingBeside(await ecr.plan(intent), read)).toEqual([])
        expect((await heldIn(ecr, intent.manifest.name)).held).toEqual(read.held)
      })
    }),
    { numRuns: runs(12), ...PATIENCE },
  )
})
