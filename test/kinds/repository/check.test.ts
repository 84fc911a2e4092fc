import { describe, expect, test } from 'vitest'
import { repository } from '../../../src/kinds/repository.ts'
import type { Fields } from '../../../src/model.ts'
import { CONTEXT } from '../../world.ts'
import { NAME } from '../examples.ts'

const check = (fields: Fields, context = {}) =>
  repository
    .check(fields, { ...CONTEXT, repositoryName: NAME, ...context })
    .map(({ path, code }) => [path.join('.'), code])
const named = (repositoryName: string) => check({}, { repositoryName })
const tag = (key: string, value: string | null = '') => check({ tags: { [key]: value } })
const tags = (count: number) =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [`key${index}`, `${index}`]))

describe('names', () => {
  test.each(['ab', 'a/b', 'team/api', 'a.b', 'a_b', 'a-b', 'ab/c-d_e.f', 'a'.repeat(256)])('%s is good', name =>
    expect(named(name)).toEqual([]),
  )

  test.each(['a__b', 'a--b', 'a---b', '1a', '9/x'])("%s is good for the API, but not for ECR's guide", name =>
    expect(named(name)).toEqual([['', 'UNUSUAL_NAME']]),
  )

  test.each(['a', '', 'A/b', 'a//b', '/a', 'a/', '-a', 'a-', 'a..b', 'a___b', 'a b', 'ä/b', 'a'.repeat(257), 'a_.b'])(
    '"%s" is refused',
    name => expect(named(name)).toEqual([['', 'INVALID_NAME']]),
  )

  test.each([
    ['Team/My App', 'Write team/my-app instead.'],
    ['-a-/_b', 'Write a/b instead.'],
    ['ä', 'Choose a name of that form.'],
  ])('%s gets a hint', (repositoryName, hint) =>
    expect(repository.check({}, { ...CONTEXT, repositoryName })).toMatchObject([{ hint }]),
  )
})

describe('tags', () => {
  test.each(['a', 'a b', 'äöü', 'a+b-c=d.e_f:g/h@i', 'k'.repeat(128), '𝒳'.repeat(128), '__proto__', 'awsome'])(
    'the key %s is good',
    key => expect(tag(key)).toEqual([]),
  )
  test.each(['', 'v'.repeat(256), '𝒳'.repeat(256), 'a b', '${{ target.region }}'])('the value "%s" is good', value =>
    expect(tag('key', value)).toEqual([]),
  )
  test.each(['', 'a#b', 'a,b', 'k'.repeat(129), 'a\nb', '🙂'])('the key "%s" is refused', key =>
    expect(tag(key)).toEqual([[`tags.${key}`, 'INVALID_TAG']]),
  )
  test.each(['v'.repeat(257), 'a;b', 'a\tb'])('the value "%s" is refused', value =>
    expect(tag('key', value)).toEqual([['tags.key', 'INVALID_TAG']]),
  )
  test.each(['aws:x', 'AWS:x', 'aws:', 'ecrsync:manifest', 'ecrsync:protect'])(
    "%s is not the user's, also to be removed",
    key =>
      expect([tag(key), tag(key, null)]).toEqual([
        [[`tags.${key}`, 'RESERVED_TAG']],
        [[`tags.${key}`, 'RESERVED_TAG']],
      ]),
  )

  const counts: readonly (readonly [name: string, fields: Fields, context: object, isTooMany: boolean])[] = [
    ['50 without an owner', tags(50), {}, false],
    ['51 without an owner', tags(51), {}, true],
    ['49 and the owner tag', tags(49), { owner: 'acme' }, false],
    ['50 and the owner tag', tags(50), { owner: 'acme' }, true],
    ['50 and some that must not be there', { ...tags(50), gone: null }, {}, false],
    ['51 of a layer, of which a repository may take some back', tags(51), { repositoryName: undefined }, false],
  ]
  test.each(counts)('%s', (_, fields, context, isTooMany) =>
    expect(check({ tags: fields }, context)).toEqual(isTooMany ? [['tags', 'TOO_MANY_TAGS']] : []),
  )
})

