import { describe, expect, test } from 'vitest'
import { planOf } from '../scripted.ts'
import { tombstone, world } from '../world.ts'

const KMS = { encryptionConfiguration: { encryptionType: 'KMS', kmsKey: 'alias/ecr' } }
const HELD = { encryptionConfiguration: { encryptionType: 'KMS', kmsKey: 'arn:aws:kms:us-east-1:123456789012:key/1' } }

describe('counts', () => {
  test('are of changes, but for what is unchanged', async () => {
    const { summary, targets } = await world()
      .wants('new')
      .wants('other', { repository: { imageTagMutability: 'IMMUTABLE' } })
      .holds('other')
      .wants('same')
      .holds('same')
      .wants('fixed', { repository: KMS })
      .holds('fixed')
      .removes('gone')
      .removes('going')
      .holds('going', { imageCount: 0 })
      .removes('full')
      .holds('full', { imageCount: 2 })
      .holds('stranger')
      .plan()
    expect(summary).toEqual({
      create: 1,
      update: 1,
      adopt: 0,
      release: 0,
      delete: 1,
      replace: 0,
      blocked: 1,
      cannotChange: 1,
      unchanged: 1,
      unread: 0,
      expire: 0,
      archive: 0,
    })
    expect(targets).toMatchObject([
      { read: 6, unmanaged: 1, unmanagedNames: ['stranger'], unchanged: 1, complete: true },
    ])
  })
})

describe('warnings', () => {
  test('an alias over many repositories is remarked upon once', async () => {
    const plan = await world()
      .wants('a', { repository: KMS })
      .holds('a', HELD)
      .wants('b', { repository: KMS })
      .holds('b', HELD)
      .plan()
    expect(plan.changes).toEqual([])
    expect(plan.warnings.map(({ code, severity }) => [code, severity])).toEqual([['KMS_ALIAS', 'note']])
  })

  test('a tombstone of what is not there, or never was, is as it should be', async () => {
    const { warnings } = await planOf([tombstone('gone'), tombstone('there')], { there: {} })
    expect(warnings).toEqual([])
  })
})

test('the same wishes over the same registry make the same bytes', async () => {
  const made = async () =>
    world()
      .wants('b')
      .wants('a', { repository: { tags: { x: '1' } } })
      .holds('a', { tags: {} })
      .plan()
  expect(JSON.stringify(await made())).toBe(JSON.stringify(await made()))
})
