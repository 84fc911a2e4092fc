import { expect, test } from 'vitest'
import { sorted } from '../../src/inventory/sorted.ts'
import { totalsOf } from '../../src/inventory/totals.ts'
import type { InventoriedRepository } from '../../src/model.ts'

const one = (repository: string, more: Partial<InventoriedRepository> = {}): InventoriedRepository => ({
  target: 'default',
  repository,
  status: 'managed',
  protected: false,
  owner: null,
  images: 0,
  bytes: 0,
  untagged: 0,
  lastPush: null,
  lastPull: null,
  lifecyclePolicy: false,
  repositoryPolicy: false,
  monthlyCost: 0,
  ...more,
})
const UNREAD = { images: null, bytes: null, untagged: null, monthlyCost: null }
const GIB = 2 ** 30

const REPOSITORIES = [
  one('b/one', { bytes: GIB, images: 2, lastPull: '2026-01-02T00:00:00.000Z', owner: 'acme', untagged: 1 }),
  one('a/two', { bytes: 30 * GIB, images: 1, lastPull: '2025-01-02T00:00:00.000Z', protected: true }),
  one('plain', UNREAD),
  one('b/never', { bytes: GIB, owner: 'beta' }),
]

test.each([
  ['repository', 'amounts of nothing from the first', ['a/two', 'b/never', 'b/one', 'plain']],
  ['bytes', 'the largest first, and what is equal in its order', ['a/two', 'b/one', 'b/never', 'plain']],
  ['lastPull', 'never, then the longest ago, and last what is not known', ['b/never', 'a/two', 'b/one', 'plain']],
  ['protected', 'what holds first', ['a/two', 'b/one', 'plain', 'b/never']],
  ['owner', 'those without one last', ['b/one', 'b/never', 'a/two', 'plain']],
] as const)('by %s: %s', (column, _, names) =>
  expect(sorted(REPOSITORIES, column).map(({ repository }) => repository)).toEqual(names),
)

test('totals are by the first segment, of what is known, and cost what the sum of bytes does', () =>
  expect(totalsOf(REPOSITORIES, 0.1)).toEqual({
    all: { repositories: 4, images: 3, bytes: 32 * GIB, untagged: 1, monthlyCost: 3.2, unread: 1 },
    prefixes: [
      { prefix: '', repositories: 1, images: 0, bytes: 0, untagged: 0, monthlyCost: 0, unread: 1 },
      { prefix: 'a/', repositories: 1, images: 1, bytes: 30 * GIB, untagged: 0, monthlyCost: 3, unread: 0 },
      { prefix: 'b/', repositories: 2, images: 2, bytes: 2 * GIB, untagged: 1, monthlyCost: 0.2, unread: 0 },
    ],
  }))
