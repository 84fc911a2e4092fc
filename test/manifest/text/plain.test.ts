import { readFileSync } from 'node:fs'
import { isDeepStrictEqual } from 'node:util'
import fc from 'fast-check'
import { globSync } from 'tinyglobby'
import { describe, expect, test } from 'vitest'
import { EXPECTED } from '../../../src/manifest/form/expected.ts'
import { isOfForm } from '../../../src/manifest/form/schema-check.ts'
import { Budget } from '../../../src/manifest/text/budget.ts'
import { Findings } from '../../../src/manifest/text/findings.ts'
import { parse } from '../../../src/manifest/text/parse.ts'
import { parsePlain } from '../../../src/manifest/text/plain.ts'
import type { Expected } from '../../../src/manifest/text/values.ts'
import { runs } from '../../runs.ts'

type Way = readonly (string | number)[]

/** Every place of a value, and one that is not there. */
function waysIn(value: unknown, way: Way = []): readonly Way[] {
  if (typeof value !== 'object' || value === null) return [way, [...way, 'nothing']]
  const steps = Array.isArray(value) ? [...value.keys()] : Object.keys(value)
  const inner = value as Readonly<Record<string | number, unknown>>
  return [way, [...way, 'nothing'], ...steps.flatMap(step => waysIn(inner[step], [...way, step]))]
}

/** Counts instead of refusing. */
class Counting extends Budget {
  readonly taken = { lexemes: 0, halves: 0 }

  override takeAll({ lexemes, halves }: { readonly lexemes: number; readonly halves: number }): void {
    this.taken.lexemes += lexemes
    this.taken.halves += halves
  }
}

/** Whether it is read plainly; where it is, the parser has to say the very same of it. */
function isPlain(text: string, expected: Expected, fits: (value: object) => boolean = () => true): boolean {
  const [ours, theirs, findings] = [new Counting(), new Counting(), new Findings()]
  const file = { file: 'm.yaml', directory: '', text }
  const plain = parsePlain({ ...file, budget: ours }, expected, fits)
  if (plain === undefined) return false
  const parsed = parse({ ...file, budget: theirs }, expected, findings)
  expect(findings.all, text).toEqual([])
  expect(JSON.stringify(plain.value), text).toEqual(JSON.stringify(parsed.value))
  expect(isDeepStrictEqual(plain.value, parsed.value), text).toBe(true)
  expect(ours.taken, text).toEqual(theirs.taken)
  for (const way of waysIn(plain.value)) {
    expect([way, plain.locate(way)], text).toEqual([way, parsed.locate(way)])
    const written = plain.written(way)
    if (written !== undefined) expect(written, text).toBe(parsed.written(way))
  }
  text.split('\n').forEach((line, index) => {
    expect(plain.line(index + 1)).toBe(line)
  })
  return true
}

const plainly = (text: string): boolean => isPlain(text, {})

describe('what means one thing to everybody is read plainly', () => {
  test.each<[string, string]>([
    ['keys and words', 'a: b\nc: d e'],
    ['a comment in a line and behind a value', '# one\n\n  # two\na: b # three\n# four'],
    ['the line that begins a document', '# yaml-language-server: x\n---\na: b\n'],
    ['maps below each other', 'a:\n  b:\n      c: d\n  e: f\n'],
    ['a list below its key, deeper and as deep', 'a:\n  - b\n  - c\nd:\n- e\nf: g\n'],
    ['maps in a list', 'a:\n  - b: c\n    d:\n      - e\n  -   f: g\n      h: i\n'],
    ['brackets in a line', 'a: [b, "c", 1, { d: e, "f": [] }]\ng: {}\nh: { i: [j k] }'],
    ['quotes', 'a: "b: #c [*&!"\n"d e": \'f "g"\'\nh: ""'],
    ['whole numbers, true, false and null', 'a: 0\nb: 365\nc: true\nd: false\ne: null'],
    ['an amount of days', 'a: 7 days'],
    [
      'a placeholder',
      `a: \${{ repository.name }} b\n\${{vars.team}}/x: c`.replaceAll('{{ ', '{{').replaceAll(' }}', '}}'),
    ],
    ['letters of all languages, in quotes and comments', 'a: "äß漢" # ℃'],
    ['names that every object has', 'constructor: a\nhasOwnProperty: { toString: b }\nvalueOf:\n- isPrototypeOf: c'],
    ['keys of digits, which objects put in another order', 'b: a\n2: a\n01: b\n1: { 3: a, 2: b }\n"0": c'],
    ['keys that look like values', 'true: a\nnull: b\nyes: c\n1e3: d\n0x1f: e\n2024-01-01: f'],
    ['signs of YAML in quotes', `a: "- b"\nc: '? d: &e *f !g | > % @ \`'\n"{ h }": "# i"\n'- j': ["---", '...']`],
    ['a comment right behind the blanks of a key', 'a: # b\n  c: d #e\nf: [g] #h'],
    ['blanks at line ends', 'a:  \n  b: c  \nd: [ e ]   # f'],
  ])('%s', (_, text) => expect(plainly(text)).toBe(true))
})

