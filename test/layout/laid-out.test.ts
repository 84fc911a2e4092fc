import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { describe, expect, test } from 'vitest'
import { EcrsyncError } from '../../src/errors.ts'
import { type Form, laidOut } from '../../src/layout/laid-out.ts'
import { marksIn } from '../../src/layout/remarks.ts'
import { EXPECTED } from '../../src/manifest/form/expected.ts'
import { isOfForm } from '../../src/manifest/form/schema-check.ts'
import { Findings } from '../../src/manifest/text/findings.ts'
import { memoryFiles } from '../../src/manifest/text/memory-files.ts'
import { parse } from '../../src/manifest/text/parse.ts'
import { parsePlain } from '../../src/manifest/text/plain.ts'
import type { Fields } from '../../src/model.ts'
import { PACKAGE } from '../cli.ts'
import { meantBy } from './meaning.ts'

/** Below the head that every manifest has. */
const HEAD = 'version: 1\nname: acme\n'

const below = (text: string): string => laidOut(HEAD + text, 'manifest').slice(HEAD.length)

describe('the layout', () => {
  test.each<[string, string, string]>([
    [
      'what is at the root stands in one order',
      'guards: {}\nrepositories:\n  a/b:\n',
      '\nrepositories:\n  a/b:\n\nguards: {}\n',
    ],
    [
      'settings stand in the order of the schema, and names in that of the user',
      'repositories:\n  b/b: { lifecyclePolicy: x, tags: { z: "1", a: "2" } }\n  a/a:\n',
      'repositories:\n  b/b: { tags: { z: "1", a: "2" }, lifecyclePolicy: x }\n  a/a:\n',
    ],
    [
      'a rule begins with its selector, a statement with its Sid',
      'lifecyclePolicies:\n  x: [{ description: d, keepNewest: 3, any: true }]\n',
      'lifecyclePolicies:\n  x: [{ any: true, keepNewest: 3, description: d }]\n',
    ],
    [
      'what fits stands in one line, what does not in several',
      `defaults:\n  - match:\n      - a\n      - b\n    tags:\n      k: v\n  - match: b\n    tags: { one: "${'x'.repeat(60)}", two: "${'y'.repeat(60)}" }\n`,
      `defaults:\n  - { match: [a, b], tags: { k: v } }\n  - match: b\n    tags:\n      one: ${'x'.repeat(60)}\n      two: ${'y'.repeat(60)}\n`,
    ],
    [
      'rules of which there are several stand below each other',
      'lifecyclePolicies: { x: [{ any: true, keepAll: true }, { untagged: true, expireAfter: 7 days }] }\n',
      'lifecyclePolicies:\n  x:\n    - { any: true, keepAll: true }\n    - { untagged: true, expireAfter: 7 days }\n',
    ],
    [
      'a repository of which nothing is said has nothing after it',
      'repositories: { a/b: {}, c/d: , e/f }\n',
      'repositories:\n  a/b:\n  c/d:\n  e/f:\n',
    ],
    [
      'quotes go where every reader takes the same text, and stand where one does not',
      `repositories:\n  a/b: { tags: { "k": 'v', w: "no", e: "1e3", d: "2024-01-01", o: "0o7", u: "1_000", t: "12:30", "on": "y" } }\n`,
      'repositories:\n  a/b: { tags: { k: v, w: "no", e: "1e3", d: "2024-01-01", o: "0o7", u: "1_000", t: "12:30", "on": "y" } }\n',
    ],
    [
      'globs are quoted, also those that need not be',
      "defaults: [{ match: 'a/*' }, { match: [b/**, '!b/c'] }]\n",
      'defaults:\n  - { match: "a/*" }\n  - { match: ["b/**", "!b/c"] }\n',
    ],
    [
      'a repository that is called like a field keeps its quotes',
      'repositories:\n  a/b:\n  "tags":\n',
      'repositories:\n  a/b:\n  "tags":\n',
    ],
    [
      'single quotes spare escapes',
      'lifecyclePolicies:\n  x: [{ any: true, keepAll: true, description: "a \\"b\\" \\\\ c" }]\n',
      `lifecyclePolicies:\n  x: [{ any: true, keepAll: true, description: 'a "b" \\ c' }]\n`,
    ],
    [
      'lines of a text stay lines',
      'lifecyclePolicies:\n  x: [{ any: true, keepAll: true, description: "a" }]\nx-note: |\n  one\n  two\n',
      'x-note: |\n  one\n  two\n\nlifecyclePolicies:\n  x: [{ any: true, keepAll: true, description: a }]\n',
    ],
    [
      'lines of which nothing is left, or something is hidden, stand in quotes',
      'x-a: >\nx-b: |\n  a\u202eb\n  c\n',
      'x-a: ""\nx-b: "a\\u202eb\\nc\\n"\n',
    ],
    [
      'what is hidden is written as an escape',
      'repositories:\n  a/b: { tags: { k: "a\\u202Eb\\u0007" } }\n',
      'repositories:\n  a/b: { tags: { k: "a\\u202eb\\u0007" } }\n',
    ],
    [
      'true and null have one spelling',
      'repositories:\n  a/b: { imageScanningConfiguration: { scanOnPush: True }, lifecyclePolicy: ~ }\n',
      'repositories:\n  a/b: { imageScanningConfiguration: { scanOnPush: true }, lifecyclePolicy: null }\n',
    ],
    [
      'an alias never comes before its anchor',
      'repositories:\n  a/b: { lifecyclePolicy: &x [{ any: true, keepNewest: 1 }] }\ndefaults: [{ match: "**", lifecyclePolicy: *x }]\n',
      'repositories:\n  a/b: { lifecyclePolicy: &x [{ any: true, keepNewest: 1 }] }\ndefaults:\n  - { match: "**", lifecyclePolicy: *x }\n',
    ],
  ])('%s', (_, written, expected) => {
    expect(below(written)).toBe(expected)
    expect(below(expected)).toBe(expected)
  })

  test('a policy that was pasted as JSON becomes lines', () => {
    const statement = (Sid: string) => ({ Action: ['ecr:PutImage'], Principal: '*', Effect: 'Deny', Sid })
    const pasted = JSON.stringify({ Statement: [statement('a'), statement('b')], Version: '2012-10-17' })
    expect(below(`repositoryPolicies:\n  x:\n    ${pasted}\n`)).toBe(`repositoryPolicies:
  x:
    statements:
      - { Sid: a, Effect: Deny, Principal: "*", Action: "ecr:PutImage" }
      - { Sid: b, Effect: Deny, Principal: "*", Action: "ecr:PutImage" }
`)
  })
})

