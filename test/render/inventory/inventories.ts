import { totalsOf } from '../../../src/inventory/totals.ts'
import type { Inventory } from '../../../src/model.ts'
import { TARGET } from '../../world.ts'

/** Two repositories that are known, and one of which nothing may be read. */
export function inventoryOf(owner: string, target = 'default'): Inventory {
  const one = {
    target,
    status: 'managed',
    protected: true,
    owner,
    lifecyclePolicy: true,
    repositoryPolicy: null,
  } as const
  const known = {
    images: 2,
    bytes: 2 ** 31,
    untagged: 1,
    lastPush: '2026-01-02T03:04:05.000Z',
    lastPull: null,
    monthlyCost: 0.2,
  }
  const unknown = { images: null, bytes: null, untagged: null, lastPush: null, lastPull: null, monthlyCost: null }
  const repositories = [
    { ...one, repository: 'team/api', ...known },
    { ...one, repository: 'team/worker', ...known, bytes: 2 ** 30, lastPull: '2026-01-03T03:04:05.000Z' },
    { ...one, repository: 'dark', ...unknown, protected: null, owner: null },
  ]
  return {
    manifest: owner,
    targets: [{ ...TARGET, name: target }],
    rate: 0.1,
    repositories,
    totals: totalsOf(repositories, 0.1),
    unread: [{ target, repository: 'dark', field: 'images', code: 'ACCESS_DENIED', message: owner }],
  }
}