describe('what anybody could read otherwise, is not', () => {
  test.each<[string, string]>([
    ['nothing', ''],
    ['a comment alone', '# a'],
    ['a text alone', 'a'],
    ['a list alone', '- a'],
    ['words of older YAML', 'a: yes'],
    ['the same in brackets', 'a: [no]'],
    ['an octal number', 'a: 012'],
    ['a number of a base', 'a: 0x1f'],
    ['a number with underscores', 'a: 1_000'],
    ['a number with a dot', 'a: 1.5'],
    ['a number with an exponent', 'a: 1e3'],
    ['a large number', 'a: 12345678901234567890'],
    ['an account id', 'a: 111122223333'],
    ['a negative number', 'a: -1'],
    ['a time', 'a: 12:30:45'],
    ['a date', 'a: 2024-01-01'],
    ['null otherwise', 'a: ~\nb: Null'],
    ['infinity', 'a: .inf'],
    ['nothing after a colon', 'a:\nb: c'],
    ['nothing after a dash', 'a:\n  -\n  - b'],
    ['an anchor', 'a: &b c'],
    ['an alias', 'a: *b'],
    ['a tag', 'a: !!str b'],
    ['binary', 'a: !!binary aGk='],
    ['a merge key', 'a:\n  <<: { b: c }'],
    ['a prototype', '__proto__: { a: b }'],
    ['a key that stands there twice', 'a: b\na: c'],
    ['a key that stands twice in brackets', 'x: { a: b, a: c }'],
    ['a key of several lines', '? a\n: b'],
    ['a text of several lines', 'a: b\n  c'],
    ['a block of text', 'a: |\n  b'],
    ['a folded block', 'a: >\n  b'],
    ['quotes over lines', 'a: "b\n  c"'],
    ['an escape', 'a: "\\x41"'],
    ['a doubled quote', "a: 'it''s'"],
    ['brackets over lines', 'a: [b,\n  c]'],
    ['a comma at the end', 'a: [b, ]'],
    ['a pair in a list', 'a: [b: c]'],
    ['a key without a value in braces', 'a: { b }'],
    ['a colon in a word', 'a: b:c'],
    ['a colon and a space in a word', 'a: b: c'],
    ['no space after a colon', 'a:b'],
    ['a space before a colon', 'a : b'],
    ['a number sign in a word', 'a: b#c'],
    ['an equals sign', 'a = b'],
    ['a tab', 'a:\tb'],
    ['a tab behind', 'a: b\t'],
    ['line ends of Windows', 'a: b\r\n'],
    ['a byte order mark', '\ufeffa: b'],
    ['a line separator', 'a: "b\u2028c"'],
    ['a next line', 'a: "b\u0085c"'],
    ['a blank that is no space', 'a:\u00a0b'],
    ['a control character', 'a: "b\u0007"'],
    ['two documents', 'a: b\n---\nc: d'],
    ['the end of a document', 'a: b\n...'],
    ['a directive', '%YAML 1.1\n---\na: b'],
    ['a word in the line that begins a document', '--- a: b'],
    ['an indented root', '  a: b'],
    ['a key too far left', 'a:\n    b: c\n  d: e'],
    ['a key too far right', 'a: b\n  c: d'],
    ['an item too far right', 'a:\n  - b\n    - c'],
    ['a list in a list', 'a:\n  - - b'],
    ['a conflict', '<<<<<<< ours\na: b\n=======\na: c\n>>>>>>> theirs'],
    ['a very long key', `${'k'.repeat(1100)}: a`],
    ['more words than an expression can count', `a: ${'a '.repeat(5_000_000)}b`],
    ['the same in brackets', `a: [${'a '.repeat(5_000_000)}b]`],
    ['two keys that are one, with quotes and without', 'a: b\n"a": c'],
    ['digits that are one key, with quotes and without', '1: a\n"1": b'],
    ['two keys that are one in a list', 'x:\n  - a: b\n    "a": c'],
    ['a prototype in brackets', 'a: { "__proto__": b }'],
    ['a comment right behind a value', 'a: "b"#c'],
    ['a comment right behind a bracket', 'a: [b]#c'],
    ['a word right behind quotes', 'a: "b" c'],
    ['brackets as a key', '[a, b]: c'],
    ['a key with a mark in brackets', 'a: { ? b : c }'],
    ['no space after a quoted key', 'a: {"b":c}'],
    ['a comma alone', 'a: [,]'],
    ['a dash right behind a dash', 'a:\n- -b'],
    ['a key less far right than the first of its item', 'a:\n  -   b: c\n    d: e'],
    ['the end of a document between', 'a: b\n...\nc: d'],
    ['the beginning of a document between', 'a:\n---\n  b: c'],
    ['blanks behind the beginning of a document', '--- \na: b'],
    ['a number sign right behind a colon', 'a:#b'],
    ['nothing visible', 'a: "b\u200bc"'],
    ['another direction', 'a: "b\u202ec"'],
    ['no character at all', 'a: "\u0000"'],
    ['a page break', 'a: b\fc: d'],
    ['line ends of Windows among others', 'a: b\nc: d\r\ne: f'],
    ['a line end of old', 'a: b\rc: d'],
    ['what is nested deeply', `a: ${'['.repeat(60)}${']'.repeat(60)}`],
  ])('%s', (_, text) => expect(plainly(text)).toBe(false))
})

