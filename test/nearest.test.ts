import { describe, expect, test } from 'vitest'
import { didYouMean, listed, meant, nearest } from '../src/nearest.ts'

const KNOWN = ['imageTagMutability', 'repositoryPolicy', 'lifecyclePolicy', 'tags']
const many = <T>(count: number, nameOf: (index: number) => T) =>
  Array.from({ length: count }, (_, index) => nameOf(index))
const NUMBERED = many(1000, index => `policy-number-${index}`)

describe('the name that was meant', () => {
  test.each<[string, string | undefined]>([
    ['repositoryPolicies', 'repositoryPolicy'],
    ['imagetagmutability', 'imageTagMutability'],
    ['tag', 'tags'],
    ['lifeCycle', undefined],
    ['x', undefined],
    ['', undefined],
    ['lifecyclePolicy'.repeat(20), undefined],
  ])('for %.30s is %s', (name, meant) => {
    expect(nearest(name, KNOWN)).toBe(meant)
  })

  test('is the first of those that are as near', () => {
    expect(nearest('ab', ['ac', 'bb'])).toBe('ac')
  })

  test.each([
    ['polciy-number-777', 'policy-number-777'],
    ['policy-numbr-31', 'policy-number-31'],
    ['policy-number-999', 'policy-number-999'],
  ])('is found among a thousand that are alike: %s', (name, known) => {
    expect(nearest(name, NUMBERED)).toBe(known)
  })

  test('is looked for in whatever can be gone through, each time anew', () => {
    const known = new Map(KNOWN.map(name => [name, 1]))
    expect([nearest('tag', known.keys()), didYouMean('tag', known.keys())]).toEqual(['tags', 'Did you mean "tags"?'])
  })
})

test('that is long is never compared, on either side', () => {
  const long = 'a'.repeat(257)
  expect([nearest(long, [`${long}b`, long.slice(1)]), nearest(long.slice(1), [long])]).toEqual([undefined, undefined])
})

describe('the same question has the same answer', () => {
  test('however often it has been asked', () => {
    const found = many(10_000, () => nearest('tagz', KNOWN))
    expect(new Set(found)).toEqual(new Set(['tags']))
  })

  test('and a bounded part of very many names is looked at', () => {
    let taken = 0
    function* endless() {
      for (;;) yield `policy-number-${taken++}`
    }
    expect(nearest('policy-numbr-7', endless())).toBe('policy-number-7')
    expect(taken).toBeLessThan(10_000)
  })

  test('as is a bounded part of names that are long and alike', () => {
    const rotated = many(
      1000,
      index => 'abcdefghij'.repeat(25).slice(index % 250) + 'abcdefghij'.repeat(25).slice(0, index % 250),
    )
    expect(many(1000, index => nearest(`${rotated[index]}`.slice(1), rotated))).toHaveLength(1000)
  })

  test('in time for ten thousand wrong names beside a thousand known ones', () => {
    const wrong = many(10_000, index => `polciy-nubmer-${index}`)
    expect(wrong.filter(name => nearest(name, NUMBERED) === undefined)).toEqual([])
  })
})

describe('the hint', () => {
  test('asks whether a near name was meant', () => {
    expect(didYouMean('tagz', KNOWN)).toBe('Did you mean "tags"?')
  })

  test('says what to type, where that is more than the name', () => {
    expect([meant('tagz', KNOWN, near => `--${near}`), meant('zzzzzzzz', KNOWN)]).toEqual([
      'Did you mean --tags?',
      undefined,
    ])
  })

  test('lists the names where none is near', () => {
    expect(didYouMean('zzzzzzzz', ['a', 'b'])).toBe('Write one of a, b.')
  })

  test('lists thirty of many', () => {
    expect(didYouMean('zzzzzzzz', NUMBERED)).toMatch(/^Write one of policy-number-0, .*policy-number-29, …\.$/)
    expect(listed(NUMBERED.slice(0, 30))).toMatch(/, policy-number-29$/)
  })

  test('of the thousandth wrong name in one place lists them, and asks no more', () => {
    expect([didYouMean('tagz', KNOWN, 999), didYouMean('tagz', KNOWN, 1000)]).toEqual([
      'Did you mean "tags"?',
      `Write one of ${KNOWN.join(', ')}.`,
    ])
  })

  test('says that there is none to list', () => {
    expect(didYouMean('a', [])).toBe('There is none to choose from.')
  })
})