describe('mutability', () => {
  const both = (imageTagMutability?: string, filters?: readonly unknown[]) =>
    check({
      ...(imageTagMutability && { imageTagMutability }),
      ...(filters && { imageTagMutabilityExclusionFilters: filters }),
    })
  const FILTERS = 'imageTagMutabilityExclusionFilters'

  test.each([
    ['MUTABLE', undefined],
    ['IMMUTABLE', undefined],
    ['MUTABLE_WITH_EXCLUSION', ['a', 'b', 'c', 'd', 'e']],
    ['IMMUTABLE_WITH_EXCLUSION', ['*a*', { filter: 'x'.repeat(128) }, '${{ target.region }}']],
  ])('%s with %j is good', (mutability, filters) => expect(both(mutability, filters)).toEqual([]))

  test.each([
    ['MUTABLE', ['a'], FILTERS, 'EXCLUSION_FILTERS'],
    ['IMMUTABLE', ['a'], FILTERS, 'EXCLUSION_FILTERS'],
    ['MUTABLE_WITH_EXCLUSION', undefined, 'imageTagMutability', 'EXCLUSION_FILTERS'],
    ['MUTABLE_WITH_EXCLUSION', [], FILTERS, 'EXCLUSION_FILTERS'],
    ['MUTABLE_WITH_EXCLUSION', ['a', 'b', 'c', 'd', 'e', 'f'], FILTERS, 'EXCLUSION_FILTERS'],
    [undefined, ['a'], FILTERS, 'EXCLUSION_FILTERS'],
    ['MUTABLE_WITH_EXCLUSION', ['a', '*b*c*'], `${FILTERS}.1`, 'INVALID_FILTER'],
    ['MUTABLE_WITH_EXCLUSION', ['a b'], `${FILTERS}.0`, 'INVALID_FILTER'],
    ['MUTABLE_WITH_EXCLUSION', [''], `${FILTERS}.0`, 'INVALID_FILTER'],
    ['MUTABLE_WITH_EXCLUSION', ['x'.repeat(129)], `${FILTERS}.0`, 'INVALID_FILTER'],
    ['MUTABLE_WITH_EXCLUSION', [{ filter: 'a/b' }], `${FILTERS}.0`, 'INVALID_FILTER'],
  ])('%s with %j is refused', (mutability, filters, path, code) =>
    expect(both(mutability, filters)).toEqual([[path, code]]),
  )
})

describe('encryption', () => {
  const encrypted = (encryptionType: string, kmsKey?: string, region?: string) =>
    check({ encryptionConfiguration: { encryptionType, ...(kmsKey !== undefined && { kmsKey }) } }, { region })
  const ARN = 'arn:aws:kms:eu-west-1:123456789012'

  test.each([
    ['AES256', undefined, 'eu-west-1'],
    ['KMS', undefined, 'eu-west-1'],
    ['KMS', 'alias/team/ecr', 'eu-west-1'],
    ['KMS', '1234abcd-12ab-34cd-56ef-1234567890ab', 'eu-west-1'],
    ['KMS', 'mrk-1234abcd12ab34cd56ef1234567890ab', 'eu-west-1'],
    ['KMS', `${ARN}:key/1234abcd`, 'eu-west-1'],
    ['KMS', `${ARN}:alias/ecr`, 'eu-west-1'],
    ['KMS', 'arn:aws:kms:${{ target.region }}:1:key/x', 'eu-west-1'],
    ['KMS_DSSE', 'alias/ecr', 'us-gov-west-1'],
    ['KMS_DSSE', undefined, undefined],
  ])('%s %s in %s is good', (type, key, region) => expect(encrypted(type, key, region)).toEqual([]))

  test.each([
    ['AES256', 'alias/ecr', 'eu-west-1', 'kmsKey'],
    ['KMS', '', 'eu-west-1', 'kmsKey'],
    ['KMS', 'my key', 'eu-west-1', 'kmsKey'],
    ['KMS', 'key/1234', 'eu-west-1', 'kmsKey'],
    ['KMS', `alias/${'x'.repeat(2048)}`, 'eu-west-1', 'kmsKey'],
    ['KMS_DSSE', undefined, 'eu-west-1', 'encryptionType'],
  ])('%s %s in %s is refused', (type, key, region, field) =>
    expect(encrypted(type, key, region)).toEqual([[`encryptionConfiguration.${field}`, 'ENCRYPTION']]),
  )
})
