import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { stringify } from 'yaml'
import { PUBLISHED } from '../../../../src/manifest/form/published.ts'
import type { Diagnostic } from '../../../../src/model.ts'
import { anyManifest, intentOf } from '../../../properties/manifests.ts'
import { diagnosticsOf, HEAD } from '../../world.ts'
import { offeredIn, problemsIn, shownOf } from './language-server.ts'

const ROOT = fileURLToPath(new URL('../../../../', import.meta.url))

const textsBelow = (folder: string): readonly (readonly [string, string])[] =>
  readdirSync(`${ROOT}${folder}`, { recursive: true, encoding: 'utf8' })
    .filter(file => file.endsWith('.yaml'))
    .toSorted()
    .map(file => [`${folder}/${file}`, readFileSync(`${ROOT}${folder}/${file}`, 'utf8')] as const)
    .filter(([, text]) => !isOfKubernetes(text))

const isOfKubernetes = (text: string): boolean => /^apiVersion:/m.test(text)

const isRoot = (text: string): boolean => /^version:/m.test(text)

/** Keys that only a manifest has at its root. */
const OF_MANIFESTS = Object.keys(PUBLISHED.manifest().properties as object).filter(
  key => !['name', 'env', 'version'].includes(key),
)
const isOfManifest = (text: string): boolean => OF_MANIFESTS.some(key => new RegExp(`^${key}:`, 'm').test(text))

/** What a page shows of manifests: a part of one with the head of one, and digests that are cut short at their length. */
const blocksOf = (page: string): readonly (readonly [string, string])[] =>
  [...readFileSync(`${ROOT}${page}`, 'utf8').matchAll(/^```yaml\n([\s\S]*?)^```/gm)]
    .map(([, text = '']) => text)
    .filter(isOfManifest)
    .map(text => (isRoot(text) ? text : HEAD + text))
    .map(text => text.replaceAll(/sha256:[0-9a-f]*…[0-9a-f]*/g, `sha256:${'0'.repeat(64)}`))
    .map((text, index) => [`${page}, block ${index + 1}`, text])

const PAGES = [
  'README.md',
  ...readdirSync(`${ROOT}docs`)
    .filter(file => file.endsWith('.md'))
    .map(file => `docs/${file}`),
]

const textOf = (file: string): string => readFileSync(new URL(file, import.meta.url), 'utf8')

const errorsOf = (found: readonly Diagnostic[]): readonly string[] =>
  found.filter(({ severity }) => severity === 'error').map(({ code, summary }) => `${code} ${summary}`)

/** What manifests here may name. */
const BESIDE = {
  'teams/search.yaml': 'repositories:\n  search/api:\n',
  'policies/pull.json': JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: { AWS: '111122223333' }, Action: 'ecr:BatchGetImage' }],
  }),
  'policies/registry.json': JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: { AWS: '111122223333' }, Action: 'ecr:ReplicateImage', Resource: '*' }],
  }),
  'policies/lifecycle.json': JSON.stringify({
    rules: [
      {
        rulePriority: 1,
        selection: { tagStatus: 'any', countType: 'imageCountMoreThan', countNumber: 100 },
        action: { type: 'expire' },
      },
    ],
  }),
}

