import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import fc from 'fast-check'
import { globSync } from 'tinyglobby'
import { describe, expect, test } from 'vitest'
import { type Document, parseDocument, stringify } from 'yaml'
import { GRAMMAR } from '../../../../src/manifest/form/grammar.ts'
import { type Mended, mend } from '../../../../src/manifest/text/mistakes/mend.ts'
import { anyManifest } from '../../../properties/manifests.ts'
import { runs } from '../../../runs.ts'

const ROOT = fileURLToPath(new URL('../../../..', import.meta.url))
const OPTIONS = { version: '1.2', stringKeys: true, uniqueKeys: false, merge: false, prettyErrors: false } as const
const parsed = (text: string): Document => parseDocument(text, OPTIONS)

const mended = (text: string): Mended => mend({ text, document: parsed(text) }, GRAMMAR, parsed)

const placeIn = (text: string, offset: number): string => {
  const before = text.slice(0, offset).split('\n')
  return `${before.length}:${(before.at(-1) as string).length + 1}`
}

const HEAD = 'version: 1\nname: acme\n'
const IN = `${HEAD}repositories:\n  a/b:\n`

/** The text, where each mistake stands, and the lines that are to be written. */
type Case = readonly [name: string, text: string, found: Readonly<Record<string, readonly string[]>>]

