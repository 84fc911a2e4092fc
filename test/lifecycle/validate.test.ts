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

const FAILURE = 'Lifecycle policy validation failure: '
const NO_ALTERNATIVE = 'instance failed to match exactly one schema (matched 0 out of 2)'
const NO_ELEMENTS = 'array is too short: must have at least 1 elements but instance has 0 elements'
const ONE_UNTAGGED = 'Only one rule can select Untagged images per storage class.'
const ANY_LAST = 'Rule for tagStatus=ANY must have the lowest priority per storage class'

const since = (countType: string, countNumber = 90) => ({ countType, countUnit: 'days', countNumber })
const ARCHIVED = { storageClass: 'archive', ...since('sinceImageTransitioned') }
const TRANSITION = { type: 'transition', targetStorageClass: 'archive' }
const prefixes = (...tagPrefixList: readonly string[]) => ({ tagStatus: 'tagged', tagPrefixList })
const patterns = (...tagPatternList: readonly string[]) => ({ tagStatus: 'tagged', tagPatternList })
const several = (count: number) =>
  Array.from({ length: count }, (_, index) => rule(prefixes(`p${index}-`), undefined, index + 1))

describe('what no rule of one policy may say is refused at its place, in words', () => {
  test.each<[string, object[], (string | number)[], string, string]>([
    ['51 rules', several(51), ['rules'], 'tooMany', 'Policy has 51 rules, at most 50 are allowed.'],
    [
      'tagged without a list',
      [rule({ tagStatus: 'tagged' })],
      ['rules', 0, 'selection'],
      'tagList',
      'Must specify tagPrefixList or tagPatternList when tagStatus=TAGGED.',
    ],
    [
      'tagged with both lists',
      [rule({ ...prefixes('v'), ...patterns('v*') })],
      ['rules', 0, 'selection', 'tagPrefixList'],
      'tagLists',
      'Must specify only one of tagPrefixList or tagPatternList when tagStatus=TAGGED.',
    ],
    ['an empty list of prefixes', [rule(prefixes())], ['rules', 0, 'selection', 'tagPrefixList'], 'empty', NO_ELEMENTS],
    [
      'an empty list of patterns beside prefixes',
      [rule({ ...prefixes('v'), ...patterns() })],
      ['rules', 0, 'selection', 'tagPatternList'],
      'empty',
      NO_ELEMENTS,
    ],
    [
      'prefixes of what is untagged, beside an empty list of patterns',
      [rule({ ...prefixes('v'), tagStatus: 'untagged', tagPatternList: [] })],
      ['rules', 0, 'selection', 'tagPrefixList'],
      'tagListUntagged',
      'Must not specify tagPrefixList or tagPatternList when tagStatus=UNTAGGED.',
    ],
    [
      'patterns of any image',
      [rule({ ...patterns('v*'), tagStatus: 'any' })],
      ['rules', 0, 'selection', 'tagPatternList'],
      'tagListUntagged',
      'Must not specify tagPrefixList or tagPatternList when tagStatus=ANY.',
    ],
    [
      'five wildcards in a pattern, the second',
      [rule(patterns('a', '*a*a*a*a*'))],
      ['rules', 0, 'selection', 'tagPatternList', 1],
      'wildcards',
      'Tag pattern "*a*a*a*a*" has more than 4 wildcards.',
    ],
    [
      'a count in days',
      [rule({ countUnit: 'days' })],
      ['rules', 0, 'selection', 'countUnit'],
      'countUnit',
      NO_ALTERNATIVE,
    ],
    [
      'an age without a unit',
      [rule({ countType: 'sinceImagePushed' })],
      ['rules', 0, 'selection'],
      'countUnit',
      NO_ALTERNATIVE,
    ],
    [
      'an age in the archive of what is in standard storage',
      [rule(since('sinceImageTransitioned'))],
      ['rules', 0, 'selection', 'countType'],
      'storageClass',
      'countType=sinceImageTransitioned is only allowed with storageClass=ARCHIVE.',
    ],
    [
      'an age since the push of what is archived',
      [rule({ storageClass: 'archive', ...since('sinceImagePushed') })],
      ['rules', 0, 'selection', 'countType'],
      'storageClass',
      'countType=sinceImagePushed is only allowed with storageClass=STANDARD.',
    ],
    [
      'an expiry since the last pull',
      [rule(since('sinceImagePulled'))],
      ['rules', 0, 'action', 'type'],
      'actionType',
      'countType=sinceImagePulled is only allowed with action type TRANSITION.',
    ],
    [
      'a transition of what is archived',
      [rule(ARCHIVED, TRANSITION)],
      ['rules', 0, 'action', 'type'],
      'actionType',
      'countType=sinceImageTransitioned is only allowed with action type EXPIRE.',
    ],
    [
      'a transition without a target',
      [rule({}, { type: 'transition' })],
      ['rules', 0, 'action'],
      'targetStorageClass',
      NO_ALTERNATIVE,
    ],
    [
      'an expiry with a target',
      [rule({}, { ...TRANSITION, type: 'expire' })],
      ['rules', 0, 'action', 'targetStorageClass'],
      'targetStorageClass',
      NO_ALTERNATIVE,
    ],
    [
      'an archived image expired after 89 days',
      [rule({ ...ARCHIVED, countNumber: 89 })],
      ['rules', 0, 'selection', 'countNumber'],
      'archivedDays',
      'numeric instance is lower than the required minimum (minimum: 90, found: 89)',
    ],
    [
      'one priority of two rules',
      [rule({ tagStatus: 'untagged' }), rule(prefixes('a'))],
      ['rules', 1, 'rulePriority'],
      'priority',
      'Rule priority 1 must be unique.',
    ],
    [
      'two rules of what is untagged',
      [rule({ tagStatus: 'untagged' }), rule({ tagStatus: 'untagged' }, undefined, 2)],
      ['rules', 1, 'selection', 'tagStatus'],
      'untagged',
      ONE_UNTAGGED,
    ],
    [
      'any before another',
      [rule(prefixes('a'), undefined, 2), rule({})],
      ['rules', 1, 'selection', 'tagStatus'],
      'anyLast',
      ANY_LAST,
    ],
    [
      'a prefix in two rules',
      [rule(prefixes('a')), rule(prefixes('b', 'a'), undefined, 2)],
      ['rules', 1, 'selection', 'tagPrefixList', 1],
      'prefix',
      'Tag prefix "a" must not be repeated in rules of one storage class.',
    ],
  ])('%s', (_sentence, rules, path, name, message) => {
    expect(validatePolicy({ rules })).toEqual([{ path, rule: name, message: FAILURE + message }])
  })
})

