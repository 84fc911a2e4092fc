import { describe, expect, test } from 'vitest'
import { diagnosticsOf, findingsIn, HEAD } from '../world.ts'

const of = (settings: string) => `${HEAD}repositories:\n  team/app: ${settings}\n`

describe('of several forms, the one that was begun says what is wrong', () => {
  test.each<[string, string, string, string, string]>([
    [
      'a number for a policy',
      '{ repositoryPolicy: 7 }',
      '4:15 error WRONG_TYPE',
      'A whole number (7) where a text or a map or a list or null belongs',
      'Quote it: "7"',
    ],
    [
      'a policy with two forms',
      '{ repositoryPolicy: { file: a, access: {} } }',
      '4:15 error EXACTLY_ONE',
      'Exactly one of access, statements, file, Statement is needed',
      'Keep one of them.',
    ],
    [
      'a policy without a form',
      '{ repositoryPolicy: {} }',
      '4:15 error EXACTLY_ONE',
      'Exactly one of access, statements, file, Statement is needed',
      '',
    ],
    [
      'a whole document beside another form',
      '{ repositoryPolicy: { Version: "2012-10-17", Statement: [], file: a } }',
      '4:15 error EXACTLY_ONE',
      'Exactly one of access, statements, file, Statement is needed',
      'Keep one of them.',
    ],
    [
      'a document without statements',
      '{ repositoryPolicy: { Version: "2012-10-17", Id: x } }',
      '4:15 error MISSING_KEY',
      'Missing key "Statement"',
      'Add Statement',
    ],
    [
      'a misspelt member of a document',
      '{ repositoryPolicy: { Versoin: "2012-10-17", Statement: [] } }',
      '4:35 error UNKNOWN_KEY',
      'Unknown key "Versoin"',
      'Did you mean "Version"?',
    ],
    [
      'a misspelt verb of access',
      '{ repositoryPolicy: { access: { pul: [] } } }',
      '4:45 error UNKNOWN_KEY',
      'Unknown access level "pul"',
      'Did you mean "pull"?',
    ],
    [
      'one of a list of policies',
      '{ repositoryPolicy: [inherited, { statments: [] }] }',
      '4:47 error UNKNOWN_KEY',
      'Unknown key "statments"',
      'Did you mean "statements"?',
    ],
    [
      'a misspelt verb of a rule',
      '{ lifecyclePolicy: [{ any: true, keepNewst: 3 }] }',
      '4:46 error UNKNOWN_KEY',
      'Unknown key "keepNewst"',
      'Did you mean "keepNewest"?',
    ],
    [
      'a selector that is not said',
      '{ lifecyclePolicy: [{ any: false, keepNewest: 3 }] }',
      '4:35 error WRONG_VALUE',
      'Unknown value false',
      'Write true.',
    ],
    [
      'an empty list',
      '{ images: { v1: { from: "ecr:team/x:1", platforms: [] } } }',
      '4:53 error WRONG_VALUE',
      'platforms must have at least 1 item',
      'Write for example platforms: ["linux/amd64","linux/arm64"], or remove the line.',
    ],
    [
      'an empty text',
      '{ images: { v1: { from: "oci:./x", links: "" } } }',
      '4:48 error WRONG_VALUE',
      'links must have at least 1 character',
      'Write for example links: "bazel-out", or remove the line.',
    ],
    [
      'a text that is too long',
      `{ vars: { a: ${'x'.repeat(2050)} } }`,
      '4:23 error WRONG_VALUE',
      'a must have at most 2048 characters',
      'It has 2050: leave out 2.',
    ],
    [
      'a list that is too long',
      `{ images: { v1: { from: "ecr:team/x:1", platforms: ${JSON.stringify(Array(101).fill('a/b'))} } } }`,
      '4:53 error WRONG_VALUE',
      'platforms must have at most 100 items',
      'It has 101: leave out 1.',
    ],
    [
      'a text for a count',
      '{ lifecyclePolicy: [{ any: true, keepNewest: many }] }',
      '4:46 error WRONG_TYPE',
      'A text (many) where a whole number belongs',
      'Write for example:',
    ],
    [
      'a filter that is a list',
      '{ imageTagMutability: MUTABLE_WITH_EXCLUSION, imageTagMutabilityExclusionFilters: [[a]] }',
      '4:96 error WRONG_TYPE',
      'A list where a text or a map belongs',
      'Write:',
    ],
    [
      'a filter of another type',
      '{ imageTagMutability: MUTABLE_WITH_EXCLUSION, imageTagMutabilityExclusionFilters: [{ filter: a, filterType: REGEX }] }',
      '4:109 error WRONG_VALUE',
      'Unknown value "REGEX"',
      'Write WILDCARD.',
    ],
    [
      'a number for a fixed set',
      '{ imageTagMutability: 1 }',
      '4:15 error WRONG_VALUE',
      'Unknown value 1',
      'Write one of MUTABLE',
    ],
    [
      'nothing of what is needed',
      '{ encryptionConfiguration: { kmsKey: a } }',
      '4:15 error MISSING_KEY',
      'Missing key "encryptionType"',
      'Add encryptionType',
    ],
    [
      'null for a map',
      '{ imageScanningConfiguration: null }',
      '4:15 error NOT_NULL',
      'imageScanningConfiguration cannot be null',
      'Write the default',
    ],
    ['null in a list', '{ unmanaged: [null] }', '4:27 error NOT_NULL', 'A list item cannot be null', 'Write a value'],
  ])('%s', async (_name, settings, place, summary, hint) => {
    const [found, ...others] = await diagnosticsOf(of(settings))
    expect(await findingsIn(of(settings))).toEqual([`ecrsync.yaml:${place}`])
    expect(others).toEqual([])
    expect(found?.summary).toBe(summary)
    expect(found?.hint).toContain(hint)
    expect(found?.detail).not.toBe('')
  })
})