const CASES: readonly Case[] = [
  ['a colon of Chinese letters', 'version: 1\nname：acme\nrepositories:\n  a/b:\n', { '2:1': ['name: acme'] }],
  ['no space after a key in quotes', `"version": 1\n"name":"acme"\n`, { '2:1': ['"name": "acme"'] }],
  [
    'no space, in the last line',
    `${IN}    tags: { a: b }\n    imageTagMutability:MUTABLE\n`,
    { '6:5': ['    imageTagMutability: MUTABLE'] },
  ],
  [
    'no space, and the next line too',
    `${IN}    tags:\n      a:b\n      c:d\n`,
    { '6:7': ['      a: b'], '7:7': ['      c: d'] },
  ],
  [
    'no space in a list in brackets',
    `${IN}    lifecyclePolicy: [untagged:true]\n`,
    { '5:23': ['    lifecyclePolicy: [untagged: true]'] },
  ],
  ['no colon, at the end', `${IN}    tags: { a: b }\n  a/c\n`, { '6:3': ['  a/c:'] }],
  ['no space after dashes', `${HEAD}include:\n  -a.yaml\n  -b.yaml\n`, { '4:3': ['  - a.yaml', '  - b.yaml'] }],
  [
    'no space after the colon and the dash',
    `${HEAD}defaults:\n  -match:"**"\n`,
    { '4:3': ['  - match:"**"'], '4:4': ['  - match: "**"'] },
  ],
  ['a name in the place of a key', `version: 1\nname acme\nrepositories:\n  a/b:\n`, { '2:1': ['name: acme'] }],
  ['a comment of C', `{\n  /* x */\n  "version": 1 // y\n}\n`, { '2:3': ['  # x'], '3:16': ['  "version": 1 # y'] }],
  ['a comment without a space', `version: 1#x\nname: acme\n`, { '1:11': ['version: 1 #x'] }],
  [
    'an anchor that is none',
    `${HEAD}removed: [{ name: a/b, reason: &x }]\n`,
    { '3:24': ['removed: [{ name: a/b, reason: "&x" }]'] },
  ],
  [
    'both sorts of quotes',
    `${HEAD}removed:\n  - name: aa\n    reason: "it's "so""\n`,
    { '5:13': [`    reason: "it's \\"so\\""`] },
  ],
  ['a quote and more', `${IN}    tags: { a: "x"y, c: d }\n`, { '5:16': [`    tags: { a: '"x"y', c: d }`] }],
  ['a list of nothing without its end', `${HEAD}repositories: [\n`, { '3:15': ['repositories: {}'] }],
  ['typographic quotes around nothing', `${IN}    tags: { a: “” }\n`, { '5:16': ['    tags: { a: "" }'] }],
  [
    'a quote that stays open below one that is escaped',
    `${IN}    tags:\n      a: "x\\"y" # c\n      b: "x\n`,
    { '7:10': ['      b: "x"'] },
  ],
  [
    'a sign within braces that stay open',
    `${IN}    tags: { a: @x\n  a/c:\n`,
    { '5:13': ['    tags: { a: "@x"'], '5:11': ['    tags: { a: "@x" }'] },
  ],
  [
    'a sign within brackets that stay open',
    `${HEAD}include: [%a\n`,
    { '3:11': ['include: ["%a"'], '3:10': ['include: ["%a"]'] },
  ],
  [
    'a dash in the line of its key, before a comment',
    `${IN}    unmanaged: - tags # c\n`,
    { '5:16': ['    unmanaged: [tags] # c'] },
  ],
  [
    'tabs with an empty line between',
    `${IN}    tags:\n\ta: b\n\n\tc: d\n`,
    { '6:1': ['      a: b', '', '      c: d'] },
  ],
  [
    'a colon within a text in braces',
    `${IN}    tags: { a: b: c, d: e }\n`,
    { '5:16': ['    tags: { a: "b: c", d: e }'] },
  ],
  [
    'fields under a name that is not indented',
    `${IN}other:\n  tags: { a: b }\n`,
    { '5:1': ['  other:', '    tags: { a: b }'] },
  ],
  ['no space in braces, before a comment', `${IN}    tags: {a:b # c\n    }\n`, { '5:12': ['    tags: {a: b # c'] }],
  ['a bracket of another sort', `${IN}    tags: [a: b}\n`, { '5:11': ['    tags: {a: b}'] }],
  ['a bracket too many', `${IN}    tags: { a: b }}\n  a/c:\n`, { '5:19': ['    tags: { a: b }'] }],
  ['a bracket, and a comment behind it', `${IN}    tags: { a: b # c\n  a/c:\n`, { '5:11': ['    tags: { a: b } # c'] }],
  ['no colon within braces', `${IN}    tags: { "a" "b" }\n`, { '5:16': ['    tags: { "a": "b" }'] }],
  ['no comma within brackets', `${HEAD}include: ["a" "b"]\n`, { '3:14': ['include: ["a", "b"]'] }],
  [
    'no comma between maps',
    `${HEAD}removed: [{ name: aa } { name: bb }]\n`,
    { '3:23': ['removed: [{ name: aa }, { name: bb }]'] },
  ],
  [
    'no comma before a key',
    `${HEAD}removed: [{ name: aa maxImages: 3 }]\n`,
    { '3:21': ['removed: [{ name: aa, maxImages: 3 }]'] },
  ],
  ['no comma before a line', `{\n "version": 1\n "name": "acme"\n}\n`, { '2:14': [' "version": 1,'] }],
  ['a dash in the line of its key', `${HEAD}include: - a.yaml # x\n`, { '3:10': ['include: [a.yaml] # x'] }],
  ['an item too deep', `${HEAD}include:\n  - a\n    - b\n`, { '5:5': ['  - b'] }],
  [
    'a map too deep, with what is in it',
    `${IN}    imageTagMutability: MUTABLE\n      tags:\n        a: b\n`,
    { '6:7': ['    tags:', '      a: b'] },
  ],
  [
    'a map too shallow, with what is in it',
    `${IN}    imageTagMutability: MUTABLE\n   tags:\n     a: b\n    vars: { a: b }\n`,
    { '6:4': ['    tags:', '      a: b'] },
  ],
  [
    'an item too deep, of which the rest stands right',
    `${IN}    lifecyclePolicy:\n      - any: true\n        keepNewest: 3\n       - untagged: true\n        keepNewest: 3\n`,
    { '8:8': ['      - untagged: true'] },
  ],
  [
    'a key of an item too shallow',
    `${IN}    lifecyclePolicy:\n      - any: true\n       keepNewest: 3\n`,
    { '7:8': ['        keepNewest: 3'] },
  ],
  ['a field at the root', `${IN}tags: { a: b }\n`, { '5:1': ['    tags: { a: b }'] }],
  [
    'a field at the root, beside others',
    `${IN}      targets: [x]\ntags: { a: b }\n`,
    { '6:1': ['      tags: { a: b }'] },
  ],
  [
    'repositories with nothing in them, at the root',
    `${HEAD}repositories:\na-b:\n\nremoved: []\n`,
    { '4:1': ['  a-b:'] },
  ],
  [
    'a tab below an item',
    `${HEAD}defaults:\n  - match: "**"\n\ttags:\n\t\ta: b\n`,
    { '5:1': ['    tags:', '      a: b'] },
  ],
  ['a tab after a dash', `${HEAD}defaults:\n  -\tmatch: "**"\n`, { '4:1': ['  - match: "**"'] }],
  ['a blank without width', `${IN}    \u200btags: { a: b }\n`, { '5:5': ['    tags: { a: b }'] }],
  [
    'other quotes around a colon',
    `${HEAD}removed:\n  - name: aa\n    reason: „a: b“\n`,
    { '5:13': ['    reason: "a: b"'] },
  ],
  ['a control character', `${IN}    tags: { a: "b\u001b[31m" }\n`, { '5:18': [] }],
  [
    'a conflict with what was before',
    `${HEAD}<<<<<<< a\nrepositories: {}\n||||||| c\nrepositories: null\n=======\nremoved: []\n>>>>>>> b\n`,
    { '3:1': [] },
  ],
  ['a line that nobody wants to read twice', `${IN}    tags: {a:${'b'.repeat(200)}}\n`, { '5:12': [] }],
  ['a quote around a key', `${HEAD}repositories:\n  "a/b:\n    tags: { a: b }\n`, { '4:3': ['  "a/b":'] }],
  ['a comma after a line', `${IN}    tags: { a: b },\n    vars: { a: b }\n`, { '5:19': ['    tags: { a: b }'] }],
  ['tabs and spaces', `${HEAD}\trepositories:\n\t  a/b:\n`, { '3:1': ['repositories:', '  a/b:'] }],
]