describe('an editor finds nothing wrong in', () => {
  test.each([...textsBelow('examples'), ...textsBelow('test/scenarios')])('%s', async (_, text) => {
    expect(await problemsIn(text, isRoot(text) ? 'manifest' : 'fragment')).toEqual([])
  })

  test.each([...PAGES, 'schemas/README.md'].flatMap(blocksOf))('%s', async (_, text) => {
    expect(await problemsIn(text)).toEqual([])
  })

  test('twenty manifests that were made by chance', async () => {
    const manifests = fc.sample(anyManifest, { numRuns: 60, seed: 12 })
    const valid = []
    for (const manifest of manifests) if (valid.length < 20 && (await intentOf(manifest))) valid.push(manifest)
    expect(valid).toHaveLength(20)
    for (const manifest of valid) expect(await problemsIn(stringify(manifest))).toEqual([])
  })

  test.each([
    ['a repository with nothing after it', 'repositories:\n  team/api:\n  team/web: {}\n'],
    ['a fragment of names', 'repositories:\n  team/api:\n  team/web:\n'],
    ['a place for anchors', 'x-common: &common { team: a }\nrepositories:\n  team/api: { tags: *common }\n'],
  ])('%s', async (_, text) => {
    expect(await problemsIn(text, 'fragment')).toEqual([])
    expect(await problemsIn(HEAD + text)).toEqual([])
  })

  test('variables wherever they are filled in', async () => {
    const text = textOf('variables.yaml')
    expect(await problemsIn(text)).toEqual([])
    const environment = {
      ECRSYNC_VAR_STAGE: 'x',
      ECRSYNC_VAR_NUMBER: '7',
      ECRSYNC_VAR_YES: 'true',
      ECRSYNC_VAR_MUTABILITY: 'MUTABLE',
      ECRSYNC_VAR_ACCOUNT: '111122223333',
    }
    const target = { name: 'default', account: '111122223333', region: 'eu-west-1' }
    expect(errorsOf(await diagnosticsOf(text, { environment, target }))).toEqual([])
  })

  test('a manifest that says everything', async () => {
    const text = textOf('everything.yaml')
    expect(await problemsIn(text)).toEqual([])
    const files = { 'ecrsync.yaml': text, ...BESIDE }
    expect(errorsOf(await diagnosticsOf(files, { environment: { ECRSYNC_VAR_STAGE: 'x' } }))).toEqual([])
  })
})

const repository = (text: string) => `repositories:\n  team/api:\n    ${text}\n`
const rule = (text: string) => repository(`lifecyclePolicy: [{ ${text} }]`)
const statement = (text: string) => repository(`repositoryPolicy: { statements: [{ ${text} }] }`)
const registry = (text: string) => `registry:\n  ${text}\n`

