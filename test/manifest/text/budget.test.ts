import { describe, expect, test } from 'vitest'
import { Budget, LIMITS } from '../../../src/manifest/text/budget.ts'
import { Findings } from '../../../src/manifest/text/findings.ts'
import { parse } from '../../../src/manifest/text/parse.ts'
import { readText } from '../../../src/manifest/text/read-text.ts'

const MIB = 1024 * 1024
const tooLarge = { code: 'MANIFEST_TOO_LARGE', exitCode: 3 }

/** A hundredth of what a manifest may have. */
const small = () => new Budget({ ...LIMITS, nodes: 10_000, lexemes: 120_000 })

const read = (text: string, budget = small()) =>
  parse({ file: 'x.yaml', directory: '', text, budget }, {}, new Findings())

test.each<[string, string]>([
  ['items of a list', `a:\n${'- a\n'.repeat(10_100)}`],
  ['items with nothing in them', `a:\n${'-\n'.repeat(20_100)}`],
  ['items of a list in one line', `a: [${'a,'.repeat(10_100)}]`],
  ['lists within a list', `a: [${'[],'.repeat(10_100)}]`],
  ['keys without values', `a: {${'a,'.repeat(10_100)}}`],
  ['values with their keys', 'a: b\n'.repeat(10_100)],
  ['quotes', `a: ${'"'.repeat(50_000)}`],
  ['tags', `a: ${'!x '.repeat(20_100)}`],
  ['aliases', `a:\n${'- *b\n'.repeat(10_100)}`],
])('more values than there may be are refused before anything is made of them: %s', (_name, text) => {
  expect(() => read(text)).toThrow(expect.objectContaining(tooLarge))
})

test('lines and comments are bounded as well', () => {
  expect(() => read(`a: b\n${'\n'.repeat(120_100)}`)).toThrow(expect.objectContaining(tooLarge))
})

test('signs within texts are none', () => {
  const text = `a: "${'- [{,&*!'.repeat(3_000)}"\nb: |\n${'  - a: b\n'.repeat(3_000)}`
  expect(read(text).value).toMatchObject({ b: expect.stringContaining('- a: b') })
})

test('all files of one manifest share one budget', () => {
  const budget = small()
  const text = `a:\n${'- a\n'.repeat(6_000)}`
  read(text, budget)
  expect(() => read(text, budget)).toThrow(expect.objectContaining(tooLarge))
})

test('a manifest may have a million values', () => {
  expect(LIMITS).toMatchObject({ bytes: 64 * MIB, nodes: 1_000_000 })
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
