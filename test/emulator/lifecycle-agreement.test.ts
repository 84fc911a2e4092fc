import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { evaluate, type LifecycleImage, type LifecyclePolicy } from '../../src/lifecycle/index.ts'
import vectors from '../lifecycle/lifecycle-vectors.json' with { type: 'json' }
import { runs } from '../runs.ts'
import { emulated } from './ecr.ts'
import { images, NOW, policy } from './histories.ts'
import { relive } from './relive.ts'

/** The clock that is set stands still. */
const world = emulated({ now: () => new Date(0) })
const repositoryName = 'aa'

/** What a preview says would happen: image → rule and action. */
async function preview(policy: LifecyclePolicy, digests: ReadonlyMap<string, string>) {
  const lifecyclePolicyText = JSON.stringify(policy).padEnd(100)
  const now = world.emulator.clock.now()
  await world.ecr.startLifecyclePolicyPreview({ repositoryName, lifecyclePolicyText })
  world.emulator.clock.advance(1000)
  const { status, previewResults = [], summary } = await world.ecr.getLifecyclePolicyPreview({ repositoryName })
  world.emulator.clock.set(now)
  expect(status).toBe('COMPLETE')
  const ids = new Map([...digests].map(([id, digest]) => [digest, id]))
  const expiring = previewResults.filter(({ action }) => action?.type === 'EXPIRE')
  expect(summary?.expiringImageTotalCount).toBe(expiring.length)
  return previewResults
    .map(
      ({ imageDigest = '', appliedRulePriority, action }) =>
        `${ids.get(imageDigest)} ${appliedRulePriority} ${action?.type}`,
    )
    .toSorted()
}

const said = (actions: ReturnType<typeof evaluate>['actions']) =>
  actions.map(({ image, rulePriority, action }) => `${image} ${rulePriority} ${action}`).toSorted()

/** Where images are: standard storage or the archive. */
async function whereabouts(digests: ReadonlyMap<string, string>) {
  const { imageDetails = [] } = await world.ecr.describeImages({ repositoryName, filter: { imageStatus: 'ANY' } })
  const statuses = new Map(imageDetails.map(({ imageDigest, imageStatus }) => [imageDigest, imageStatus]))
  return Object.fromEntries([...digests].map(([id, digest]) => [id, statuses.get(digest) ?? 'gone']))
}

/** The same after what an evaluation says. */
const afterwards = (images: readonly LifecycleImage[], { actions, cascade }: ReturnType<typeof evaluate>) => {
  const acted = new Map([...actions, ...cascade].map(({ image, action }) => [image, action]))
  const moved = { EXPIRE: 'gone', TRANSITION: 'ARCHIVED' } as const
  return Object.fromEntries(
    images.map(({ id, status }) => {
      const action = acted.get(id)
      return [id, action === undefined ? status : moved[action]]
    }),
  )
}

const put = (policy: LifecyclePolicy) =>
  world.ecr.putLifecyclePolicy({ repositoryName, lifecyclePolicyText: JSON.stringify(policy).padEnd(100) })

describe('a repository that came to be as the vector says', () => {
  test.each(vectors.vectors.map(vector => [vector.id, vector] as const))('%s', async (_, { now, ...vector }) => {
    const [policy, images] = [vector.policy as LifecyclePolicy, vector.images as readonly LifecycleImage[]]
    const expected = vector.expected as ReturnType<typeof evaluate>
    const digests = await relive(world, repositoryName, images)
    world.emulator.clock.set(new Date(now))
    expect(await preview(policy, digests)).toEqual(said(expected.actions))
    await put(policy)
    const run = world.emulator.runLifecycle()
    const acted = [...expected.actions, ...expected.cascade].map(({ action }) => action)
    expect(run).toEqual({
      expired: acted.filter(action => action === 'EXPIRE').length,
      archived: acted.filter(action => action === 'TRANSITION').length,
    })
    expect(await whereabouts(digests)).toEqual(afterwards(images, expected))
  })
})

test('previews and runs agree with the evaluation, whatever the repository and the policy', async () => {
  await fc.assert(
    fc
      .asyncProperty(images, policy, async (given, rules) => {
        const digests = await relive(world, repositoryName, given)
        world.emulator.clock.set(new Date(NOW))
        const expected = evaluate(rules, given, new Date(NOW).toISOString())
        expect(await preview(rules, digests)).toEqual(said(expected.actions))
        await put(rules)
        world.emulator.runLifecycle()
        expect(await whereabouts(digests)).toEqual(afterwards(given, expected))
      })
      .afterEach(() => world.ecr.deleteRepository({ repositoryName, force: true })),
    { numRuns: runs(40) },
  )
})
