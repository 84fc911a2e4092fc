import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { type DraftFile, factored } from '../../../src/importing/draft/factored.ts'
import type { HeldRegistry } from '../../../src/importing/held.ts'
import type { Fields } from '../../../src/model.ts'
import { fleet, shares } from './families.ts'
import { expectHeld, wishesOfDraft } from './resolving.ts'

const SCHEMA = '# yaml-language-server: $schema=./node_modules/ecrsync/schemas/manifest.schema.json\n'
const PLAIN = `${SCHEMA}version: 1\nname: acme\n`
const HEAD = `${PLAIN}ownership: none\n`

const heldOf = (states: Readonly<Record<string, Fields>>, more: Partial<HeldRegistry> = {}): HeldRegistry => ({
  registry: {},
  ...more,
  repositories: Object.entries(states)
    .map(([name, said]) => ({ name, states: said }))
    .sort((a, b) => (a.name < b.name ? -1 : 1)),
})

const MUTABLE = { imageTagMutability: 'MUTABLE' }
const KEEP = { lifecyclePolicy: [{ any: true, keepNewest: 30 }] }
const KMS = { encryptionConfiguration: { encryptionType: 'KMS' } }
const PULL = { access: { pull: ['o-abc1234567'] } }
const named = (names: readonly string[], states: Fields) => Object.fromEntries(names.map(name => [name, states]))
const numbered = (prefix: string, count: number) => Array.from({ length: count }, (_, index) => `${prefix}${index}`)

/** Rules of which no name can tell. */
const many = (first: number) =>
  [first, first + 10, first + 20].map((keepNewest, index) => ({ tagPattern: `v${index}*`, keepNewest }))
const inLines = (first: number) =>
  many(first)
    .map(one => `\n    - { tagPattern: "${one.tagPattern}", keepNewest: ${one.keepNewest} }`)
    .join('')

/** The text of the root behind its first lines, or all files by their names. */
async function textOf(registry: HeldRegistry): Promise<string> {
  const [root] = await expectHeld([registry])
  expect(root?.text.startsWith(HEAD)).toBe(true)
  return root?.text.slice(HEAD.length) ?? ''
}

