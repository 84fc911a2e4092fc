import { describe, expect, test } from 'vitest'
import { EXPECTED } from '../../../src/manifest/form/expected.ts'
import { Findings } from '../../../src/manifest/text/findings.ts'
import { parse } from '../../../src/manifest/text/parse.ts'

function read(text: string) {
  const findings = new Findings()
  const parsed = parse({ file: 'm.yaml', directory: '.', text }, EXPECTED.manifest, findings)
  return { ...parsed, found: findings.all.map(({ source, code }) => `${source?.line}:${source?.column} ${code}`) }
}

describe('values are read as they are written', () => {
  test.each<[string, string, unknown]>([
    ['keys that look like numbers', '1.10: a\n012: b\n1e3: c', { '1.10': 'a', '012': 'b', '1e3': 'c' }],
    [
      'keys that look like words of YAML',
      'null: a\ntrue: b\n~: c\nyes: d',
      { null: 'a', true: 'b', '~': 'c', yes: 'd' },
    ],
    ['keys that objects inherit', 'constructor: a\ntoString: b', { constructor: 'a', toString: 'b' }],
    ['null and ~', 'a: null\nb: ~', { a: null, b: null }],
    ['a quoted empty text', 'a: ""', { a: '' }],
    [
      'a name of a repository with nothing after it',
      'repositories:\n  a/b:\n  c/d: # later',
      { repositories: { 'a/b': {}, 'c/d': {} } },
    ],
    ['whole numbers, true and false', 'a: 7\nb: true\nc: false', { a: 7, b: true, c: false }],
    ['words of older YAML as texts', 'a: yes\nb: no', { a: 'yes', b: 'no' }],
    ['a text of several lines', 'a: |\n  one\n  two\n', { a: 'one\ntwo\n' }],
    ['line ends of Windows', 'a: b\r\nc:\r\n  - d\r\n', { a: 'b', c: ['d'] }],
    [
      'an alias, wherever it stands',
      'x-a: &a { b: [1] }\nc: *a\nd: [*a]',
      { 'x-a': { b: [1] }, c: { b: [1] }, d: [{ b: [1] }] },
    ],
    ['an alias as the last anchor before it', 'a: &x 1\nb: *x\nc: &x 2\nd: *x', { a: 1, b: 1, c: 2, d: 2 }],
    [
      'an alias within what an alias repeats',
      'a: &x 1\nb: &y [*x]\nc: &x 2\nd: *y\ne: *x',
      { a: 1, b: [1], c: 2, d: [1], e: 2 },
    ],
    ['a tag of the core schema', 'a: !!str 12\nb: ! c', { a: '12', b: 'c' }],
    [
      'tag values in quotes',
      'repositories: { a: { tags: { b: "1.10" } } }',
      { repositories: { a: { tags: { b: '1.10' } } } },
    ],
  ])('%s', (_name, text, value) => {
    expect(read(text)).toMatchObject({ value, found: [] })
  })
})

describe('what YAML would silently bend is found, at the key or list item', () => {
  test.each<[string, string, string]>([
    ['a key with nothing after it', 'a: 1\nb:\n', '2:1 EMPTY_VALUE'],
    ['a key with only a comment after it', 'b: # later\n', '1:1 EMPTY_VALUE'],
    ['an anchor on nothing', 'b: &x\n', '1:1 UNQUOTED'],
    ['a question without an answer', '? b\n', '1:3 EMPTY_VALUE'],
    ['a setting with nothing after it', 'repositories:\n  a:\n    tags:\n', '3:5 EMPTY_VALUE'],
    ['repositories with nothing after it', 'repositories:\n', '1:1 EMPTY_VALUE'],
    ['Null', 'a: Null', '1:1 UNQUOTED'],
    ['NULL in a tag', 'repositories: { a: { tags: { b: NULL } } }', '1:30 UNQUOTED'],
    ['a number written otherwise than it is read', 'a: [010]', '1:5 UNQUOTED'],
    ['a fraction that would lose its zero', 'a: { b: 1.10 }', '1:6 UNQUOTED'],
    ['an account id without quotes', 'a: { b: [111122223333] }', '1:10 UNQUOTED'],
    ['a hexadecimal number', 'a: 0x10', '1:1 UNQUOTED'],
    ['an alias to no anchor', 'a: *b', '1:1 UNQUOTED'],
    ['an alias before its anchor', 'a: *b\nc: &b 1', '1:1 UNQUOTED'],
    ['a list as a key, above an alias to no anchor', '? [x]\n: { a: *b }', '1:3 INVALID_YAML'],
    ['a map as a key', '? { a: b }\n: c', '1:3 INVALID_YAML'],
    ['an alias as a key', 'a: &x b\n*x : c', '2:1 INVALID_YAML'],
    ['a list of pairs by its tag', 'a: !!omap [b: c]', '1:1 TYPE_TAG'],
    ['__proto__', 'a: { __proto__: { b: c } }', '1:6 UNKNOWN_KEY'],
    ['a NUL', 'a: b\0c', '1:5 INVALID_YAML'],
  ])('%s', (_name, text, found) => {
    expect(read(text).found).toEqual([found])
  })

  test.each(['e1', 'E12', '-e1', '.e5', 'e', '.'])('%s is a text without quotes, too', value =>
    expect(read(`repositories: { a: { tags: { b: ${value} } } }`).found).toEqual([]),
  )

  test.each(['1.10', '012', '0o17', '1e3', '.inf', '1:30', '2026-01-01', 'true', 'yes', 'off', 'y', '1_000', '0b1'])(
    'a tag value %s without quotes',
    value => {
      expect(read(`repositories: { a: { tags: { b: ${value} } } }`).found).toEqual(['1:30 UNQUOTED'])
      expect(read(`defaults: [{ tags: { b: ${value} } }]`).found).toEqual(['1:22 UNQUOTED'])
      expect(read(`x-t: &t { b: '${value}' }\nrepositories: { a: { tags: *t } }`).found).toEqual([])
    },
  )

  test('every key that stands twice, with both places', () => {
    const findings = new Findings()
    parse({ file: 'm.yaml', directory: '.', text: 'a: 1\nb: { c: 1, c: 2 }\na: 2\na: 3\n' }, {}, findings)
    expect(
      findings.all.map(({ source, related }) => [source?.line, source?.column, related?.[0]?.source.line]),
    ).toEqual([
      [2, 12, 2],
      [3, 1, 1],
      [4, 1, 1],
    ])
  })
})

describe('a path leads back to the text', () => {
  const { locate, written, line } = read('a:\n  b: [x, "y"]\nc: &c { d: 012 }\ne: *c\n"f.g": 1\n')
  test.each<[string, readonly (string | number)[], string]>([
    ['a key', ['a', 'b'], '2:3'],
    ['a list item', ['a', 'b', 1], '2:10'],
    ['a key through an alias', ['e', 'd'], '3:9'],
    ['a key with a dot', ['f.g'], '5:1'],
    ['the nearest place above what is not there', ['a', 'z', 'y'], '1:1'],
    ['the whole', [], '1:1'],
  ])('%s', (_name, path, place) => {
    const source = locate(path)
    expect(`${source.line}:${source.column}`).toBe(place)
  })

  test('and to the scalar as it is written', () => {
    expect([written(['c', 'd']), written(['a', 'b', 1]), written(['a'])]).toEqual(['012', 'y', undefined])
  })

  test('and to the line, without the end that Windows gives it', () => {
    expect(line(2)).toBe('  b: [x, "y"]')
    expect(read('a: b\r\nc: d\r\n').line(1)).toBe('a: b')
  })
})