describe('what is just allowed is not refused', () => {
  test.each<[string, object[]]>([
    ['50 rules', several(50)],
    ['four wildcards in each pattern', [rule(patterns('*a*a*a*', '*b*b*b*'))]],
    ['an archived image expired after 90 days', [rule(ARCHIVED)]],
    ['a transition since the last pull', [rule(since('sinceImagePulled', 1), TRANSITION)]],
    ['a transition by count', [rule({}, TRANSITION)]],
    ['the standard class by its name', [rule({ storageClass: 'standard' })]],
    ['an empty list of prefixes beside untagged', [rule({ tagStatus: 'untagged', tagPrefixList: [] })]],
    ['an empty list of patterns beside any', [rule({ tagPatternList: [] })]],
    ['two empty lists beside any', [rule({ tagPatternList: [], tagPrefixList: [] })]],
    ['a prefix twice in one rule', [rule(prefixes('a', 'a'))]],
    ['a prefix once in each class', [rule(prefixes('a')), rule({ ...prefixes('a'), ...ARCHIVED }, undefined, 2)]],
    [
      'a rule of what is untagged in each class',
      [rule({ tagStatus: 'untagged' }), rule({ tagStatus: 'untagged', ...ARCHIVED }, undefined, 2)],
    ],
    ['any of the archive before the standard ones', [rule(ARCHIVED), rule({ tagStatus: 'untagged' }, undefined, 2)]],
    ['any last by its priority, and not by its place', [rule({}, undefined, 2), rule(prefixes('a'))]],
  ])('%s', (_sentence, rules) => {
    expect(validatePolicy({ rules })).toEqual([])
  })
})

describe('what is wrong in several places is said of each', () => {
  test('in each rule that repeats a prefix, as often as it does', () => {
    const rules = [rule(prefixes('a')), rule(prefixes('a', 'a'), undefined, 2), rule(prefixes('a'), undefined, 3)]
    expect(validatePolicy({ rules }).map(({ path }) => path)).toEqual([
      ['rules', 1, 'selection', 'tagPrefixList', 0],
      ['rules', 1, 'selection', 'tagPrefixList', 1],
      ['rules', 2, 'selection', 'tagPrefixList', 0],
    ])
  })

  test('between rules of the standard class before those of the archive', () => {
    const untagged = (more: object, rulePriority: number) =>
      rule({ tagStatus: 'untagged', ...more }, undefined, rulePriority)
    const rules = [untagged(ARCHIVED, 1), untagged(ARCHIVED, 2), untagged({}, 3), untagged({}, 4)]
    expect(validatePolicy({ rules }).map(({ path }) => path[1])).toEqual([3, 1])
  })

  test('of how many rules there are, of each alone, and last of all together', () => {
    const rules = [...several(50), rule(since('sinceImagePulled'), undefined, 50)]
    expect(validatePolicy({ rules }).map(({ rule }) => rule)).toEqual(['tooMany', 'actionType', 'priority'])
  })

  test('of the form alone, where that is wrong', () => {
    expect(validatePolicy({ rules: [...several(51), 'x'] })).toEqual([
      {
        path: ['rules', 51],
        rule: 'type',
        message: `${FAILURE}instance type (string) does not match any allowed primitive type (allowed: ["object"])`,
      },
    ])
  })
})

describe('a text', () => {
  const text = JSON.stringify({ rules: [rule({})] })
  const refused = (rule: string, message: string) => [{ path: [], rule, message }]

  test('of 30,720 characters is accepted', () => {
    expect(validatePolicyText(text.padEnd(30_720))).toEqual([])
  })

  test.each([
    ['of 99 characters is too short', text.slice(0, 99), 'Member must have length greater than or equal to 100'],
    ['of 30,721 is too long', text.padEnd(30_721), 'Member must have length less than or equal to 30720'],
  ])('%s', (_sentence, given, message) => {
    expect(validatePolicyText(given)).toEqual(refused('length', message))
  })

  test.each([
    ['of 100 characters that is no JSON', 'x'.repeat(100)],
    ['that ends too early', text.slice(0, -1).padEnd(100)],
  ])('%s is refused as such', (_sentence, given) => {
    expect(validatePolicyText(given)).toEqual(
      refused('syntax', `${FAILURE}Could not map policyString into LifecyclePolicy.`),
    )
  })
})
