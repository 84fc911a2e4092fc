import { describe, expect, test } from 'vitest'
import { validatePolicy, validatePolicyText } from '../../src/lifecycle/index.ts'
import vectors from './lifecycle-vectors.json' with { type: 'json' }

const textOf = (invalid: (typeof vectors.invalidPolicies)[number]) =>
  invalid.policyText ?? JSON.stringify(invalid.policy)

describe('a lifecycle policy that ECR refuses is refused in its words', () => {
  test.each(vectors.invalidPolicies.map(invalid => [invalid.id, invalid] as const))('%s', (_id, invalid) => {
    const [first] = validatePolicyText(textOf(invalid))
    expect(first?.message).toContain(invalid.messageContains ?? '')
    expect(first).toBeDefined()
  })
})

describe('a lifecycle policy that ECR accepts is accepted', () => {
  test.each(vectors.vectors.map(vector => [vector.id, vector.policy] as const))('%s', (_id, policy) => {
    expect(validatePolicyText(JSON.stringify(policy))).toEqual([])
  })
})

const rule = (selection: object, action: object = { type: 'expire' }, rulePriority = 1) => ({
  rulePriority,
  selection: { tagStatus: 'any', countType: 'imageCountMoreThan', countNumber: 1, ...selection },
  action,
})

describe('each rule of the grammar points at what breaks it', () => {
  test.each([
    [
      'five wildcards',
      [rule({ tagStatus: 'tagged', tagPatternList: ['a', '*a*a*a*a*'] })],
      'rules.0.selection.tagPatternList.1',
    ],
    ['a transition without a target', [rule({}, { type: 'transition' })], 'rules.0.action'],
    [
      'an expiry with a target',
      [rule({}, { type: 'expire', targetStorageClass: 'archive' })],
      'rules.0.action.targetStorageClass',
    ],
    ['a target of null', [rule({}, { type: 'expire', targetStorageClass: null })], 'rules.0.action.targetStorageClass'],
    ['a unit of null', [rule({ countUnit: null })], 'rules.0.selection.countUnit'],
    ['a type of null', [rule({}, { type: null })], 'rules.0.action.type'],
    [
      'an archived image expired too early',
      [rule({ storageClass: 'archive', countType: 'sinceImageTransitioned', countUnit: 'days', countNumber: 89 })],
      'rules.0.selection.countNumber',
    ],
    [
      'two untagged rules',
      [rule({ tagStatus: 'untagged' }), rule({ tagStatus: 'untagged' }, undefined, 2)],
      'rules.1.selection.tagStatus',
    ],
    [
      'a prefix in two rules',
      [
        rule({ tagStatus: 'tagged', tagPrefixList: ['a'] }),
        rule({ tagStatus: 'tagged', tagPrefixList: ['b', 'a'] }, undefined, 2),
      ],
      'rules.1.selection.tagPrefixList.1',
    ],
    ['a number as text', [rule({ countNumber: '5' })], 'rules.0.selection.countNumber'],
    ['half an image', [rule({ countNumber: 1.5 })], 'rules.0.selection.countNumber'],
    [
      'an empty tag pattern',
      [rule({ tagStatus: 'tagged', tagPatternList: [''] })],
      'rules.0.selection.tagPatternList.0',
    ],
    ['an empty tag list', [rule({ tagStatus: 'tagged', tagPrefixList: [] })], 'rules.0.selection.tagPrefixList'],
    [
      'an empty tag list beside the other one',
      [rule({ tagStatus: 'tagged', tagPrefixList: ['v'], tagPatternList: [] })],
      'rules.0.selection.tagPatternList',
    ],
    [
      'a tag list beside untagged',
      [rule({ tagStatus: 'untagged', tagPatternList: [], tagPrefixList: ['v'] })],
      'rules.0.selection.tagPrefixList',
    ],
    ['a tag list of null', [rule({ tagStatus: 'untagged', tagPatternList: null })], 'rules.0.selection.tagPatternList'],
    ['a unit of null', [rule({ countUnit: null })], 'rules.0.selection.countUnit'],
    ['no rule', [], 'rules'],
    ['a rule that is no object', ['x'], 'rules.0'],
  ])('%s', (_name, rules, path) => {
    expect(validatePolicy({ rules })[0]?.path.join('.')).toBe(path)
  })

  test.each([
    ['untagged', { tagStatus: 'untagged', tagPrefixList: [] }],
    ['any', { tagStatus: 'any', tagPatternList: [] }],
    ['any, both', { tagStatus: 'any', tagPatternList: [], tagPrefixList: [] }],
  ])('an empty tag list beside %s is none', (_, selection) => {
    expect(validatePolicy({ rules: [rule(selection)] })).toEqual([])
  })

  test('an any rule of the archive class does not have to come after the standard ones', () => {
    const archived = rule({
      storageClass: 'archive',
      countType: 'sinceImageTransitioned',
      countUnit: 'days',
      countNumber: 90,
    })
    expect(validatePolicy({ rules: [archived, rule({ tagStatus: 'untagged' }, undefined, 2)] })).toEqual([])
  })

  test('a text over 30,720 characters is too long', () => {
    const policy = { rules: [{ ...rule({}), description: 'x'.repeat(30_720) }] }
    expect(validatePolicyText(JSON.stringify(policy))[0]?.rule).toBe('length')
  })
})