const RULE = {
  rulePriority: 1,
  selection: { tagStatus: 'untagged', countType: 'sinceImagePushed', countUnit: 'days', countNumber: 7 },
  action: { type: 'expire' },
}

describe('settings take their short form', () => {
  test.each<[string, string, string]>([
    [
      'rules of ECR',
      `lifecyclePolicies:\n  x: ${JSON.stringify({ rules: [RULE] })}\n`,
      'lifecyclePolicies:\n  x: [{ untagged: true, expireAfter: 7 days }]\n',
    ],
    [
      'rules in a repository, with the comment behind them',
      `repositories:\n  a/b:\n    lifecyclePolicy: ${JSON.stringify({ rules: [RULE] })} # old\n`,
      'repositories:\n  a/b:\n    lifecyclePolicy: [{ untagged: true, expireAfter: 7 days }] # old\n',
    ],
    [
      'statements that say no more than access',
      'repositoryPolicies:\n  x: { statements: [{ Effect: Allow, Principal: { AWS: "111122223333" }, Action: ["ecr:GetDownloadUrlForLayer", "ecr:BatchGetImage"] }] }\n',
      'repositoryPolicies:\n  x: { access: { pull: ["111122223333"] } }\n',
    ],
    [
      'filters of the registry',
      'registry:\n  scanningConfiguration:\n    scanType: BASIC\n    rules: [{ scanFrequency: SCAN_ON_PUSH, repositoryFilters: [{ filter: "a*", filterType: WILDCARD }] }]\n',
      'registry:\n  scanningConfiguration: { scanType: BASIC, rules: [{ scanFrequency: SCAN_ON_PUSH, repositoryFilters: ["a*"] }] }\n',
    ],
  ])('%s', (_, written, expected) => {
    expect(below(written)).toBe(expected)
    expect(below(expected)).toBe(expected)
  })

  test.each<[string, string]>([
    [
      'a comment would have to go',
      `lifecyclePolicies:\n  x:\n    rules:\n      - rulePriority: 1 # first\n        selection: { tagStatus: any, countType: imageCountMoreThan, countNumber: 3 }\n        action: { type: expire }\n`,
    ],
    [
      'a variable is to be filled in',
      'repositoryPolicies:\n  x:\n    statements:\n      - Effect: Allow\n        Principal: { AWS: "${{ accounts.ci }}" }\n        Action: ["ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"]\n',
    ],
    [
      'something that is there is kept',
      'repositories:\n  a/b:\n    repositoryPolicy:\n      - live\n      - statements: [{ Sid: a, Effect: Deny, Principal: "*", Action: ["ecr:PutImage"] }]\n',
    ],
    ['other keys are in it than the schema knows', `lifecyclePolicies:\n  x:\n    rules: []\n    rulez: 3\n`],
  ])('but not where %s', (_, text) => {
    expect(saidBy(HEAD + below(text), 'manifest')).toEqual(saidBy(HEAD + text, 'manifest'))
  })
})

