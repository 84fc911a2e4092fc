import { describe, expect, test } from 'vitest'
import type { Fields } from '../../src/model.ts'
import { changesOver, linesOf } from './differences.ts'
import { NAME } from './examples.ts'

const tagged = (rulePriority: number, countNumber: number, more: Fields = {}): Fields => ({
  rulePriority,
  selection: { tagStatus: 'tagged', tagPatternList: ['v*'], countType: 'imageCountMoreThan', countNumber, ...more },
  action: { type: 'expire' },
})
const untagged = (rulePriority: number, countNumber: number): Fields => ({
  rulePriority,
  selection: { tagStatus: 'untagged', countType: 'sinceImagePushed', countUnit: 'days', countNumber },
  action: { type: 'expire' },
})
const rules = (...list: readonly Fields[]) => ({ rules: list })
const over = (body: unknown, live: Fields | null) =>
  changesOver('lifecyclePolicy', { lifecyclePolicy: [{ body }] }, live)
const pathsOver = async (body: unknown, live: Fields) => (await over(body, live)).flatMap(({ paths }) => paths)
const selected = (rule: Fields, more: Fields): Fields => ({
  ...rule,
  selection: Object.fromEntries(
    Object.entries({ ...(rule.selection as Fields), ...more }).filter(([, value]) => value !== undefined),
  ),
})

/** Reference B.5. */
const EQUIVALENT: readonly (readonly [name: string, one: Fields, other: Fields])[] = [
  ['rules in another order', rules(tagged(1, 30), untagged(2, 7)), rules(untagged(2, 7), tagged(1, 30))],
  ['rules numbered otherwise', rules(tagged(1, 30), untagged(2, 7)), rules(tagged(10, 30), untagged(999, 7))],
  [
    'patterns in another order, or twice',
    rules(tagged(1, 30, { tagPatternList: ['a', 'b'] })),
    rules(tagged(1, 30, { tagPatternList: ['b', 'a', 'b'] })),
  ],
  [
    'prefixes in another order',
    rules(tagged(1, 30, { tagPatternList: undefined, tagPrefixList: ['a', 'b'] })),
    rules(tagged(1, 30, { tagPatternList: undefined, tagPrefixList: ['b', 'a'] })),
  ],
  ['an empty list and none', rules(tagged(1, 30)), rules(tagged(1, 30, { tagPrefixList: [] }))],
  [
    'an empty list beside untagged and none',
    rules(untagged(1, 7)),
    rules(selected(untagged(1, 7), { tagPatternList: [], tagPrefixList: [] })),
  ],
  [
    'an empty list beside any and none',
    rules(tagged(1, 30, { tagStatus: 'any', tagPatternList: undefined })),
    rules(tagged(1, 30, { tagStatus: 'any', tagPatternList: [] })),
  ],
  ['an empty description and none', rules(tagged(1, 30)), rules({ ...tagged(1, 30), description: '' })],
  ['the standard storage class and none', rules(tagged(1, 30)), rules(tagged(1, 30, { storageClass: 'standard' }))],
]

describe('the same', () => {
  test.each(EQUIVALENT)('%s', async (_, one, other) => {
    expect(await over(one, other)).toEqual([])
    expect(await over(other, one)).toEqual([])
  })
})

