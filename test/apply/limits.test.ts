import { expect, test } from 'vitest'
import { exceeding } from '../../src/apply/limits.ts'
import type { Change, Guards, Impact, Plan } from '../../src/model.ts'

const expiring = (name: string, images: number, kept = 100) =>
  ({
    name,
    target: 'default',
    address: `lifecyclePolicy["${name}"]`,
    impact: {
      expire: { images, bytes: 0 },
      archive: { images: 0, bytes: 0 },
      keep: { images: kept, bytes: 0 },
      parts: 0,
    } as unknown as Impact,
  }) as Change

const [A, B] = [expiring('a', 5), expiring('b', 5)]
const planWith = (expireImages: Guards['expireImages']): Plan =>
  ({ guards: expireImages ? { expireImages } : {}, changes: [A, B] }) as unknown as Plan

test.each<readonly [string, Guards['expireImages'], Change, string | undefined]>([
  ['as many as planned are fine', { max: 10 }, A, undefined],
  [
    'more than planned are refused, where all together are too many',
    { max: 10 },
    expiring('a', 6),
    '11 images would expire, guards.expireImages.max is 10',
  ],
  ['fewer make room', { max: 10 }, expiring('a', 0), undefined],
  [
    'too large a part of one repository is refused',
    { percent: 20 },
    expiring('a', 60, 40),
    '60 % of the images of a would expire, guards.expireImages.percent is 20',
  ],
  ['without a guard nothing is', undefined, expiring('a', 1000), undefined],
  ['what expires nothing is none of a guard', { max: 0 }, { ...A, impact: undefined } as unknown as Change, undefined],
])('%s', (_, guard, now, refused) => expect(exceeding(planWith(guard), {})(now)?.message).toBe(refused))

test('what one look has found counts for the next', () => {
  const isExceeding = exceeding(planWith({ max: 10 }), {})
  expect(isExceeding(expiring('a', 2))).toBeUndefined()
  expect(isExceeding(expiring('b', 8))).toBeUndefined()
  expect(isExceeding(expiring('a', 3))?.code).toBe('REFUSED')
})

test('what is consented to holds for what the looks find as well', () => {
  const isExceeding = exceeding(planWith({ max: 3 }), { expireImages: 12 })
  expect(isExceeding(expiring('a', 7))).toBeUndefined()
  const refused = isExceeding(expiring('b', 6))
  expect([refused?.message, refused?.diagnostics[0]?.example]).toEqual([
    '13 images would expire, guards.expireImages.max is 3',
    ['--allow expireImages=13'],
  ])
  expect(isExceeding(expiring('b', 5))).toBeUndefined()
})

test('what would be archived is a guard of its own', () => {
  const archiving = (images: number) =>
    ({ ...A, impact: { ...A.impact, expire: { images: 0, bytes: 0 }, archive: { images, bytes: 0 } } }) as Change
  const plan = { guards: { archiveImages: { max: 4 } }, changes: [archiving(4), B] } as unknown as Plan
  expect(exceeding(plan, {})(archiving(4))).toBeUndefined()
  expect(exceeding(plan, {})(archiving(5))?.message).toBe('5 images would be archived, guards.archiveImages.max is 4')
  expect(exceeding(plan, { archiveImages: 5 })(archiving(5))).toBeUndefined()
})