const REFUSED: readonly (readonly [string, string, ...string[]])[] = [
  [
    'a repository in capitals',
    'repositories:\n  Team/API:\n',
    '4:3 The name of a repository has 2 to 256 lower-case letters and digits, separated by . _ - or /',
  ],
  [
    'a repository of one letter',
    'repositories: { a: {} }\n',
    '3:17 The name of a repository has 2 to 256 lower-case letters and digits, separated by . _ - or /',
  ],
  ['a repository that is a list', 'repositories: { team/api: [] }\n', '3:27 Incorrect type. Expected "repository".'],
  [
    'a tombstone in capitals',
    'removed: [{ name: Team/API }]\n',
    '3:19 The name of a repository has 2 to 256 lower-case letters and digits, separated by . _ - or /',
  ],
  ['a tombstone without a name', 'removed: [{ maxImages: 0 }]\n', '3:11 Missing property "name".'],
  [
    'a negative number of images',
    'removed: [{ name: team/api, maxImages: -1 }]\n',
    '3:40 Value is below the minimum of 0.',
  ],
  [
    'an age without its unit',
    rule('untagged: true, expireAfter: 7'),
    '5:54 Write a number of days with its unit: 7 days',
  ],
  [
    'an age in weeks',
    rule('untagged: true, expireAfter: 2 weeks'),
    '5:54 Write a number of days with its unit: 7 days',
  ],
  [
    'two verbs',
    rule('untagged: true, keepNewest: 3, expireAfter: 7 days'),
    '5:56 A rule has one verb: ECR has no "at least N and older than D"',
  ],
  [
    'two selectors',
    rule('untagged: true, any: true, keepNewest: 3'),
    '5:41 A rule has one selector: which images it is about',
  ],
  ['a rule without a verb', rule('untagged: true'), '5:23 Object has fewer properties than the required number of 2'],
  ['none to keep', rule('any: true, keepNewest: 0'), '5:48 Value is below the minimum of 1.'],
  ['a verb of which there is none', rule('any: true, keep: 3'), '5:36 Property keep is not allowed.'],
  ['false for a selector', rule('untagged: false, keepNewest: 3'), '5:35 Value must be true.'],
  [
    'rules here and in a file',
    repository('lifecyclePolicy: { rules: [], file: a.json }'),
    '5:35 The rules are here, or in a file',
  ],
  [
    'a type of counting that ECR has not',
    repository('lifecyclePolicy: { rules: [{ selection: { countType: imageAge } }] }'),
    '5:58 Write imageCountMoreThan or sinceImagePushed or sinceImagePulled or sinceImageTransitioned',
  ],
  [
    'an account that is a number',
    'accounts: { ci: 111122223333 }\n',
    '3:17 An account id has 12 digits, in quotes: "111122223333"',
  ],
  [
    'an account of eleven digits',
    'accounts: { ci: "11112222333" }\n',
    '3:17 An account id has 12 digits, in quotes: "111122223333"',
  ],
  [
    'an account of a target that is a number',
    'targets: { prod: { account: 111122223333 } }\n',
    '3:29 An account id has 12 digits, in quotes: "111122223333"',
  ],
  [
    'an account of a target of eleven digits',
    'targets: { prod: { account: "11112222333" } }\n',
    '3:29 An account id has 12 digits, in quotes: "111122223333"',
  ],
  ['a region in capitals', 'targets: { prod: { region: EU-WEST-1 } }\n', '3:28 A region of AWS: eu-west-1'],
  [
    'one account and several',
    'targets: { prod: { account: "111122223333", accounts: ["111122223333"] } }\n',
    '3:45 One account, or several',
  ],
  [
    'the name of a session without a role',
    'targets: { prod: { sessionName: ci } }\n',
    '3:18 Object is missing property role required by property sessionName.',
  ],
  [
    'a target whose name has a colon',
    'targets: { "prod:eu": { region: eu-west-1 } }\n',
    '3:12 The name of a target has letters, digits and . _ -, and / between its parts',
  ],
  [
    'a key of a tag that is of AWS',
    repository('tags: { "aws:team": a }'),
    '5:13 The key of a tag does not begin with aws:, and has 1 to 128 letters, digits, spaces and `+ - = . _ : / @`',
  ],
  [
    'a key of a tag with a bracket',
    repository('tags: { "te(am": a }'),
    '5:13 The key of a tag does not begin with aws:, and has 1 to 128 letters, digits, spaces and `+ - = . _ : / @`',
  ],
  [
    'a value of a tag with a bracket',
    repository('tags: { team: "a(b" }'),
    '5:19 The value of a tag is a text, in quotes where it looks like something else: 0 to 256 letters, digits, spaces and `+ - = . _ : / @`',
  ],
  [
    'a value of a tag that is a number',
    repository('tags: { team: 7 }'),
    '5:19 The value of a tag is a text, in quotes where it looks like something else: 0 to 256 letters, digits, spaces and `+ - = . _ : / @`',
  ],
  [
    'a value in other letters than ECR has it',
    repository('imageTagMutability: immutable'),
    '5:25 Value is not accepted. Valid values: "MUTABLE", "IMMUTABLE", "MUTABLE_WITH_EXCLUSION", "IMMUTABLE_WITH_EXCLUSION".',
  ],
  [
    'a filter with a slash',
    repository('imageTagMutability: MUTABLE_WITH_EXCLUSION\n    imageTagMutabilityExclusionFilters: [a/b]'),
    '6:42 A filter has 1 to 128 letters, digits and . _ - *',
  ],
  [
    'a digest that is cut short',
    repository('images: { prod: "sha256:123" }'),
    '5:21 Write sha256: and 64 digits, ecr:NAME:TAG, ecr:NAME@sha256:…, oci:PATH:TAG, oci-archive:PATH:TAG or docker://HOST/NAME@sha256:…',
  ],
  [
    'a digest of another repository that is cut short',
    repository('images: { prod: "ecr:team/web@sha256:123" }'),
    '5:21 Write sha256: and 64 digits, ecr:NAME:TAG, ecr:NAME@sha256:…, oci:PATH:TAG, oci-archive:PATH:TAG or docker://HOST/NAME@sha256:…',
  ],
  [
    'a version for a source',
    repository('images: { prod: "1.4.2" }'),
    '5:21 Write sha256: and 64 digits, ecr:NAME:TAG, ecr:NAME@sha256:…, oci:PATH:TAG, oci-archive:PATH:TAG or docker://HOST/NAME@sha256:…',
  ],
  [
    'a tag with a slash',
    repository('images: { a/b: "ecr:team/web:1" }'),
    '5:15 A tag is 1 to 128 letters, digits and . _ -; a digest is sha256: and 64 digits',
  ],
  [
    'an image that comes from somewhere and must not be there',
    repository('images: { prod: { from: "ecr:team/web:1", absent: true } }'),
    '5:47 An image that must not be there comes from nowhere',
  ],
  [
    'a field at the level of repositories',
    'repositories:\n  imageTagMutability: MUTABLE\n',
    '4:23 Incorrect type. Expected "repository".',
    '4:3 The name of a repository has 2 to 256 lower-case letters and digits, separated by . _ - or /',
  ],
  ['a key that is not known at the root', 'repositorys: {}\n', '3:1 Property repositorys is not allowed.'],
  [
    'a key that is not known in a repository',
    repository('image_tag_mutability: MUTABLE'),
    '5:5 Property image_tag_mutability is not allowed.',
  ],
  ['a key that is not known in a layer', 'defaults: [{ match: "**", tag: {} }]\n', '3:27 Property tag is not allowed.'],
  ['a layer without match', 'defaults: [{ tags: { a: b } }]\n', '3:12 Missing property "match".'],
  ['a guard of which there is none', 'guards: { remove: { max: 3 } }\n', '3:11 Property remove is not allowed.'],
  [
    'an action of another service',
    statement('Effect: Allow, Principal: "*", Action: "s3:GetObject"'),
    '5:79 An action of ECR: ecr:BatchGetImage',
  ],
  [
    'an effect in small letters',
    statement('Effect: allow, Principal: "*", Action: "ecr:*"'),
    '5:48 Write Allow or Deny',
  ],
  [
    'a statement with a key that is not known',
    statement('Effect: Allow, Principals: "*"'),
    '5:55 Property Principals is not allowed.',
  ],
  [
    'two forms of a policy',
    repository('repositoryPolicy: { access: { pull: ["111122223333"] }, statements: [] }'),
    '5:61 Each of them is a policy by itself; a list joins several: [{ access: … }, { statements: … }].',
  ],
  [
    'who pulls, without access',
    repository('repositoryPolicy: { pull: ["111122223333"] }'),
    '5:25 Property pull is not allowed.',
  ],
  [
    'a rule that is no list',
    repository('lifecyclePolicy: { tagPattern: "v*", keepNewest: 30 }'),
    '5:42 Property keepNewest is not allowed.',
    '5:24 Property tagPattern is not allowed.',
  ],
  [
    'access to the registry',
    registry('policy: { access: { pull: ["111122223333"] } }'),
    '4:13 Property access is not allowed.',
  ],
  [
    'an image from a key that is not known',
    repository('images: { prod: { source: "ecr:team/web:1" } }'),
    '5:23 Property source is not allowed.',
  ],
  [
    'a rule of scanning with a key that is not known',
    registry('scanningConfiguration: { rules: [{ frequency: MANUAL }] }'),
    '4:38 Property frequency is not allowed.',
  ],
  [
    'everybody who pulls',
    repository('repositoryPolicy: { access: { pull: "*" } }'),
    '5:41 An account id has 12 digits, in quotes; * is refused',
  ],
  [
    'an account that is a number, who pulls',
    repository('repositoryPolicy: { access: { pull: [111122223333] } }'),
    '5:42 An account id has 12 digits, in quotes; * is refused',
  ],
  [
    'a version of the policy language that is none',
    repository('repositoryPolicy: { Version: "2012", Statement: [] }'),
    '5:34 Write 2012-10-17 or 2008-10-17',
  ],
  [
    'a frequency of which there is none',
    registry('scanningConfiguration: { rules: [{ scanFrequency: DAILY }] }'),
    '4:53 Value is not accepted. Valid values: "SCAN_ON_PUSH", "CONTINUOUS_SCAN", "MANUAL".',
  ],
  [
    'an account of a destination that is a number',
    registry(
      'replicationConfiguration: { rules: [{ destinations: [{ region: eu-west-1, registryId: 111122223333 }] }] }',
    ),
    '4:89 An account id has 12 digits, in quotes: "111122223333"',
  ],
  [
    'a rule that goes and comes',
    registry('scanningConfiguration: { rules: [live, { scanFrequency: MANUAL, absent: {} }] }'),
    '4:67 What is to be taken away stands under absent',
  ],
  ['another word than live', registry('scanningConfiguration: { rules: [alive] }'), '4:36 Write a rule, or live'],
  [
    'a prefix in capitals',
    registry('pullThroughCacheRules: { Quay: { upstreamRegistryUrl: quay.io } }'),
    '4:28 ROOT, or 2 to 30 characters as in the name of a repository',
  ],
  [
    'a setting in other letters than ECR has it',
    registry('accountSettings: { BLOB_MOUNTING: enabled }'),
    '4:37 Value is not accepted. Valid values: "DISABLED", "ENABLED".',
  ],
  [
    'a role that is no ARN',
    registry('pullTimeUpdateExclusions: { scanner: {} }'),
    '4:31 The ARN of a role or user: arn:aws:iam::111122223333:role/scanner',
  ],
]