describe('a change', () => {
  test.each<readonly [name: string, live: Fields, paths: readonly string[]]>([
    ['another number', rules(tagged(1, 40), untagged(2, 7)), ['rules[0].selection.countNumber']],
    ['a description', rules({ ...tagged(1, 30), description: 'x' }, untagged(2, 7)), ['rules[0].description']],
    [
      'another storage class',
      rules(tagged(1, 30, { storageClass: 'archive' }), untagged(2, 7)),
      ['rules[0].selection.storageClass'],
    ],
    ['a rule less', rules(tagged(1, 30)), ['rules[1]']],
    ['a rule more', rules(tagged(1, 30), untagged(2, 7), tagged(3, 1)), ['rules[2]']],
    ['a member that nobody knows', rules({ ...tagged(1, 30), future: 1 }, untagged(2, 7)), ['rules[0].future']],
    ['one in a selection', rules(tagged(1, 30, { future: [1] }), untagged(2, 7)), ['rules[0].selection.future']],
    ['one beside the rules', { ...rules(tagged(1, 30), untagged(2, 7)), future: {} }, ['future']],
  ])('%s', async (_, live, paths) => expect(await pathsOver(rules(tagged(1, 30), untagged(2, 7)), live)).toEqual(paths))

  test('of the order of two rules is one', async () =>
    expect(
      (await pathsOver(rules(tagged(1, 30), untagged(2, 7)), rules(tagged(2, 30), untagged(1, 7)))).length,
    ).toBeGreaterThan(0))

  test('keeps the numbers of as many rules that are there', async () => {
    const [change] = await over(rules(tagged(1, 30), untagged(2, 7)), rules(tagged(10, 40), untagged(20, 7)))
    expect(change?.paths).toEqual(['rules[0].selection.countNumber'])
    expect(change?.after).toMatchObject({ rules: [{ rulePriority: 10 }, { rulePriority: 20 }] })
  })
})

describe('a text that is too long only with the numbers that are there', () => {
  const many = (from: number, last: number, room = 0) =>
    rules(
      ...Array.from({ length: 50 }, (_, index) => ({
        ...tagged(from + index, index === 49 ? last : 9, { tagPatternList: [`v${index}-*`] }),
        ...(index === 0 && { description: 'x'.repeat(room) }),
      })),
    )
  const ROOM = 30_720 - JSON.stringify(many(1, 9)).length
  const text = (policy: unknown) => JSON.stringify(policy).length

  test('gets the numbers of the manifest, says so, and is left alone from then on', async () => {
    const [want, live] = [many(1, 9, ROOM), many(1_000_001, 8)]
    const [change] = await over(want, live)
    expect(change?.operations).toMatchObject([{ action: 'PutLifecyclePolicy' }])
    expect(text(change?.after)).toBe(30_720)
    expect(linesOf(change)).toContain(
      'the rules get new numbers: with those in force the text would have over 30720 characters',
    )
    expect(await over(want, change?.after as Fields)).toEqual([])
    expect(await over(many(1, 7, ROOM), change?.after as Fields)).toMatchObject([
      { paths: ['rules[49].selection.countNumber'] },
    ])
  })
})

describe('operations', () => {
  test('a change is one put, in place', async () => {
    const lifecyclePolicyText = JSON.stringify(rules(tagged(10, 30)))
    expect(await over(rules(tagged(1, 30)), rules(tagged(10, 40)))).toMatchObject([
      {
        action: 'update',
        operations: [{ action: 'PutLifecyclePolicy', input: { repositoryName: NAME, lifecyclePolicyText } }],
      },
    ])
  })

  test('null deletes it, and does nothing where there is none', async () => {
    expect(await changesOver('lifecyclePolicy', { lifecyclePolicy: null }, rules(tagged(1, 1)))).toMatchObject([
      { action: 'delete', operations: [{ action: 'DeleteLifecyclePolicy', input: { repositoryName: NAME } }] },
    ])
    expect(await changesOver('lifecyclePolicy', { lifecyclePolicy: null }, null)).toEqual([])
  })
})

