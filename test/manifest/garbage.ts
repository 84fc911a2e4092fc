// A manifest with all its files, and what may stand in their places.

const STATEMENT = {
  Sid: 'one',
  Effect: 'Allow',
  Principal: { AWS: ['111122223333'] },
  Action: ['ecr:BatchGetImage'],
  Condition: { StringEquals: { 'aws:PrincipalOrgID': 'o-abc1234567' } },
}
const RULES = [
  {
    rulePriority: 1,
    description: 'x',
    selection: { tagStatus: 'tagged', tagPatternList: ['v*'], countType: 'imageCountMoreThan', countNumber: 3 },
    action: { type: 'expire' },
  },
]
const SETTINGS = {
  tags: { team: 'a' },
  imageTagMutability: 'IMMUTABLE_WITH_EXCLUSION',
  imageTagMutabilityExclusionFilters: ['dev-*', { filter: 'x*' }],
  imageScanningConfiguration: { scanOnPush: true },
  encryptionConfiguration: { encryptionType: 'KMS', kmsKey: 'alias/ecr' },
  lifecyclePolicy: [
    { tagPattern: 'v*', keepNewest: 3, description: 'x' },
    { untagged: true, expireAfter: '7 days' },
  ],
  repositoryPolicy: ['inherited', 'org', { access: { pull: ['ci'], push: ['o-abc1234567'], lambda: ['ci'] } }],
  images: { v1: { from: 'ecr:staging/app:1', referrers: true, restore: false }, old: null, v2: 'oci:./x' },
  unmanaged: ['tags.cost'],
}
/** With something in every place. */
export const MANIFEST = {
  version: 1,
  name: 'acme',
  ownership: 'tag',
  accounts: { ci: '111122223333' },
  env: [],
  include: ['teams/*.yaml'],
  guards: { expireImages: { max: 3, percent: 20 } },
  targets: {
    default: {
      account: 'ci',
      region: 'us-east-1',
      role: 'arn:${{ target.partition }}:iam::${{ target.account }}:role/x',
      sessionName: 'at-${{ target.labels.env }}',
      endpoint: 'https://ecr.acme.example',
      labels: { env: 'prod' },
    },
    fleet: { accounts: ['444455556666'], regions: ['us-east-1', 'eu-west-1'], exclude: ['fleet/*/eu-west-1'] },
  },
  repositoryPolicies: { org: { statements: [STATEMENT] }, acc: { access: { pull: ['ci'] } } },
  lifecyclePolicies: { raw: { rules: RULES }, few: [{ any: true, keepNewest: 3 }], f: { file: 'x.json' } },
  defaults: [{ match: ['**', '!x/*'], targets: ['env=prod', '!fleet/**'], lifecyclePolicy: 'few' }],
  repositories: { 'team/app': SETTINGS, 'team/raw': { lifecyclePolicy: 'raw', repositoryPolicy: { file: 'p.json' } } },
  removed: [{ name: 'a/old', maxImages: 1, copiedTo: 'team/app', reason: 'x' }],
}
const FRAGMENT = { repositories: { 'b/app': { tags: { a: 'b' } } }, removed: [{ name: 'b/old' }] }
const FILES = {
  'x.json': JSON.stringify({ rules: RULES }),
  'p.json': JSON.stringify({ Version: '2012-10-17', Statement: [STATEMENT] }),
}

/** Pieces of YAML in one line that are sound, or not. */
export const WEIRD = [
  'null',
  '~',
  '',
  'true',
  '0',
  '-1',
  '1.5',
  '1e999',
  '999999999999999999999999',
  '.inf',
  '-.inf',
  '.nan',
  '0x1F',
  '0o17',
  '012',
  '"" ',
  '" "',
  '"a\\0b"',
  '"\\uD800"',
  '"\\x1b[2J\\n\\u2028"',
  '"${{"',
  '"${{ }}"',
  '"${{ env.X }}${{ target.account }}"',
  '"${{ repository.name }}"',
  '"__proto__"',
  '"constructor"',
  '"*"',
  '"("',
  '"[z-a]"',
  '"\\\\"',
  '"../../etc/passwd"',
  '"arn:aws:iam::*:root"',
  '"docker://example.com:99999/app:1"',
  '"docker://[::1/app:1"',
  '"ecr::"',
  `"${'a'.repeat(70_000)}"`,
  '[]',
  '{}',
  '[[]]',
  '[null]',
  '[{}]',
  '[1, a, [b], {c: d}]',
  '{a: b}',
  '{"": ""}',
  '{__proto__: x}',
  '{constructor: {prototype: 1}}',
  '{toString: 1, hasOwnProperty: 2, length: 3}',
  '{? [a] : b}',
  '{? {a: b} : c}',
  '!!binary aGk=',
  '!!set {a, b}',
  '!!omap [a: b]',
  '!!timestamp 2026-01-01',
  '!!str 5',
  '!!int "x"',
  '!x y',
  '&a [*a]',
  '&a {b: *a}',
  '*nobody',
  '2026-01-01',
  '{<<: {a: b}}',
  '[[[[[[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]]]]]]',
  '{a: {a: {a: {a: {a: {a: {a: {a: b}}}}}}}}',
  '[a',
  '"a',
  '}',
  ': :',
  '- a',
]

export type Path = readonly (string | number)[]

export function placesIn(value: unknown, path: Path = []): readonly Path[] {
  if (typeof value !== 'object' || value === null) return [path]
  const entries: readonly (readonly [string | number, unknown])[] = Array.isArray(value)
    ? [...value.entries()]
    : Object.entries(value)
  return [path, ...entries.flatMap(([key, inner]) => placesIn(inner, [...path, key]))]
}

/** The value as YAML in one line, with a snippet in the place of what is at the path. */
export function written(value: unknown, path: Path | undefined, snippet: string): string {
  if (path?.length === 0) return snippet
  const inner = (key: string | number, one: unknown) =>
    written(one, path?.[0] === key ? path.slice(1) : undefined, snippet)
  if (Array.isArray(value)) return `[${value.map((one, index) => inner(index, one)).join(', ')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  return `{${Object.entries(value).map(([key, one]) => `${JSON.stringify(key)}: ${inner(key, one)}`)}}`
}

/** Each file of a manifest, in the forms that it may have. */
export const DOCUMENTS: readonly (readonly [file: string, value: unknown])[] = [
  ['ecrsync.yaml', MANIFEST],
  ['teams/a.yaml', FRAGMENT],
  ['x.json', { rules: RULES }],
  ['p.json', { Version: '2012-10-17', Statement: [STATEMENT] }],
  [
    'p.json',
    {
      Statement: [
        { Sid: 'no', Effect: 'Deny', NotPrincipal: '*', NotAction: ['ecr:*'] },
        { ...STATEMENT, Effect: 'Deny', Principal: '*', Condition: {} },
      ],
    },
  ],
  ['x.json', [{ tagPattern: ['v*'], expireAfter: '3 days' }]],
]
export const SOUND = { ...FILES, 'ecrsync.yaml': JSON.stringify(MANIFEST), 'teams/a.yaml': JSON.stringify(FRAGMENT) }
