import { describe, expect, test } from 'vitest'
import { diagnosticsOf, findingsIn, HEAD } from '../../world.ts'

const FIELDS = `${HEAD}repositories:\n  team/api:\n`

describe('a field among the names of repositories is never a repository', () => {
  test.each([
    'tags',
    'tag',
    'images',
    'image',
    'vars',
    'targets',
    'unmanaged',
    'lifecyclePolicy',
    'lifecyclepolicy',
    'lifecycle-policy',
    'lifecycle_policy',
    'lifecyclepolcy',
    'lifecycle',
    'imageTagMutability',
    'imagetagmutability',
    'image_tag_mutability',
    'imagetagmutabilty',
    'ImageTagMutability',
    'repositorypolicy',
    'repository_policy_text',
    'policy',
    'encryption_configuration',
    'kms_key',
    'scan_on_push',
  ])('%s', async key => {
    expect(await findingsIn(`${FIELDS}  ${key}:\n`)).toEqual(['ecrsync.yaml:5:3 error FIELD_AS_REPOSITORY'])
    expect(await findingsIn(`${FIELDS}  ${key}: { team: web }\n`)).toEqual([
      'ecrsync.yaml:5:3 error FIELD_AS_REPOSITORY',
    ])
  })

  test.each([
    'force_delete: true',
    'depends_on: [team/base]',
    'name: team/api',
    'taggs: { team: web }',
    'imgs: { prod: x }',
  ])('nor is %s', async line => {
    expect(await findingsIn(`${FIELDS}  ${line}\n`)).toEqual(['ecrsync.yaml:5:3 error FIELD_AS_REPOSITORY'])
  })

  test.each(['defaults: [{ match: "**" }]', 'lifecyclePolicies: { standard: [] }', 'name: acme', 'version: 1'])(
    'nor is a key of the root: %s',
    async line => {
      expect(await findingsIn(`${FIELDS}  ${line}\n`)).toEqual(['ecrsync.yaml:5:3 error FIELD_AS_REPOSITORY'])
    },
  )

  test('as often as it stands there, and it is no duplicate', async () => {
    const text = `${HEAD}repositories:\n  a/a:\n  tags: { a: b }\n  b/b:\n  tags: { a: b }\n  tags: { a: c }\n`
    expect(await findingsIn(text)).toEqual([
      'ecrsync.yaml:5:3 error FIELD_AS_REPOSITORY',
      'ecrsync.yaml:7:3 error FIELD_AS_REPOSITORY',
      'ecrsync.yaml:8:3 error FIELD_AS_REPOSITORY',
    ])
  })

  test('and is said to belong to the repository before it', async () => {
    const [found] = await diagnosticsOf(`${FIELDS}  scan_on_push: true\n`)
    expect(found).toMatchObject({
      summary: `"scan_on_push" is Terraform's name of imageScanningConfiguration, and stands among the names of repositories`,
      example: ['repositories:', '  team/api:', '    imageScanningConfiguration: { scanOnPush: true }'],
    })
  })

  test('of which nothing is said, its value is left open', async () => {
    const [found] = await diagnosticsOf(`${FIELDS}  tags:\n`)
    expect(found?.example).toEqual(['repositories:', '  team/api:', '    tags: …'])
    const [first] = await diagnosticsOf(`${HEAD}repositories:\n  tags:\n`)
    expect(first?.example).toEqual(['defaults:', '  - match: "**"', '    tags: …'])
  })
})

describe('a repository is called as anybody likes', () => {
  test.each(['tags', 'images', 'lifecyclepolicy', 'vars', 'policy', 'force_delete'])(
    'in quotes also %s',
    async name => {
      expect(await findingsIn(`${HEAD}repositories:\n  "${name}":\n  '${name}-2': { tags: { a: b } }\n`)).toEqual([])
    },
  )

  test.each([
    'tagger',
    'bars',
    'my-images',
    'images-v2',
    'targets2',
    'images-api',
    'target-group',
    'registry',
    'defaults',
    'name',
    'policies',
    'env',
    'stags',
    'region',
  ])('%s', async name => {
    expect(await findingsIn(`${HEAD}repositories:\n  ${name}:\n  team/${name}: { tags: { a: b } }\n`)).toEqual([])
  })
})

describe('a mistake is said once', () => {
  test.each<[string, string, readonly string[]]>([
    [
      'an unknown key hides no other in its repository',
      'team/api: { tagz: {}, imageTagMutability: No, vars: 1 }',
      ['4:15 UNKNOWN_KEY', '4:25 WRONG_VALUE', '4:49 WRONG_TYPE'],
    ],
    [
      'what is empty hides no other in its repository',
      'team/api: { tags: , imageTagMutability: No }',
      ['4:15 EMPTY_VALUE', '4:23 WRONG_VALUE'],
    ],
    ['parts of a name', 'team: { api: { tags: { a: b } }, web: , tags: [] }', ['4:11 UNKNOWN_KEY', '4:43 WRONG_TYPE']],
    [
      'a rule that is in pieces',
      'team/api: { lifecyclePolicy: { tagPattern: "v*", keepNewest: 3 } }',
      ['4:34 UNKNOWN_KEY'],
    ],
    ['an unknown map', 'team/api: { foo: { x: 1 } }', ['4:15 UNKNOWN_KEY']],
  ])('%s', async (_name, line, found) => {
    const all = await findingsIn(`${HEAD}repositories:\n  ${line}\n`)
    expect(all).toEqual(found.map(one => `ecrsync.yaml:${one.replace(' ', ' error ')}`))
  })

  test('the name of a target, and not those that are made with it', async () => {
    const text = `${HEAD}targets:\n  "a b": { regions: [eu-west-1, us-east-1], accounts: ["111122223333"] }\n`
    expect(await findingsIn(text)).toEqual(['ecrsync.yaml:4:3 error INVALID_TARGET'])
  })
})

describe('very many mistakes take no longer each', () => {
  test.each<[string, (index: number) => string]>([
    ['unknown keys in one map', index => `    key${index}: { x: 1 }\n`],
    ['parts of one name', index => `    part${index}:\n`],
    ['rules in one list', index => `${index === 0 ? '    lifecyclePolicy:\n' : ''}      - { foo${index}: 1 }\n`],
  ])('%s', async (_name, line) => {
    const lines = Array.from({ length: 5000 }, (_, index) => line(index))
    expect((await findingsIn(`${HEAD}repositories:\n  team:\n${lines.join('')}`)).length).toBeGreaterThan(0)
  })
})
