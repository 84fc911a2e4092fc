import { describe, expect, test } from 'vitest'
import { EcrsyncError } from '../../src/errors.ts'
import type { Outcome } from '../../src/model.ts'
import { clientOf, pushImage } from '../emulator/ecr.ts'
import { intentOf } from '../properties/manifests.ts'
import { type Registry, registry } from '../registry.ts'

const MANIFEST = { version: 1, name: 'acme', ownership: 'none' }
const LIFECYCLE = { lifecyclePolicy: [{ untagged: true, expireAfter: '7 days' }] }
const cache = (upstreamRegistryUrl: string) => ({
  registry: { pullThroughCacheRules: { hub: { upstreamRegistryUrl } } },
})

type Written = (...args: never[]) => Promise<unknown>

/** An answer that cannot be read, once, to a call of this name that took effect or did not. */
function garbled({ client }: Registry, action: string, isEffective: boolean): void {
  let isDue = true
  const answering =
    (make: Written, actionOf: (...args: never[]) => string): Written =>
    async (...args) => {
      const isNow = isDue && actionOf(...args) === action
      if (!isNow) return make(...args)
      isDue = false
      if (isEffective) await make(...args)
      throw new EcrsyncError('NOT_ECR', 'The endpoint does not answer as ECR does')
    }
  const { writer, deleter } = client
  const named = ({ action }: { readonly action: string }) => action
  Object.assign(writer, {
    perform: answering(writer.perform, named),
    performOnce: answering(writer.performOnce, named),
  })
  Object.assign(deleter, { deleteImages: answering(deleter.deleteImages, () => 'BatchDeleteImage') })
}

const ended = (outcomes: readonly Outcome[]) =>
  outcomes.map(outcome => ('error' in outcome ? `${outcome.status} ${outcome.error.code}` : outcome.status))

type Case = readonly [what: string, action: string, before: object, wanted: object]

const CASES: readonly Case[] = [
  ['a repository that is created', 'CreateRepository', {}, { repositories: { app: {} } }],
  ['a policy of one that was created just now', 'PutLifecyclePolicy', {}, { repositories: { app: LIFECYCLE } }],
  ['a policy', 'PutLifecyclePolicy', { repositories: { app: {} } }, { repositories: { app: LIFECYCLE } }],
  [
    'a policy that is deleted',
    'DeleteLifecyclePolicy',
    { repositories: { app: LIFECYCLE } },
    { repositories: { app: { lifecyclePolicy: null } } },
  ],
  ['a repository that is deleted', 'DeleteRepository', { repositories: { old: {} } }, { removed: [{ name: 'old' }] }],
  [
    'a rule that is deleted',
    'DeletePullThroughCacheRule',
    cache('quay.io'),
    { registry: { pullThroughCacheRules: { hub: null } } },
  ],
  ['a rule that is replaced, when it goes', 'DeletePullThroughCacheRule', cache('quay.io'), cache('public.ecr.aws')],
  ['a rule that is replaced, when it comes', 'CreatePullThroughCacheRule', cache('quay.io'), cache('public.ecr.aws')],
]

const intent = async (more: object) => {
  const made = await intentOf({ ...MANIFEST, ...more })
  if (made === undefined) throw new Error('The manifest is not valid')
  return made
}

describe('what was answered so that nobody can read it', () => {
  test.each(CASES)('and done, is found to be done: %s', async (_, action, before, wanted) => {
    const ecr = await registry()
    await ecr.apply(await intent(before))
    const plan = await ecr.plan(await intent(wanted))
    ecr.emulator.clearCalls()
    garbled(ecr, action, true)
    expect(ended(await ecr.carryOut(plan))).toEqual(plan.changes.map(() => 'done'))
    expect(ecr.writes().filter(one => one === action)).toEqual([action])
    expect((await ecr.plan(await intent(wanted))).changes).toEqual([])
  })

  test.each(CASES)('and not done, is told, and left as it was: %s', async (_, action, before, wanted) => {
    const ecr = await registry()
    await ecr.apply(await intent(before))
    const plan = await ecr.plan(await intent(wanted))
    ecr.emulator.clearCalls()
    garbled(ecr, action, false)
    const outcomes = ended(await ecr.carryOut(plan))
    expect(outcomes).toContain('failed NOT_ECR')
    const left = plan.changes.filter((_, index) => outcomes[index] !== 'done')
    expect((await ecr.plan(await intent(wanted))).changes).toMatchObject(
      left.map(({ address, action }) => ({ address, action })),
    )
  })

  test.each([
    ['the images of a tombstone', { removed: [{ name: 'old', maxImages: 2 }] }, undefined],
    [
      'tags that are deleted alone',
      { repositories: { old: { images: { v0: null, v1: null } } } },
      ['stays-0', 'stays-1'],
    ],
  ] as const)('and done, is found to be done: %s', async (_, wanted, tags) => {
    const ecr = await registry()
    const client = clientOf(ecr.emulator)
    await client.createRepository({ repositoryName: 'old' })
    for (const index of [0, 1])
      for (const tag of ['v', 'stays-']) await pushImage(client, 'old', `image ${index}`, `${tag}${index}`)
    const plan = await ecr.plan(await intent(wanted))
    garbled(ecr, 'BatchDeleteImage', true)
    const outcomes = ended(await ecr.carryOut(plan))
    const { imageIds } = await client.listImages({ repositoryName: 'old' }).catch(() => ({ imageIds: undefined }))
    expect(outcomes).toEqual(plan.changes.map(() => 'done'))
    expect(imageIds?.map(({ imageTag }) => imageTag).sort()).toEqual(tags)
  })
})
