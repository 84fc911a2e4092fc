import { expect, test } from 'vitest'
import { EcrsyncError } from '../../../../src/errors.ts'
import type { Explained } from '../../../../src/manifest/meaning/explain/explained.ts'
import { checkField, fieldsFor } from '../../../../src/manifest/meaning/explain/fields.ts'

const source = { file: 'ecrsync.yaml', line: 3, column: 1 }
const chain = [{ source, section: 'defaults', value: 'x' }]
const EXPLAINED: Explained = {
  standing: 'declared',
  fields: [
    { field: 'tags.team', value: 'a', chain },
    { field: 'tags["a b"]', value: 'b', chain },
    { field: 'imageTagMutability', value: 'MUTABLE', chain },
    { field: 'unmanaged', value: ['lifecyclePolicy', 'tags.owner'], chain },
  ],
}

test.each([
  ['tags', ['tags.team', 'tags["a b"]']],
  ['tags.team', ['tags.team']],
  ['tags["a b"]', ['tags["a b"]']],
  ['imageTagMutability', ['imageTagMutability']],
  ['imageTagMutability.x', ['imageTagMutability']],
])('%s is %j', (asked, fields) => expect(fieldsFor(EXPLAINED, asked).map(({ field }) => field)).toEqual(fields))

test.each([
  ['tags.owner', 'left to others', 1],
  ['lifecyclePolicy', 'left to others', 1],
  ['repositoryPolicy', 'not said', 0],
])('%s, of which no value is said, is %s', (asked, _, places) =>
  expect(fieldsFor(EXPLAINED, asked)).toEqual([{ field: asked, chain: chain.slice(0, places) }]),
)

const refusalOf = (asked: string, of: 'repository' | 'registry'): Partial<EcrsyncError> => {
  try {
    checkField(asked, [of])
    return {}
  } catch (error) {
    return error as EcrsyncError
  }
}

test.each([
  ['tags.team', 'repository'],
  ['waive', 'registry'],
  ['scanningConfiguration.rules', 'registry'],
] as const)('%s is a setting of the %s', (asked, of) => expect(refusalOf(asked, of)).toEqual({}))

test.each([
  ['lifecyclePolicies', 'repository', 'Did you mean lifecyclePolicy?'],
  ['xyz', 'repository', /^It has vars, tags, /],
  ['__proto__', 'registry', /^It has /],
] as const)('%s is none of the %s', (asked, of, hint) => {
  const refusal = refusalOf(asked, of)
  expect(refusal).toBeInstanceOf(EcrsyncError)
  expect(refusal.code).toBe('INVALID_ARGUMENT')
  expect(refusal.hint).toMatch(hint)
})

test('one of the other is told to be there', () =>
  expect(refusalOf('lifecyclePolicy', 'registry').detail).toBe('It is one of a repository.'))