describe('an editor refuses', () => {
  test('a version that is a text', async () => {
    expect(await problemsIn('version: "1"\nname: acme\n')).toEqual(['1:10 Write 1, without quotes'])
  })

  test.each(REFUSED)('%s', async (_, text, ...problems) => {
    expect(await problemsIn(HEAD + text)).toEqual(problems)
    expect((await diagnosticsOf(HEAD + text)).some(({ severity }) => severity === 'error')).toBe(true)
  })
})

const DEFAULTS = `${HEAD}defaults:
  - match: "**"
`

/** What may still be missing where a key has been inserted: the user goes on typing there. A snippet is whole. */
const STILL_TO_TYPE = ['EMPTY_VALUE', 'MISSING_KEY']

/** Labels of all that is inserted as a whole. */
const SNIPPETS = new Set(
  [...JSON.stringify([PUBLISHED.manifest(), PUBLISHED.fragment()]).matchAll(/"label":"([^"]*)"/g)].map(
    ([, label]) => label,
  ),
)

/** What is half of two things that ECR wants together is said with its place. */
const PLACES: readonly (readonly [string, string, ...string[]])[] = [
  ['an empty file', '│'],
  ['the root', `${HEAD}│`],
  ['a fixed set at the root', `${HEAD}ownership: │`],
  ['accounts', `${HEAD}accounts:\n  │`],
  ['an account', `${HEAD}accounts:\n  ci: │`],
  ['levels of access', `${HEAD}accessLevels:\n  │`],
  ['actions', `${HEAD}accessLevels:\n  reader: │`],
  ['variables of the environment', `${HEAD}env:\n  - │`],
  ['guards', `${HEAD}guards:\n  │`],
  ['a guard', `${HEAD}guards:\n  expireImages:\n    │`],
  ['what is included', `${HEAD}include:\n  - │`],
  ['defaults', `${HEAD}defaults:\n  - │`],
  ['a layer', `${DEFAULTS}    │`],
  ['match', `${HEAD}defaults:\n  - match: │`],
  ['an item of match', `${HEAD}defaults:\n  - match:\n      - │`],
  ['what is discovered', `${HEAD}discovered:\n  - │`],
  ['an entry of what is discovered', `${HEAD}discovered:\n  - match: "**"\n    │`],
  ['tombstones', `${HEAD}removed:\n  - │`],
  ['a tombstone', `${HEAD}removed:\n  - name: team/old\n    │`],
  ['targets', `${HEAD}targets:\n  │`],
  ['a target', `${HEAD}targets:\n  prod:\n    │`],
  [
    'a target with an account and a role',
    `${HEAD}targets:\n  prod:\n    account: "111122223333"\n    role: arn:aws:iam::111122223333:role/a\n    │`,
  ],
  ['the account of a target', `${HEAD}targets:\n  prod:\n    account: │`],
  ['the region of a target', `${HEAD}targets:\n  prod:\n    region: │`],
  ['repositories', `${HEAD}repositories:\n  │`],
  ['more repositories', `${HEAD}repositories:\n  team/one:\n  │`],
  ['a repository', `${HEAD}${repository('│')}`],
  ['a repository with tags', `${HEAD}${repository('tags: { a: b }\n    │')}`],
  ['after the name of a repository', `${HEAD}repositories:\n  team/api: │`],
  ['mutability', `${HEAD}${repository('imageTagMutability: │')}`, 'EXCLUSION_FILTERS'],
  [
    'exclusion filters',
    `${HEAD}${repository('imageTagMutability: IMMUTABLE_WITH_EXCLUSION\n    imageTagMutabilityExclusionFilters:\n      - │')}`,
  ],
  ['encryption', `${HEAD}${repository('encryptionConfiguration:\n      │')}`],
  ['the type of encryption', `${HEAD}${repository('encryptionConfiguration:\n      encryptionType: │')}`],
  ['scanning', `${HEAD}${repository('imageScanningConfiguration:\n      │')}`],
  ['tags', `${HEAD}${repository('tags:\n      │')}`],
  ['the value of a tag', `${HEAD}${repository('tags:\n      a: │')}`],
  ['what is not managed', `${HEAD}${repository('unmanaged:\n      - │')}`],
  ['a lifecycle policy', `${HEAD}${repository('lifecyclePolicy: │')}`],
  ['below a lifecycle policy', `${HEAD}${repository('lifecyclePolicy:\n      │')}`],
  ['the file of a lifecycle policy', `${HEAD}${repository('lifecyclePolicy:\n      file: │')}`],
  ['a lifecycle policy with a name', `${HEAD}lifecyclePolicies:\n  standard: │`],
  ['a first rule', `${HEAD}lifecyclePolicies:\n  standard:\n    - │`, 'ONE_VERB', 'ONE_SELECTOR'],
  [
    'a further rule',
    `${HEAD}lifecyclePolicies:\n  standard:\n    - tagPattern: "a*"\n      keepNewest: 3\n    - │`,
    'ONE_VERB',
    'ONE_SELECTOR',
  ],
  ['a rule with a selector', `${HEAD}lifecyclePolicies:\n  standard:\n    - untagged: true\n      │`],
  ['a rule with a verb', `${HEAD}lifecyclePolicies:\n  standard:\n    - keepNewest: 3\n      │`],
  ['a whole rule', `${HEAD}lifecyclePolicies:\n  standard:\n    - untagged: true\n      keepNewest: 3\n      │`],
  ['an age', `${HEAD}lifecyclePolicies:\n  standard:\n    - untagged: true\n      expireAfter: │`],
  ['a selector', `${HEAD}lifecyclePolicies:\n  standard:\n    - untagged: │`, 'ONE_VERB'],
  ["a rule in ECR's own words", `${HEAD}lifecyclePolicies:\n  standard:\n    rules:\n      - │`],
  ['a repository policy', `${HEAD}${repository('repositoryPolicy: │')}`],
  ['below a repository policy', `${HEAD}${repository('repositoryPolicy:\n      │')}`],
  ['access', `${HEAD}${repository('repositoryPolicy:\n      access:\n        │')}`],
  ['who pulls', `${HEAD}${repository('repositoryPolicy:\n      access:\n        pull: │')}`],
  ['a statement', `${HEAD}${repository('repositoryPolicy:\n      statements:\n        - │')}`],
  [
    'an effect',
    `${HEAD}${repository('repositoryPolicy:\n      statements:\n        - Effect: │')}`,
    'REPOSITORY_POLICY',
  ],
  ['a policy that is joined', `${HEAD}${repository('repositoryPolicy:\n      - │')}`],
  [
    'a whole document',
    `${HEAD}${repository('repositoryPolicy:\n      Statement:\n        - { Effect: Allow, Principal: "*", Action: "ecr:*" }\n      │')}`,
  ],
  [
    'a policy with a form',
    `${HEAD}${repository('repositoryPolicy:\n      access: { pull: ["111122223333"] }\n      │')}`,
  ],
  ['a policy of a layer', `${HEAD}defaults:\n  - repositoryPolicy: │\n    match: "**"\n`],
  ['rules of a layer', `${HEAD}defaults:\n  - lifecyclePolicy: │\n    match: "**"\n`],
  ['tags of a layer', `${HEAD}defaults:\n  - tags: │\n    match: "**"\n`],
  ['below the tags of a layer', `${HEAD}defaults:\n  - tags:\n      │\n    match: "**"\n`],
  ['more tags of a layer', `${HEAD}defaults:\n  - match: "**"\n    tags:\n      a: b\n      │`],
  ['policies', `${HEAD}repositoryPolicies:\n  │`],
  ['a policy with a name', `${HEAD}repositoryPolicies:\n  org-pull:\n    │`],
  ['lifecycle policies', `${HEAD}lifecyclePolicies:\n  │`],
  ['images', `${HEAD}${repository('images:\n      │')}`],
  ['a source', `${HEAD}${repository('images:\n      prod: │')}`],
  ['an image', `${HEAD}${repository('images:\n      prod:\n        │')}`],
  ['an image with a source', `${HEAD}${repository('images:\n      prod:\n        from: ecr:team/web:1\n        │')}`],
  ['an image that must not be there', `${HEAD}${repository('images:\n      prod:\n        absent: true\n        │')}`],
  ['the registry', `${HEAD}${registry('│')}`],
  ['a layer of the registry', `${HEAD}${registry('- │')}`],
  ['scanning of the registry', `${HEAD}${registry('scanningConfiguration:\n    │')}`],
  ['a rule of scanning', `${HEAD}${registry('scanningConfiguration:\n    rules:\n      - │')}`],
  ['replication', `${HEAD}${registry('replicationConfiguration:\n    │')}`],
  ['a rule of replication', `${HEAD}${registry('replicationConfiguration:\n    rules:\n      - │')}`],
  [
    'a destination',
    `${HEAD}${registry('replicationConfiguration:\n    rules:\n      - destinations:\n          - │')}`,
  ],
  ['pull-through cache rules', `${HEAD}${registry('pullThroughCacheRules:\n    │')}`],
  ['a pull-through cache rule', `${HEAD}${registry('pullThroughCacheRules:\n    quay:\n      │')}`],
  [
    'an upstream',
    `${HEAD}${registry('pullThroughCacheRules:\n    quay:\n      upstreamRegistryUrl: │')}`,
    'UPSTREAM_CREDENTIAL',
  ],
  ['creation templates', `${HEAD}${registry('repositoryCreationTemplates:\n    │')}`],
  ['a creation template', `${HEAD}${registry('repositoryCreationTemplates:\n    ROOT:\n      │')}`],
  ['an occasion', `${HEAD}${registry('repositoryCreationTemplates:\n    ROOT:\n      appliedFor:\n        - │')}`],
  ['account settings', `${HEAD}${registry('accountSettings:\n    │')}`],
  ['the value of an account setting', `${HEAD}${registry('accountSettings:\n    BLOB_MOUNTING: │')}`],
  ['signing', `${HEAD}${registry('signingConfiguration:\n    │')}`],
  ['exclusions', `${HEAD}${registry('pullTimeUpdateExclusions:\n    │')}`],
  ['a rule of signing', `${HEAD}${registry('signingConfiguration:\n    rules:\n      - │')}`],
  ['a statement of the registry', `${HEAD}${registry('policy:\n    statements:\n      - │')}`],
  ['below the policy of the registry', `${HEAD}${registry('policy:\n    │')}`],
  ['the policy of the registry', `${HEAD}${registry('policy:\n    - │')}`],
]

