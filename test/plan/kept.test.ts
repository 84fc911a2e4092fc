import { describe, expect, test } from 'vitest'
import { replicasIn } from '../../src/plan/kept.ts'
import { intentOf } from '../properties/manifests.ts'

const HERE = { account: '111122223333', region: 'eu-west-1' }

async function sending(...rules: readonly object[]) {
  const intent = await intentOf({
    version: 1,
    name: 'acme',
    repositories: { app: {} },
    registry: { replicationConfiguration: { rules } },
  })
  if (intent === undefined) throw new Error('The manifest is not valid')
  return intent.wishes
}

const to = (region: string, registryId = HERE.account) => [{ region, registryId }]

describe('what another target replicates here', () => {
  test.each<[string, readonly object[], readonly string[]]>([
    ['names that its filters begin', [{ destinations: to('eu-west-1'), repositoryFilters: ['prod/'] }], ['prod/app']],
    ['without filters all of them', [{ destinations: to('eu-west-1') }], ['prod/app', 'test/app']],
    ['to another region none', [{ destinations: to('us-west-2') }], []],
    ['to another account none', [{ destinations: to('eu-west-1', '444455556666') }], []],
  ])('%s', async (_, rules, names) => {
    const isReplica = replicasIn(HERE, [await sending(...rules)])
    expect(['prod/app', 'test/app'].filter(isReplica)).toEqual(names)
  })

  test('nothing, where nothing is declared', () => {
    expect(replicasIn(HERE, [])('app')).toBe(false)
  })
})