describe('words', () => {
  const ARCHIVE = { type: 'transition', targetStorageClass: 'archive' }
  const BEFORE = rules(tagged(1, 40), untagged(2, 7))

  test.each<readonly [name: string, body: Fields, live: Fields | null, lines: readonly string[]]>([
    ['a new policy', rules(tagged(1, 30), untagged(2, 7)), null, ['v* newest 30; untagged 7 days']],
    ['another number', rules(tagged(1, 30), untagged(2, 7)), BEFORE, ['rule 1 (v*): keepNewest 40 → 30']],
    ['another age', rules(tagged(1, 40), untagged(2, 1)), BEFORE, ['rule 2 (untagged): expireAfter 7 days → 1 days']],
    ['all instead of some', rules(tagged(1, 999_999), untagged(2, 7)), BEFORE, ['rule 1 (v*): keepNewest 40 → all']],
    [
      'another selector',
      rules(tagged(1, 40, { tagPatternList: ['w*', 'v*'] }), untagged(2, 7)),
      BEFORE,
      ['rule 1: v* newest 40 → all of v*, w* newest 40'],
    ],
    [
      'a rule more',
      rules(tagged(1, 40), tagged(2, 5, { tagPatternList: ['x'] }), untagged(3, 7)),
      BEFORE,
      ['+ rule 2: x newest 5'],
    ],
    ['a rule less', rules(tagged(1, 40)), BEFORE, ['- rule 2: untagged 7 days']],
    [
      'rules in another order',
      rules(untagged(1, 7), tagged(2, 40)),
      BEFORE,
      ['- rule 1: v* newest 40', '+ rule 2: v* newest 40'],
    ],
    [
      'a description',
      rules({ ...tagged(1, 40), description: 'new' }, untagged(2, 7)),
      BEFORE,
      ['rule 1 (v*): description none → "new"'],
    ],
    [
      'a member that nobody knows',
      rules(tagged(1, 40)),
      rules({ ...tagged(1, 40), future: { a: 1 } }),
      ['rule 1 (v*): future {"a":1} → none'],
    ],
    [
      'one beside the rules',
      rules(tagged(1, 40)),
      { ...rules(tagged(1, 40)), future: 1 },
      ['future is not part of the declared policy'],
    ],
    [
      'two rules for one',
      rules(selected(tagged(1, 1), { tagPatternList: ['a'] }), selected(tagged(2, 2), { tagPatternList: ['b'] })),
      rules(tagged(1, 40)),
      ['rule 1: v* newest 40 → a newest 1', '+ rule 2: b newest 2'],
    ],
    [
      'one rule for two',
      rules(tagged(1, 1)),
      rules(untagged(1, 7), tagged(2, 40)),
      ['rule 1: untagged 7 days → v* newest 1', '- rule 2: v* newest 40'],
    ],
  ])('%s', async (_, body, live, lines) => expect(linesOf((await over(body, live))[0])).toEqual(lines))

  test.each<readonly [verb: string, selection: Fields, action: Fields, line: string]>([
    ['archiveAllButNewest', { countType: 'imageCountMoreThan' }, ARCHIVE, 'archiveAllButNewest 5 → 9'],
    ['archiveAfter', { countType: 'sinceImagePushed', countUnit: 'days' }, ARCHIVE, 'archiveAfter 5 days → 9 days'],
    [
      'archiveIfNotPulledFor',
      { countType: 'sinceImagePulled', countUnit: 'days' },
      ARCHIVE,
      'archiveIfNotPulledFor 5 days → 9 days',
    ],
    [
      'expireArchivedAfter',
      { countType: 'sinceImageTransitioned', countUnit: 'days', storageClass: 'archive' },
      { type: 'expire' },
      'expireArchivedAfter 5 days → 9 days',
    ],
  ])('another number of %s', async (_, selection, action, line) => {
    const counting = (countNumber: number) => rules({ ...tagged(1, countNumber, selection), action })
    expect(linesOf((await over(counting(9), counting(5)))[0])).toEqual([`rule 1 (v*): ${line}`])
  })

  test('a policy is called by its name, and one that goes is told whole', async () => {
    const named = await changesOver(
      'lifecyclePolicy',
      { lifecyclePolicy: [{ named: 'standard', body: rules(tagged(1, 1)) }] },
      null,
    )
    expect(linesOf(named[0])).toEqual(['standard: v* newest 1'])
    expect(linesOf((await changesOver('lifecyclePolicy', { lifecyclePolicy: null }, BEFORE))[0])).toEqual([
      'v* newest 40; untagged 7 days',
    ])
  })

  test('a count that this version does not know is still told', async () =>
    expect(linesOf((await over(rules(tagged(1, 1)), rules(tagged(1, 1, { countType: 'sinceMoon' }))))[0])).toEqual([
      'rule 1: v* expire by sinceMoon 1 → v* newest 1',
    ]))
})
