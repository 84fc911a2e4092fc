import { readdirSync, readFileSync } from 'node:fs'
import { Ajv, type ValidateFunction } from 'ajv'
import { describe, expect, test } from 'vitest'
import { PROBES, PULLS, READS, UPLOADS, WRITES } from '../src/aws/api.ts'
import { EDITOR_KEYWORDS } from '../src/manifest/form/editor/publish.ts'
import { PUBLISHED } from '../src/manifest/form/published.ts'
import { fragmentSchema, manifestSchema } from '../src/manifest/form/schema.ts'
import { fmtSchema, initSchema } from '../src/render/authoring-schemas.ts'
import { explainSchema } from '../src/render/explain-json.ts'
import { iamSchema } from '../src/render/iam-schema.ts'
import { importSchema } from '../src/render/import-schema.ts'
import { inventorySchema } from '../src/render/inventory/json.ts'
import {
  applySchema,
  copySchema,
  diagnosticsSchema,
  planSchema,
  previewSchema,
  validateSchema,
} from '../src/render/output-schemas.ts'
import { updateSchema } from '../src/render/update-schema.ts'
import { awsEnvironment, ecrsync } from './cli.ts'
import { folderWith } from './folder.ts'
import { allowedBy, askedFor } from './iam-policy.ts'
import { type Seed, seeded } from './seed.ts'

const SCHEMAS = {
  manifest: manifestSchema,
  fragment: fragmentSchema,
  plan: planSchema,
  apply: applySchema,
  preview: previewSchema,
  copy: copySchema,
  import: importSchema,
  update: updateSchema,
  iam: iamSchema,
  explain: explainSchema,
  inventory: inventorySchema,
  validate: validateSchema,
  fmt: fmtSchema,
  init: initSchema,
  diagnostics: diagnosticsSchema,
} as const

/** What is published of these is made of them. */
const FOR_EDITORS: Readonly<Record<string, object>> = {
  manifest: PUBLISHED.manifest(),
  fragment: PUBLISHED.fragment(),
}

type Schema = Readonly<Record<string, unknown>>

const isSchema = (value: unknown): value is Schema =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
const inside = (value: unknown): readonly [string, unknown][] => Object.entries((value ?? {}) as Schema)

/** Every schema below one, each with the way to it. */
function all(schema: Schema, way: string): readonly (readonly [string, Schema])[] {
  const below = [
    ...inside(schema.properties).map(([key, inner]) => [`${way}.${key}`, inner] as const),
    ...inside(schema.anyOf).map(([key, inner]) => [`${way}|${key}`, inner] as const),
    [`${way}[]`, schema.items] as const,
    [`${way}.*`, schema.additionalProperties] as const,
  ]
  return [[way, schema], ...below.flatMap(([path, inner]) => (isSchema(inner) ? all(inner, path) : []))]
}

describe.each(Object.entries(SCHEMAS))('the schema of a %s', (name, schema) => {
  const schemas = all(schema as Schema, name)

  test('describes every field', () => {
    expect(schemas.filter(([, { description }]) => String(description ?? '').length < 5).map(([way]) => way)).toEqual(
      [],
    )
  })

  test('knows what may stand in every map', () => {
    const maps = schemas.filter(([, { properties }]) => properties !== undefined)
    expect(maps.filter(([, { additionalProperties }]) => additionalProperties !== false)).toEqual([])
  })

  test('is published', () => {
    const path = new URL(`../schemas/${name}.schema.json`, import.meta.url)
    expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual({ ...SCHEMAS, ...FOR_EDITORS }[name])
  })
})

const ajv = new Ajv({ allErrors: true, allowUnionTypes: true, strictTypes: false, keywords: [...EDITOR_KEYWORDS] })
const validates = Object.fromEntries(
  Object.entries({ ...SCHEMAS, ...FOR_EDITORS }).map(([name, schema]) => [name, ajv.compile(schema)]),
)

const MANIFEST = `version: 1
name: acme
defaults:
  - { match: "**", tags: { a: b }, lifecyclePolicy: [{ untagged: true, expireAfter: 7 days }] }
repositories:
  team/new: { repositoryPolicy: { access: { pull: ["111122223333"] } } }
  team/old: { encryptionConfiguration: { encryptionType: KMS, kmsKey: alias/ecr }, repositoryPolicy: null }
removed:
  - { name: team/full, reason: moved }
  - { name: team/gone }
`
const LIVE: Seed = {
  calls: [
    { action: 'CreateRepository', input: { repositoryName: 'team/old' } },
    { action: 'CreateRepository', input: { repositoryName: 'team/full' } },
    {
      action: 'CreatePullThroughCacheRule',
      input: { ecrRepositoryPrefix: 'mirror', upstreamRegistryUrl: 'quay.io' },
    },
  ],
  images: { 'team/full': ['1.0'] },
}
const denied = (operation: string, repository?: string) => ({
  operation,
  error: 'AccessDeniedException',
  ...(repository !== undefined && { repository }),
})