describe('what a registry holds', () => {
  test('may hide what it is, and is said in escapes, which every reader of YAML takes for the same', () => {
    const hidden = [
      '\u009b31m',
      '\u0085',
      '\u2028x',
      '\ufeffx',
      '\u202eabc',
      '\u007f',
      '\ufffe',
      '\u{e0041}',
      '\u001b[31m',
    ]
    const tags = Object.fromEntries(hidden.map((text, index) => [`k${index}`, `${text}: #`]))
    const [root] = factored([heldOf({ 'team/api': { ...MUTABLE, tags } })], { name: 'acme', layout: 'flat' })
    expect(root?.text).not.toMatch(/[^\n -~]/)
    expect(parse(root?.text ?? '').repositories['team/api'].tags).toEqual(tags)
  })

  const none = {}
  const mostly = { ...MUTABLE, ...KEEP }
  const cases: readonly [string, HeldRegistry, string][] = [
    ['is nothing', heldOf(none), ''],
    [
      'is one repository, which says all of it',
      heldOf({ 'team/api': { ...MUTABLE, tags: { team: 'a' }, ...KEEP } }),
      `
repositories:
  team/api: { tags: { team: a }, imageTagMutability: MUTABLE, lifecyclePolicy: [{ any: true, keepNewest: 30 }] }
`,
    ],
    [
      'is said once where all have it, and null where one has it not',
      heldOf({ ...named(['aa', 'bb', 'cc'], mostly), dd: MUTABLE }),
      `
lifecyclePolicies:
  keep-30: [{ any: true, keepNewest: 30 }]

defaults:
  - { match: "**", imageTagMutability: MUTABLE, lifecyclePolicy: keep-30 }

repositories:
  aa:
  bb:
  cc:
  dd: { lifecyclePolicy: null }
`,
    ],
    [
      "is ECR's default where a layer says otherwise",
      heldOf({ ...named(['aa', 'bb', 'cc'], { ...MUTABLE, ...KMS, protect: true, tags: { team: 'a' } }), dd: MUTABLE }),
      `
defaults:
  - match: "**"
    tags: { team: a }
    protect: true
    imageTagMutability: MUTABLE
    encryptionConfiguration: { encryptionType: KMS }

repositories:
  aa:
  bb:
  cc:
  dd: { tags: { team: null }, encryptionConfiguration: { encryptionType: AES256 }, unmanaged: [protect] }
`,
    ],
    [
      'is left alone where no manifest may say it',
      {
        registry: {},
        repositories: [
          ...heldOf(named(['aa', 'bb', 'cc'], { ...mostly, tags: { team: 'a' } })).repositories,
          { name: 'dd', states: MUTABLE, unsaid: ['lifecyclePolicy', 'tags'] },
        ],
      },
      `
lifecyclePolicies:
  keep-30: [{ any: true, keepNewest: 30 }]

defaults:
  - { match: "**", tags: { team: a }, imageTagMutability: MUTABLE, lifecyclePolicy: keep-30 }

repositories:
  aa:
  bb:
  cc:
  dd: { unmanaged: [tags.team, lifecyclePolicy] }
`,
    ],
    [
      'is said by prefix, and again for the prefix in it that has none',
      heldOf({
        ...named(numbered('pay/x', 6), mostly),
        ...named(numbered('pay/tmp/y', 3), MUTABLE),
        ...named(numbered('web-', 6), { imageTagMutability: 'IMMUTABLE' }),
      }),
      `
lifecyclePolicies:
  keep-30: [{ any: true, keepNewest: 30 }]

defaults:
  - { match: "**", imageTagMutability: MUTABLE }
  - { match: "pay/**", lifecyclePolicy: keep-30 }
  - { match: "web-*", imageTagMutability: IMMUTABLE }
  - { match: "pay/tmp/**", lifecyclePolicy: null }

repositories:
  pay/tmp/y0:
  pay/tmp/y1:
  pay/tmp/y2:
  pay/x0:
  pay/x1:
  pay/x2:
  pay/x3:
  pay/x4:
  pay/x5:
  web-0:
  web-1:
  web-2:
  web-3:
  web-4:
  web-5:
`,
    ],
    [
      'is said by the end of names that have nothing else in common',
      heldOf({
        ...named(['a/db', 'b/db', 'c/db', 'd/db', 'e/x-db'], { ...MUTABLE, ...KEEP }),
        ...named(['a/q', 'b/q', 'c/q', 'd/q', 'e/q'], MUTABLE),
        ...named(['a/r-old', 'b/r-old', 'c/r-old', 'd/s-old'], { ...MUTABLE, tags: { old: 'yes please' } }),
      }),
      `
lifecyclePolicies:
  keep-30: [{ any: true, keepNewest: 30 }]

defaults:
  - { match: "**", imageTagMutability: MUTABLE }
  - { match: "**/*-old", tags: { old: yes please } }
  - { match: "**/db", lifecyclePolicy: keep-30 }

repositories:
  a/db:
  a/q:
  a/r-old:
  b/db:
  b/q:
  b/r-old:
  c/db:
  c/q:
  c/r-old:
  d/db:
  d/q:
  d/s-old:
  e/q:
  e/x-db: { lifecyclePolicy: keep-30 }
`,
    ],
    [
      'is said together for prefixes that have the same',
      heldOf({
        ...named(numbered('a/', 4), { tags: { team: 'x' } }),
        ...named(numbered('b/', 4), { tags: { team: 'y' } }),
        ...named(numbered('c/', 4), { tags: { team: 'x' } }),
        ...named(numbered('d/', 4), { tags: { team: 'z' } }),
      }),
      `
defaults:
  - { match: ["a/**", "c/**"], tags: { team: x } }
  - { match: "b/**", tags: { team: "y" } }
  - { match: "d/**", tags: { team: z } }

repositories:
${[...'abcd'].flatMap(one => numbered(`  ${one}/`, 4).map(name => `${name}:\n`)).join('')}`,
    ],
    [
      'is a policy in the parts that others have, too',
      heldOf({
        ...named(['aa', 'bb'], { repositoryPolicy: { access: { ...PULL.access, push: ['444455556666'] } } }),
        cc: { repositoryPolicy: PULL },
        dd: { repositoryPolicy: { access: { pull: ['arn:aws:iam::444455556666:role/team/ci'] } } },
      }),
      `
accounts:
  ci: "444455556666"

repositoryPolicies:
  ci-push: { access: { push: [ci] } }
  org-pull: { access: { pull: [o-abc1234567] } }

repositories:
  aa: { repositoryPolicy: [org-pull, ci-push] }
  bb: { repositoryPolicy: [org-pull, ci-push] }
  cc: { repositoryPolicy: org-pull }
  dd: { repositoryPolicy: { access: { pull: ["arn:aws:iam::444455556666:role/team/ci"] } } }
`,
    ],
    [
      'is a policy of which others have a part',
      heldOf({
        aa: { repositoryPolicy: { access: { ...PULL.access, push: ['arn:aws:iam::444455556666:role/team/ci'] } } },
        bb: { repositoryPolicy: PULL },
      }),
      `
repositoryPolicies:
  org-pull: { access: { pull: [o-abc1234567] } }

repositories:
  aa:
    repositoryPolicy:
      - org-pull
      - { access: { push: ["arn:aws:iam::444455556666:role/team/ci"] } }
  bb: { repositoryPolicy: org-pull }
`,
    ],
    [
      'is called by whose it is where it takes many words, and by a number where even that is taken',
      heldOf({
        ...named(['pay/a', 'pay/b', 'pay/c'], { lifecyclePolicy: many(1) }),
        ...named(['web/a', 'web/b', 'web/c'], { lifecyclePolicy: many(2) }),
        ...named(['x/a', 'y/b'], { lifecyclePolicy: many(3) }),
        ...named(['x/c', 'y/d'], { lifecyclePolicy: many(4) }),
        ...named(['x/e', 'y/f'], { lifecyclePolicy: many(5) }),
      }),
      `
lifecyclePolicies:
  pay:${inLines(1)}
  web:${inLines(2)}
  x-y:${inLines(3)}
  x-y-2:${inLines(4)}
  x-y-3:${inLines(5)}

defaults:
  - { match: "pay/**", lifecyclePolicy: pay }
  - { match: "web/**", lifecyclePolicy: web }

repositories:
  pay/a:
  pay/b:
  pay/c:
  web/a:
  web/b:
  web/c:
  x/a: { lifecyclePolicy: x-y }
  x/c: { lifecyclePolicy: x-y-2 }
  x/e: { lifecyclePolicy: x-y-3 }
  y/b: { lifecyclePolicy: x-y }
  y/d: { lifecyclePolicy: x-y-2 }
  y/f: { lifecyclePolicy: x-y-3 }
`,
    ],
    [
      'is settings of the registry, with the documents of templates by name',
      heldOf(named(['aa', 'bb', 'cc'], KEEP), {
        registry: {
          scanningConfiguration: { scanType: 'BASIC', rules: [] },
          repositoryCreationTemplates: {
            hub: { appliedFor: ['PULL_THROUGH_CACHE'], ...KEEP },
          },
        },
      }),
      `
lifecyclePolicies:
  keep-30: [{ any: true, keepNewest: 30 }]

defaults:
  - { match: "**", lifecyclePolicy: keep-30 }

repositories:
  aa:
  bb:
  cc:

registry:
  scanningConfiguration: { scanType: BASIC, rules: [] }
  repositoryCreationTemplates: { hub: { appliedFor: [PULL_THROUGH_CACHE], lifecyclePolicy: keep-30 } }
`,
    ],
    [
      'is names and values that YAML takes for something else',
      heldOf({
        no: {
          tags: { y: 'on', '1e3': '2024-01-01', a: '12:30', b: '1_000', c: '0o7', d: '', e: '.inf', f: ' x', g: '- x' },
        },
        tags: { tags: { '@': ': x', '- x': 'null' } },
        '1e3': { tags: { no: '=1+1' } },
      }),
      `
repositories:
  "1e3": { tags: { "no": "=1+1" } }
  "no":
    tags: { "1e3": "2024-01-01", a: "12:30", b: "1_000", c: "0o7", d: "", e: ".inf", f: " x", g: "- x", "y": "on" }
  "tags": { tags: { "- x": "null", "@": ": x" } }
`,
    ],
  ]
  test.each(cases)('%s', async (_, registry, expected) => {
    expect(await textOf(registry)).toBe(expected)
  })
})

