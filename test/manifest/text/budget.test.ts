import { describe, expect, test } from 'vitest'
import { Budget } from '../../../src/manifest/text/budget.ts'
import { Findings } from '../../../src/manifest/text/findings.ts'
import { parse } from '../../../src/manifest/text/parse.ts'
import { readText } from '../../../src/manifest/text/read-text.ts'

const MIB = 1024 * 1024
const tooLarge = { code: 'MANIFEST_TOO_LARGE', exitCode: 3 }

const read = (text: string, budget = new Budget()) =>
  parse({ file: 'x.yaml', directory: '', text, budget }, {}, new Findings())

test.each<[string, string]>([
  ['items of a list', `a:\n${'- a\n'.repeat(1_000_100)}`],
  ['items with nothing in them', `a:\n${'-\n'.repeat(2_000_100)}`],
  ['items of a list in one line', `a: [${'a,'.repeat(1_000_100)}]`],
  ['lists within a list', `a: [${'[],'.repeat(1_000_100)}]`],
  ['keys without values', `a: {${'a,'.repeat(1_000_100)}}`],
  ['values with their keys', 'a: b\n'.repeat(1_000_100)],
  ['quotes', `a: ${'"'.repeat(5_000_000)}`],
  ['tags', `a: ${'!x '.repeat(2_000_100)}`],
  ['aliases', `a:\n${'- *b\n'.repeat(1_000_100)}`],
])('more than a million values are refused before anything is made of them: %s', (_name, text) => {
  expect(() => read(text)).toThrow(expect.objectContaining(tooLarge))
})

test('lines and comments are bounded as well', () => {
  expect(() => read(`a: b\n${'\n'.repeat(12_000_100)}`)).toThrow(expect.objectContaining(tooLarge))
})

test('signs within texts are none', () => {
  const text = `a: "${'- [{,&*!'.repeat(300_000)}"\nb: |\n${'  - a: b\n'.repeat(300_000)}`
  expect(read(text).value).toMatchObject({ b: expect.stringContaining('- a: b') })
})

test('all files of one manifest share one budget', () => {
  const budget = new Budget()
  const text = `a:\n${'- a\n'.repeat(600_000)}`
  read(text, budget)
  expect(() => read(text, budget)).toThrow(expect.objectContaining(tooLarge))
})

describe('bytes', () => {
  const files = (bytes: Uint8Array) => ({
    read: async (_path: string, most = Number.MAX_SAFE_INTEGER) => bytes.subarray(0, most + 1),
    realPath: async (path: string) => path,
    isFile: async () => true,
    find: async () => [],
  })

  test('are counted over all files, and no more is read than may be', async () => {
    const budget = new Budget()
    const reading = () => readText('/x.yaml', { files: files(Buffer.alloc(40 * MIB, 'a')), budget })
    await reading()
    expect(budget.bytes).toBe(24 * MIB)
    await expect(reading()).rejects.toMatchObject(tooLarge)
    expect(budget.bytes).toBe(-1)
  })
})