interface Run {
  readonly title: string
  readonly schema: keyof typeof SCHEMAS
  readonly args: readonly string[]
  readonly manifest?: string
  readonly faults?: Seed['faults']
  readonly code: number
  /** Members that are in it. */
  readonly says?: readonly string[]
}

const HEAD = 'version: 1\nname: acme\n'
const APPLY = ['apply', '--auto-approve']

/** Every kind of run that prints JSON, and how it ends. */
const RUNS: readonly Run[] = [
  { title: 'a plan with a create, an update, a ≠ and a block', schema: 'plan', args: ['plan'], code: 4 },
  { title: 'a filtered plan', schema: 'plan', args: ['plan', '--only', 'team/new'], code: 0 },
  {
    title: 'a plan with an unread field',
    schema: 'plan',
    args: ['plan'],
    faults: [denied('ListTagsForResource')],
    code: 7,
  },
  {
    title: 'a plan of an unread registry',
    schema: 'plan',
    args: ['plan'],
    faults: [denied('DescribeRepositories')],
    code: 7,
  },
  { title: 'an update of the manifest', schema: 'update', args: ['import', '--update'], code: 2 },
  { title: 'the places of all settings', schema: 'explain', args: ['explain', 'team/new'], code: 0 },
  { title: 'all repositories', schema: 'inventory', args: ['inventory'], code: 0 },
  { title: 'the layout of a manifest', schema: 'fmt', args: ['fmt', '--check'], code: 0 },
  {
    title: 'a manifest to begin with',
    schema: 'init',
    args: ['init', '-f', 'new.yaml', '--name', 'acme', '--account', '111122223333', '--region', 'eu-west-1'],
    code: 0,
  },
  { title: 'policies of IAM', schema: 'iam', args: ['iam', '--mode', 'apply'], code: 0 },
  { title: 'an import', schema: 'import', args: ['import'], code: 0 },
  {
    title: 'an import in which something is unread',
    schema: 'import',
    args: ['import', '--stats'],
    faults: [denied('GetLifecyclePolicy')],
    code: 7,
    says: ['stats', 'unread'],
  },
  {
    title: 'an import into a manifest that is there',
    schema: 'update',
    args: ['import', '--update', '--take-live'],
    faults: [denied('GetLifecyclePolicy')],
    code: 7,
    says: ['added', 'taken', 'differing'],
  },
  { title: 'an apply with a block', schema: 'apply', args: APPLY, code: 6 },
  {
    title: 'an apply with an unread field',
    schema: 'apply',
    args: APPLY,
    faults: [denied('ListTagsForResource')],
    code: 6,
  },
  {
    title: 'an apply that fails and skips',
    schema: 'apply',
    args: APPLY,
    faults: [denied('CreateRepository')],
    code: 6,
  },
  {
    title: 'an apply that leaves something to type',
    schema: 'apply',
    args: APPLY,
    manifest: `${HEAD}registry: { pullThroughCacheRules: { mirror: { upstreamRegistryUrl: public.ecr.aws } } }\n`,
    faults: [denied('CreatePullThroughCacheRule')],
    code: 6,
    says: ['example'],
  },
  {
    title: 'a preview of what is there and what is new',
    schema: 'preview',
    args: ['preview'],
    code: 0,
    says: ['exists'],
  },
  { title: 'a copy that only counts', schema: 'copy', args: ['copy', 'team/full', 'team/old', '--dry-run'], code: 6 },
  { title: 'a valid manifest', schema: 'validate', args: ['validate'], code: 0 },
  {
    title: 'one mistake in two places',
    schema: 'diagnostics',
    args: ['validate'],
    manifest: `${HEAD}repositories: { team/a: { tag: { a: b } }, team/b: { tag: { a: b } } }\n`,
    code: 3,
    says: ['places'],
  },
  {
    title: 'a manifest with an unknown key',
    schema: 'diagnostics',
    args: ['plan'],
    manifest: 'version: 1\nnam: x\n',
    code: 3,
  },
  { title: 'a manifest that is empty', schema: 'diagnostics', args: ['validate'], manifest: '', code: 3 },
  { title: 'an unknown flag', schema: 'diagnostics', args: ['plan', '--nope'], code: 3 },
  { title: 'an apply that cannot ask', schema: 'diagnostics', args: ['apply'], code: 8 },
  { title: 'a file that is not there', schema: 'diagnostics', args: ['plan', '-f', 'nope.yaml'], code: 3 },
]