describe('several targets', () => {
  const places = ['prod/eu-west-1', 'prod/us-east-1', 'dev/eu-west-1'].map(target => ({
    target,
    account: target.startsWith('prod') ? '111122223333' : '222233334444',
    region: target.split('/')[1] as string,
  }))
  const at = (of: (place: (typeof places)[number]) => HeldRegistry) => places.map(of)

  const TARGETS = `
targets:
  prod/eu-west-1: { account: "111122223333", region: eu-west-1 }
  prod/us-east-1: { account: "111122223333", region: us-east-1 }
  dev/eu-west-1: { account: "222233334444", region: eu-west-1 }
`

  const cases: readonly [string, readonly HeldRegistry[], string][] = [
    [
      'say what is alike once, and what is their own as such',
      at(place =>
        heldOf(
          named(['aa', 'bb'], {
            encryptionConfiguration: {
              encryptionType: 'KMS',
              kmsKey: `arn:aws:kms:${place.region}:${place.account}:key/x`,
            },
            repositoryPolicy: { access: { pull: [place.account] } },
            tags: { said: '111122223333' },
          }),
          { ...place, registry: { pullTimeUpdateExclusions: { [`arn:aws:iam::${place.account}:role/scanner`]: {} } } },
        ),
      ),
      `
accounts:
  prod: "111122223333"
  dev: "222233334444"
${TARGETS}
repositoryPolicies:
  own-pull: { access: { pull: ["\${{ target.account }}"] } }

defaults:
  - match: "**"
    tags: { said: "111122223333" }
    encryptionConfiguration:
      encryptionType: KMS
      kmsKey: "arn:aws:kms:\${{ target.region }}:\${{ target.account }}:key/x"
    repositoryPolicy: own-pull

repositories:
  aa:
  bb:

registry:
  pullTimeUpdateExclusions: { "arn:aws:iam::\${{ target.account }}:role/scanner": {} }
`,
    ],
    [
      'say by selectors what is in some of them alone, and what is otherwise there',
      at(place =>
        heldOf(
          {
            ...named(['aa', 'bb', 'cc'], { tags: { env: place.target.startsWith('prod') ? 'prod' : 'dev' } }),
            ...(place.region === 'us-east-1' ? {} : { dd: {} }),
            ...(place.target.startsWith('dev') ? { ee: MUTABLE } : {}),
          },
          {
            ...place,
            registry: { accountSettings: place.target.startsWith('dev') ? { BLOB_MOUNTING: 'ENABLED' } : {} },
          },
        ),
      ),
      `${TARGETS}
defaults:
  - { match: "**", targets: ["prod/**"], tags: { env: prod } }
  - { match: [aa, bb, cc], targets: [dev/eu-west-1], tags: { env: dev } }

repositories:
  aa:
  bb:
  cc:
  dd: { targets: ["*/eu-west-1"], tags: { env: null } }
  ee: { targets: [dev/eu-west-1], imageTagMutability: MUTABLE }

registry:
  - { targets: [dev/eu-west-1], accountSettings: { BLOB_MOUNTING: ENABLED } }
`,
    ],
  ]
  test.each(cases)('%s', async (_, registries, expected) => {
    const [root] = await expectHeld(registries)
    expect(root?.text.slice(HEAD.length)).toBe(expected)
  })

  test('in different partitions say what they share of an ARN', async () => {
    const held = ['cn-north-1', 'us-east-1'].map(region => {
      const arn = region.startsWith('cn') ? 'arn:aws-cn' : 'arn:aws'
      const kmsKey = `${arn}:kms:${region}:111122223333:key/x`
      const states = { encryptionConfiguration: { encryptionType: 'KMS', kmsKey } }
      return heldOf({ xx: states }, { target: region, account: '111122223333', region })
    })
    const [{ text = '' } = {}] = await expectHeld(held)
    expect(text).toContain('"arn:${{ target.partition }}:kms:${{ target.region }}:111122223333:key/x"')
  })

  test('of which nothing is known say what each has', () => {
    const held = ['one', 'other'].map(target =>
      heldOf(
        { '${{ target.name }}/x': { tags: { env: target } } },
        { target, account: '?', ...(target === 'one' && { region: '(' }) },
      ),
    )
    const [{ text = '' } = {}] = factored(held, { name: 'acme', layout: 'flat' })
    expect(text.slice(PLAIN.length)).toBe(`
targets:
  one: { account: "?", region: "(" }
  other: { account: "?" }

defaults:
  - { match: "*/x", targets: [one], tags: { env: one } }
  - { match: "*/x", targets: [other], tags: { env: other } }

repositories:
  "\${{ target.name }}/x":
`)
  })

  test('of a root that there is keep their entries, names and labels, and say nothing of others', async () => {
    const root = {
      ownership: 'none',
      accounts: { prod: '111122223333', all: ['111122223333', '222233334444'] },
      targets: {
        live: { account: 'prod', regions: ['eu-west-1', 'us-east-1'], labels: { env: 'live' } },
        other: { account: '222233334444', region: 'eu-west-1', labels: { env: 'other' } },
      },
    }
    const held = ['eu-west-1', 'us-east-1'].map(region =>
      heldOf(
        { a: { repositoryPolicy: { access: { pull: ['222233334444'] } } } },
        { target: `live/${region}`, account: '111122223333', region, registry: { accountSettings: { X: 'Y' } } },
      ),
    )
    const accounts = new Map([
      ['111122223333', 'prod'],
      ['222233334444', 'all'],
    ])
    const [{ text = '' } = {}] = factored(held, { name: 'acme', layout: 'flat', root, accounts, others: ['other'] })
    expect(text.slice(SCHEMA.length)).toBe(`version: 1
name: acme
ownership: none

accounts:
  prod: "111122223333"
  account-4444: "222233334444"
  all: ["111122223333", "222233334444"]

targets:
  live: { account: prod, regions: [eu-west-1, us-east-1], labels: { env: live } }
  other: { account: "222233334444", region: eu-west-1, labels: { env: other } }

repositories:
  a: { targets: ["env=live"], repositoryPolicy: { access: { pull: [account-4444] } } }

registry:
  - { targets: ["env=live"], accountSettings: { X: "Y" } }
`)
  })
})

