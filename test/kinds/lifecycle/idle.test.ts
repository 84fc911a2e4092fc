import { describe, expect, test } from 'vitest'
import { idleRules } from '../../../src/kinds/lifecycle/idle.ts'

const paths = (body: unknown) => idleRules([{ body }]).map(({ path }) => path.join('.'))
const dev = { tagPattern: 'dev-*', expireAfter: '7 days' }
const all = { tagPattern: '*', keepNewest: 9 }
const untagged = { untagged: true, expireAfter: '1 day' }
const any = { any: true, keepNewest: 9 }

describe('a lifecycle rule', () => {
  test.each<[string, readonly object[], readonly string[]]>([
    ['before one that takes more is of use', [dev, all], []],
    ['after one that takes all of it does nothing', [all, dev], ['1.tagPattern']],
    ['after one with the same prefix does nothing', [{ tagPrefix: 'dev', keepAll: true }, dev], ['1.tagPattern']],
    ['after one that takes a part of it is of use', [dev, { tagPattern: 'd*', keepNewest: 3 }], []],
    [
      'for images with two tags does nothing after one for either of them',
      [dev, { tagPatternList: ['v*', 'dev-1*'], expireAfter: '1 day' }],
      ['1.tagPatternList'],
    ],
    [
      'for images with one tag is of use after one for two tags',
      [{ tagPatternList: ['v*', 'dev-*'], expireAfter: '1 day' }, dev],
      [],
    ],
    ['for any image does nothing after those for all with and all without tags', [untagged, all, any], ['2.any']],
    ['for any image is of use after one for those with tags', [all, any], []],
    ['for any image is of use after some with tags', [untagged, dev, any], []],
    ['of the archive is apart from those of the others', [any, { any: true, expireArchivedAfter: '90 days' }], []],
    ['for a tag that cannot be does nothing', [{ tagPattern: 'prod/*', keepNewest: 3 }], ['0.tagPattern']],
    ['for a tag that begins wrong does nothing', [{ tagPrefix: '-x', keepNewest: 3 }], ['0.tagPrefix']],
    ['for a tag that is too long does nothing', [{ tagPattern: 'v'.repeat(129), keepNewest: 3 }], ['0.tagPattern']],
    ['that depends on a variable is not judged', [all, { tagPattern: '${{ vars.x }}', keepNewest: 3 }], []],
  ])('%s', (_, rules, expected) => expect(paths(rules)).toEqual(expected))

  test("in ECR's own JSON is judged by its priority", () => {
    const selection = { tagStatus: 'tagged', countType: 'imageCountMoreThan', countNumber: 1 }
    const action = { type: 'expire' }
    const rules = [
      { rulePriority: 2, selection: { ...selection, tagPrefixList: ['v1'] }, action },
      { rulePriority: 1, selection: { ...selection, tagPatternList: ['v*'] }, action },
    ]
    expect(paths({ rules })).toEqual(['rules.0'])
    expect(idleRules([{ body: { rules } }])[0]?.summary).toBe(
      'A lifecycle rule that rule 2 of the same list leaves nothing',
    )
  })

  test.each<[string, unknown]>([
    ['no policy', null],
    ['nothing', undefined],
    ['no part', []],
  ])('there is none in %s', (_, parts) => expect(idleRules(parts)).toEqual([]))
})