/** As whoever reads the published files would, with nothing allowed. */
const strict = new Ajv({ allErrors: true })
const planOf = strict.compile(planSchema)
const SCENARIOS = new URL('./scenarios/', import.meta.url)
const plans = readdirSync(SCENARIOS, { withFileTypes: true })
  .filter(entry => entry.isDirectory())
  .map(({ name }) => {
    const text = readFileSync(new URL(`${name}/plan.json`, SCENARIOS), 'utf8')
    // A golden does not say digests of its manifest and of itself, or it would differ with each comment.
    return [name, text.replaceAll('sha256:…', `sha256:${'0'.repeat(64)}`)] as const
  })

describe('each golden of a plan fits the published schema:', () => {
  test.each(plans)('%s', (_, text) => {
    planOf(JSON.parse(text))
    expect(planOf.errors).toBeNull()
  })

  test.each(['key', 'raw', 'aside', 'becomes', 'isOfNew', 'unmanagedNames', 'expire', 'archive'])(
    'one has %s',
    member => {
      expect(plans.some(([, text]) => text.includes(`"${member}":`))).toBe(true)
    },
  )

  test('and the schemas of other outputs are strict, too', () => {
    for (const schema of [
      applySchema,
      previewSchema,
      copySchema,
      importSchema,
      updateSchema,
      validateSchema,
      diagnosticsSchema,
    ])
      expect(() => strict.compile(schema)).not.toThrow()
  })
})

describe('what --json prints fits its published schema', () => {
  test.each(RUNS)('$title', async ({ schema, args, manifest = MANIFEST, faults = [], code, says = [] }) => {
    const cwd = await folderWith({ 'ecrsync.yaml': manifest })
    const emulator = await seeded({ ...LIVE, faults })
    const run = await ecrsync([...args, '--json'], { cwd, env: awsEnvironment(emulator.url) })
    const validate = validates[schema] as ValidateFunction
    expect({ valid: validate(JSON.parse(run.stdout)), errors: validate.errors }).toEqual({ valid: true, errors: null })
    for (const member of says) expect(run.stdout).toContain(`"${member}":`)
    expect(run.code).toBe(code)
  })

  test('a run without a connection', async () => {
    const cwd = await folderWith({ 'ecrsync.yaml': MANIFEST })
    const env = awsEnvironment('http://127.0.0.1:1')
    const run = await ecrsync(['plan', '--json'], { cwd, env: { ...env, AWS_MAX_ATTEMPTS: '1' } })
    expect([run.code, validates.diagnostics?.(JSON.parse(run.stdout))]).toEqual([1, true])
  })

  test('the schema of a plan refuses what it does not describe', () => {
    expect(validates.plan?.({ formatVersion: 1, changes: [] })).toBe(false)
  })
})

test('the IAM policy allows what the code can call, and nothing else of ECR and the tagging API', () => {
  const calls = [...[READS, PULLS, PROBES, UPLOADS, WRITES].flatMap(Object.keys), 'GetResources']
  expect([...allowedBy()].sort()).toEqual([...askedFor(calls)].sort())
})

test('the IAM policy has no wildcard, plans without writing, and says for whom roles are made and passed', () => {
  const { Statement } = JSON.parse(readFileSync(new URL('../iam-policy.json', import.meta.url), 'utf8')) as {
    readonly Statement: readonly Statement[]
  }
  const actions = Statement.flatMap(({ Action }) => Action)
  expect(actions.filter(action => !/^(ecr|iam|inspector2|sts|tag):[A-Z][A-Za-z]+$/.test(action))).toEqual([])
  const plan = Statement.filter(({ Sid }) => Sid.startsWith('Plan')).flatMap(({ Action }) => Action)
  expect(plan.filter(action => !/^ecr:(Describe|Get|List)/.test(action))).toEqual([])
  const roles = Statement.filter(({ Action }) => Action.some(action => action.startsWith('iam:')))
  expect(roles.map(({ Action, Condition }) => [...Action, ...Object.keys(Condition?.StringEquals ?? {})])).toEqual([
    ['iam:CreateServiceLinkedRole', 'iam:AWSServiceName'],
    ['iam:PassRole', 'iam:PassedToService'],
  ])
})

interface Statement {
  readonly Sid: string
  readonly Action: readonly string[]
  readonly Condition?: { readonly StringEquals: Readonly<Record<string, readonly string[]>> }
}
