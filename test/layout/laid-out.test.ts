import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { EcrsyncError } from '../../src/errors.ts'
import { type Form, laidOut } from '../../src/layout/laid-out.ts'
import { EXPECTED } from '../../src/manifest/form/expected.ts'
import { Findings } from '../../src/manifest/text/findings.ts'
import { parse } from '../../src/manifest/text/parse.ts'
import { parsePlain } from '../../src/manifest/text/plain.ts'
import { PACKAGE } from '../cli.ts'

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
      'repositories: { a/b: {}, c/d: }\n',
      'repositories:\n  a/b:\n  c/d:\n',
    ],
    [
      'quotes go where every reader takes the same text, and stand where one does not',
      `repositories:\n  a/b: { tags: { "k": 'v', n: "no", e: "1e3", d: "2024-01-01", o: "0o7", u: "1_000", t: "12:30", "on": "y" } }\n`,
      'repositories:\n  a/b:\n    tags:\n      k: v\n      n: "no"\n      e: "1e3"\n      d: "2024-01-01"\n      o: "0o7"\n      u: "1_000"\n      t: "12:30"\n      "on": "y"\n'
        .replace(
          '    tags:\n      k: v\n      n: "no"\n      e: "1e3"\n      d: "2024-01-01"\n      o: "0o7"\n      u: "1_000"\n      t: "12:30"\n      "on": "y"\n',
          '    tags: { k: v, n: "no", e: "1e3", d: "2024-01-01", o: "0o7", u: "1_000", t: "12:30", "on": "y" }\n',
        )
        .replace('  a/b:\n    tags: ', '  a/b: { tags: ')
        .replace(' }\n', ' } }\n'),
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
      'x-note: |\n  one\n  two\nlifecyclePolicies:\n  x: [{ any: true, keepAll: true, description: a }]\n',
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
    const pasted =
      'repositoryPolicies:\n  x:\n    {"Statement":[{"Action":["ecr:PutImage"],"Principal":{"AWS":"111122223333"},"Effect":"Allow","Sid":"a"}],"Version":"2012-10-17"}\n'
    expect(below(pasted)).toBe(
      `repositoryPolicies:
  x:
    Version: "2012-10-17"
    Statement:
      - Sid: a
        Effect: Allow
        Principal: { AWS: "111122223333" }
        Action: ["ecr:PutImage"]
`.replace(
        /Statement:\n.*\n.*\n.*\n.*\n/,
        'Statement: [{ Sid: a, Effect: Allow, Principal: { AWS: "111122223333" }, Action: ["ecr:PutImage"] }]\n',
      ),
    )
  })
})

describe('comments', () => {
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
function saidBy(text: string, form: Form): unknown {
  const file = { file: 'x.yaml', directory: '', text }
  const { value } = parsePlain(file, EXPECTED[form]) ?? parse(file, EXPECTED[form], new Findings())
  return value
}

describe('every manifest here', () => {
  const folders = ['examples', 'test/scenarios', 'test/mistakes', 'test/manifest', 'bench']
  const files = folders.flatMap(folder =>
    readdirSync(join(PACKAGE, folder), { recursive: true, encoding: 'utf8' })
      .filter(file => file.endsWith('.yaml') && !file.includes('kubernetes/ecrsync-'))
      .map(file => join(folder, file)),
  )

  test('keeps its values and its comments, and is the same when it is laid out again, unless it is no YAML', () => {
    const tried = { laidOut: 0, refused: 0 }
    for (const file of files) {
      const text = readFileSync(join(PACKAGE, file), 'utf8')
      const form = file.includes('/teams/') ? 'fragment' : 'manifest'
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
      expect(saidBy(written, form), file).toEqual(saidBy(text, form))
    }
    expect(tried.laidOut).toBeGreaterThan(60)
    expect(tried.refused).toBeGreaterThan(10)
  })
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