describe('whatever an editor offers inserts nothing that is wrong: in', () => {
  const environment = { ECRSYNC_VAR_STAGE: 'production' }

  test.each(PLACES)('%s', async (_, place, ...halves) => {
    for (const { label, text } of await offeredIn(place)) {
      const found = await diagnosticsOf({ 'ecrsync.yaml': text, ...BESIDE }, { environment })
      const allowed = SNIPPETS.has(label) ? [] : [...STILL_TO_TYPE, ...halves]
      expect(errorsOf(found.filter(({ code }) => !allowed.includes(code))), `${label}:\n${text}`).toEqual([])
    }
  })

  test('places where much is offered', async () => {
    const labels = async (place: string) => (await offeredIn(place)).map(({ label }) => label).toSorted()
    expect(await labels(`${HEAD}lifecyclePolicies:\n  standard: │`)).toEqual([
      'a file, in one line',
      'archive all but the newest',
      'archive by age',
      'archive what nobody pulls',
      'expire archived images',
      'expire by age',
      'expire untagged images',
      'keep all',
      'keep the newest',
    ])
    expect(
      await labels(`${HEAD}lifecyclePolicies:\n  standard:\n    - untagged: true\n      keepNewest: 3\n      │`),
    ).toEqual(['description'])
    expect(await labels(`${HEAD}${repository('│')}`)).toContain('lifecyclePolicy')
  })
})