test('what the form has something to say of is not read plainly', () => {
  const read = (text: string) => isPlain(text, EXPECTED.manifest)
  expect(read('version: 1\nrepositories:\n  a/b:\n  c/d:\n    tags: { e: "1" }')).toBe(true)
  expect(read('repositories:\n  a/b:\n    tags: { e: 1 }')).toBe(false)
  expect(read('repositories:\n  a/b:\n    tags:\n      e: true')).toBe(false)
  expect(read('repositories:\n  lifecyclePolicy:\n  a/b:')).toBe(false)
  expect(read('repositories:\n  a/b:\n    tags: { x: a }\n    repositoryPolicy: null')).toBe(false)
})

const ofManifest = (text: string) => isPlain(text, EXPECTED.manifest, value => isOfForm({ ...value }, 'manifest'))
const ofFragment = (text: string) => isPlain(text, EXPECTED.fragment, value => isOfForm({ ...value }, 'fragment'))

test('of every YAML in the repository, what is read plainly is read alike', () => {
  const files = globSync('{examples,test,docs}/**/*.{yaml,yml}')
  const texts = files.map(file => readFileSync(file, 'utf8'))
  const plain = texts.filter(text => [plainly(text), ofManifest(text), ofFragment(text)].some(Boolean))
  expect(plain.length).toBeGreaterThan(50)
})

/** Pieces that mean something to somebody. */
const SIGNS = [
  ...['null', 'true', 'yes', 'NO', 'Null', '012', '1e3', '0x1f', '1.0', '1d', '2024-01-01', '1:30', '111122223333'],
  ...[
    '~',
    '-',
    '- a',
    '-1',
    '*',
    '*a',
    '&a',
    '!t',
    '!!str',
    '<<',
    '__proto__',
    '|',
    '>',
    '>-',
    '[',
    ']',
    '{',
    '}',
    '?',
  ],
  ...['"\\n"', "'it''s'", '{a: b}', '{ a }', '[a: b]', '[a, ]', '#', '# c', 'a#b', 'a: b', 'a:b', 'a,', ';', '=', '@a'],
  ...[
    '`',
    '%',
    '? a',
    '---',
    '...',
    '/x',
    '//',
    '.5',
    '\u00a0',
    '\t',
    '\u2028',
    '\ufeff',
    '\r',
    '',
    'inf',
    '.nan',
    'on',
    'y',
  ],
  ...[
    '+1',
    '1_0',
    '<<<<<<< a',
    '"',
    "'",
    ':',
    ': ',
    ' #',
    '\n',
    '\n  ',
    '\n- ',
    ' ',
    '    ',
    '"a" b',
    '[a] b',
    '<<: a',
  ],
] as const
const sign = fc.oneof(fc.constantFrom(...SIGNS), fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }))

