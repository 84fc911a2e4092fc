import { describe, expect, test } from 'vitest'
import type { Outcome, PlannedTarget } from '../../src/model.ts'
import { type Applied, applyJson, renderApplied } from '../../src/render/apply-text.ts'
import { plain } from '../../src/render/theme.ts'
import { changeIn, failedTarget, planOver, targetOf } from './several.ts'

const EMPTY = { calls: [], before: null } as const
const failed: Outcome = {
  status: 'failed',
  ...EMPTY,
  error: { code: 'ACCESS_DENIED', message: 'PutLifecyclePolicy is not allowed', hint: 'Allow it.' },
}
const done: Outcome = { status: 'done', ...EMPTY, after: {} }
const skipped = (because: 'interrupted' | 'blocked' | `${string}["${string}"]`, elsewhere?: string): Outcome => ({
  status: 'skipped',
  because,
  ...(elsewhere !== undefined && { elsewhere }),
})

const appliedIn = (target: string, outcome: Outcome, repository = 'team/api'): Applied => ({
  change: changeIn(target, repository),
  outcome,
})

const textOf = (targets: readonly PlannedTarget[], applied: readonly Applied[]) =>
  renderApplied(
    {
      plan: planOver(
        targets,
        applied.map(({ change }) => change),
      ),
      applied,
    },
    plain,
    120,
  )

const [EU, US] = [targetOf('prod-eu'), targetOf('prod-us')]

describe('what failed', () => {
  test('of one target names none', () =>
    expect(textOf([EU], [appliedIn('prod-eu', failed), appliedIn('prod-eu', done, 'team/web')])).toMatchInlineSnapshot(`
      "  failed  lifecyclePolicy["team/api"]             PutLifecyclePolicy is not allowed
                hint: Allow it.

      Applied in part to 111122223333, eu-west-1: 0 created, 1 updated, 0 deleted; 1 failed.
      Run ecrsync plan to see what is left.
      "
    `))

  test('of several names its target, and is said once where it is the same', () =>
    expect(
      textOf(
        [EU, US, failedTarget('prod-ap', 'ECR cannot be reached')],
        [
          appliedIn('prod-eu', failed),
          appliedIn('prod-us', failed),
          appliedIn('prod-us', skipped('repository["team/web"]'), 'team/web'),
          appliedIn('prod-eu', skipped('registryPolicy["registry"]', 'prod-us'), ''),
          appliedIn('prod-us', skipped('interrupted'), 'team/x'),
          appliedIn('prod-us', skipped('blocked'), 'team/y'),
          appliedIn('prod-us', done, 'team/z'),
        ],
      ),
    ).toMatchInlineSnapshot(`
      "  failed  lifecyclePolicy["team/api"]             PutLifecyclePolicy is not allowed   in prod-eu, prod-us
                hint: Allow it.
        skipped lifecyclePolicy["team/web"]             repository["team/web"] was not done   in prod-us
        skipped lifecyclePolicy["registry"]             registryPolicy["registry"] in prod-us was not done   in prod-eu
        skipped lifecyclePolicy["team/x"]               the run was interrupted before it   in prod-us
        unread  target prod-ap                          ECR cannot be reached

      Applied in part to 2 of 3 targets: 0 created, 1 updated, 0 deleted; 2 failed, 3 skipped, 1 unread.
      Run ecrsync plan to see what is left.
      "
    `))

  test('of very many names the first of them', () => {
    const targets = Array.from({ length: 30 }, (_, index) => targetOf(`t${index}`))
    const text = textOf(
      targets,
      targets.map(({ name }) => appliedIn(name, failed)),
    )
    expect(text).toContain('PutLifecyclePolicy is not allowed   in t0, t1, t2, t3, t4, t5, t6, t7 and 22 more\n')
    expect(text).toMatch(/Applied in part to 30 targets: 0 created, 0 updated, 0 deleted; 30 failed\.\n/)
  })

  test('for want of a repository that was to be created says so of the one of its target', () => {
    const created = {
      change: changeIn('prod-eu', 'team/web', { action: 'create', kind: 'repository' }),
      outcome: failed,
    }
    const text = textOf(
      [EU, US],
      [
        created,
        appliedIn('prod-eu', skipped('repository["team/web"]'), 'team/web'),
        appliedIn('prod-us', skipped('repository["team/web"]'), 'team/web'),
      ],
    )
    expect(text).toMatch(/repository\["team\/web"\] was not created {3}in prod-eu$/m)
    expect(text).toMatch(/repository\["team\/web"\] was not done {3}in prod-us$/m)
  })
})

describe('what was not begun when the run was interrupted', () => {
  const notBegun = (target: string, count: number) =>
    Array.from({ length: count }, (_, index) => appliedIn(target, skipped('interrupted'), `team/app-${index}`))

  test('is said of each thing while they are few', () =>
    expect(textOf([EU], notBegun('prod-eu', 8)).match(/^ {2}skipped .*before it$/gm)).toHaveLength(8))

  test('is counted where they are many, beside what failed', () =>
    expect(
      textOf([EU, US], [appliedIn('prod-eu', failed), ...notBegun('prod-eu', 5), ...notBegun('prod-us', 4)]),
    ).toMatchInlineSnapshot(`
      "  failed  lifecyclePolicy["team/api"]             PutLifecyclePolicy is not allowed   in prod-eu
                hint: Allow it.
        skipped 9 changes                               the run was interrupted before them   in prod-eu, prod-us

      Applied in part to 2 targets: 0 created, 0 updated, 0 deleted; 1 failed, 9 skipped.
      Run ecrsync plan to see what is left.
      "
    `))

  test('of one target names none', () =>
    expect(textOf([EU], notBegun('prod-eu', 9))).toContain('the run was interrupted before them\n'))
})

describe('where calls went', () => {
  const placesOf = (...targets: readonly PlannedTarget[]) =>
    textOf(targets, [])
      .split('\n')
      .filter(line => line.startsWith('Calls'))

  test.each([
    ['nowhere but to AWS', [EU, US], []],
    [
      'all to one place',
      [
        { ...EU, endpoint: 'embedded' },
        { ...US, endpoint: 'embedded' },
      ],
      ['Calls went to the embedded ECR.'],
    ],
    [
      'some elsewhere',
      [{ ...EU, endpoint: 'http://a' }, US, { ...targetOf('x'), endpoint: 'http://a' }],
      ['Calls for prod-eu, x went to http://a.'],
    ],
  ])('%s', (_, targets, expected) => expect(placesOf(...targets)).toEqual(expected))
})

test('as JSON, every outcome has its target', () => {
  const applied = [appliedIn('prod-eu', failed), appliedIn('prod-us', skipped('registryPolicy["registry"]', 'prod-eu'))]
  const plan = planOver(
    [EU, US],
    applied.map(({ change }) => change),
  )
  const { targets, outcomes } = applyJson({ plan, applied }, '1.0.0')
  expect(targets.map(({ name }) => name)).toEqual(['prod-eu', 'prod-us'])
  expect(outcomes).toMatchObject([
    { target: 'prod-eu', status: 'failed' },
    { target: 'prod-us', because: 'registryPolicy["registry"]', elsewhere: 'prod-eu' },
  ])
})
