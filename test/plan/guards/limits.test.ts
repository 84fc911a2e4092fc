import { describe, expect, test } from 'vitest'
import { guardRefusals } from '../../../src/plan/guards/judge.ts'
import { GUARDS } from '../../../src/plan/guards/list.ts'
import { COUNTED, changesOf, planOf } from './made.ts'

/** Managed repositories, and how many of them max: 10 and percent: 30 let pass. */
const LIMITS = [
  [0, 0],
  [1, 1],
  [9, 3],
  [10, 3],
  [2000, 10],
] as const

const codesOf = (key: string, count: number, managed: number, guards: object) =>
  guardRefusals(planOf(changesOf(key, count), { managed, guards })).map(({ guard }) => guard)

describe.each(Object.keys(COUNTED))('the guard %s', key => {
  const guards = { delete: { max: 1e9, percent: 100 }, [key]: { max: 10, percent: 30 } }

  test.each(LIMITS)('of %i managed repositories lets %i pass', (managed, limit) => {
    expect(codesOf(key, Math.max(0, limit - 1), managed, guards)).toEqual([])
    expect(codesOf(key, limit, managed, guards)).toEqual([])
    expect(codesOf(key, limit + 1, managed, guards)).toEqual([key])
  })

  test.each([0, 1, 9, 10, 2000])('with max 0 or percent 0 lets none of %i pass, and nothing at all', managed => {
    for (const none of [{ max: 0 }, { percent: 0 }]) {
      const off = {
        delete: { max: 1e9, percent: 100 },
        [key]: key === 'delete' ? { max: 1e9, percent: 100, ...none } : none,
      }
      expect(codesOf(key, 0, managed, off)).toEqual([])
      expect(codesOf(key, 1, managed, off)).toEqual([key])
    }
  })

  test.each([0, 1, 9, 10, 2000])('with percent 100 and a large max lets all of %i pass', managed => {
    expect(
      codesOf(key, 2000, managed, { delete: { max: 1e9, percent: 100 }, [key]: { max: 2000, percent: 100 } }),
    ).toEqual([])
  })

  test.each(LIMITS)(
    'of %i managed repositories lets %i and one more pass with consent to as many',
    (managed, limit) => {
      const plan = planOf(changesOf(key, limit + 1), { managed, guards })
      expect(guardRefusals(plan, { consent: { [key]: limit } })).toMatchObject([
        { allow: { guard: key, count: limit + 1 } },
      ])
      expect(guardRefusals(plan, { consent: { [key]: limit + 1 } })).toEqual([])
      expect(guardRefusals(plan, { consent: { [key]: limit + 2 } })).toEqual([])
    },
  )
})

test('only delete holds where the manifest says nothing', () => {
  const all = Object.keys(COUNTED).flatMap(key => changesOf(key, 50))
  expect(guardRefusals(planOf(all)).map(({ guard }) => guard)).toEqual(['delete'])
  expect(GUARDS.filter(({ byDefault }) => byDefault).map(({ key, byDefault }) => ({ key, ...byDefault }))).toEqual([
    { key: 'delete', max: 10, percent: 30 },
  ])
})

test.each(LIMITS)('by default, of %i managed repositories %i may be deleted', (managed, limit) => {
  expect(codesOf('delete', limit, managed, {})).toEqual([])
  expect(codesOf('delete', limit + 1, managed, {})).toEqual(['delete'])
})

test.each([
  [{ delete: { max: 20 } }, 2000, 20],
  [{ delete: { max: 20 } }, 10, 3],
  [{ delete: { percent: 100 } }, 2000, 10],
  [{ delete: { percent: 100 } }, 10, 10],
  [{ delete: { percent: 12.5 } }, 9, 2],
  [{ delete: { max: 1e6, percent: 100 } }, 2000, 2000],
])('%j over the default, of %i managed repositories, lets %i pass', (guards, managed, limit) => {
  expect(codesOf('delete', limit, managed, guards)).toEqual([])
  if (limit < 2000) expect(codesOf('delete', limit + 1, managed, guards)).toEqual(['delete'])
})

test.each([
  ['the same of both: the number is said', { max: 3, percent: 30 }, 10, 'guards.update.max is 3'],
  ['max that is less', { max: 2, percent: 30 }, 10, 'guards.update.max is 2'],
  [
    'percent that is less',
    { max: 4, percent: 30 },
    10,
    'guards.update.percent is 30, which is 3 of 10 managed repositories',
  ],
  ['percent alone, of one', { percent: 10 }, 1, 'guards.update.percent is 10, which is 1 of 1 managed repository'],
])('%s', (_, update, managed, said) =>
  expect(guardRefusals(planOf(changesOf('update', 11), { managed, guards: { update } }))).toMatchObject([
    { summary: `11 repositories would change, ${said}` },
  ]),
)