describe('comments', () => {
  test.each([
    [
      'before and behind empty braces',
      'repositories:\n  a/b: # one\n    {} # two\n',
      'repositories:\n  # two\n  a/b: # one\n',
    ],
    ['behind the mark of the end', 'repositories:\n  a/b:\n...\n# one\n', 'repositories:\n  a/b:\n\n# one\n'],
  ])('%s stay', (_, text, expected) => {
    expect(below(text)).toBe(expected)
    expect(below(expected)).toBe(expected)
  })

  const COMMENTED = `# head

# about the version
version: 1
name: acme # the name

defaults:
  - match: # third
      - "a/**" # first
      - "b/**" # second
    tags: # behind tags
      a: b
      # about c
      c: d
  # the end of defaults

repositories: # all of them
  a/a: # nothing of its own
  # about b
  b/b: # nor this
  #
  # about c

  c/c: { tags: { a: b } } # behind c
  # the end of repositories

  # really

# about removed
removed: # gone
  # one
  - { name: a/b } # ab
  - name: b/c
    # why
    reason: "no"
  # the end of removed

# the end

# of all
`

  test('stay where they are', () => {
    expect(laidOut(COMMENTED, 'manifest')).toBe(COMMENTED)
  })

  test.each<[string, string, string]>([
    [
      'in brackets that become lines',
      'defaults:\n  - { match: [ "a/*", # one\n      "b/*" # two\n      # last\n      ] } # all\n',
      'defaults:\n  # all\n  - match: # last\n      - "a/*" # one\n      - "b/*" # two\n',
    ],
    ['behind a dash', 'removed:\n  - # why\n    name: a/b\n', 'removed:\n  # why\n  - { name: a/b }\n'],
    [
      'between a key and its value',
      'removed:\n  - name:\n      # why\n      a/b\n',
      'removed:\n  # why\n  - { name: a/b }\n',
    ],
    [
      'above what has moved',
      'removed:\n  # the name\n  - reason: gone\n    # of it\n    name: a/b\n',
      'removed:\n  # the name\n  # of it\n  - name: a/b\n    reason: gone\n'.replace(
        '  - name: a/b\n    reason: gone\n',
        '  - { name: a/b, reason: gone }\n',
      ),
    ],
    [
      'behind a setting that has anchors',
      'repositories:\n  a/b: { tags: &t { a: b } } # one\n  c/d: {} # two\n  e/f: &e {} # three\n',
      'repositories:\n  a/b: { tags: &t { a: b } } # one\n  c/d: # two\n  e/f: &e {} # three\n',
    ],
    [
      'of several lines in brackets that are empty',
      'defaults: [{ match: "**", tags: { # one\n  # two\n  } }]\n',
      'defaults:\n  - match: "**"\n    # one\n    # two\n    tags: {}\n',
    ],
    [
      'above and below keys, apart and together',
      'defaults:\n\n  # one\n\n  # two\n  - match: a\n\n\n    # three\n\n    # four\n',
      'defaults:\n  # one\n\n  # two\n  - match: a\n\n    # three\n\n    # four\n',
    ],
    [
      'behind an anchor',
      'x-a: &a # here\n  b: c\nremoved: [{ name: a/b }]\n',
      'x-a: # here\n  &a\n  b: c\nremoved:\n  - { name: a/b }\n',
    ],
  ])('%s are kept', (_, written, expected) => {
    expect(below(written)).toBe(expected)
    expect(below(expected)).toBe(expected)
  })
})

