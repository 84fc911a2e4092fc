import { expect, test } from 'vitest'
import { BARE, edited, ownPaths } from '../../../src/importing/update/edits.ts'
import type { Path } from '../../../src/kinds/kind.ts'

const HEAD = 'version: 1\nname: acme\n'

test.each<readonly [name: string, before: string, path: Path, value: unknown, after: string]>([
  [
    'lists stay flush with their keys',
    'repositories:\n  a:\n    targets:\n    - eu\n',
    ['repositories', 'b'],
    BARE,
    'repositories:\n  a:\n    targets:\n    - eu\n  b:\n',
  ],
  [
    'lists stay padded',
    'defaults: [ { match: a } ]\nrepositories: {a: }\n',
    ['repositories', 'b', 'protect'],
    true,
    'defaults: [ { match: a } ]\nrepositories: { a:, b: { protect: true } }\n',
  ],
  [
    'a setting goes, and what is said of others stays',
    'repositories:\n  a:\n    # one\n    protect: true\n    tags: {b: c} # two\n',
    ['repositories', 'a', 'protect'],
    undefined,
    'repositories:\n  a:\n    # one\n    tags: { b: c } # two\n',
  ],
  [
    'a list begins where there is none',
    HEAD,
    ['registry', 0],
    { targets: ['eu'] },
    `${HEAD}registry:\n  - { targets: [eu] }\n`,
  ],
  [
    'what stands above a section is no part of the one before',
    `${HEAD}\nrepositories:\n  a:\n\n# --- guards ---\n# of all\n\nguards:\n  delete: 1\n`,
    ['repositories', 'b', 'protect'],
    true,
    `${HEAD}\nrepositories:\n  a:\n  b:\n    protect: true\n\n# --- guards ---\n# of all\n\nguards:\n  delete: 1\n`,
  ],
  [
    'a comment on an empty place stays above what comes there',
    'repositories:\n  a: # ours\n  b:\n',
    ['repositories', 'a', 'protect'],
    true,
    'repositories:\n  a:\n    # ours\n    protect: true\n  b:\n',
  ],
  [
    'a comment stays behind a value',
    'repositories:\n  a:\n    protect: false # soon\n',
    ['repositories', 'a', 'protect'],
    true,
    'repositories:\n  a:\n    protect: true # soon\n',
  ],
  [
    'texts that a reader may misread are quoted, and those of others are not touched',
    "name: 'x'\nenv: [no]\n",
    ['accounts', 'on'],
    '012345678901',
    'name: \'x\'\nenv: [no]\naccounts:\n  "on": "012345678901"\n',
  ],
  [
    'lines that are four columns in stay so',
    'repositories:\n    a: { protect: true  }\n',
    ['repositories', 'b', 'protect'],
    true,
    'repositories:\n    a: { protect: true }\n    b:\n        protect: true\n',
  ],
])('%s', (_, before, path, value, after) => {
  expect(edited(before, 'fragment', [{ file: 'a', path, value }])).toBe(after)
})

test('what an anchor gives to others is not its own', () => {
  const isOwn = ownPaths('repositories:\n  a: &one { tags: { b: c } }\n  b: *one\n  c: { tags: { d: e } }\n')
  const own = ['a', 'b', 'c', 'new'].filter(name => isOwn(['repositories', name, 'tags', 'x']))
  expect(own).toEqual(['c', 'new'])
})
