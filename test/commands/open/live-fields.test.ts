import { describe, expect, test } from 'vitest'
import { liveFields, liveOf, type SeenLive } from '../../../src/commands/open/live-fields.ts'
import type { ExplainedField } from '../../../src/model.ts'
import type { Comparison } from '../../../src/plan/diff.ts'

const NOTHING: SeenLive = { stated: { states: {}, unsaid: [], unread: [] }, compared: [] }
const field = (path: string, value: unknown): ExplainedField => ({ field: path, value, chain: [] })

const comparison = (kind: string, name: string, paths: readonly string[], before: object | null = {}): Comparison =>
  ({
    declared: { kind, name, address: `${kind}["${name}"]` },
    before,
    unread: [],
    ...(paths.length > 0 && { difference: { name, action: 'update', before, after: {}, paths } }),
  }) as unknown as Comparison

const seen = (states: object, ...compared: readonly Comparison[]): SeenLive => ({
  stated: { ...NOTHING.stated, states: states as never },
  compared,
})

test('what is there stands by its path, each of many things by itself', () =>
  expect(
    liveFields(seen({ imageTagMutability: 'MUTABLE', tags: { 'a b': 'x', team: 'y' } })).map(one => one.field),
  ).toEqual(['imageTagMutability', 'tags["a b"]', 'tags.team']))

describe('what is there of a field', () => {
  const TEAM = field('tags.team', 'shop')
  const PROTECT = field('protect', true)
  const cases: readonly (readonly [string, ExplainedField, SeenLive, unknown])[] = [
    ['is nothing for what ECR does not have', field('vars.team', 'x'), NOTHING, undefined],
    [
      'is what ECR gives by itself, where nobody says it',
      field('imageScanningConfiguration', { scanOnPush: false }),
      NOTHING,
      { value: { scanOnPush: false }, differs: false },
    ],
    [
      'is the one of its key',
      TEAM,
      seen({ tags: { team: 'x', other: 'y' } }, comparison('repository', 'app', ['tags.team'])),
      { value: 'x', differs: true },
    ],
    ['is null where the key is not there', TEAM, seen({ tags: { constructor: 'x' } }), { value: null, differs: false }],
    [
      'differs only at its own path',
      TEAM,
      seen({ tags: { team: 'shop' } }, comparison('repository', 'app', ['imageTagMutability'])),
      { value: 'shop', differs: false },
    ],
    [
      'differs by its value where it is lowered into another field',
      PROTECT,
      seen({}, comparison('repository', 'app', ['tags["ecrsync:protect"]'])),
      { value: null, differs: true },
    ],
    [
      'is the same where a difference is of other fields, whatever it is called there',
      field('encryptionConfiguration', { kmsKey: 'alias/x' }),
      seen({ encryptionConfiguration: { kmsKey: 'arn' } }, comparison('repository', 'app', ['tags.team'])),
      { value: { kmsKey: 'arn' }, differs: false },
    ],
    [
      'differs wholly where the thing is not there',
      field('lifecyclePolicy', []),
      seen({}, { ...comparison('lifecyclePolicy', 'app', ['rules'], null) }),
      { value: null, differs: true },
    ],
    [
      'says why no manifest can say it',
      TEAM,
      { ...NOTHING, stated: { ...NOTHING.stated, unsaid: [{ facet: 'tags', reason: 'it is ours' }] } },
      { value: null, differs: false, unsaid: 'it is ours' },
    ],
    [
      'is not known where it could not be read',
      TEAM,
      {
        ...NOTHING,
        stated: {
          ...NOTHING.stated,
          unread: [
            {
              scope: 'repository',
              repository: 'app',
              address: 'repository["app"]',
              label: 'repository',
              field: 'tags',
              code: 'ACCESS_DENIED',
              message: 'No.',
            },
          ],
        },
      },
      { unread: 'No.' },
    ],
  ]
  test.each(cases)('%s', (_, one, live, expected) => expect(liveOf(one, [TEAM, PROTECT, one], live)).toEqual(expected))
})