/** What a text says, for whoever does not mind the order of keys. */
function saidBy(text: string, form: Form): Fields {
  const file = { file: 'x.yaml', directory: '', text }
  const { value } = parsePlain(file, EXPECTED[form]) ?? parse(file, EXPECTED[form], new Findings())
  return value as Fields
}

/** All files of YAML below a folder, by their paths in it. */
const yamlIn = (folder: string): readonly string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(file => /\.ya?ml$/.test(file))

const formOf = (file: string): Form => (file.includes('teams/') ? 'fragment' : 'manifest')

describe('every manifest of the examples and scenarios', () => {
  const folders = ['examples', 'examples/real', 'test/scenarios'].flatMap(folder =>
    readdirSync(join(PACKAGE, folder)).map(name => join(PACKAGE, folder, name)),
  )
  const manifests = folders.flatMap(folder =>
    ['ecrsync.yaml', 'manifest.yaml'].flatMap(name => (existsSync(join(folder, name)) ? [join(folder, name)] : [])),
  )

  test.each(manifests.map(file => [relative(PACKAGE, file), file]))('%s means the same', async (_, file) => {
    const folder = dirname(file)
    const texts = Object.fromEntries(
      readdirSync(folder, { recursive: true, encoding: 'utf8' })
        .filter(name => /\.(ya?ml|json)$/.test(name))
        .map(name => [name, readFileSync(join(folder, name), 'utf8')] as const),
    )
    const yaml = yamlIn(folder).filter(name => texts[name]?.includes('repositories:'))
    const written = {
      ...texts,
      ...Object.fromEntries(yaml.map(name => [name, laidOut(texts[name] as string, formOf(name))])),
    }
    const meaningOf = (files: typeof texts) =>
      meantBy(file, memoryFiles(folder, files), { ECRSYNC_VAR_STAGE: 'production' })
    expect(await meaningOf(written)).toEqual(await meaningOf(texts))
  })
})

describe('mistakes', () => {
  const folder = join(PACKAGE, 'test/mistakes')

  test('are refused where they are of the text, and else kept as they are', () => {
    const tried = { laidOut: 0, refused: 0 }
    for (const file of yamlIn(folder)) {
      const text = readFileSync(join(folder, file), 'utf8')
      const form = formOf(file)
      let written: string
      try {
        written = laidOut(text, form)
      } catch (error) {
        expect((error as EcrsyncError).code, file).toBe('INVALID_MANIFEST')
        tried.refused += 1
        continue
      }
      tried.laidOut += 1
      expect(laidOut(written, form), file).toBe(written)
      expect(commentsIn(written), file).toEqual(commentsIn(text))
      const said = saidBy(text, form)
      if (!isOfForm(said, form)) expect(saidBy(written, form), file).toEqual(said)
    }
    expect(tried.laidOut).toBeGreaterThan(40)
    expect(tried.refused).toBeGreaterThan(10)
  })
})

const commentsIn = (text: string): readonly string[] =>
  [...marksIn(text).remarks.map(({ text: comment }) => comment.trim())].sort()

test('what is no map is left as it is', () => {
  expect(laidOut('- a   # b\n-   c\n', 'manifest')).toBe('- a   # b\n-   c\n')
})

test('type tags go, and what they say stays', () => {
  expect(below('x-a: !!map { b: !!str 012, c: !!int 3 }\n')).toBe('x-a: { b: "012", c: 3 }\n')
})

test('broken YAML is refused at its place', () => {
  const broken = () => laidOut('version: 1\nrepositories: [\n', 'manifest', 'some/ecrsync.yaml')
  expect(broken).toThrow(EcrsyncError)
  try {
    broken()
  } catch (error) {
    expect((error as EcrsyncError).diagnostics[0]).toMatchObject({ source: { file: 'some/ecrsync.yaml', line: 2 } })
  }
})
