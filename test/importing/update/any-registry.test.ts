import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readHeld } from '../../../src/importing/live/read-held.ts'
import type { ManifestText } from '../../../src/importing/update/look.ts'
import { updated } from '../../../src/importing/update/updated.ts'
import { EMPTY, registryOf, withRegistry } from '../../properties/registries.ts'
import { atLeast } from '../../runs.ts'
import { ACCOUNT, NOW, REGION } from '../../world.ts'
import { lookingAt } from './world.ts'

const HEAD = 'version: 1\nname: acme\n'

/** What somebody may have begun with. */
const BEGUN: readonly string[] = [
  HEAD,
  `${HEAD}repositories:\n  team/api:\n  legacy: { tags: { team: a } }\n`,
  `${HEAD}defaults:\n  - match: "team/**"\n    imageTagMutability: IMMUTABLE\n    tags: { team: a }\n    lifecyclePolicy:\n      - { any: true, keepNewest: 5 }\nrepositories:\n  x1:\n    lifecyclePolicy: null\n`,
  `${HEAD}registry:\n  scanningConfiguration: { scanType: BASIC, rules: [] }\nrepositories: { team/api: { repositoryPolicy: null } }\n`,
]

const emit = () => {}

test('whatever is there comes into a manifest, which then differs nowhere but where it says otherwise, and takes that on, too', async () => {
  await fc.assert(
    fc.asyncProperty(registryOf(ACCOUNT), fc.constantFrom(...BEGUN), async (contents, text) =>
      withRegistry(contents.repositories.length > 0 ? contents : EMPTY, async ({ client: { reader } }) => {
        const target = { name: 'default', account: ACCOUNT, region: REGION }
        const reading = { target: target.name, context: target, manifest: 'acme', emit }
        const { held } = await readHeld(reader, reading)
        const surroundings = { reader, images: { resolve: async () => undefined }, inUse: () => [], now: NOW, emit }
        const look = lookingAt([{ ...target, reader, held, surroundings: surroundings as never }])
        const texts: readonly ManifestText[] = [{ file: 'ecrsync.yaml', text }]
        const added = await updated({ texts, live: [held], takesLive: false, look })
        const { plan } = await look(texts)
        const ids = (changes: typeof plan.changes) => changes.map(({ address }) => address)
        expect(ids(plan.changes)).toEqual(expect.arrayContaining(ids(added.differing)))
        const now = added.texts.length > 0 ? added.texts : texts
        const taken = await updated({ texts: now, live: [held], takesLive: true, look })
        const there = new Set(held.repositories.map(({ name }) => name))
        expect(taken.differing.filter(({ repository = '' }) => repository === '' || there.has(repository))).toEqual([])
        const again = taken.texts.length > 0 ? taken.texts : now
        expect((await updated({ texts: again, live: [held], takesLive: true, look })).texts).toEqual([])
      }),
    ),
    { numRuns: atLeast(15) },
  )
})
