import { describe, expect, test } from 'vitest'
import type { PlannedTarget } from '../../../src/model.ts'
import { emptyWorlds, type LastApplied } from '../../../src/plan/guards/empty-world.ts'
import { guardRefusals } from '../../../src/plan/guards/judge.ts'
import { EMBEDDED } from '../../../src/words.ts'
import { MANIFEST } from '../../world.ts'
import { planOf, targetWith } from './made.ts'

const lastWith = (target: Partial<LastApplied['targets'][number]> = {}, fragments = 0): LastApplied => ({
  manifest: { fragments },
  targets: [targetWith({ declared: 40, read: 50, ...target })],
})
const planWith = (target: Partial<PlannedTarget> = {}, fragments = 0) =>
  planOf([], {
    manifest: { ...MANIFEST, fragments },
    targets: [targetWith({ declared: 40, read: 50, ...target })],
  })

type Case = readonly [string, ReturnType<typeof planWith>, LastApplied | undefined, readonly [string, number][]]

test.each<Case>([
  ['the same as before', planWith(), lastWith(), []],
  ['no receipt', planWith({ declared: 0, read: 0 }), undefined, []],
  [
    'a manifest that declares nothing any more',
    planWith({ declared: 0 }),
    lastWith(),
    [['The manifest declares no repository any more in default, where it declared 40 repositories', 40]],
  ],
  ['a manifest that declares one', planWith({ declared: 1 }), lastWith(), []],
  ['a manifest that never declared any', planWith({ declared: 0 }), lastWith({ declared: 0 }), []],
  [
    'a registry that is empty',
    planWith({ read: 0, managed: 0 }),
    lastWith(),
    [['The registry of default is empty, where were 50 repositories', 50]],
  ],
  ['a registry that was empty before', planWith({ read: 0 }), lastWith({ read: 0 }), []],
  [
    'a registry of which the manifest has two, and that had one',
    planWith({ read: 0, declared: 2 }),
    lastWith({ read: 1 }),
    [['The registry of default is empty, where was 1 repository', 1]],
  ],
  [
    'a registry that was empty before, and filled then',
    planWith({ read: 0 }),
    lastWith({ read: 0, created: 38 }),
    [['The registry of default is empty, where were 38 repositories', 38]],
  ],
  [
    'a registry at AWS, where one in an emulator was filled',
    planWith({ read: 0 }),
    lastWith({ read: 0, created: 38, endpoint: 'http://127.0.0.1:4510' }),
    [],
  ],
  ['a registry of which the manifest has one', planWith({ read: 0, declared: 1 }), lastWith({ read: 1 }), []],
  ['a registry that could not be listed', planWith({ read: 0, declared: 0, complete: false }), lastWith(), []],
  [
    'a manifest of nothing, where something else could not be read',
    planWith({ declared: 0, complete: false }),
    lastWith({ declared: 1 }),
    [['The manifest declares no repository any more in default, where it declared 1 repository', 1]],
  ],
  ['the same target in another account', planWith({ declared: 0, account: '999999999999' }), lastWith(), []],
  [
    'a registry that is empty in another account',
    planWith({ read: 0, account: '999999999999' }),
    lastWith(),
    [
      [
        `The registry of default in the account 999999999999 is empty, where were 50 repositories in ${targetWith({}).account}`,
        50,
      ],
    ],
  ],
  [
    'a registry that is empty in a third account: the last of the other two is named',
    planWith({ read: 0, account: '999999999999' }),
    { manifest: { fragments: 0 }, targets: [...lastWith().targets, targetWith({ account: '888888888888', read: 7 })] },
    [
      [
        `The registry of default in the account 999999999999 is empty, where were 50 repositories in ${targetWith({}).account}`,
        50,
      ],
    ],
  ],
  [
    'a registry that is empty, as it was in that account before',
    planWith({ read: 0, account: '999999999999' }),
    { manifest: { fragments: 0 }, targets: [...lastWith().targets, targetWith({ account: '999999999999', read: 0 })] },
    [],
  ],
  ['the same target in another region', planWith({ read: 0, region: 'eu-west-1' }), lastWith(), []],
  [
    'a target in this process, where its registry was at AWS',
    planWith({ declared: 0, endpoint: EMBEDDED }),
    lastWith(),
    [],
  ],
  [
    'a registry at AWS, where the target was in this process',
    planWith({ declared: 0 }),
    lastWith({ endpoint: EMBEDDED }),
    [],
  ],
  [
    'a target that was in this process, and is',
    planWith({ declared: 0, endpoint: EMBEDDED }),
    lastWith({ endpoint: EMBEDDED }),
    [['The manifest declares no repository any more in default, where it declared 40 repositories', 40]],
  ],
  ['another target', planWith({ declared: 0, name: 'other' }), lastWith(), []],
  ['half of the fragments', planWith({}, 5), lastWith({}, 10), []],
  [
    'less than half of the fragments',
    planWith({}, 4),
    lastWith({}, 10),
    [['The manifest includes 4 files, where it included 10', 6]],
  ],
  ['the only fragment', planWith({}, 0), lastWith({}, 1), [['The manifest includes 0 files, where it included 1', 1]]],
  ['fragments that are new', planWith({}, 3), lastWith(), []],
])('%s', (_, plan, last, expected) =>
  expect(guardRefusals(plan, { last }).map(({ summary, allow }) => [summary, allow?.count])).toEqual(expected),
)

