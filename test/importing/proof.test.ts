import { describe, expect, test } from 'vitest'
import { differing } from '../../src/importing/foreign/proof.ts'
import type { HeldRegistry } from '../../src/importing/held.ts'
import { resolveTargets } from '../../src/manifest/meaning/resolve-targets.ts'
import { wishesOf } from '../../src/manifest/meaning/wishes.ts'
import type { Fields } from '../../src/model.ts'
import { loadedFrom } from '../manifest/world.ts'

const KEEP = [{ any: true, keepNewest: 9 }]
const HELD: HeldRegistry = {
  repositories: [
    { name: 'team/app', states: { imageTagMutability: 'IMMUTABLE', tags: { team: 'a' }, lifecyclePolicy: KEEP } },
    { name: 'team/in-${{ target.region }}', states: { tags: { account: '${{ target.account }}' } } },
  ],
  registry: { accountSettings: { BLOB_MOUNTING: 'ENABLED' } },
}
const SAYS = {
  repositories: {
    'team/app': { imageTagMutability: 'IMMUTABLE', tags: { team: 'a' }, lifecyclePolicy: KEEP },
    'team/in-${{ target.region }}': { tags: { account: '${{ target.account }}' } },
  },
  registry: { accountSettings: { BLOB_MOUNTING: 'ENABLED' } },
}

async function differences(says: Fields, region?: string) {
  const manifest = await loadedFrom({ 'ecrsync.yaml': JSON.stringify({ version: 1, name: 'acme', ...says }) })
  const [only] = resolveTargets(manifest, { environment: {}, region }).targets
  if (only === undefined) throw new Error('There is one target')
  return differing(HELD, wishesOf(only.resolved()), { name: 'default', ...(region !== undefined && { region }) })
}

const withApp = (app: Fields) => ({ ...SAYS, repositories: { ...SAYS.repositories, 'team/app': app } })
const APP = SAYS.repositories['team/app']

describe('what a manifest would make of what it was made of', () => {
  test.each([
    ['nothing, where it says the same', SAYS, []],
    [
      'nothing, where a layer says it',
      {
        ...withApp({ tags: APP.tags }),
        defaults: [{ match: 'team/app', imageTagMutability: 'IMMUTABLE', lifecyclePolicy: KEEP }],
      },
      [],
    ],
    ['another value', withApp({ ...APP, imageTagMutability: 'MUTABLE' }), ['repository["team/app"]']],
    ['a tag more', withApp({ ...APP, tags: { team: 'a', more: 'b' } }), ['repository["team/app"]']],
    [
      'another policy',
      withApp({ ...APP, lifecyclePolicy: [{ any: true, keepNewest: 8 }] }),
      ['lifecyclePolicy["team/app"]'],
    ],
    ['a policy less', withApp({ ...APP, lifecyclePolicy: null }), ['lifecyclePolicy["team/app"]']],
    [
      'a policy of which it says nothing',
      withApp({ tags: APP.tags, imageTagMutability: 'IMMUTABLE' }),
      ['lifecyclePolicy["team/app"]'],
    ],
    ['a setting of which it says nothing', { repositories: SAYS.repositories }, ['accountSetting["BLOB_MOUNTING"]']],
    [
      'a policy that nobody had',
      withApp({ ...APP, repositoryPolicy: { access: { pull: ['111122223333'] } } }),
      ['repositoryPolicy["team/app"]'],
    ],
  ])('%s', async (_, says, addresses) => {
    expect(await differences(says)).toEqual(addresses)
    expect(await differences(says, 'eu-west-1')).toEqual(addresses)
  })
})
