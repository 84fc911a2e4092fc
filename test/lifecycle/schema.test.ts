import { describe, expect, test } from 'vitest'
import { misshapen, policyShape } from '../../src/lifecycle/schema.ts'

const SELECTION = { tagStatus: 'any', countType: 'imageCountMoreThan', countNumber: 1 }
const rule = (more: object = {}) => ({ rulePriority: 1, selection: SELECTION, action: { type: 'expire' }, ...more })
const selecting = (more: object) => [rule({ selection: { ...SELECTION, ...more } })]
const acting = (action: unknown) => [rule({ action })]
const shapeOf = (rules: unknown) => misshapen({ rules }, policyShape)

const NO_ALTERNATIVE = 'instance failed to match exactly one schema (matched 0 out of 2)'
const noType = (found: string, allowed: string) =>
  `instance type (${found}) does not match any allowed primitive type (allowed: ["${allowed}"])`
const missing = (names: string) => `object has missing required properties ([${names}])`
const unknown = (names: string) => `object instance has properties which are not allowed by the schema: ([${names}])`
const noValue = (value: string, allowed: string) =>
  `instance value ("${value}") not found in enum :(possible values: [${allowed}])`
const tooLow = (found: number) => `numeric instance is lower than the required minimum (minimum: 1, found: ${found})`

describe('a form that ECR knows is accepted', () => {
  test.each<[string, unknown[]]>([
    ['a rule with no more than it needs', [rule()]],
    ['a description, and an empty one', [rule({ description: 'old ones' }), rule({ description: '' })]],
    ['the standard class by its name', selecting({ storageClass: 'standard' })],
    ['the archive class', selecting({ storageClass: 'archive' })],
    ['tagged', selecting({ tagStatus: 'tagged', tagPatternList: ['v*'], tagPrefixList: ['v'] })],
    ['untagged', selecting({ tagStatus: 'untagged' })],
    ['empty lists', selecting({ tagPatternList: [], tagPrefixList: [] })],
    ['since it was pushed', selecting({ countType: 'sinceImagePushed', countUnit: 'days' })],
    ['since it was pulled', selecting({ countType: 'sinceImagePulled', countUnit: 'days' })],
    ['since it was archived', selecting({ countType: 'sinceImageTransitioned', countUnit: 'days' })],
    ['a transition', acting({ type: 'transition', targetStorageClass: 'archive' })],
  ])('%s', (_sentence, rules) => {
    expect(shapeOf(rules)).toEqual([])
  })
})

