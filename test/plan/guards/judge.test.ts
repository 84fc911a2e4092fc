import { describe, expect, test } from 'vitest'
import type { Change, Guards, Plan } from '../../../src/model.ts'
import { guarded, guardRefusals, shardNotes } from '../../../src/plan/guards/judge.ts'
import { changeAt } from '../changes.ts'
import { changesOf, planOf, settingAt, targetWith } from './made.ts'

const summaries = (guards: Guards, changes: readonly Change[], managed = 100) =>
  guardRefusals(planOf(changes, { guards, managed })).map(({ summary }) => summary)

const DELETED = changeAt('repository', 'a', { action: 'delete' })
const LOSES = { ...changeAt('image', 'b', { action: 'delete' }), facts: [{ word: 'DELETES', text: 'image' }] } as Change
const OFF = { delete: { max: 1e6, percent: 100 } }

describe('what a guard counts', () => {
  test.each<readonly [string, Guards, readonly Change[], readonly string[]]>([
    [
      'a repository that is deleted, once with all that goes with it',
      { delete: { max: 0 } },
      [DELETED, changeAt('lifecyclePolicy', 'a', { action: 'delete' })],
      ['1 repository would be deleted, guards.delete.max is 0'],
    ],
    [
      'a repository that loses images, once',
      { delete: { max: 0 } },
      [LOSES, { ...LOSES, address: 'image["b:v2"]' }, DELETED],
      ['2 repositories would be deleted or lose images, guards.delete.max is 0'],
    ],
    [
      'no repository of which a policy goes, or a tag alone',
      { delete: { max: 0 } },
      [changeAt('lifecyclePolicy', 'a', { action: 'delete' }), changeAt('image', 'b', { action: 'delete' })],
      [],
    ],
    [
      'settings of the registry that go or are made anew, beside repositories',
      { delete: { max: 0 } },
      [DELETED, settingAt('registryPolicy', 'delete'), settingAt('pullThroughCacheRule', 'replace')],
      ['1 repository and 2 settings of the registry would be deleted, guards.delete.max is 0'],
    ],
    [
      'what is blocked anyway',
      { delete: { max: 0 } },
      [changeAt('repository', 'a', { action: 'delete', blocked: 'X' })],
      [],
    ],
    [
      'a repository that stays and changes, once',
      { ...OFF, update: { max: 0 } },
      [changeAt('repository', 'a', { action: 'update' }), changeAt('lifecyclePolicy', 'a'), DELETED].map(one =>
        one === DELETED ? changeAt('repository', 'gone', { action: 'delete' }) : one,
      ),
      ['1 repository would change, guards.update.max is 0'],
    ],
    [
      'no update of what is created, goes, or only changes its owner',
      { ...OFF, update: { max: 0 } },
      [
        { ...changeAt('repository', 'new'), isOfNew: true } as Change,
        DELETED,
        changeAt('lifecyclePolicy', 'a', { action: 'delete' }),
        { ...changeAt('repository', 'own', { action: 'update' }), claims: 'adopt' } as Change,
        settingAt('registryPolicy', 'create'),
      ],
      [],
    ],
    [
      'a setting of the registry that changes',
      { update: { max: 0 } },
      [settingAt('registryPolicy', 'update')],
      ['1 setting of the registry would change, guards.update.max is 0'],
    ],
    [
      'what is created, a repository once with all of it',
      { create: { max: 0 } },
      [
        { ...changeAt('repository', 'new'), isOfNew: true } as Change,
        { ...changeAt('lifecyclePolicy', 'new'), isOfNew: true } as Change,
        changeAt('lifecyclePolicy', 'old'),
        settingAt('registryPolicy', 'create'),
      ],
      ['1 repository and 1 setting of the registry would be created, guards.create.max is 0'],
    ],
    [
      'whom a policy lets in, by all that it opens, and not of what is new',
      { exposure: { max: 0 } },
      [
        { ...changeAt('repositoryPolicy', 'a'), opens: ['account'] } as Change,
        { ...changeAt('repositoryPolicy', 'b'), opens: ['account', 'everybody'] } as Change,
        { ...changeAt('repositoryPolicy', 'new'), isOfNew: true, opens: ['organization'] } as Change,
        settingAt('registryPolicy', 'create', { opens: ['account'] }),
      ],
      [
        '2 repositories and 1 setting of the registry would be opened to another account or everybody, guards.exposure.max is 0',
      ],
    ],
    [
      'what is protected less',
      { weaken: { max: 0 } },
      [{ ...changeAt('repository', 'a', { action: 'update' }), weakens: ['tags may move'] } as Change],
      ['1 repository would be protected less, guards.weaken.max is 0'],
    ],
    [
      'each tag that moves back, and none that moves on',
      { rollback: { max: 1 } },
      [
        { ...changeAt('image', 'a:v1', { action: 'update' }), risk: 'ROLLBACK' } as Change,
        { ...changeAt('image', 'a:v2', { action: 'update' }), risk: 'ROLLBACK' } as Change,
        { ...changeAt('image', 'a:v3', { action: 'update' }), risk: 'forward' } as Change,
      ],
      ['2 tags would move to an earlier image, guards.rollback.max is 1'],
    ],
  ])('%s', (_, guards, changes, expected) => expect(summaries(guards, changes)).toEqual(expected))

  test('names of different targets are different repositories, and percent is of all targets', () => {
    const changes = ['one', 'two'].flatMap(target => changesOf('delete', 3).map(change => ({ ...change, target })))
    const targets = [targetWith({ name: 'one', managed: 9 }), targetWith({ name: 'two', managed: 4 })]
    expect(guardRefusals(planOf(changes, { targets })).map(({ summary }) => summary)).toEqual([
      '6 repositories would be deleted, guards.delete.percent is 30 by default, which is 4 of 13 managed repositories',
    ])
  })
})