describe('by prefix', () => {
  const states = {
    ...named(numbered('pay/x', 3), { ...MUTABLE, ...KEEP }),
    ...named(numbered('web/x', 3), { ...MUTABLE, repositoryPolicy: PULL }),
    ...named(['ecrsync/x', 'lone', '${{ target.region }}/x'], MUTABLE),
  }

  test('each first segment has a file, with what its repositories alone have in common', async () => {
    const files = factored([heldOf(states)], { name: 'acme', layout: 'by-prefix' })
    expect(files.map(({ path }) => path)).toEqual(['ecrsync.yaml', 'ecrsync-repositories.yaml', 'pay.yaml', 'web.yaml'])
    expect(files[0]?.text).toBe(`${PLAIN}
include: [ecrsync-repositories.yaml, pay.yaml, web.yaml]

defaults:
  - { match: "**", imageTagMutability: MUTABLE }

repositories:
  "\${{ target.region }}/x":
  lone:
`)
    expect(files[2]?.text).toBe(`${SCHEMA.replace('manifest.schema', 'fragment.schema')}
lifecyclePolicies:
  keep-30: [{ any: true, keepNewest: 30 }]

defaults:
  - { match: "pay/**", lifecyclePolicy: keep-30 }

repositories:
  pay/x0:
  pay/x1:
  pay/x2:
`)
    const [wishes] = (await wishesOfDraft(files, 'eu-west-1')).values()
    expect(wishes?.repositories).toContain('eu-west-1/x')
  })
})

