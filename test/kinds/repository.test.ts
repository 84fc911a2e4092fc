import { describe, expect, test } from 'vitest'
import { repository } from '../../src/kinds/repository.ts'
import type { Fields } from '../../src/model.ts'
import { OWNER_TAG } from '../../src/names.ts'
import { arnOf, CONTEXT, declared } from '../world.ts'
import { changesOf, changesOver, linesOf } from './differences.ts'
import { NAME } from './examples.ts'

const LIVE = {
  repositoryArn: arnOf(NAME),
  imageTagMutability: 'MUTABLE',
  imageScanningConfiguration: { scanOnPush: false },
  encryptionConfiguration: { encryptionType: 'AES256' },
}
const kms = (kmsKey?: string) => ({
  encryptionConfiguration: { encryptionType: 'KMS', ...(kmsKey !== undefined && { kmsKey }) },
})
const operationsOver = async (fields: Fields, live: Fields | null) =>
  (await changesOver('repository', fields, live)).flatMap(({ operations }) => operations)

describe('create', () => {
  test('one call carries tags, mutability, scanning and encryption', async () => {
    const fields = {
      tags: { team: 'payments', legacy: null },
      imageTagMutability: 'IMMUTABLE_WITH_EXCLUSION',
      imageTagMutabilityExclusionFilters: ['stable', { filter: 'dev-*' }],
      ...kms('alias/ecr'),
    }
    expect(await operationsOver(fields, null)).toEqual([
      {
        action: 'CreateRepository',
        input: {
          repositoryName: NAME,
          imageTagMutability: 'IMMUTABLE_WITH_EXCLUSION',
          imageTagMutabilityExclusionFilters: [
            { filterType: 'WILDCARD', filter: 'dev-*' },
            { filterType: 'WILDCARD', filter: 'stable' },
          ],
          imageScanningConfiguration: { scanOnPush: false },
          encryptionConfiguration: { encryptionType: 'KMS', kmsKey: 'alias/ecr' },
          tags: [{ Key: 'team', Value: 'payments' }],
        },
      },
    ])
  })

  test('the owner tag goes with it, and is neither laid over a repository that exists nor over a tag of that key', async () => {
    const owned = (fields: Fields) => declared('repository', NAME, fields, { context: { ...CONTEXT, owner: 'acme' } })
    const tagsOf = async (fields: Fields, live: Fields | null) =>
      (await changesOf([owned(fields)], () => live)).map(({ after }) => (after as Fields).tags)
    expect(await tagsOf({ tags: { a: '1' } }, null)).toEqual([{ a: '1', [OWNER_TAG]: 'acme' }])
    expect(await tagsOf({ tags: { [OWNER_TAG]: 'other' } }, null)).toEqual([{ [OWNER_TAG]: 'other' }])
    expect(await tagsOf({ tags: { a: '1' } }, { ...LIVE, tags: { a: '1' } })).toEqual([])
  })

  test('no tags are sent where there are none', async () =>
    expect((await operationsOver({}, null))[0]?.input).not.toHaveProperty('tags'))
})

describe('update', () => {
  const cases: readonly (readonly [name: string, fields: Fields, live: Fields, operations: readonly object[]])[] = [
    [
      'only the tags that differ are touched, first those that go',
      { tags: { same: '1', other: '2', gone: null, never: null } },
      { tags: { same: '1', other: '1', gone: '1', unmanaged: '1' } },
      [
        { action: 'UntagResource', input: { resourceArn: arnOf(NAME), tagKeys: ['gone'] } },
        { action: 'TagResource', input: { resourceArn: arnOf(NAME), tags: [{ Key: 'other', Value: '2' }] } },
      ],
    ],
    [
      'mutability and its filters are one call',
      { imageTagMutability: 'MUTABLE_WITH_EXCLUSION', imageTagMutabilityExclusionFilters: ['v*'] },
      {},
      [
        {
          action: 'PutImageTagMutability',
          input: {
            repositoryName: NAME,
            imageTagMutability: 'MUTABLE_WITH_EXCLUSION',
            imageTagMutabilityExclusionFilters: [{ filterType: 'WILDCARD', filter: 'v*' }],
          },
        },
      ],
    ],
    [
      'a plain mutability takes the filters away',
      { imageTagMutability: 'IMMUTABLE' },
      { imageTagMutability: 'IMMUTABLE_WITH_EXCLUSION', imageTagMutabilityExclusionFilters: ['v*'] },
      [
        {
          action: 'PutImageTagMutability',
          input: { repositoryName: NAME, imageTagMutability: 'IMMUTABLE' },
        },
      ],
    ],
    [
      'scanning is a call of its own',
      { imageScanningConfiguration: { scanOnPush: true } },
      {},
      [
        {
          action: 'PutImageScanningConfiguration',
          input: { repositoryName: NAME, imageScanningConfiguration: { scanOnPush: true } },
        },
      ],
    ],
    [
      'filters in another order, or twice, are the same',
      { imageTagMutability: 'MUTABLE_WITH_EXCLUSION', imageTagMutabilityExclusionFilters: ['a', 'b', 'a'] },
      { imageTagMutability: 'MUTABLE_WITH_EXCLUSION', imageTagMutabilityExclusionFilters: ['b', 'a'] },
      [],
    ],
    ['nothing is wished, nothing is done', {}, { imageTagMutability: 'IMMUTABLE', tags: { a: '1' } }, []],
  ]

  test.each(cases)('%s', async (_, fields, live, operations) =>
    expect(await operationsOver(fields, { ...LIVE, ...live })).toEqual(operations),
  )
})

describe('words', () => {
  test('a new repository is told by what is declared of it', async () => {
    const fields = { tags: { b: '2', a: '1' }, imageTagMutability: 'IMMUTABLE', ...kms('alias/ecr') }
    expect(linesOf((await changesOver('repository', fields, null))[0])).toEqual([
      'imageTagMutability: IMMUTABLE',
      'encryptionConfiguration: KMS alias/ecr',
      'tag: a=1',
      'tag: b=2',
    ])
  })

  test('a change is told by what was and what will be', async () => {
    const fields = {
      tags: { gone: null, other: '2', new: '3' },
      imageTagMutability: 'MUTABLE_WITH_EXCLUSION',
      imageTagMutabilityExclusionFilters: ['v*', 'stable'],
      imageScanningConfiguration: { scanOnPush: true },
    }
    const live = { ...LIVE, tags: { gone: '1', other: '1' } }
    expect(linesOf((await changesOver('repository', fields, live))[0])).toEqual([
      'imageTagMutability: MUTABLE → MUTABLE_WITH_EXCLUSION  stable, v*',
      'imageScanningConfiguration: scanOnPush false → scanOnPush true',
      'tag: gone=1',
      'tag: new=3',
      'tag: other: 1 → 2',
    ])
  })
})

test('replacing would delete before it creates, if ever ECR let us', () => {
  const before = repository.canonical(LIVE as never)
  const operations = repository.write({ name: NAME, action: 'replace', paths: [], before, after: before }, null)
  expect(operations.map(({ action }) => action)).toEqual(['DeleteRepository', 'CreateRepository'])
})
