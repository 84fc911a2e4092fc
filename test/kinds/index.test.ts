import { expect, test } from 'vitest'
import { KINDS, kindOf } from '../../src/kinds/index.ts'

test('each kind is found by its key, and no other', () => {
  expect(KINDS.map(({ key }) => kindOf(key))).toEqual(KINDS)
  expect(() => kindOf('x')).toThrow('No kind has the key x')
})

test.each(KINDS.map(kind => [kind.key, kind] as const))('%s needs only kinds that stand before it', (_, kind) => {
  const before = KINDS.slice(0, KINDS.indexOf(kind)).map(({ key }) => key)
  expect(kind.needs.filter(key => !before.includes(key))).toEqual([])
})