describe('an editor shows', () => {
  test.each([
    [
      'what a setting is, and its default',
      repository('image│TagMutability: MUTABLE'),
      ['may be moved', 'Default: `"MUTABLE"`'],
    ],
    ['an example', repository('image│s: { prod: "ecr:team/web:1" }'), ['Images by tag', '```yaml', 'canary: null']],
    ['what a rule does', rule('untagged: true, expire│After: 7 days'), ['expire images pushed longer ago', '7 days']],
    ['what is deprecated', repository('image│ScanningConfiguration: { scanOnPush: true }'), ['AWS deprecates it']],
    ['what a map of policies is', 'lifecycle│Policies: { a: [{ any: true, keepNewest: 3 }] }\n', ['used by name']],
  ])('%s', async (_, text, said) => {
    const shown = await shownOf(HEAD + text)
    for (const one of said) expect(shown).toContain(one)
  })

  test.each([
    ['something else is offered', 'targets: { prod: { acc│ount: "111122223333" } }\n'],
    ['a key needs another one', 'targets: { prod: { role: "arn:aws:iam::1:role/a", external│Id: acme-1234 } }\n'],
  ])('each example once, also where %s', async (_, text) => {
    const examples = [...(await shownOf(HEAD + text)).matchAll(/```yaml\n(.*)\n```/g)].map(([, example]) => example)
    expect(examples).toEqual([...new Set(examples)])
    expect(examples).not.toEqual([])
  })
})
