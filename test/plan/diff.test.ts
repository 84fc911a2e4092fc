import { describe, expect, test } from 'vitest'
import { EcrsyncError } from '../../src/errors.ts'
import type { Change } from '../../src/model.ts'
import { world } from '../world.ts'

const DENIED = new EcrsyncError('ACCESS_DENIED', 'It is not allowed', { detail: 'said AWS' })
const POLICY = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal: '*', Action: ['ecr:PutImage'] }] }
const LIFECYCLE = {
  rules: [
    {
      rulePriority: 1,
      selection: { tagStatus: 'any', countType: 'imageCountMoreThan', countNumber: 1 },
      action: { type: 'expire' },
    },
  ],
}
const short = ({ action, kind, paths, blocked, operations }: Change) => ({
  what: `${action} ${kind}`,
  paths,
  calls: operations.map(operation => operation.action),
  ...(blocked && { blocked: blocked.code }),
})

describe('a document that this version cannot take apart', () => {
  test.each([{ rules: [{ rulePriority: 1 }] }, { rules: 5 }])(
    '%j is unread, and what stands beside it is planned',
    async odd => {
      const { changes, targets } = await world()
        .wants('a', {
          repository: { imageTagMutability: 'IMMUTABLE' },
          lifecyclePolicy: { lifecyclePolicy: [{ body: LIFECYCLE }] },
        })
        .holds('a', {}, { lifecyclePolicy: odd })
        .plan()
      expect(changes.map(short)).toEqual([
        { what: 'update repository', paths: ['imageTagMutability'], calls: ['PutImageTagMutability'] },
      ])
      expect(targets[0]?.unread).toMatchObject([{ address: 'lifecyclePolicy["a"]', code: 'AWS_ERROR' }])
    },
  )
})

describe('what is there', () => {
  test('and is wished for elsewhere is created, with what belongs to it', async () => {
    const { changes } = await world()
      .wants('a', { repository: {}, lifecyclePolicy: { lifecyclePolicy: [{ body: LIFECYCLE }] } })
      .plan()
    expect(changes.map(short)).toEqual([
      { what: 'create repository', paths: [], calls: ['CreateRepository'] },
      { what: 'create lifecyclePolicy', paths: [], calls: ['PutLifecyclePolicy'] },
    ])
  })

  test('and is not wished for stays', async () =>
    expect((await world().wants('a').holds('a').holds('b').plan()).changes).toEqual([]))

  test('and must not be goes', async () =>
    expect((await world().removes('a').holds('a', { imageCount: 0 }).plan()).changes.map(short)).toEqual([
      { what: 'delete repository', paths: [], calls: ['DeleteRepository'] },
    ]))

  test('and differs is changed, at the places that differ', async () => {
    const { changes } = await world()
      .wants('a', { repository: { imageTagMutability: 'IMMUTABLE', imageScanningConfiguration: { scanOnPush: true } } })
      .holds('a')
      .plan()
    expect(changes.map(short)).toEqual([
      {
        what: 'update repository',
        paths: ['imageScanningConfiguration.scanOnPush', 'imageTagMutability'],
        calls: ['PutImageTagMutability', 'PutImageScanningConfiguration'],
      },
    ])
  })
})

describe('what cannot change', () => {
  const encrypted = { encryptionConfiguration: { encryptionType: 'KMS', kmsKey: 'alias/ecr' } }

  test('is said, does nothing, and keeps the tags beside it from nothing', async () => {
    const { changes, summary } = await world()
      .wants('a', { repository: { ...encrypted, tags: { team: 'x' } } })
      .holds('a', { tags: {} })
      .plan()
    expect(changes.map(short)).toEqual([
      {
        what: 'update repository',
        paths: ['encryptionConfiguration.encryptionType', 'encryptionConfiguration.kmsKey'],
        calls: [],
        blocked: 'CANNOT_CHANGE',
      },
      { what: 'update repository', paths: ['tags.team'], calls: ['TagResource'] },
    ])
    expect(summary).toMatchObject({ update: 1, cannotChange: 1, blocked: 0 })
  })

  test('leaves before and after of the others without it', async () => {
    const [fixed, rest] = (
      await world()
        .wants('a', { repository: { ...encrypted, tags: { team: 'x' } } })
        .holds('a', { tags: {} })
        .plan()
    ).changes
    expect(fixed?.after).toMatchObject({ ...encrypted, tags: {} })
    expect(rest?.after).toMatchObject({ encryptionConfiguration: { encryptionType: 'AES256' }, tags: { team: 'x' } })
  })
})

describe('what could not be read', () => {
  test('one field: the others are planned, and it is neither there nor absent', async () => {
    const plan = await world()
      .wants('a', { repository: { tags: { team: 'x' }, imageTagMutability: 'IMMUTABLE' } })
      .holds('a', { tags: DENIED })
      .plan()
    expect(plan.changes.map(short)).toEqual([
      { what: 'update repository', paths: ['imageTagMutability'], calls: ['PutImageTagMutability'] },
    ])
    expect(plan.targets[0]?.unread).toEqual([
      {
        scope: 'repository',
        repository: 'a',
        address: 'repository["a"]',
        label: 'repository',
        field: 'tags',
        code: 'ACCESS_DENIED',
        message: 'It is not allowed. said AWS',
      },
    ])
    expect(plan.targets[0]?.complete).toBe(false)
  })

  test('one field that nothing is wished of: not even said', async () => {
    const plan = await world().wants('a').holds('a', { tags: DENIED }).plan()
    expect([plan.changes, plan.summary.unread, plan.summary.unchanged]).toEqual([[], 0, 1])
  })

  test('the images of what must go: it stays', async () => {
    const plan = await world().removes('a', { maxImages: 9 }).holds('a', { imageCount: DENIED }).plan()
    expect([plan.changes, plan.summary.unread]).toEqual([[], 1])
  })

  test.each([
    ['a wish for another', [{ body: { statements: POLICY.Statement } }]],
    ['a wish that there be none', null],
  ])('a whole policy: %s makes no change', async (_, repositoryPolicy) => {
    const plan = await world()
      .wants('a', { repository: {}, repositoryPolicy: { repositoryPolicy } })
      .holds('a')
      .cannotRead('repositoryPolicy', 'a', DENIED)
      .plan()
    expect(plan.changes).toEqual([])
    expect(plan.targets[0]?.unread.map(({ address }) => address)).toEqual(['repositoryPolicy["a"]'])
    expect(plan.summary).toMatchObject({ unread: 1, unchanged: 0 })
  })

  test('a whole repository: what belongs to it goes without saying', async () => {
    const plan = await world()
      .wants('a', { repository: {}, repositoryPolicy: { repositoryPolicy: null } })
      .cannotRead('repository', 'a', DENIED)
      .cannotRead('repositoryPolicy', 'a', DENIED)
      .plan()
    expect(plan.targets[0]?.unread.map(({ address }) => address)).toEqual(['repository["a"]'])
  })
})

test('a change knows the line it comes from, its wish, and the target', async () => {
  const [change] = (
    await world()
      .wants('a', { repository: { imageTagMutability: 'IMMUTABLE' } })
      .holds('a')
      .plan()
  ).changes
  expect(change).toMatchObject({
    address: 'repository["a"]',
    target: 'default',
    repository: 'a',
    want: { imageTagMutability: 'IMMUTABLE' },
    source: { file: 'ecrsync.yaml', line: 1, column: 1 },
    needs: [],
  })
})