describe('a mistake is found where it is, and what is to be written is right', () => {
  test.each(CASES)('%s', (_name, text, found) => {
    const { faults, ...others } = mended(text)
    expect(faults.map(({ offset, finding }) => [placeIn(text, offset), finding.example ?? []])).toEqual(
      Object.entries(found),
    )
    expect(others.document.errors).toEqual([])
    for (const { finding } of faults)
      if (finding.example && faults.length === 1)
        expect(`\n${others.text}`).toContain(`\n${finding.example.join('\n')}`)
    expect(mended(others.text).faults).toEqual([])
  })
})

describe('what is meant is not guessed', () => {
  test.each([
    ['a bracket in words', `${IN}    tags: (a: b)\n`],
    ['a question', `${IN}    tags: ? [x\n`],
    ['half a conflict', `${HEAD}<<<<<<< a\nrepositories:\n  a/b:\n`],
    ['a key at the root that is nearly one', `${HEAD}repositories:\n  a/b:\nremove:\n  tags: { a: b }\n`],
    ['documents one after the other', `${HEAD}---\n${HEAD}`],
    ['nothing', ''],
    ['a word', 'acme'],
  ])('%s', (_name, text) => {
    expect(mended(text)).toMatchObject({ text, faults: [] })
  })
})

describe('nothing is found where nothing is wrong', () => {
  const files = globSync(['examples/**/*.{yaml,yml}', 'test/scenarios/**/*.{yaml,yml}', 'bench/**/*.yaml'], {
    cwd: ROOT,
  })

  test.each(files)('%s', file => {
    expect(mended(readFileSync(join(ROOT, file), 'utf8')).faults).toEqual([])
  })

  test.each([
    ['words with colons', `${IN}    tags: { a: team:storefront, url: https://x/y, b: "c:d" }\n`],
    [
      'addresses in lines of their own',
      `${IN}    images:\n      a:\n        docker://ghcr.io/acme/base:3\n      b: >-\n        oci:./x\n`,
    ],
    ['actions', `${HEAD}accessLevels:\n  reader:\n    - ecr:BatchGetImage\n    - ecr:DescribeImages\n`],
    [
      'text of several lines',
      `${HEAD}removed:\n  - name: aa\n    reason: it was\n      replaced, see\n      team/api - or not\n`,
    ],
    ['blanks of other languages within a text', `${HEAD}removed:\n  - name: aa\n    reason: a\u00a0b “c” – d's\n`],
    ['aliases, anchors and tags', `${HEAD}x-a: &a { b: !!str c }\nrepositories:\n  a/b: { tags: *a }\n`],
    ['line ends of Windows', `${HEAD}repositories:\n  a/b:\n`.replaceAll('\n', '\r\n')],
    ['JSON', '{"version":1,"name":"acme","repositories":{"a/b":{"tags":{"a":"b"}}}}'],
    [
      'one statement without a list',
      `${HEAD}repositories:\n  a/b:\n    repositoryPolicy:\n      Statement:\n        Effect: Allow\n        Principal:\n          AWS: "1"\n        Action: x\n`,
    ],
    ['texts that end with a comma', `${HEAD}removed:\n  - name: a/b\n    reason: gone, gone,\n`],
    ['keys that the root ignores', `${HEAD}repositories:\nx-a/b: { tags: { a: b } }\n`],
  ])('%s', (_name, text) => {
    expect(mended(text).faults).toEqual([])
  })

  test('in any manifest, however it is laid out', () => {
    fc.assert(
      fc.property(anyManifest, fc.constantFrom(2, 4), fc.constantFrom(40, 120), (manifest, indent, lineWidth) => {
        expect(mended(stringify(manifest, { indent, lineWidth })).faults).toEqual([])
        expect(mended(JSON.stringify(manifest, null, indent)).faults).toEqual([])
      }),
      { numRuns: runs(40), interruptAfterTimeLimit: 15_000 },
    )
  })
})

