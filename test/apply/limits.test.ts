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
])('%s', (_, guard, now, refused) => expect(exceeding(planWith(guard))(now)?.message).toBe(refused))

test('what one look has found counts for the next', () => {
  const isExceeding = exceeding(planWith({ max: 10 }))
  expect(isExceeding(expiring('a', 2))).toBeUndefined()
  expect(isExceeding(expiring('b', 8))).toBeUndefined()
  expect(isExceeding(expiring('a', 3))?.code).toBe('REFUSED')
})
