import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { EcrsyncError } from '../../src/errors.ts'
import { laidOut } from '../../src/layout/laid-out.ts'
import { marksIn } from '../../src/layout/remarks.ts'
import { EXPECTED } from '../../src/manifest/form/expected.ts'
import { isOfForm } from '../../src/manifest/form/schema-check.ts'
import { Findings } from '../../src/manifest/text/findings.ts'
import { parse } from '../../src/manifest/text/parse.ts'
import type { Fields } from '../../src/model.ts'
import { PACKAGE } from '../cli.ts'
import { runs } from '../runs.ts'

const TEXTS = ['team', 'real/ministry', 'real/platform', 'policies', 'minimal'].map(name =>
  readFileSync(join(PACKAGE, 'examples', name, 'ecrsync.yaml'), 'utf8'),
)

const SIGNS = [
  '#',
  ' # x\n',
  ':',
  ': ',
  '-',
  '- ',
  '[',
  ']',
  '{',
  '}',
  '"',
  "'",
  '\n',
  '\n\n',
  ' ',
  ',',
  '&a ',
  '*a',
  '|\n',
  '>\n',
  '!!str ',
  '? ',
  '%',
  '\t',
  '\r\n',
  '\u0000',
  '\ufeff',
  '~',
  '<<: ',
  '---\n',
  '...\n',
]

const mutation = fc.record({
  at: fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }),
  sign: fc.constantFrom(...SIGNS),
  takes: fc.nat(3),
})

const mutated = fc
  .tuple(fc.constantFrom(...TEXTS), fc.array(mutation, { minLength: 1, maxLength: 3 }))
  .map(([text, mutations]) =>
    mutations.reduce((now, { at, sign, takes }) => {
      const place = Math.floor(at * now.length)
      return now.slice(0, place) + sign + now.slice(place + takes)
    }, text),
  )

const said = (text: string): Fields =>
  parse({ file: 'x', directory: '', text }, EXPECTED.manifest, new Findings()).value as Fields

const commentsIn = (text: string): readonly string[] =>
  marksIn(text)
    .remarks.map(({ text: comment }) => comment.trim())
    .sort()

test('whatever is typed is refused at its place, or keeps its values and comments', () => {
  const tried = { all: 0, laidOut: 0 }
  fc.assert(
    fc.property(mutated, text => {
      tried.all += 1
      let written: string
      try {
        written = laidOut(text, 'manifest')
      } catch (error) {
        if (error instanceof EcrsyncError && error.code === 'INVALID_MANIFEST') return
        throw error
      }
      tried.laidOut += 1
      expect(laidOut(written, 'manifest')).toBe(written)
      expect(commentsIn(written)).toEqual(commentsIn(text))
      const before = said(text)
      if (!isOfForm(before, 'manifest')) expect(said(written)).toEqual(before)
    }),
    { numRuns: runs(300), interruptAfterTimeLimit: 20_000 },
  )
  expect(tried.laidOut).toBeGreaterThan(tried.all / 20)
})
