import { expect, test } from 'vitest'
import type { Mutability } from '../../../src/kinds/repository/spec.ts'
import { loosened, weakenedIn } from '../../../src/kinds/repository/weakening.ts'

type Said = readonly [Mutability, ...string[]]
const setting = ([imageTagMutability, ...filters]: Said) => ({
  imageTagMutability,
  ...(filters.length > 0 && { imageTagMutabilityExclusionFilters: filters }),
})
const IMMUTABLE: Said = ['IMMUTABLE']
const MUTABLE: Said = ['MUTABLE']
const allBut = (...filters: readonly string[]): Said => ['IMMUTABLE_WITH_EXCLUSION', ...filters]
const only = (...filters: readonly string[]): Said => ['MUTABLE_WITH_EXCLUSION', ...filters]

test.each<readonly [Said, Said, boolean]>([
  [IMMUTABLE, IMMUTABLE, false],
  [IMMUTABLE, MUTABLE, true],
  [IMMUTABLE, allBut('dev-*'), true],
  [IMMUTABLE, only('v*'), true],
  [IMMUTABLE, only('*'), false],
  [MUTABLE, IMMUTABLE, false],
  [MUTABLE, only('v*'), false],
  [MUTABLE, allBut('v*'), false],
  [allBut('dev-*'), IMMUTABLE, false],
  [allBut('dev-*'), allBut('dev-*'), false],
  [allBut('dev-*'), allBut('dev-1', 'dev-2*'), false],
  [allBut('dev-*'), allBut('dev-*', 'prod'), true],
  [allBut('dev-*'), allBut('dev*'), true],
  [allBut('dev-*'), MUTABLE, true],
  [allBut('*'), MUTABLE, false],
  [allBut('dev-*'), only('v*'), true],
  [only('v*'), IMMUTABLE, false],
  [only('v*'), only('v*', 'prod'), false],
  [only('v*', 'prod'), only('v*'), true],
  [only('v1'), only('v*'), false],
  [only('v*'), only('v1'), true],
  [only('v*'), MUTABLE, true],
  [only('v*'), allBut('dev-*'), false],
  [only('v*'), allBut('*-dev'), true],
  [only('v*-rc'), allBut('v*-dev'), false],
  [only('prod'), allBut('pr*'), true],
  [only('prod'), allBut('dev'), false],
  [only('pr*'), allBut('prod'), true],
  [only('pr*'), allBut('dev'), false],
])('from %j to %j: whether a tag may move that could not is %s', (before, after, isWeaker) => {
  expect(loosened(setting(before), setting(after)).length > 0).toBe(isWeaker)
})

test('says both, with their filters', () =>
  expect(loosened(setting(allBut('dev-*')), setting(MUTABLE))).toEqual([
    'tags may move that could not: IMMUTABLE_WITH_EXCLUSION (dev-*) → MUTABLE',
  ]))

test.each([
  ['off', true, false, ['images are not scanned when they are pushed']],
  ['on', false, true, []],
  ['still on', true, true, []],
])('scanning is %s', (_, before, after, expected) => {
  const spec = (scanOnPush: boolean) => ({ imageScanningConfiguration: { scanOnPush } })
  expect(weakenedIn({ before: spec(before), after: spec(after) })).toEqual(expected)
})

test('nothing weakens what is new, or what goes', () => {
  expect(weakenedIn({ before: null, after: setting(MUTABLE) })).toEqual([])
  expect(weakenedIn({ before: setting(IMMUTABLE), after: null })).toEqual([])
})