/** What a hand does to a line. */
const SLIPS: readonly ((line: string) => string)[] = [
  line => line.replace(': ', ':'),
  line => line.replace('- ', '-'),
  line => ` ${line}`,
  line => line.replace(/^ /, ''),
  line => line.replace(/^ {2}/, '\t'),
  line => line.replace(/"(?=[^"]*$)/, ''),
  line => line.replace(/[\]}](?=[^\]}]*$)/, ''),
  line => line.replace(/,(?=[^,]*$)/, ''),
  line => line.replace(/:$/, ''),
  line => line.replace(/: (\S+)$/, ': $1: x'),
]

test('whatever slips, what is mended has no mistake that is recognised, and the reading ends', () => {
  fc.assert(
    fc.property(anyManifest, fc.boolean(), fc.nat(), fc.constantFrom(...SLIPS), (manifest, isJson, at, slip) => {
      const lines = (isJson ? JSON.stringify(manifest, null, 2) : stringify(manifest)).split('\n')
      const index = at % lines.length
      const text = lines.with(index, slip(lines[index] as string)).join('\n')
      const { faults, document, text: meant } = mended(text)
      expect(faults.length).toBeLessThanOrEqual(50)
      if (document.errors.length === 0) expect(mended(meant).faults).toEqual([])
    }),
    { numRuns: runs(60), interruptAfterTimeLimit: 15_000 },
  )
})

test.each([
  ['colons without spaces', 'a:b\n'.repeat(20_000)],
  ['keys without spaces', 'tags:{a: b}\n'.repeat(2_000)],
  ['quotes', 'a: "\n'.repeat(2_000)],
  ['brackets', 'a: [{\n'.repeat(2_000)],
  ['tabs', '\ta: b\n'.repeat(10_000)],
  ['columns', 'a:\n  b: c\n d: e\n'.repeat(1_000)],
])('what is read again is bounded: many %s', (_name, text) => {
  let read = 0
  const { faults } = mend({ text, document: parsed(text) }, GRAMMAR, changed => {
    read += changed.length
    return parsed(changed)
  })
  expect(read).toBeLessThan(1_500_000)
  expect(faults.length).toBeLessThan(2_001)
})
