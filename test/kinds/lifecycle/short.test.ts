import { describe, expect, test } from 'vitest'
import { lifecyclePolicy } from '../../../src/kinds/lifecycle-policy.ts'
import { LIMITS } from '../../../src/lifecycle/index.ts'
import type { Fields } from '../../../src/model.ts'
import { CONTEXT } from '../../world.ts'
import { changesOver, linesOf } from '../differences.ts'

const policyOf = async (...body: readonly Fields[]) =>
  (await changesOver('lifecyclePolicy', { lifecyclePolicy: [{ body }] }, null))[0]
const rulesOf = async (short: Fields) => (await policyOf(short))?.after
const problems = (body: unknown) =>
  lifecyclePolicy
    .check({ lifecyclePolicy: [{ body }] }, CONTEXT)
    .map(({ path, code, hint }) => [path.slice(2).join('.'), code, hint])
const codes = (body: unknown) => problems(body).map(([path, code]) => [path, code])

const expire = { type: 'expire' }
const archive = { type: 'transition', targetStorageClass: 'archive' }
const count = (countNumber: number) => ({ countType: 'imageCountMoreThan', countNumber })
const since = (countType: string, countNumber: number) => ({ countType, countUnit: 'days', countNumber })

describe('selectors', () => {
  test.each<readonly [short: Fields, selection: Fields, words: string]>([
    [{ untagged: true }, { tagStatus: 'untagged' }, 'untagged newest 1'],
    [{ any: true }, { tagStatus: 'any' }, 'any image newest 1'],
    [{ tagPattern: 'v*' }, { tagStatus: 'tagged', tagPatternList: ['v*'] }, 'v* newest 1'],
    [{ tagPrefix: 'v' }, { tagStatus: 'tagged', tagPrefixList: ['v'] }, 'v… newest 1'],
    [{ tagPatternList: ['b*', 'a*'] }, { tagStatus: 'tagged', tagPatternList: ['a*', 'b*'] }, 'all of a*, b* newest 1'],
    [{ tagPrefixList: ['b', 'a'] }, { tagStatus: 'tagged', tagPrefixList: ['a', 'b'] }, 'all of a…, b… newest 1'],
  ])('%j', async (selector, selection, words) => {
    const short = { ...selector, keepNewest: 1 }
    expect(await rulesOf(short)).toEqual({
      rules: [{ rulePriority: 1, selection: { ...selection, ...count(1) }, action: expire }],
    })
    expect(linesOf(await policyOf(short))).toEqual([words])
  })
})

describe('verbs', () => {
  test.each<readonly [short: Fields, selection: Fields, action: Fields, words: string]>([
    [{ keepNewest: 30 }, count(30), expire, 'v* newest 30'],
    [{ keepAll: true }, count(999_999), expire, 'v* keep all'],
    [{ expireAfter: '7 days' }, since('sinceImagePushed', 7), expire, 'v* 7 days'],
    [{ expireAfter: '1 day' }, since('sinceImagePushed', 1), expire, 'v* 1 day'],
    [{ expireAfter: ' 14d ' }, since('sinceImagePushed', 14), expire, 'v* 14 days'],
    [{ archiveAllButNewest: 5 }, count(5), archive, 'v* archive all but newest 5'],
    [{ archiveAfter: '30 days' }, since('sinceImagePushed', 30), archive, 'v* archive after 30 days'],
    [
      { archiveIfNotPulledFor: '90 days' },
      since('sinceImagePulled', 90),
      archive,
      'v* archive if not pulled for 90 days',
    ],
    [
      { expireArchivedAfter: '90 days' },
      { storageClass: 'archive', ...since('sinceImageTransitioned', 90) },
      expire,
      'v* expire archived after 90 days',
    ],
  ])('%j', async (verb, selection, action, words) => {
    const short = { tagPattern: 'v*', ...verb }
    const tagged = { tagStatus: 'tagged', tagPatternList: ['v*'] }
    expect(await rulesOf(short)).toEqual({
      rules: [{ rulePriority: 1, selection: { ...tagged, ...selection }, action }],
    })
    expect(linesOf(await policyOf(short))).toEqual([words])
    expect(problems([short])).toEqual([])
  })

  test('the place in the list is the priority, and a description goes along', async () =>
    expect(
      (await policyOf({ tagPattern: 'a', keepAll: true, description: 'first' }, { untagged: true, keepNewest: 1 }))
        ?.after,
    ).toMatchObject({ rules: [{ rulePriority: 1, description: 'first' }, { rulePriority: 2 }] }))
})

