import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parse, stringify } from 'yaml'
import type { EcrsyncError } from '../../src/errors.ts'
import { laidOut } from '../../src/layout/laid-out.ts'
import { memoryFiles } from '../../src/manifest/text/memory-files.ts'
import { meantBy } from '../layout/meaning.ts'
import { runs } from '../runs.ts'
import { anyFiles, ENVIRONMENT, type Texts } from './printed.ts'

/** Undefined where the manifest is refused. */
const meaningOf = (texts: Texts): Promise<unknown> =>
  meantBy('/acme/ecrsync.yaml', memoryFiles('/acme', texts), ENVIRONMENT).catch((error: EcrsyncError) => {
    if (error.code === 'INVALID_MANIFEST') return undefined
    throw error
  })

const formOf = (file: string) => (file === 'ecrsync.yaml' ? 'manifest' : 'fragment')

/** Each file of YAML in the layout, the others as they are. */
const allLaidOut = (texts: Texts): Texts =>
  Object.fromEntries(
    Object.entries(texts).map(([file, text]) => [file, file.endsWith('.yaml') ? laidOut(text, formOf(file)) : text]),
  )

/** The same in lines, and not in one. */
const otherwise = (texts: Texts): Texts =>
  Object.fromEntries(
    Object.entries(texts).map(([file, text]) => [
      file,
      file.endsWith('.yaml') ? stringify(parse(text), LINES).replaceAll('\u0081', '\\u0081') : text,
    ]),
  )

const LINES = { lineWidth: 40, blockQuote: false, defaultStringType: 'QUOTE_DOUBLE' } as const

test('a manifest that is laid out means the same, and is the same when it is laid out again, however it was written', async () => {
  const tried = { all: 0, accepted: 0 }
  await fc.assert(
    fc.asyncProperty(anyFiles, async texts => {
      tried.all += 1
      const written = allLaidOut(texts)
      expect(allLaidOut(written)).toEqual(written)
      expect(allLaidOut(otherwise(texts))).toEqual(written)
      const before = await meaningOf(texts)
      if (before === undefined) return
      tried.accepted += 1
      expect(await meaningOf(written)).toEqual(before)
    }),
    { numRuns: runs(60), interruptAfterTimeLimit: 25_000 },
  )
  expect(tried.accepted).toBeGreaterThan(tried.all / 5)
})

/** Where a line of the layout may have a comment behind it, above it, and a blank line. */
const remark = fc.record({
  at: fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }),
  where: fc.constantFrom('behind', 'above', 'apart', 'deeper'),
})

/** The text with comments, each another one. */
function remarked(text: string, remarks: readonly { readonly at: number; readonly where: string }[]): string {
  const lines = text.trimEnd().split('\n')
  for (const [index, { at, where }] of remarks.entries()) {
    const place = Math.floor(at * lines.length)
    const line = lines[place] as string
    const indent = /^ */.exec(line)?.[0] ?? ''
    const comment = `# remark ${index}`
    if (where === 'behind') lines[place] = line.includes(' #') || line.trim() === '' ? line : `${line} ${comment}`
    else if (where === 'above') lines.splice(place, 0, `${indent}${comment}`)
    else if (where === 'apart') lines.splice(place, 0, '', `${indent}${comment}`, '')
    else lines.splice(place, 0, `${indent}  ${comment}`)
  }
  return `${lines.join('\n')}\n`
}

const remarksIn = (text: string): readonly string[] => [...text.matchAll(/# remark \d+/g)].map(([said]) => said).sort()

test('comments stay, wherever they are, and keep nothing from being the same when it is laid out again', async () => {
  await fc.assert(
    fc.asyncProperty(anyFiles, fc.array(remark, { minLength: 1, maxLength: 8 }), async (texts, remarks) => {
      const written = allLaidOut(texts)
      const said = { ...written, 'ecrsync.yaml': remarked(written['ecrsync.yaml'] as string, remarks) }
      const again = allLaidOut(said)
      expect(remarksIn(again['ecrsync.yaml'] as string)).toEqual(remarksIn(said['ecrsync.yaml']))
      expect(allLaidOut(again)).toEqual(again)
      expect(await meaningOf(again)).toEqual(await meaningOf(texts))
    }),
    { numRuns: runs(60), interruptAfterTimeLimit: 25_000 },
  )
})
