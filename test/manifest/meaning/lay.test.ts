import { describe, expect, test } from 'vitest'
import { lay } from '../../../src/manifest/meaning/lay.ts'
import { lookups } from '../../../src/manifest/meaning/lookup.ts'
import { findingsIn, HEAD, loadedFrom, resolvedFrom, settingsOf } from '../world.ts'

const POLICIES = `repositoryPolicies:
  pull: { access: { pull: ["111122223333"] } }
  push: { access: { push: ["444455556666"] } }
lifecyclePolicies:
  few: [{ any: true, keepNewest: 3 }]
`
const PULL = { access: { pull: ['111122223333'] } }
const PUSH = { access: { push: ['444455556666'] } }

/** The settings of team/app under these layers. */
const laid = async (layers: readonly string[], own = '{}') => {
  const defaults = layers.map(layer => `  - { match: "**", ${layer} }\n`).join('')
  const manifest = `${HEAD}${POLICIES}defaults:\n${defaults || '  []\n'}repositories:\n  team/app: ${own}\n`
  return settingsOf(await resolvedFrom(manifest), 'team/app')
}

const KMS = 'encryptionConfiguration: { encryptionType: KMS, kmsKey: alias/a }'
const EXCLUDING = 'imageTagMutability: IMMUTABLE_WITH_EXCLUSION, imageTagMutabilityExclusionFilters: [dev]'

describe('each layer that matches is laid over the ones before, and the repository wins last', () => {
  test.each<[string, readonly string[], string, object]>([
    [
      'tags by key',
      ['tags: { a: x, b: x }', 'tags: { b: w }'],
      '{ tags: { c: z } }',
      { tags: { a: 'x', b: 'w', c: 'z' } },
    ],
    ['a tag that must not be there', ['tags: { a: x }'], '{ tags: { a: null } }', { tags: { a: null } }],
    ['a tag with a dot', ['tags: { a.b: x }'], '{ tags: { a.b: w } }', { tags: { 'a.b': 'w' } }],
    [
      'encryption whole',
      [KMS],
      '{ encryptionConfiguration: { encryptionType: AES256 } }',
      { encryptionConfiguration: { encryptionType: 'AES256' } },
    ],
    [
      'mutability with its filters, as one',
      [EXCLUDING],
      '{ imageTagMutability: MUTABLE }',
      { imageTagMutability: 'MUTABLE' },
    ],
    ['a policy whole', ['repositoryPolicy: pull'], '{ repositoryPolicy: push }', { repositoryPolicy: [PUSH] }],
    [
      'a policy that must not be there',
      ['repositoryPolicy: pull'],
      '{ repositoryPolicy: null }',
      { repositoryPolicy: null },
    ],
    ['a policy after none', ['repositoryPolicy: null'], '{ repositoryPolicy: pull }', { repositoryPolicy: [PULL] }],
    [
      'what was inherited',
      ['repositoryPolicy: pull'],
      '{ repositoryPolicy: [push, inherited] }',
      { repositoryPolicy: [PUSH, PULL] },
    ],
    [
      'what was inherited twice over',
      ['repositoryPolicy: pull', 'repositoryPolicy: [inherited, push]'],
      '{ repositoryPolicy: [inherited] }',
      { repositoryPolicy: [PULL, PUSH] },
    ],
    [
      'nothing inherited after none',
      ['repositoryPolicy: pull', 'repositoryPolicy: null'],
      '{ repositoryPolicy: [inherited, push] }',
      { repositoryPolicy: [PUSH] },
    ],
    ['in the order of the list', ['tags: { a: x }', 'tags: { a: w }', 'tags: { a: z }'], '{}', { tags: { a: 'z' } }],
  ])('%s', async (_name, layers, own, settings) => {
    expect(await laid(layers, own)).toEqual(settings)
  })
})

