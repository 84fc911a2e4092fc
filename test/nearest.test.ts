import { describe, expect, test } from 'vitest'
import { didYouMean } from '../src/manifest/form/names.ts'
import { nearest } from '../src/nearest.ts'

const KNOWN = ['imageTagMutability', 'repositoryPolicy', 'lifecyclePolicy', 'tags']

describe('the name that was meant', () => {
  test.each<[string, string | undefined]>([
    ['repositoryPolicies', 'repositoryPolicy'],
    ['imagetagmutability', 'imageTagMutability'],
    ['tag', 'tags'],
    ['lifeCycle', undefined],
    ['x', undefined],
    ['lifecyclePolicy'.repeat(100_000), undefined],
  ])('for %.30s is %s', (name, meant) => {
    expect(nearest(name, KNOWN)).toBe(meant)
  })

  test('is the first of those that are as near', () => {
    expect(nearest('ab', ['ac', 'bb'])).toBe('ac')
  })
})

test('that is long is never compared, on either side', () => {
  const long = 'a'.repeat(257)
  expect([nearest(long, [`${long}b`, long.slice(1)]), nearest(long.slice(1), [long])]).toEqual([undefined, undefined])
})

test('is looked for as long as that is bounded in all', () => {
  const known = Array.from({ length: 1000 }, (_, index) => `policy-number-${index}`)
  const found = Array.from({ length: 10_000 }, () => nearest('policy-number-x', known))
  expect([found[0], found.at(-1)]).toEqual(['policy-number-0', undefined])
})

describe('the hint', () => {
  test('asks whether a near name was meant', () => {
    expect(didYouMean('tagz', KNOWN)).toBe('Did you mean "tags"?')
  })

  test('lists the names where none is near', () => {
    expect(didYouMean('zzzzzzzz', ['a', 'b'])).toBe('Write one of a, b.')
  })

  test('lists thirty of many', () => {
    const many = Array.from({ length: 5000 }, (_, index) => `policy-number-${index}`)
    expect(didYouMean('zzzzzzzz', many)).toMatch(/^Write one of policy-number-0, .*policy-number-29, …\.$/)
  })

  test('says that there is none to list', () => {
    expect(didYouMean('a', [])).toBe('There is none to choose from.')
  })
})
