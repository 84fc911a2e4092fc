import { Ajv } from 'ajv'
import { expect, test } from 'vitest'
import { openKeys } from '../../../src/manifest/form/variable-schema.ts'

const KEY = '${{ target.name }}'

test.each<[string, object, object, boolean]>([
  ['a name of a fixed set', { additionalProperties: false, properties: { a: {} } }, { a: 1 }, true],
  ['a variable in its place', { additionalProperties: false, properties: { a: {} } }, { [KEY]: 1 }, true],
  ['another name', { additionalProperties: false, properties: { a: {} } }, { b: 1 }, false],
  ['a name of a form', { propertyNames: { pattern: '^a' } }, { ab: 1 }, true],
  ['a variable where names have a form', { propertyNames: { pattern: '^a' } }, { [KEY]: 1 }, true],
  ['a name of another form', { propertyNames: { pattern: '^a' } }, { b: 1 }, false],
  ['any name where all are taken', { additionalProperties: { type: 'number' } }, { [KEY]: 1 }, true],
  ['a value of another form', { additionalProperties: { type: 'number' } }, { [KEY]: 'x' }, false],
])('%s', (_title, schema, value, isAccepted) => {
  expect(new Ajv({ strict: false }).validate({ type: 'object', ...openKeys({ ...schema }) }, value)).toBe(isAccepted)
})
