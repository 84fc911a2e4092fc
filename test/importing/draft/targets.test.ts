import { expect, test } from 'vitest'
import { bitOf, selectorsOf, targetEntries } from '../../../src/importing/draft/targets.ts'

const registriesOf = (names: readonly string[]) =>
  names.map(target => ({ target, account: '111122223333', repositories: [], registry: {} }))

const FLEET = ['prod/a/eu-west-1', 'prod/a/us-east-1', 'prod/b/eu-west-1', 'dev-eu', 'dev-us']
const WRITTEN = {
  prod: { labels: { env: 'prod' } },
  'prod/a': { labels: { env: 'prod', team: 'a' } },
  'dev-eu': {},
}

const cases: readonly [string, readonly string[], unknown, readonly string[], readonly string[]][] = [
  ['one by its name', ['dev-eu'], WRITTEN, [], ['dev-eu']],
  ['those of a label', ['prod/a/eu-west-1', 'prod/a/us-east-1'], WRITTEN, [], ['team=a']],
  ['those that begin alike', ['prod/a/eu-west-1', 'prod/a/us-east-1'], undefined, [], ['prod/a/**']],
  ['those that begin alike within a part', ['dev-eu', 'dev-us'], WRITTEN, [], ['dev-*']],
  ['those that begin alike, not others', ['dev-eu', 'dev-us'], WRITTEN, ['dev-ap'], ['dev-eu', 'dev-us']],
  [
    'those of a label, not others',
    ['prod/a/eu-west-1', 'prod/a/us-east-1'],
    WRITTEN,
    ['prod/a/x'],
    ['prod/a/eu-west-1', 'prod/a/us-east-1'],
  ],
  ['those that have nothing in common', ['dev-eu', 'prod/b/eu-west-1'], WRITTEN, [], ['prod/b/eu-west-1', 'dev-eu']],
]

test.each(cases)('selectors choose %s', (_, chosen, written, others, expected) => {
  const set = chosen.reduce((all, name) => all | bitOf(FLEET.indexOf(name)), 0n)
  expect(selectorsOf(registriesOf(FLEET), written, others)(set)).toEqual(expected)
})

test('selectors choose those that end alike', () => {
  const select = selectorsOf(registriesOf(['prod-eu', 'dev-eu', 'prod-us']), undefined, [])
  expect(select(bitOf(0) | bitOf(1))).toEqual(['*-eu'])
})

test('entries of targets are those that are written, or one for each that has a name', () => {
  expect(targetEntries(registriesOf(['x']), WRITTEN)).toBe(WRITTEN)
  expect(targetEntries(registriesOf(['x']), undefined)).toEqual({ x: { account: '111122223333' } })
  expect(targetEntries([{ repositories: [], registry: {}, account: '111122223333' }], undefined)).toBeUndefined()
})