test.each([
  ['declared', planWith({ declared: 0 }), lastWith({ declared: 0 })],
  ['listed', planWith({ read: 0 }), lastWith({ read: 0 })],
  ['included', planWith({}, 0), lastWith({}, 0)],
])('of nothing that was %s, nothing has vanished that would have to be allowed', (_, plan, last) =>
  expect(emptyWorlds(plan, last)).toEqual([]),
)

describe('what has vanished is told with what it looks like, where to look, and what to type', () => {
  const since = 'It was otherwise when the manifest was last applied from here, by its receipt.'
  const said = { severity: 'error', code: 'GUARD_EMPTY_WORLD', guard: 'empty-world' }
  const other = targetWith({ name: 'other' })
  const of = (plan: ReturnType<typeof planWith>) => ({ ...plan, targets: [...plan.targets, other] })

  test('what is declared, by its target', () =>
    expect(guardRefusals(of(planWith({ declared: 0 })), { last: lastWith() })).toStrictEqual([
      {
        ...said,
        summary: 'The manifest declares no repository any more in default, where it declared 40 repositories',
        detail: `So looks a manifest of which a part is missing. ${since}`,
        hint: 'Look at the manifest, at what it includes and at what its targets select. If all of it is meant, allow it for this run:',
        example: ['--allow empty-world=40'],
        targets: ['default'],
        allow: { guard: 'empty-world', count: 40 },
      },
    ]))

  test('what is listed, by its target', () =>
    expect(guardRefusals(of(planWith({ read: 0 })), { last: lastWith() })).toStrictEqual([
      {
        ...said,
        summary: 'The registry of default is empty, where were 50 repositories',
        detail: `So looks another registry than the one that is meant, and all of it would be created anew. ${since}`,
        hint: 'Look at the account, the region and the endpoint. If all of it is meant, allow it for this run:',
        example: ['--allow empty-world=50'],
        targets: ['default'],
        allow: { guard: 'empty-world', count: 50 },
      },
    ]))

  test('what is included, of no target', () =>
    expect(guardRefusals(of(planWith({}, 4)), { last: lastWith({}, 10) })).toStrictEqual([
      {
        ...said,
        summary: 'The manifest includes 4 files, where it included 10',
        detail: `So looks a checkout that is not whole, or a glob that matches less. ${since}`,
        hint: 'Look at include, and at the folders that it names. If all of it is meant, allow it for this run:',
        example: ['--allow empty-world=6'],
        allow: { guard: 'empty-world', count: 6 },
      },
    ]))
})

describe('consent to an empty world', () => {
  const plan = planWith({ declared: 0 }, 4)
  const last = lastWith({}, 10)

  test('is to the most that has vanished of one thing', () => {
    expect(guardRefusals(plan, { last })).toMatchObject([
      { code: 'GUARD_EMPTY_WORLD', guard: 'empty-world', example: ['--allow empty-world=40'] },
      { guard: 'empty-world', allow: { count: 40 } },
    ])
    expect(guardRefusals(plan, { last, consent: { 'empty-world': 39 } })).toHaveLength(1)
    expect(guardRefusals(plan, { last, consent: { 'empty-world': 40 } })).toEqual([])
  })

  test('is not asked for in a shard, which has a part of it', () =>
    expect(guardRefusals({ ...plan, shard: { index: 1, count: 2 } }, { last })).toEqual([]))
})