test('percent is no limit on settings of the registry, and max is', () => {
  const settings = Array.from({ length: 11 }, (_, index) => ({
    ...settingAt('pullThroughCacheRule', 'delete'),
    address: `pullThroughCacheRule["${index}"]` as const,
  }))
  expect(summaries({}, settings.slice(1), 0)).toEqual([])
  expect(summaries({}, settings, 0)).toEqual([
    '11 settings of the registry would be deleted, guards.delete.max is 10 by default',
  ])
})

test('says the limit that is less', () => {
  expect(summaries({}, changesOf('delete', 11), 10)).toEqual([
    '11 repositories would be deleted, guards.delete.percent is 30 by default, which is 3 of 10 managed repositories',
  ])
  expect(summaries({ delete: { percent: 50 } }, changesOf('delete', 11), 2000)).toEqual([
    '11 repositories would be deleted, guards.delete.max is 10 by default',
  ])
})

describe('consent', () => {
  const breached = planOf([...changesOf('delete', 12), ...changesOf('weaken', 2)], { guards: { weaken: { max: 1 } } })

  test('is told in one line for all that is refused, and for each alone', () => {
    const [first, second] = guardRefusals(breached)
    expect(first).toMatchObject({
      code: 'GUARD_DELETE',
      guard: 'delete',
      allow: { guard: 'delete', count: 12 },
      hint: 'Look at what the plan DELETES and REPLACES. If all that is refused is meant, allow it for this run:',
      example: ['--allow delete=12 --allow weaken=2'],
    })
    expect(second).toMatchObject({
      code: 'GUARD_WEAKEN',
      allow: { guard: 'weaken', count: 2 },
      hint: 'Look at what the plan WEAKENS. Alone it is allowed by --allow weaken=2',
    })
    expect(second).not.toHaveProperty('example')
  })

  test('to one guard is none to another', () => {
    expect(guardRefusals(breached, { consent: { delete: 12 } })).toMatchObject([
      { guard: 'weaken', example: ['--allow weaken=2'], hint: expect.stringContaining('If all of it is meant') },
    ])
    expect(guardRefusals(breached, { consent: { delete: 12, weaken: 2 } })).toEqual([])
  })

  test('to too little is told with both numbers', () => {
    expect(guardRefusals(breached, { consent: { delete: 5, weaken: 2 } })).toMatchObject([
      { guard: 'delete', detail: expect.stringContaining('Allowed were 5, which is less than 12.') },
    ])
  })

  test('is asked for anew of a plan that is judged again, and other refusals stay', () => {
    const other = { severity: 'error', code: 'WRONG_ACCOUNT', summary: 'another account' } as const
    const plan = { ...breached, refused: [other, ...guardRefusals(breached)] } as unknown as Plan
    expect(guarded(plan).refused).toEqual(plan.refused)
    expect(guarded(plan, { consent: { delete: 12, weaken: 2 } }).refused).toEqual([other])
  })

  test('says the targets of a share of one, where there are several', () => {
    const impact = { expire: { images: 6 }, archive: { images: 0 }, keep: { images: 4 }, parts: 0, isUpperBound: false }
    const changes = [{ ...changeAt('lifecyclePolicy', 'a'), impact } as unknown as Change]
    const guards = { expireImages: { percent: 50 } }
    const targets = [targetWith(), targetWith({ name: 'two' })]
    expect(guardRefusals(planOf(changes, { guards, targets }))).toMatchObject([
      { targets: ['default'], allow: { guard: 'expireImages', count: 6 } },
    ])
    expect(guardRefusals(planOf(changes, { guards }))[0]).not.toHaveProperty('targets')
  })
})

describe('a shard', () => {
  const shard = { index: 2, count: 4 }

  test('is judged for itself, and says of which guards', () => {
    const guards = { weaken: { max: 5 }, update: { percent: 50 }, rollback: { max: 1 } }
    const changes = [...changesOf('delete', 1), ...changesOf('weaken', 2)]
    expect(shardNotes(planOf(changes, { shard, guards }))).toMatchObject([
      {
        code: 'GUARDED_BY_SHARD',
        summary: 'guards.delete, guards.weaken, guards.update are asked of shard 2 of 4 alone',
      },
    ])
  })

  test.each([
    ['that nothing counts in', planOf(changesOf('update', 3), { shard })],
    ['that is the only one', planOf(changesOf('delete', 3), { shard: { index: 1, count: 1 } })],
    ['that is none', planOf(changesOf('delete', 3))],
  ])('%s says nothing', (_, plan) => expect(shardNotes(plan)).toEqual([]))

  test('says nothing of a share of single repositories', () => {
    const impact = { expire: { images: 6 }, archive: { images: 0 }, keep: { images: 4 }, parts: 0, isUpperBound: false }
    const changes = [{ ...changeAt('lifecyclePolicy', 'a'), impact } as unknown as Change]
    expect(shardNotes(planOf(changes, { shard, guards: { expireImages: { percent: 90 } } }))).toEqual([])
    expect(shardNotes(planOf(changes, { shard, guards: { expireImages: { max: 90 } } }))).toMatchObject([
      { summary: 'guards.expireImages is asked of shard 2 of 4 alone' },
    ])
  })
})
