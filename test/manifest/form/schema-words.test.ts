import type { ErrorObject } from 'ajv'
import { describe, expect, test } from 'vitest'
import { problemOf } from '../../../src/manifest/form/schema-words.ts'

type Schema = Readonly<Record<string, unknown>>

const problem = (error: Partial<ErrorObject>, parentSchema?: Schema, written?: string) =>
  problemOf(
    {
      instancePath: '/repositories/a~1b/images',
      keyword: '',
      params: {},
      schemaPath: '',
      ...error,
      parentSchema,
    } as ErrorObject,
    () => written,
  )

describe('a bound of the schema is said with what to write', () => {
  test.each<[string, Partial<ErrorObject>, Schema, string, string]>([
    [
      'one item',
      { keyword: 'minItems', params: { limit: 1 }, data: [] },
      { examples: [['a']] },
      'images must have at least 1 item',
      'Write for example images: ["a"], or remove the line.',
    ],
    [
      'two items',
      { keyword: 'minItems', params: { limit: 2 }, data: ['a'] },
      { default: ['a', 'b'] },
      'images must have at least 2 items',
      'Write for example images: ["a","b"].',
    ],
    [
      'too many items',
      { keyword: 'maxItems', params: { limit: 2 }, data: [1, 2, 3] },
      {},
      'images must have at most 2 items',
      'It has 3: leave out 1.',
    ],
    [
      'no text',
      { keyword: 'minLength', params: { limit: 1 }, data: '' },
      { examples: ['a'] },
      'images must have at least 1 character',
      'Write for example images: "a", or remove the line.',
    ],
    [
      'a short text',
      { keyword: 'minLength', params: { limit: 3 }, data: 'a' },
      { examples: ['abc'] },
      'images must have at least 3 characters',
      'Write for example images: "abc".',
    ],
    [
      'a long text',
      { keyword: 'maxLength', params: { limit: 2 }, data: 'abc' },
      {},
      'images must have at most 2 characters',
      'It has 3: leave out 1.',
    ],
    [
      'a small number',
      { keyword: 'minimum', params: { limit: 90 }, data: 7 },
      {},
      'images must be 90 or more',
      'Write for example images: 90.',
    ],
    [
      'a large number',
      { keyword: 'maximum', params: { limit: 9 }, data: 10 },
      {},
      'images must be 9 or less',
      'Write for example images: 9.',
    ],
    [
      'an item of a list',
      { keyword: 'minimum', params: { limit: 1 }, data: 0, instancePath: '/a/0' },
      {},
      'The value must be 1 or more',
      'Write for example 1.',
    ],
    [
      'another keyword',
      { keyword: 'pattern', params: {}, data: 'a', message: 'must match "b"' },
      { examples: ['b'] },
      'The value must match "b"',
      'Write for example images: "b".',
    ],
  ])('%s', (_, error, schema, summary, hint) => {
    expect(problem(error, { description: 'What it is.', ...schema })).toEqual({
      path: error.instancePath === undefined ? ['repositories', 'a/b', 'images'] : ['a', '0'],
      code: 'WRONG_VALUE',
      summary,
      detail: 'What it is.',
      hint,
    })
  })
})

describe('an error without a schema beside it', () => {
  test.each<[string, Partial<ErrorObject>, object]>([
    [
      'of an unknown key',
      { keyword: 'additionalProperties', params: { additionalProperty: 'x' } },
      { code: 'UNKNOWN_KEY', hint: 'There is none to choose from.' },
    ],
    [
      'of a missing key',
      { keyword: 'required', params: { missingProperty: 'version' } },
      { code: 'MISSING_KEY', hint: 'Add version: …', detail: '' },
    ],
    [
      'of a key that another one needs',
      { keyword: 'dependencies', params: { missingProperty: 'x' } },
      { code: 'MISSING_KEY', hint: 'Add x: …' },
    ],
    ['of no form', { keyword: 'minProperties', params: {} }, { code: 'EXACTLY_ONE' }],
  ])('%s says what it can', (_, error, expected) => expect(problem(error)).toMatchObject(expected))
})

describe('a value that is none of those there are', () => {
  test.each<[string, Partial<ErrorObject>, Schema, object]>([
    [
      'the only one is written',
      { keyword: 'const', data: 2 },
      { const: 1 },
      { summary: 'Unknown value 2', detail: 'ECR knows no such value.', hint: 'Write 1.' },
    ],
    [
      'a near one is meant',
      { keyword: 'enum', data: 'KM' },
      { enum: ['AES256', 'KMS'], description: 'How.' },
      { detail: 'How.', hint: 'Did you mean "KMS"?' },
    ],
    [
      'a map is shown',
      { keyword: 'enum', data: { a: 1 } },
      { enum: ['AES256', 'KMS'] },
      { summary: 'Unknown value {"a":1}' },
    ],
    ['null is its own mistake', { keyword: 'enum', data: null }, { enum: ['AES256', 'KMS'] }, { code: 'NOT_NULL' }],
  ])('%s', (_, error, schema, expected) => expect(problem(error, schema)).toMatchObject(expected))
})
