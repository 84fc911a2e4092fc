import { expect, test } from 'vitest'
import { CONSENT_KEYS, consentOf } from '../../../src/plan/guards/consent.ts'

test('each guard may be consented to, and an empty world', () =>
  expect(CONSENT_KEYS).toEqual([
    'delete',
    'expireImages',
    'exposure',
    'weaken',
    'rollback',
    'archiveImages',
    'update',
    'create',
    'empty-world',
  ]))

test.each<readonly [string, Parameters<typeof consentOf>[0], object]>([
  ['nothing', [], {}],
  ['one', [['delete', 3]], { delete: 3 }],
  ['none of it', [['delete', 0]], { delete: 0 }],
  [
    'several',
    [
      ['delete', 3],
      ['empty-world', 40],
    ],
    { delete: 3, 'empty-world': 40 },
  ],
  [
    'the same twice, the most last',
    [
      ['delete', 3],
      ['delete', 12],
    ],
    { delete: 12 },
  ],
  [
    'the same twice, the most first',
    [
      ['delete', 12],
      ['delete', 3],
    ],
    { delete: 12 },
  ],
])('consent to %s', (_, given, expected) => expect(consentOf(given)).toStrictEqual(expected))
