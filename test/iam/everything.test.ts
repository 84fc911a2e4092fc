import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { everythingPolicy } from '../../src/iam/everything.ts'
import type { Purpose } from '../../src/iam/permissions.ts'
import { iamPolicies } from '../../src/iam/policies.ts'
import { KINDS } from '../../src/kinds/index.ts'
import { wishesFrom } from '../manifest/world.ts'
import { refusedBy } from './requests.ts'

describe('the policy for any manifest', () => {
  test('is iam-policy.json', () => {
    const file = readFileSync(new URL('../../iam-policy.json', import.meta.url), 'utf8')
    expect(JSON.parse(file)).toEqual(everythingPolicy())
  })

  test('allows whatever the one for a manifest does', async () => {
    const manifest = {
      version: 1,
      name: 'acme',
      repositories: {
        'team/api': {
          tags: { a: 'b', c: null },
          imageTagMutability: 'IMMUTABLE',
          imageScanningConfiguration: { scanOnPush: true },
          repositoryPolicy: null,
          lifecyclePolicy: [{ untagged: true, expireAfter: '7 days' }],
          images: { prod: 'ecr:base/app:1', old: null },
        },
      },
      removed: [{ name: 'team/old', maxImages: 3, reason: 'gone' }],
      registry: {
        policy: null,
        scanningConfiguration: null,
        replicationConfiguration: null,
        accountSettings: { BLOB_MOUNTING: 'ENABLED' },
      },
    }
    const target = { name: 'prod', account: '111122223333', region: 'eu-west-1', labels: {} }
    const wishes = await wishesFrom(JSON.stringify(manifest), { target })
    const purpose: Purpose = {
      mode: 'apply',
      extras: new Set(['login', 'copy', 'server-preview', 'revert'] as const),
    }
    const { policies } = iamPolicies([{ target, wishes }], purpose)
    const actions = policies.flatMap(({ document }) => document.Statement.flatMap(({ Action }) => Action))
    const everything = new Set(everythingPolicy().Statement.flatMap(({ Action }) => Action))
    expect(actions.filter(action => !everything.has(action))).toEqual([])
  })

  test('allows each call of each kind on any repository', () => {
    const calls = KINDS.filter(({ scope }) => scope === 'repository').flatMap(({ uses }) => [
      ...uses.reads,
      ...uses.writes.filter(action => action !== 'CopyImage'),
    ])
    const refused = calls.filter(operation => {
      const input = operation === 'DescribeRegistry' ? {} : { repositoryName: 'any/name' }
      const documents = [everythingPolicy()]
      return refusedBy(documents, { operation, input, account: '111122223333', region: 'eu-west-1' }).length > 0
    })
    expect(refused).toEqual([])
  })
})