describe('unmanaged takes back what was said before', () => {
  test.each<[string, readonly string[], string, object]>([
    [
      'a setting',
      ['lifecyclePolicy: few, repositoryPolicy: pull'],
      '{ unmanaged: [lifecyclePolicy] }',
      { repositoryPolicy: [PULL] },
    ],
    ['a tag', ['tags: { a: x, b: x }'], '{ unmanaged: [tags.a] }', { tags: { b: 'x' } }],
    ['a tag with a dot', ['tags: { a.b: x, a: x }'], '{ unmanaged: [tags.a.b] }', { tags: { a: 'x' } }],
    ['an image', ['images: { v1: null, "1.4.2": null }'], '{ unmanaged: [images.1.4.2] }', { images: { v1: null } }],
    ['all tags', ['tags: { a: x, "1": x }'], '{ unmanaged: [tags] }', {}],
    ['mutability with its filters', [EXCLUDING], '{ unmanaged: [imageTagMutability] }', {}],
    ['the filters with their mutability', [EXCLUDING], '{ unmanaged: [imageTagMutabilityExclusionFilters] }', {}],
    ['in a layer', ['tags: { a: x }', 'unmanaged: [tags.a]'], '{}', {}],
    [
      'and the same block may say it anew',
      ['repositoryPolicy: pull'],
      '{ unmanaged: [repositoryPolicy], repositoryPolicy: push }',
      { repositoryPolicy: [PUSH] },
    ],
    ['and a later one too', ['tags: { a: x }', 'unmanaged: [tags.a]', 'tags: { a: w }'], '{}', { tags: { a: 'w' } }],
  ])('%s', async (_name, layers, own, settings) => {
    expect(await laid(layers, own)).toEqual(settings)
  })
})

describe('a layer reaches the repositories that it matches', () => {
  test('and no other', async () => {
    const resolved = await resolvedFrom(
      `${HEAD}defaults:\n  - { match: ["sandbox/**", "!sandbox/ci/**"], tags: { a: x } }\nrepositories:\n  sandbox/a:\n  sandbox/ci/b:\n  other:\n`,
    )
    const tags = ['sandbox/a', 'sandbox/ci/b', 'other'].map(name => settingsOf(resolved, name))
    expect(tags).toEqual([{ tags: { a: 'x' } }, {}, {}])
  })

  test('one that reaches none is warned of', async () => {
    expect(await findingsIn(`${HEAD}defaults:\n  - match: "payments/**"\nrepositories:\n  payments:\n`)).toEqual([
      'ecrsync.yaml:4:5 warning MATCHES_NOTHING',
    ])
  })
})

describe('inherited, where there is nothing to inherit, is warned of', () => {
  test.each<[string, string]>([
    ['no layer said anything', ''],
    ['the layer before said none', 'defaults: [{ match: "**", repositoryPolicy: null }]\n'],
  ])('%s', async (_name, defaults) => {
    const found = await findingsIn(
      `${HEAD}${POLICIES}repositories:\n  team/app: { repositoryPolicy: [inherited, push] }\n${defaults}`,
    )
    expect(found).toEqual(['ecrsync.yaml:9:34 warning NOTHING_INHERITED'])
  })
})

describe('one part of a setting that is one whole is not enough', () => {
  test.each<[string, string]>([
    ['filters that count on the mutability of a layer', '{ imageTagMutabilityExclusionFilters: [v] }'],
    ['an exclusion that counts on the filters of a layer', '{ imageTagMutability: MUTABLE_WITH_EXCLUSION }'],
  ])('%s', async (_name, own) => {
    const defaults = `defaults: [{ match: "**", ${EXCLUDING} }]\n`
    const found = await findingsIn(`${HEAD}${defaults}repositories:\n  team/app: ${own}\n`)
    expect(found).toEqual(['ecrsync.yaml:5:15 error EXCLUSION_FILTERS'])
  })
})

test('a name that nobody has defined is a document without parts', async () => {
  const manifest = await loadedFrom(`${HEAD}repositories: { app: }\n`)
  const block = { fields: { lifecyclePolicy: 'nobody' }, place: { parsed: manifest.root, path: ['defaults', 0] } }
  const settings = lay(new Map(), block, lookups(manifest)(manifest.root), () => undefined)
  expect(settings.get('lifecyclePolicy')?.parts).toEqual([])
})