describe('what is missing or wrong is found in all places at once', () => {
  test('in the root and in each fragment', async () => {
    const found = await findingsIn({
      'ecrsync.yaml': 'version: 1\nname: 7\ninclude: ["*.yaml"]\nremoved: [{}]\n',
      'b.yaml': 'removed: [{ nam: x, name: team/x, maxImages: -1 }]\nversion: 1\n',
    })
    expect(found).toEqual([
      'b.yaml:1:13 error UNKNOWN_KEY',
      'b.yaml:1:35 error WRONG_VALUE',
      'b.yaml:2:1 error UNKNOWN_KEY',
      'ecrsync.yaml:2:1 error WRONG_TYPE',
      'ecrsync.yaml:4:11 error MISSING_KEY',
    ])
  })

  test('in two thousand repositories', async () => {
    const repositories = Array.from({ length: 2000 }, (_, index) => `  r${index}: { lifecyclePolicy: [{ foo: 1 }] }\n`)
    const found = await findingsIn(`${HEAD}repositories:\n${repositories.join('')}`)
    expect(found.length).toBe(2000)
    expect(found.at(-1)).toBe('ecrsync.yaml:2003:32 error UNKNOWN_KEY')
  })
})

describe('a name that objects inherit is a name like any other', () => {
  test.each(['constructor', 'toString', 'hasOwnProperty', 'valueOf'])('%s', async name => {
    const lower = name.toLowerCase()
    const found = await findingsIn(`${HEAD}accounts: { ${name}: "111122223333" }
repositoryPolicies: { ${name}: { access: { pull: [${name}] } } }
repositories:
  ${lower}: { tags: { ${name}: x }, repositoryPolicy: ${name} }
`)
    expect(found).toEqual([])
  })

  test.each([
    ['a key', 'constructor: {}\n', '3:1 error UNKNOWN_KEY'],
    ['a setting', 'repositories: { app: { toString: {} } }\n', '3:24 error UNKNOWN_KEY'],
    ['a policy', 'repositories: { app: { lifecyclePolicy: constructor } }\n', '3:24 error UNKNOWN_POLICY'],
    [
      'an account',
      'repositories: { app: { repositoryPolicy: { access: { pull: [toString] } } } }\n',
      '3:61 error UNKNOWN_ACCOUNT',
    ],
    ['a verb', 'repositories: { app: { lifecyclePolicy: [{ any: true, valueOf: 1 }] } }\n', '3:55 error UNKNOWN_KEY'],
  ])('and none that %s has', async (_name, text, found) => {
    expect(await findingsIn(HEAD + text)).toEqual([`ecrsync.yaml:${found}`])
  })
})

test('a manifest that does not say its version is told which there is', async () => {
  const [finding] = await diagnosticsOf('name: acme\n')
  expect(finding).toMatchObject({ code: 'MISSING_KEY', hint: 'Add version: 1' })
})

test.each([
  ['guards: { expireImages: { max: -1 } }', 'max must be 0 or more', 'Write for example max: 100.'],
  ['guards: { expireImages: { percent: 101 } }', 'percent must be 100 or less', 'Write for example percent: 20.'],
  ['removed: [{ name: old, maxImages: -1 }]', 'maxImages must be 0 or more', 'Write for example maxImages: 0.'],
])('%s: what a number has to be is said', async (line, summary, hint) => {
  expect(await diagnosticsOf(`${HEAD}repositories: { app: {} }\n${line}\n`)).toMatchObject([{ summary, hint }])
})
