import { describe, expect, test } from 'vitest'
import { diagnosticsOf, HEAD } from '../../world.ts'

const POLICY = 'lifecyclePolicies:\n  standard:\n    - { untagged: true, expireAfter: 7 days }\n'

/** What is said first of a text, and what is still wrong when the example stands in its place. */
async function mended(wrong: string, pasted: (example: readonly string[]) => string) {
  const [found] = await diagnosticsOf(wrong)
  const left = await diagnosticsOf(pasted(found?.example ?? []))
  return { code: found?.code, example: found?.example, left: left.filter(({ severity }) => severity === 'error') }
}

const indented = (lines: readonly string[], depth: number): string =>
  lines.map(line => `${' '.repeat(depth)}${line}\n`).join('')

const REPOSITORY = `${HEAD}${POLICY}repositories:\n  team/api:\n`

describe('of a setting, the example mends what was written', () => {
  test.each<[string, string]>([
    ['tags of CloudFormation', 'tags: [{ Key: team, Value: web }, { Value: prod, Key: stage }]'],
    ['tags in lower case', 'tags: [{ name: team, value: web }]'],
    ['tags as texts', 'tags: ["team=web", "stage=prod"]'],
    ['tags as one text', 'tags: "team=web,stage=prod"'],
    ['tags each in a map of its own', 'tags: [{ team: web }, { stage: prod }]'],
    ['values in other letters', 'imageTagMutability: immutable'],
    ['one value for a map', 'encryptionConfiguration: KMS'],
    ['true for a map', 'imageScanningConfiguration: true'],
    ['a map in a list', 'imageScanningConfiguration: [{ scanOnPush: true }]'],
    ['true in a list', 'imageScanningConfiguration: [true]'],
    ['one filter', 'imageTagMutabilityExclusionFilters: "dev-*"\nimageTagMutability: IMMUTABLE_WITH_EXCLUSION'],
    ['one rule', 'lifecyclePolicy: { tagPattern: "v*", keepNewest: 3 }'],
    [
      'rules of ECR in a list',
      'lifecyclePolicy: [{ rulePriority: 1, selection: { tagStatus: untagged, countType: imageCountMoreThan, countNumber: 3 }, action: { type: expire } }]',
    ],
    ['a rule without its list', 'untagged: true\nexpireAfter: 7 days'],
    ['access without a policy', 'access: { pull: ["111122223333"] }'],
    [
      'a text of JSON',
      `lifecyclePolicy: '{"rules":[{"rulePriority":1,"selection":{"tagStatus":"untagged","countType":"imageCountMoreThan","countNumber":3},"action":{"type":"expire"}}]}'`,
    ],
    ['a name of Terraform', 'image_tag_mutability: IMMUTABLE'],
    ['a name of Terraform for a part', 'scan_on_push: true'],
    ['a key of KMS alone', 'kms_key: alias/ecr'],
    ['members of Terraform', 'encryption_configuration: { encryption_type: KMS, kms_key: alias/ecr }'],
    ['a word of Terraform', 'lifecycle: standard'],
    ['a resource of Terraform', 'aws_ecr_lifecycle_policy: standard'],
    ['a name of CloudFormation', 'ImageScanningConfiguration: { ScanOnPush: "true" }'],
    ['images in a list', 'images: [{ prod: "ecr:team/base:1" }]'],
    ['a setting that is not managed', 'unmanaged: tags'],
    ['a typing error', 'imageTagMutabilty: IMMUTABLE'],
    ['one of a word of many', 'tag: { team: web }'],
  ])('%s', async (_name, wrong) => {
    const outcome = await mended(
      REPOSITORY + indented(wrong.split('\n'), 4),
      example =>
        REPOSITORY +
        indented(example, 4) +
        (wrong.includes('EXCLUSION') ? '    imageTagMutability: IMMUTABLE_WITH_EXCLUSION\n' : ''),
    )
    expect(outcome).toMatchObject({ left: [] })
    expect(outcome.example).not.toEqual(undefined)
  })
})

describe('of a member, the example mends what was written', () => {
  const RULE =
    '{ rulePriority: 1, selection: { tagStatus: untagged, countType: imageCountMoreThan, countNumber: 3 }, action: { type: expire } }'

  test.each<[string, string, string]>([
    ['true as a text', 'imageScanningConfiguration', '{ scanOnPush: "yes" }'],
    ['a value with a hyphen', 'encryptionConfiguration', '{ encryptionType: AES-256 }'],
    ['rules a level too deep', 'lifecyclePolicy', `{ rules: { rules: [${RULE}] } }`],
    ['a policy without its verb', 'repositoryPolicy', '{ pull: ["111122223333"] }'],
    ['access without its verb', 'repositoryPolicy', '{ access: ["111122223333"] }'],
    ['an image without its source', 'images', '{ prod: { source: "ecr:team/base:1" } }'],
  ])('%s', async (_name, key, wrong) => {
    const outcome = await mended(`${REPOSITORY}    ${key}: ${wrong}\n`, example => {
      const parent = key === 'images' ? '    images:\n      prod:\n' : `    ${key}:\n`
      return `${REPOSITORY}${parent}${indented(example, 8)}`
    })
    expect(outcome).toMatchObject({ left: [] })
    expect(outcome.example).not.toEqual(undefined)
  })
})