describe('what of a form ECR does not know is refused at its place, in its words', () => {
  test.each<[string, unknown, (string | number)[], string, string]>([
    ['null for the rules', null, ['rules'], 'type', noType('null', 'array')],
    ['an object for the rules', {}, ['rules'], 'type', noType('object', 'array')],
    [
      'no rule',
      [],
      ['rules'],
      'empty',
      'array is too short: must have at least 1 elements but instance has 0 elements',
    ],
    ['a text for a rule', ['x'], ['rules', 0], 'type', noType('string', 'object')],
    ['a list for a rule', [[]], ['rules', 0], 'type', noType('array', 'object')],
    ['null for a rule, the second', [rule(), null], ['rules', 1], 'type', noType('null', 'object')],
    ['an empty rule', [{}], ['rules', 0], 'missing', missing('"rulePriority","selection","action"')],
    ['a member more', [rule({ enabled: true })], ['rules', 0, 'enabled'], 'unknown', unknown('"enabled"')],
    [
      'two members more, at the first of them',
      [rule({ enabled: true, name: 'x' })],
      ['rules', 0, 'enabled'],
      'unknown',
      unknown('"enabled","name"'),
    ],
    ['a priority below one', [rule({ rulePriority: 0 })], ['rules', 0, 'rulePriority'], 'minimum', tooLow(0)],
    [
      'a number that is none',
      [rule({ rulePriority: '1' })],
      ['rules', 0, 'rulePriority'],
      'type',
      noType('string', 'integer'),
    ],
    [
      'no text to describe it',
      [rule({ description: 1 })],
      ['rules', 0, 'description'],
      'type',
      noType('integer', 'string'),
    ],
    [
      'an empty selection',
      [rule({ selection: {} })],
      ['rules', 0, 'selection'],
      'missing',
      missing('"tagStatus","countType","countNumber"'),
    ],
    [
      'another tag status',
      selecting({ tagStatus: 'all' }),
      ['rules', 0, 'selection', 'tagStatus'],
      'enum',
      noValue('all', '"tagged","untagged","any"'),
    ],
    [
      'another class',
      selecting({ storageClass: 'glacier' }),
      ['rules', 0, 'selection', 'storageClass'],
      'enum',
      noValue('glacier', '"standard","archive"'),
    ],
    [
      'another way to count',
      selecting({ countType: 'sinceImageBuilt' }),
      ['rules', 0, 'selection', 'countType'],
      'enum',
      noValue('sinceImageBuilt', '"imageCountMoreThan","sinceImagePushed","sinceImagePulled","sinceImageTransitioned"'),
    ],
    [
      'another unit',
      selecting({ countUnit: 'weeks' }),
      ['rules', 0, 'selection', 'countUnit'],
      'enum',
      noValue('weeks', '"days"'),
    ],
    [
      'null for a unit',
      selecting({ countUnit: null }),
      ['rules', 0, 'selection', 'countUnit'],
      'countUnit',
      NO_ALTERNATIVE,
    ],
    ['none to count', selecting({ countNumber: 0 }), ['rules', 0, 'selection', 'countNumber'], 'minimum', tooLow(0)],
    [
      'fewer than none',
      selecting({ countNumber: -3 }),
      ['rules', 0, 'selection', 'countNumber'],
      'minimum',
      tooLow(-3),
    ],
    [
      'half an image',
      selecting({ countNumber: 1.5 }),
      ['rules', 0, 'selection', 'countNumber'],
      'type',
      noType('number', 'integer'),
    ],
    [
      'a number as text',
      selecting({ countNumber: '5' }),
      ['rules', 0, 'selection', 'countNumber'],
      'type',
      noType('string', 'integer'),
    ],
    [
      'null for a list of patterns',
      selecting({ tagPatternList: null }),
      ['rules', 0, 'selection', 'tagPatternList'],
      'type',
      noType('null', 'array'),
    ],
    [
      'an empty pattern, the second',
      selecting({ tagPatternList: ['v*', ''] }),
      ['rules', 0, 'selection', 'tagPatternList', 1],
      'empty',
      'string "" is too short (length: 0, required minimum: 1)',
    ],
    [
      'an empty prefix',
      selecting({ tagPrefixList: [''] }),
      ['rules', 0, 'selection', 'tagPrefixList', 0],
      'empty',
      'string "" is too short (length: 0, required minimum: 1)',
    ],
    [
      'a prefix that is no text',
      selecting({ tagPrefixList: [true] }),
      ['rules', 0, 'selection', 'tagPrefixList', 0],
      'type',
      noType('boolean', 'string'),
    ],
    ['an empty action', acting({}), ['rules', 0, 'action'], 'missing', missing('"type"')],
    ['null for an action', acting({ type: null }), ['rules', 0, 'action', 'type'], 'type', noType('null', 'string')],
    [
      'another action',
      acting({ type: 'delete' }),
      ['rules', 0, 'action', 'type'],
      'enum',
      noValue('delete', '"expire","transition"'),
    ],
    [
      'another target',
      acting({ type: 'transition', targetStorageClass: 'glacier' }),
      ['rules', 0, 'action', 'targetStorageClass'],
      'enum',
      noValue('glacier', '"archive"'),
    ],
    [
      'null for a target',
      acting({ type: 'expire', targetStorageClass: null }),
      ['rules', 0, 'action', 'targetStorageClass'],
      'targetStorageClass',
      NO_ALTERNATIVE,
    ],
  ])('%s', (_sentence, rules, path, name, message) => {
    expect(shapeOf(rules)).toEqual([{ path, rule: name, message }])
  })

  test.each<[string, unknown, string]>([
    ['null', null, 'null'],
    ['a list', [], 'array'],
    ['a text', 'rules', 'string'],
    ['a number', 1, 'integer'],
  ])('%s for a policy', (_sentence, policy, found) => {
    expect(misshapen(policy, policyShape)).toEqual([{ path: [], rule: 'type', message: noType(found, 'object') }])
  })

  test('all of it, what is missing first, then what is too much, then what the members are', () => {
    const selection = { tagStatus: 'all', countType: 'imageCountMoreThan', tags: [] }
    expect(shapeOf([rule({ selection })])).toEqual([
      { path: ['rules', 0, 'selection'], rule: 'missing', message: missing('"countNumber"') },
      { path: ['rules', 0, 'selection', 'tags'], rule: 'unknown', message: unknown('"tags"') },
      {
        path: ['rules', 0, 'selection', 'tagStatus'],
        rule: 'enum',
        message: noValue('all', '"tagged","untagged","any"'),
      },
    ])
  })

  test('members that every object has are not taken for its own', () => {
    const [first, ...others] = misshapen(JSON.parse('{ "__proto__": { "rules": [] } }'), policyShape)
    expect(first).toEqual({ path: [], rule: 'missing', message: missing('"rules"') })
    expect(others).toEqual([{ path: ['__proto__'], rule: 'unknown', message: unknown('"__proto__"') }])
  })
})
