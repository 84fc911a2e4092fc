import { expect, test } from 'vitest'
import type { Change, Guards } from '../../../src/model.ts'
import { guardRefusals } from '../../../src/plan/guards/judge.ts'
import { changeAt } from '../changes.ts'
import { planOf } from './made.ts'

const amount = (images: number) => ({ images, bytes: 0 })
const change = (repository: string, expire: number, keep: number, blocked?: string): Change =>
  ({
    ...changeAt('lifecyclePolicy', repository, { ...(blocked !== undefined && { blocked }) }),
    impact: { expire: amount(expire), archive: amount(0), keep: amount(keep), parts: 0, isUpperBound: false },
  }) as unknown as Change
const withImpact = (one: Change, more: object): Change => ({ ...one, impact: { ...one.impact, ...more } }) as Change

const summaries = (guards: Guards, ...changes: readonly Change[]) =>
  guardRefusals(planOf(changes, { guards })).map(({ summary }) => summary)

test.each<readonly [string, Guards, readonly Change[], readonly string[]]>([
  ['no guard', {}, [change('a', 100, 0)], []],
  ['an empty guard', { expireImages: {} }, [change('a', 100, 0)], []],
  ['at the limit', { expireImages: { max: 5 } }, [change('a', 5, 0)], []],
  [
    'beyond the limit, over all repositories',
    { expireImages: { max: 5 } },
    [change('a', 3, 0), change('b', 3, 0)],
    ['6 images would expire, guards.expireImages.max is 5'],
  ],
  ['at the share', { expireImages: { percent: 50 } }, [change('a', 5, 5)], []],
  [
    'beyond the share of one repository',
    { expireImages: { percent: 50 } },
    [change('a', 6, 4), change('b', 1, 99)],
    ['60 % of the images of a would expire, guards.expireImages.percent is 50'],
  ],
  [
    'beyond both',
    { expireImages: { max: 0, percent: 0 } },
    [change('a', 1, 1)],
    [
      '1 image would expire, guards.expireImages.max is 0',
      '50 % of the images of a would expire, guards.expireImages.percent is 0',
    ],
  ],
  [
    'beyond the share of what are no parts of multi-arch images',
    { expireImages: { percent: 50 } },
    [withImpact(change('a', 2, 7), { parts: 6 })],
    ['67 % of the images of a would expire, guards.expireImages.percent is 50'],
  ],
  [
    'beyond both by an upper bound',
    { expireImages: { max: 5, percent: 50 } },
    [withImpact(change('a', 6, 4), { isUpperBound: true })],
    [
      '6 images would expire, guards.expireImages.max is 5 (an upper bound)',
      '60 % of the images of a would expire, guards.expireImages.percent is 50 (an upper bound)',
    ],
  ],
  [
    'beyond the limit by an upper bound of one of several',
    { expireImages: { max: 5 } },
    [withImpact(change('a', 3, 0), { isUpperBound: true }), change('b', 3, 0)],
    ['6 images would expire, guards.expireImages.max is 5 (an upper bound)'],
  ],
  [
    'beyond the share of one repository, beside what has no impact',
    { expireImages: { percent: 50 } },
    [changeAt('repository', 'a'), change('b', 6, 4)],
    ['60 % of the images of b would expire, guards.expireImages.percent is 50'],
  ],
  ['any share, where none is said', { expireImages: { max: 10 } }, [change('a', 10, 0)], []],
  ['what is blocked anyway', { expireImages: { max: 0 } }, [change('a', 6, 4, 'IMAGE_IN_USE')], []],
  ['changes without an impact', { expireImages: { max: 0 } }, [changeAt('repository', 'a')], []],
])('%s', (_, guards, changes, expected) => expect(summaries(guards, ...changes)).toEqual(expected))

test('the same holds for what would be archived, and either is allowed by the number of images', () => {
  const archived = withImpact(change('a', 0, 4), { archive: amount(6) })
  const guards = { archiveImages: { max: 5, percent: 50 } }
  expect(summaries(guards, archived)).toEqual([
    '6 images would be archived, guards.archiveImages.max is 5',
    '60 % of the images of a would be archived, guards.archiveImages.percent is 50',
  ])
  const plan = planOf([archived], { guards })
  expect(guardRefusals(plan, { consent: { archiveImages: 5 } })).toHaveLength(2)
  expect(guardRefusals(plan, { consent: { archiveImages: 6 } })).toEqual([])
  expect(guardRefusals(plan, { consent: { expireImages: 6 } })).toHaveLength(2)
})

test('an upper bound says how to know it better', () => {
  const [refused] = guardRefusals(
    planOf([withImpact(change('a', 6, 4), { isUpperBound: true })], { guards: { expireImages: { max: 5 } } }),
  )
  expect(refused?.hint).toContain('--lifecycle-preview server')
  expect(refused?.detail).toContain('Parts of multi-arch images')
})
