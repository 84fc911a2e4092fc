import { expect, test } from 'vitest'
import { loadedFrom, resolvedFrom } from '../../world.ts'

// What takes quadratic time takes hours of these texts; what takes linear time, a blink.

const HEAD = 'version: 1\nname: acme\n'
const SIZE = 200_000
const filled = (text: string): string => text.repeat(Math.ceil(SIZE / text.length))
const lines = (line: (index: number) => string, count = 2000): string =>
  Array.from({ length: count }, (_, at) => line(at)).join('')

test.each<[string, string]>([
  ['merge conflicts without an end', filled('<<<<<<<\n')],
  ['merge conflicts with half of an end', filled('<<<<<<<\n=======\n')],
  ['a comment of C before blanks', `x-a: /*${' '.repeat(SIZE)}x\n`],
  ['a quote within quotes before blanks', `x-a: "b" c${' '.repeat(SIZE)}"d\n`],
  ['blanks after a text in quotes', `x-a: "b"c${' '.repeat(SIZE)}# "\n`],
  ['an open quote in braces before blanks', `x-a: { a: "b${' '.repeat(SIZE)}\n`],
  ['a sign in brackets before blanks', `x-a: [*a${' '.repeat(SIZE)}b]\n`],
  ['brackets before a quote', `x-a: ${'['.repeat(50)}${']'.repeat(50)} ${filled('[ ')}"\n`],
  ['sections again and again', lines(at => `repositories:\na/b${at}:\n`)],
  ['aliases to nothing in one line', `x-a: [${lines(at => `*a${at}, `, 20_000)}]\n`],
  [
    'mistakes of several sorts in every entry',
    `repositories:\n${lines(at => `  a/b${at}:\n    tags: {a:b}\n    c: \u00a0d\n`)}`,
  ],
])('%s are read', async (_name, text) => {
  const outcome = await loadedFrom(`${HEAD}${text}`).then(
    () => 'read',
    (error: { code: string }) => error.code,
  )
  expect(['read', 'INVALID_MANIFEST']).toContain(outcome)
})

test('a document as a text that is nested very deeply is a mistake, and no fault of ecrsync', async () => {
  const text = `${HEAD}repositories:\n  a/b:\n    lifecyclePolicy: '{"rules":${'['.repeat(100_000)}${']'.repeat(100_000)}}'\n`
  await expect(resolvedFrom(text)).rejects.toMatchObject({ code: 'INVALID_MANIFEST' })
})

test('a file of quotes that are not closed is read', async () => {
  const texts = {
    'ecrsync.yaml': `${HEAD}repositories:\n  a/b:\n    lifecyclePolicy: { file: p.json }\n`,
    'p.json': `[{"rules":1] "${filled('\\"')}`,
  }
  await expect(loadedFrom(texts)).rejects.toMatchObject({ code: 'INVALID_MANIFEST' })
})

test('of conflicts, each stands where it begins and ends, and what has no end is none', async () => {
  const conflict = (name: string) =>
    `<<<<<<< ${name}\n# ours\n||||||| base\n# base\n=======\n# theirs\n>>>>>>> theirs\n`
  const text = `${HEAD}${conflict('one')}repositories:\n${conflict('two')}  a/b:\n`
  const found = await loadedFrom(text).then(
    () => [],
    (error: {
      diagnostics: readonly {
        code: string
        source: { line: number }
        related: readonly { source: { line: number } }[]
      }[]
    }) => error.diagnostics.map(({ code, source, related }) => [code, source.line, related[0]?.source.line]),
  )
  expect(found).toEqual([
    ['MERGE_CONFLICT', 3, 9],
    ['MERGE_CONFLICT', 11, 17],
  ])
})
