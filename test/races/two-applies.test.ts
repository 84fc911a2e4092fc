import { expect, test } from 'vitest'
import type { Outcome } from '../../src/model.ts'
import { clientOf, pushImage } from '../emulator/ecr.ts'
import { intentOf, type Json } from '../properties/manifests.ts'
import type { Registry } from '../registry.ts'
import { registry } from '../registry.ts'
import { ACCOUNT } from '../world.ts'

const head = { version: 1, name: 'acme', ownership: 'none' }
const policy = (account: string) => ({ access: { pull: [account] } })
const statement = (Sid: string) => ({
  Sid,
  Effect: 'Allow',
  Principal: { AWS: '444455556666' },
  Action: 'ecr:BatchGetImage',
})

/** Two manifests of one registry, as they are applied at once; the same one where it is one. */
interface Pair {
  readonly one: Json
  readonly other: Json
}

const all = (account: string): Json => ({
  ...head,
  registry: {
    policy: { statements: [{ ...statement('caches'), Action: 'ecr:BatchImportUpstreamImage', Resource: '*' }] },
    pullThroughCacheRules: { quay: { upstreamRegistryUrl: 'quay.io' } },
    repositoryCreationTemplates: { quay: { appliedFor: ['PULL_THROUGH_CACHE'] } },
  },
  repositories: {
    'team/new': {
      tags: { team: 'a' },
      repositoryPolicy: policy(account),
      lifecyclePolicy: [{ keepNewest: 5, tagPattern: 'v*' }],
    },
    'team/api': {
      imageTagMutability: 'IMMUTABLE',
      repositoryPolicy: policy(account),
      lifecyclePolicy: [{ keepNewest: 9, tagPattern: 'v*' }],
    },
  },
  removed: [{ name: 'team/old', maxImages: 1 }],
})

const PAIRS: readonly (readonly [string, Pair])[] = [
  ['one manifest with everything', { one: all('444455556666'), other: all('444455556666') }],
  [
    'two that share the policies of a repository and of the registry',
    {
      one: shared('one'),
      other: shared('two'),
    },
  ],
]

function shared(name: string): Json {
  return {
    ...head,
    name,
    registry: { policy: ['live', { statements: [{ ...statement(name), Resource: '*' }] }] },
    repositories: { 'team/api': { repositoryPolicy: ['live', { statements: [statement(name)] }] } },
  }
}

async function world(): Promise<Registry> {
  const made = await registry()
  const ecr = clientOf(made.emulator, { accessKey: ACCOUNT })
  for (const repositoryName of ['team/api', 'team/old']) await ecr.createRepository({ repositoryName })
  await pushImage(ecr, 'team/old', 'image', 'v1')
  return made
}

async function intent(manifest: Json) {
  const made = await intentOf(manifest)
  if (made === undefined) throw new Error('The manifest is refused')
  return made
}

/** Why what is not done is not. */
const notDone = (outcomes: readonly Outcome[]) =>
  outcomes.flatMap(one => (one.status === 'done' ? [] : ['error' in one ? one.error : one]))

test.each(PAIRS)(
  '%s, planned by both and applied one after the other: the second finds it done',
  async (_, { one, other }) => {
    for (const [first, second] of [
      [one, other],
      [other, one],
    ] as const) {
      const { plan, carryOut } = await world()
      const [a, b] = [await intent(first), await intent(second)]
      const plans = [await plan(a), await plan(b)] as const
      expect(notDone(await carryOut(plans[0]))).toEqual([])
      expect(notDone(await carryOut(plans[1]))).toEqual([])
      for (const each of [a, b]) expect((await plan(each)).changes).toEqual([])
    }
  },
)

test.each(PAIRS)(
  '%s, applied at once: it ends as it is declared, at the latest when both are run again',
  async (_, { one, other }) => {
    const { plan, apply, carryOut } = await world()
    const [a, b] = [await intent(one), await intent(other)]
    const plans = [await plan(a), await plan(b)] as const
    await Promise.all(plans.map(each => carryOut(each)))
    for (const each of [a, b]) expect(notDone((await apply(each)).outcomes)).toEqual([])
    for (const each of [a, b]) expect((await plan(each)).changes).toEqual([])
  },
)