describe('of the root, the example mends what was written', () => {
  test.each<[string, string]>([
    ['names in a list', 'repositories: [team/api, team/worker]'],
    ['names in maps', 'repositories: [{ name: team/api, tags: { a: b } }, { name: team/worker }]'],
    ['repositories in a list', 'repositories:\n  - team/api:\n      tags: { a: b }\n  - team/worker:'],
    ['one name', 'repositories: team/api'],
    ['repositories in repositories', 'repositories:\n  repositories:\n    team/api:'],
    ['a tree of names', 'repositories:\n  acme:\n    team:\n      api: { tags: { a: b } }\n      web:'],
    ['a field before all names', 'repositories:\n  imageTagMutability: IMMUTABLE'],
    ['a field between names', 'repositories:\n  team/api:\n  tags: { a: b }'],
    ['a key of the root among names', 'repositories:\n  removed: [{ name: team/old }]'],
    ['a setting at the root', 'imageTagMutability: IMMUTABLE'],
    ['a setting of Terraform at the root', 'kms_key: alias/ecr'],
    ['a setting of the registry at the root', 'scanning_configuration: { scan_type: BASIC }'],
    ['a repository at the root', 'team/worker: { tags: { a: b } }'],
    ['one layer', 'defaults: { match: "**", imageTagMutability: IMMUTABLE }'],
    ['layers by what they match', 'defaults: { "team/**": { imageTagMutability: IMMUTABLE } }'],
    ['names to remove', 'removed: [team/old, team/older]'],
    ['tombstones by name', 'removed:\n  team/old: { maxImages: 3 }\n  team/older:'],
    ['policies without a name', 'lifecyclePolicies: [{ untagged: true, expireAfter: 7 days }]'],
    ['targets in a list', 'targets: [{ name: prod, region: eu-west-1 }]'],
    ['accounts in a list', 'accounts: [{ ci: "111122223333" }]'],
    ['an account without a name', 'accounts: ["111122223333"]'],
    ['a variable that is no list', 'ownership: None'],
  ])('%s', async (_name, wrong) => {
    const outcome = await mended(`${HEAD}${wrong}\n`, example => `${HEAD}${indented(example, 0)}`)
    expect(outcome).toMatchObject({ left: [] })
    expect(outcome.example).not.toEqual(undefined)
  })

  test.each([
    ['in quotes', 'version: "1"\nname: acme\n'],
    ['with a dot', 'version: 1.0\nname: acme\n'],
    ['of another format', 'version: 2\nname: acme\n'],
    ['with a letter', 'version: v1\nname: acme\n'],
    ['in another case', 'Version: v1\nname: acme\n'],
  ])('a version %s', async (_name, wrong) => {
    const outcome = await mended(wrong, example => `${indented(example, 0)}name: acme\n`)
    expect(outcome).toMatchObject({ example: ['version: 1'], left: [] })
  })

  test('several regions', async () => {
    const wrong = `${HEAD}targets:\n  prod: { region: [eu-west-1, us-east-1] }\n`
    const outcome = await mended(wrong, example => `${HEAD}targets:\n  prod:\n${indented(example, 4)}`)
    expect(outcome).toMatchObject({ left: [] })
  })
})

describe('what is long is shown by its beginning', () => {
  test('of many entries, the first', async () => {
    const names = Array.from({ length: 20 }, (_, index) => `team/app-${index}`)
    const [found] = await diagnosticsOf(`${HEAD}repositories: ${JSON.stringify(names)}\n`)
    expect(found?.example).toEqual([
      'repositories:',
      '  team/app-0:',
      '  team/app-1:',
      '  team/app-2:',
      '# … and the rest likewise',
    ])
  })

  test('of many lines, the first', async () => {
    const rule =
      '{ rulePriority: 1, selection: { tagStatus: tagged, tagPrefixList: [aaaaaaaaaaaaaaaaaaaaaa], countType: imageCountMoreThan, countNumber: 3 }, action: { type: expire } }'
    const [found] = await diagnosticsOf(`${REPOSITORY}    lifecyclePolicy: [${rule}, ${rule}, ${rule}]\n`)
    expect(found?.example).toHaveLength(15)
    expect(found?.example?.at(-1)).toBe('# … and the rest likewise')
  })
})

describe('an example is shown only where it mends', () => {
  test.each([
    ['texts without a value', 'tags: [team]'],
    ['maps of several members', 'tags: [{ team: web, stage: prod }]'],
    ['maps of three members', 'tags: [{ team: web, stage: prod, cost: x }]'],
    ['empty maps', 'tags: [{}]'],
    ['numbers', 'tags: [1]'],
    ['a word that no key takes', 'encryptionConfiguration: nonsense'],
    ['a map within a map', 'imageScanningConfiguration: { nonsense: { deeper: true } }'],
    ['an empty list', 'encryptionConfiguration: []'],
  ])('%s', async (_name, wrong) => {
    const found = await diagnosticsOf(REPOSITORY + indented([wrong], 4))
    expect(found.filter(({ severity }) => severity === 'error')).not.toEqual([])
    for (const { example = [] } of found) {
      const left = await diagnosticsOf(REPOSITORY + indented(example, 4))
      expect(example.length === 0 || left.some(({ severity }) => severity === 'error') === false).toBe(true)
    }
  })

  test.each([
    ['lists in a list', 'repositories: [[a]]'],
    ['maps of several members in a list', 'repositories: [{ a/b: {}, a/c: {} }]'],
    ['a text with blanks', 'repositories: a b'],
  ])('%s of repositories', async (_name, wrong) => {
    const found = await diagnosticsOf(`${HEAD}${wrong}\n`)
    expect(found.filter(({ severity }) => severity === 'error')).not.toEqual([])
  })
})