const scalar = fc.constantFrom(
  ...[
    'a',
    'b c',
    '0',
    '12',
    'true',
    'null',
    '7 days',
    '"q"',
    '"a: b # c"',
    "'s'",
    '""',
    '$x',
    '${{a}}',
    'a-b/c.d',
    'x*y',
  ],
)
const inLine = fc.oneof(
  { weight: 6, arbitrary: scalar },
  {
    weight: 1,
    arbitrary: fc.constantFrom('[]', '{}', '[a, b]', '[ "a" ]', '{ a: b }', '{ a: [b], "c": 1 }', '[[a], {b: c}]'),
  },
)
const name = fc.constantFrom(
  'a',
  'b',
  'c',
  'd',
  '"q r"',
  "'s'",
  'team/app',
  'null',
  '12',
  'tags',
  'constructor',
  '${x}/y',
)
const behind = fc.constantFrom('', '', '', '', '', ' # c: d', '  ')
const between = fc.constantFrom('', '', '', '', '', '\n', '\n# c', '\n     # c: d')

interface Node {
  readonly lines: readonly string[]
  readonly isInLine: boolean
}

const indented = (lines: readonly string[], by: number) => lines.map(line => ' '.repeat(by) + line)

/** Text of maps and lists below each other, as people write it. */
const { map: anyMap } = fc.letrec<{ map: Node; list: Node; value: Node; line: Node }>(tie => ({
  line: inLine.map(one => ({ lines: [one], isInLine: true })),
  value: fc.oneof({ maxDepth: 4, withCrossShrink: true }, tie('line'), tie('map'), tie('list')),
  map: fc
    .array(fc.tuple(name, tie('value'), behind, between, fc.constantFrom(2, 2, 4, 1)), { minLength: 1, maxLength: 4 })
    .map(members => ({
      isInLine: false,
      lines: members.flatMap(([key, { lines, isInLine }, end, gap, by]) =>
        isInLine ? [`${key}: ${lines[0]}${end}${gap}`] : [`${key}:${end}${gap}`, ...indented(lines, by)],
      ),
    })),
  list: fc
    .array(fc.tuple(tie('value'), behind, fc.constantFrom(1, 1, 3)), { minLength: 1, maxLength: 3 })
    .map(items => ({
      isInLine: false,
      lines: items.flatMap(([{ lines, isInLine }, end, by]) =>
        isInLine
          ? [`-${' '.repeat(by)}${lines[0]}${end}`]
          : [`-${' '.repeat(by)}${lines[0]}`, ...indented(lines.slice(1), by + 1)],
      ),
    })),
}))
const plainText = anyMap.map(({ lines }) => lines.join('\n'))

/** One or two pieces of a text are others. */
const strange = fc
  .tuple(plainText, fc.array(fc.tuple(fc.nat(), sign, fc.nat(3)), { minLength: 1, maxLength: 2 }))
  .map(([text, edits]) =>
    edits.reduce((now, [at, one, out]) => {
      const from = at % (now.length + 1)
      return now.slice(0, from) + one + now.slice(from + out)
    }, text),
  )

const MANIFEST = `version: 1
name: acme
defaults:
  - match: "**"
    tags: { a: b }
lifecyclePolicies:
  standard: [{ any: true, keepNewest: 5 }]
repositories:
  team/app:
    repositoryPolicy: null
    tags:
      owner: me # x
  b:
`

const ofManifests = fc.tuple(fc.nat(), sign, fc.nat(3)).map(([at, one, out]) => {
  const from = at % MANIFEST.length
  return MANIFEST.slice(0, from) + one + MANIFEST.slice(from + out)
})

describe('what is read plainly, the parser reads alike, word for word and place for place', () => {
  test.each<[string, fc.Arbitrary<string>, number]>([
    ['maps and lists', plainText, 500],
    ['the same with something strange', strange, 1500],
    ['a manifest with something strange', ofManifests, 400],
  ])('%s', (_, texts, count) => {
    let plain = 0
    fc.assert(
      fc.property(texts, text => {
        if ([plainly(text), ofManifest(text), ofFragment(text)].some(Boolean)) plain += 1
      }),
      { numRuns: runs(count) },
    )
    expect(plain).toBeGreaterThan(count / 50)
  })
})
