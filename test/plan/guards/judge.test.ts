import { describe, expect, test } from 'vitest'
import type { Change, Guards, Plan } from '../../../src/model.ts'
import { guarded, guardRefusals, imageRefusals, OVER_IMAGES, shardNotes } from '../../../src/plan/guards/judge.ts'
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
      'no image that is only moved, and no setting of the registry that is made or changes',
      { delete: { max: 0 } },
      [
        { ...changeAt('image', 'b', { action: 'update' }), facts: [{ word: 'MOVES', text: 'v1' }] } as Change,
        settingAt('registryPolicy', 'create'),
        settingAt('replicationConfiguration', 'update'),
      ],
      [],
    ],
    [
      'settings of the registry that go or are made anew, beside repositories',
      { delete: { max: 0 } },
      [
        DELETED,
        settingAt('registryPolicy', 'delete', { facts: [] }),
        settingAt('pullThroughCacheRule', 'replace', { facts: [] }),
      ],
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
        settingAt('pullThroughCacheRule', 'update'),
        settingAt('registryPolicy', 'delete', { address: 'registryPolicy["old"]' }),
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
      'an organization that a policy lets in, of changes of which others open nothing',
      { exposure: { max: 0 } },
      [
        changeAt('repositoryPolicy', 'a', { action: 'update' }),
        { ...changeAt('repositoryPolicy', 'b'), opens: ['organization'] } as Change,
      ],
      ['1 repository would be opened to an organization, guards.exposure.max is 0'],
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
    expect(shardNotes(planOf(changes, { shard, guards }))).toStrictEqual([
      {
        severity: 'note',
        code: 'GUARDED_BY_SHARD',
        summary: 'guards.delete, guards.weaken, guards.update are asked of shard 2 of 4 alone',
        detail: 'Each shard counts what its own repositories come to: all of them together may come to more.',
        hint: 'Lower the limit. Or plan without --shard, which counts all of them.',
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

/** A change that takes images, one way or the other. */
const taking = (expire: number, archive = 0, isUpperBound = false): Change =>
  ({
    ...changeAt('lifecyclePolicy', 'a'),
    impact: { expire: { images: expire }, archive: { images: archive }, keep: { images: 4 }, parts: 0, isUpperBound },
  }) as unknown as Change

describe('what a guard says against a plan: the code, why, where to look, and what to type', () => {
  test.each<readonly [string, Change, string, string, string, string]>([
    [
      'delete',
      DELETED,
      'GUARD_DELETE',
      '1 repository would be deleted',
      'ECR has no undelete: so many at once are a mistake more often than not.',
      'Look at what the plan DELETES and REPLACES',
    ],
    [
      'expireImages',
      taking(1),
      'GUARD_EXPIRE_IMAGES',
      '1 image would expire',
      'ECR has no undelete, so a plan beyond the guard is not applied at all.',
      'Look with ecrsync preview',
    ],
    [
      'exposure',
      { ...changeAt('repositoryPolicy', 'a'), opens: ['everybody'] } as Change,
      'GUARD_EXPOSURE',
      '1 repository would be opened to everybody',
      'Whoever is let in may have pulled everything by the time that somebody notices.',
      'Look at what the plan OPENS, and to whom',
    ],
    [
      'weaken',
      { ...changeAt('repository', 'a', { action: 'update' }), weakens: ['tags may move'] } as Change,
      'GUARD_WEAKEN',
      '1 repository would be protected less',
      'What protects images is missed only when something has happened to them.',
      'Look at what the plan WEAKENS',
    ],
    [
      'rollback',
      { ...changeAt('image', 'a', { action: 'update' }), risk: 'ROLLBACK' } as Change,
      'GUARD_ROLLBACK',
      '1 tag would move to an earlier image',
      'Whoever pulls such a tag next gets an older image than before.',
      'Look at what the plan MOVES',
    ],
    [
      'archiveImages',
      taking(0, 1),
      'GUARD_ARCHIVE_IMAGES',
      '1 image would be archived',
      'Nobody can pull an image from the archive, and to bring one back takes up to 20 minutes.',
      'Look with ecrsync preview',
    ],
    [
      'update',
      changeAt('repository', 'a', { action: 'update' }),
      'GUARD_UPDATE',
      '1 repository would change',
      'A line of a layer may change more repositories than its author had in mind.',
      'Look at what the plan changes',
    ],
    [
      'create',
      { ...changeAt('repository', 'a'), isOfNew: true } as Change,
      'GUARD_CREATE',
      '1 repository would be created',
      'Many at once may be a registry that is not the one that was meant.',
      'Look at the account, the region and what the plan creates',
    ],
  ])('%s', (guard, change, code, would, detail, look) =>
    expect(guardRefusals(planOf([change], { guards: { [guard]: { max: 0 } } }))).toStrictEqual([
      {
        severity: 'error',
        code,
        summary: `${would}, guards.${guard}.max is 0`,
        detail,
        hint: `${look}. If all of it is meant, allow it for this run:`,
        example: [`--allow ${guard}=1`],
        guard,
        allow: { guard, count: 1 },
      },
    ]),
  )

  test('of a plan of two targets, it names none where it is about both', () =>
    expect(
      guardRefusals(
        planOf([DELETED], { guards: { delete: { max: 0 } }, targets: [targetWith(), targetWith({ name: 'two' })] }),
      )[0],
    ).not.toHaveProperty('targets'))
})

describe('what is looked at again before it is written', () => {
  const expire = OVER_IMAGES[0] as (typeof OVER_IMAGES)[number]
  const asked = { guards: { expireImages: { max: 5, percent: 50 } }, consent: {}, beside: 0 }

  test('is judged by the guards over images, the worst first', () =>
    expect(OVER_IMAGES.map(({ key }) => key)).toEqual(['expireImages', 'archiveImages']))

  test('at both limits is not refused', () =>
    expect(imageRefusals(expire, { ...asked, beside: 1 }, taking(4))).toEqual([]))

  test('beyond one of them by what others take beside it is refused, with what to type', () =>
    expect(imageRefusals(expire, { ...asked, beside: 2 }, taking(4))).toStrictEqual([
      {
        severity: 'error',
        code: 'GUARD_EXPIRE_IMAGES',
        summary: '6 images would expire, guards.expireImages.max is 5',
        detail: 'ECR has no undelete, so a plan beyond the guard is not applied at all.',
        hint: 'Look with ecrsync preview. If all of it is meant, allow it for this run:',
        example: ['--allow expireImages=6'],
        guard: 'expireImages',
        allow: { guard: 'expireImages', count: 6 },
      },
    ]))

  test('beyond its share is refused for that, too, and says of which target', () =>
    expect(imageRefusals(expire, asked, taking(6)).map(({ summary, targets }) => [summary, targets])).toEqual([
      ['6 images would expire, guards.expireImages.max is 5', undefined],
      ['60 % of the images of a would expire, guards.expireImages.percent is 50', ['default']],
    ]))

  test('passes with consent to as many, and says how many less were allowed', () => {
    expect(imageRefusals(expire, { ...asked, consent: { expireImages: 6 } }, taking(6))).toEqual([])
    expect(imageRefusals(expire, { ...asked, consent: { expireImages: 5 } }, taking(6))[0]?.detail).toBe(
      'ECR has no undelete, so a plan beyond the guard is not applied at all. Allowed were 5, which is less than 6.',
    )
  })
})