describe('what is not in the manifest is said in comments', () => {
  const [{ text = '' } = {}] = factored([heldOf({})], {
    name: 'acme',
    layout: 'flat',
    leftOut: [
      { name: 'cdk/a', reason: 'a stack of CloudFormation manages it: prod\nimages: {}' },
      { name: 'cdk/b', target: 'prod', reason: 'a stack of CloudFormation manages it: prod\nimages: {}' },
      { name: 'x', reason: 'the manifest billing owns it' },
    ],
    leftToGlobs: [
      { match: 'docker-hub/**', target: 'prod', count: 12, reason: 'a pull-through cache' },
      { match: 'docker-hub/**', target: 'dev', count: 1, reason: 'a pull-through cache' },
    ],
  })

  test('with reasons, and a line for repositories that ECR makes', () => {
    expect(text.slice(PLAIN.length)).toBe(`
# ECR makes these by itself, so they are not declared. Without the first signs, they are given settings all the same:
# discovered:
#   - { match: "docker-hub/**", tags: { source: "docker-hub" } } # 12 repositories (prod): a pull-through cache; 1 repository (dev): a pull-through cache

# Left out:
# - a stack of CloudFormation manages it: prod\\nimages: {}
#     cdk/a
#     cdk/b (prod)
# - the manifest billing owns it
#     x
`)
  })

  test('and what is said of these is sound without the signs', async () => {
    const bare = text.replace(/^# (?=discovered| {2}- )/gm, '')
    const [wishes] = (await wishesOfDraft([{ path: 'ecrsync.yaml', text: bare }], 'eu-west-1')).values()
    expect(wishes?.discovered?.isFor('docker-hub/library/alpine')).toBe(true)
  })
})

test('what half of very many have is said once, and of the others each by itself', () => {
  const registry = heldOf(
    Object.fromEntries(
      numbered('team/x', 60).map((name, index) => [name, { tags: { half: index % 2 === 0 ? 'b' : 'a' } }]),
    ),
  )
  const [{ text = '' } = {}] = factored([registry], { name: 'acme', layout: 'flat' })
  expect(text).toContain('- { match: "**", tags: { half: a } }')
  expect(text.match(/\{ tags: \{ half: b \} \}/g)).toHaveLength(30)
})

test('what is left to a glob of all names has a source all the same', () => {
  const leftToGlobs = [{ match: '**', count: 2, reason: 'replication' }]
  const [{ text = '' } = {}] = factored([heldOf({})], { name: 'acme', layout: 'flat', leftToGlobs })
  expect(text).toContain('#   - { match: "**", tags: { source: "elsewhere" } } # 2 repositories: replication\n')
})

describe('two thousand repositories in twelve families, a twentieth of them otherwise', () => {
  const { registry, exceptions } = shares()

  test('come to exactly what was held', async () => {
    await expectHeld([registry], { layout: 'by-prefix' })
  })

  test.each(['flat', 'by-prefix'] as const)('take under 250 lines beside their names: %s', layout => {
    const files = factored([registry], { name: 'acme', layout })
    expect(exceptions).toBeGreaterThan(80)
    expect(linesIn(files)).toBeLessThan(2000 + exceptions + 250)
    const bare = files.flatMap(({ text }) => text.split('\n')).filter(line => /^ {2}[\w-]+\/[\w-]+:$/.test(line))
    expect(bare.length).toBeGreaterThanOrEqual(2000 - exceptions)
  })

  test('in two accounts and two regions take as many, and say the rest of each once', () => {
    const files = factored(fleet(), { name: 'acme', layout: 'flat' })
    expect(linesIn(files)).toBeLessThan(2000 + exceptions + 250)
    const [{ text = '' } = {}] = files
    expect(text).toContain('- { match: "**", targets: ["prod-*"], tags: { env: prod } }')
    expect(text).toContain('payments/api-0: { targets: ["prod-*"] }')
    expect(text).toContain('kmsKey: "arn:aws:kms:${{ target.region }}:${{ target.account }}:key/ecr"')
    expect(text).toContain('- { pullTimeUpdateExclusions: { "arn:aws:iam::${{ target.account }}:role/scanner": {} }')
    expect(text).toContain('- { targets: ["dev-*"], scanningConfiguration: { scanType: BASIC, rules: [] } }')
  })
})

const linesIn = (files: readonly DraftFile[]): number =>
  files.reduce((sum, { text }) => sum + text.trimEnd().split('\n').length, 0)