describe('what is no rule', () => {
  test.each<readonly [name: string, rule: Fields, path: string, code: string, hint: RegExp]>([
    ['no selector', { keepNewest: 1 }, '0', 'ONE_SELECTOR', /untagged, any, tagPattern/],
    ['two selectors', { untagged: true, any: true, keepNewest: 1 }, '0.any', 'ONE_SELECTOR', /one of/],
    ['no verb', { untagged: true }, '0', 'ONE_VERB', /keepNewest, keepAll/],
    ['two verbs', { untagged: true, keepNewest: 1, expireAfter: '7 days' }, '0.expireAfter', 'ONE_VERB', /two rules/],
    [
      'a number for an age',
      { untagged: true, expireAfter: 7 },
      '0.expireAfter',
      'NOT_DAYS',
      /^Write expireAfter: 7 days$/,
    ],
    [
      'weeks',
      { untagged: true, archiveAfter: '2 weeks' },
      '0.archiveAfter',
      'NOT_DAYS',
      /^Write archiveAfter: 14 days$/,
    ],
    ['no days at all', { untagged: true, expireAfter: '0 days' }, '0.expireAfter', 'LIFECYCLE_POLICY', /1 or more/],
    ['keeping none', { untagged: true, keepNewest: 0 }, '0.keepNewest', 'LIFECYCLE_POLICY', /1 or more/],
    [
      'archives of less than 90 days',
      { any: true, expireArchivedAfter: '89 days' },
      '0.expireArchivedAfter',
      'LIFECYCLE_POLICY',
      /90 days/,
    ],
    ['five stars', { tagPattern: '*a*b*c*d*', keepNewest: 1 }, '0.tagPattern', 'LIFECYCLE_POLICY', /four/],
    ['an empty pattern', { tagPattern: '', keepNewest: 1 }, '0.tagPattern', 'LIFECYCLE_POLICY', /./],
    ['an empty list', { tagPrefixList: [], keepNewest: 1 }, '0.tagPrefixList', 'LIFECYCLE_POLICY', /./],
  ])('%s', (_, rule, path, code, hint) => expect(problems([rule])).toEqual([[path, code, expect.stringMatching(hint)]]))

  test.each<readonly [name: string, body: unknown, path: string]>([
    [
      'any before the last',
      [
        { any: true, keepNewest: 1 },
        { untagged: true, keepNewest: 1 },
      ],
      '0.any',
    ],
    [
      'untagged twice',
      [
        { untagged: true, keepNewest: 1 },
        { untagged: true, expireAfter: '1 day' },
      ],
      '1.untagged',
    ],
    [
      'a prefix twice',
      [
        { tagPrefix: 'v', keepNewest: 1 },
        { tagPrefixList: ['a', 'v'], keepNewest: 2 },
      ],
      '1.tagPrefixList',
    ],
    ['no rules', [], ''],
    ["no rules in ECR's own JSON", { rules: [] }, 'rules'],
    [
      'an unknown member',
      { rules: [{ rulePriority: 1, selection: {}, action: expire, colour: 'red' }] },
      'rules.0.colour',
    ],
  ])('%s', (_, body, path) => expect(codes(body)).toContainEqual([path, 'LIFECYCLE_POLICY']))

  test('51 rules', () => {
    const many = (length: number) => Array.from({ length }, (_, index) => ({ tagPrefix: `p${index}`, keepNewest: 1 }))
    expect(problems(many(LIMITS.rules))).toEqual([])
    expect(codes(many(LIMITS.rules + 1))).toEqual([['', 'LIFECYCLE_POLICY']])
  })

  test('a text of more than 30,720 characters', () => {
    const sized = (length: number) => [{ untagged: true, keepNewest: 1, description: 'x'.repeat(length) }]
    const frame = JSON.stringify({
      rules: [{ rulePriority: 1, description: '', selection: { tagStatus: 'untagged', ...count(1) }, action: expire }],
    }).length
    expect(codes(sized(LIMITS.maximumText - frame))).toEqual([])
    expect(codes(sized(LIMITS.maximumText - frame + 1))).toEqual([['', 'LIFECYCLE_POLICY']])
  })

  test('what is not sent is not measured: an empty tag list, the standard class, a tag twice', () => {
    const selection = { tagStatus: 'untagged', tagPatternList: [], storageClass: 'standard', ...count(1) }
    const body = (length: number) => ({
      rules: [{ rulePriority: 1, description: 'x'.repeat(length), selection, action: expire }],
    })
    const { tagPatternList: _, storageClass: __, ...sent } = selection
    const frame = JSON.stringify({
      rules: [{ rulePriority: 1, description: '', selection: sent, action: expire }],
    }).length
    expect(codes(body(LIMITS.maximumText - frame))).toEqual([])
    expect(codes(body(LIMITS.maximumText - frame + 1))).toEqual([['', 'LIFECYCLE_POLICY']])
  })

  test('an age that is known only with a target is checked then', () =>
    expect(problems([{ untagged: true, expireAfter: '${{ env.DAYS }} days' }])).toEqual([]))

  test('null is nothing to check', () => expect(lifecyclePolicy.check({ lifecyclePolicy: null }, CONTEXT)).toEqual([]))
})

test('an age that no text can be made of is no age', () => {
  const age = JSON.parse('{"toString":1,"valueOf":2}')
  expect(problems([{ untagged: true, expireAfter: age }])).not.toEqual([])
})
