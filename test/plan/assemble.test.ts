import { describe, expect, test } from 'vitest'
import type { Change, Unread } from '../../src/model.ts'
import { assemble, type PlannedUnit, partOf } from '../../src/plan/assemble.ts'
import { intentFrom, TARGET } from '../world.ts'
import { changeAt } from './changes.ts'
import { plannedUnit } from './planned-unit.ts'

const assembled = (...places: readonly PlannedUnit[]) =>
  assemble({ ...intentFrom([]), version: '0.0.0' }, [
    partOf(
      intentFrom([]),
      { units: places, unchanged: 0 },
      { ...TARGET, read: 0, declared: 0, managed: 0, discovered: 0, unmanaged: 0, unmanagedNames: [], inUse: [] },
    ),
  ])

const unread = (field?: string): Unread => ({
  scope: 'repository',
  repository: 'a',
  address: 'repository["a"]',
  label: 'repository',
  code: 'ACCESS_DENIED',
  message: 'no',
  ...(field !== undefined && { field }),
})

describe('a plan that is put together', () => {
  test('tells what is unread by its address and its field, whatever came first', () => {
    const [fields] = assembled(plannedUnit('a', { unread: [unread('tags'), unread('imageCount'), unread()] })).targets
    expect(fields?.unread.map(({ field }) => field)).toEqual([undefined, 'imageCount', 'tags'])
  })

  test('counts repositories that are to be there, and of which nothing changes', () => {
    const { summary } = assembled(
      plannedUnit('a'),
      plannedUnit('b', { isManaged: false }),
      plannedUnit('c', { unread: [unread()] }),
    )
    expect(summary).toMatchObject({ unchanged: 1, unread: 1 })
  })

  test('counts the images that the policies it puts would take, and none of a change that is blocked', () => {
    const taking = (name: string, expire: number, archive: number, blocked?: string) =>
      plannedUnit(name, {
        changes: [
          {
            ...changeAt('lifecyclePolicy', name, { ...(blocked !== undefined && { blocked }) }),
            impact: {
              expire: { images: expire, bytes: 0 },
              archive: { images: archive, bytes: 0 },
              keep: { images: 9, bytes: 0 },
            },
          } as unknown as Change,
        ],
      })
    const { summary } = assembled(taking('a', 3, 1), taking('b', 4, 0), taking('c', 50, 50, 'IN_USE'))
    expect(summary).toMatchObject({ expire: 7, archive: 1, blocked: 1 })
  })

  test('says each warning once', () => {
    const warning = { severity: 'note', code: 'X', summary: 'so it is' } as const
    const { warnings } = assembled(
      plannedUnit('a', { warnings: [warning] }),
      plannedUnit('b', { warnings: [{ ...warning }] }),
    )
    expect(warnings).toEqual([warning])
  })
})
