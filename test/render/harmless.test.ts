import { readdirSync, readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { HIDDEN, harmlessPage } from '../../src/harmless.ts'
import { renderApplied } from '../../src/render/apply-text.ts'
import { renderCopy } from '../../src/render/copy-text.ts'
import { renderDiagnostics } from '../../src/render/diagnostics.ts'
import { renderPlan } from '../../src/render/plan-text.ts'
import { previewHtml } from '../../src/render/preview-html.ts'
import { previewSvg } from '../../src/render/preview-svg.ts'
import { renderPreview } from '../../src/render/preview-text.ts'
import { COLOURS, colored, plain } from '../../src/render/theme.ts'
import { runs } from '../runs.ts'
import { copied, diagnostics, plan, previewed, run } from './documents.ts'
import { placesIn, withText } from './places.ts'

/** A renderer and its document. */
const of = <T>(document: T, render: (document: T, isColored: boolean) => string) => ({
  document: document as unknown,
  render: (any: unknown, isColored: boolean) => render(any as T, isColored),
})
const themeOf = (isColored: boolean) => (isColored ? colored : plain)
/** So wide that nothing is wrapped: a text that is put into a page makes no line then, unless it is one itself. */
const width = 100_000
const NOW = '2026-02-01T00:00:00.000Z'

const RENDERERS = {
  plan: of(plan, (any, isColored) => renderPlan(any, { theme: themeOf(isColored), width, expand: false })),
  'expanded plan': of(plan, (any, isColored) => renderPlan(any, { theme: themeOf(isColored), width, expand: true })),
  apply: of(run, (any, isColored) => renderApplied(any, themeOf(isColored), width)),
  copy: of(copied, (any, isColored) => renderCopy(any, themeOf(isColored), width)),
  preview: of(previewed, (any, isColored) => renderPreview(any, { theme: themeOf(isColored), width, expand: true })),
  html: of(previewed, any => previewHtml(any, NOW)),
  svg: of(previewed, any => previewSvg(any, NOW)),
  diagnostics: of(diagnostics, (any, isColored) => renderDiagnostics(any, themeOf(isColored), width)),
}

const HOSTILE =
  '\n\r\t\u001b[2J\u001b[31m\u0085\u009b\u2028\u2029\u202e\u2066\u200b\u200d\ufeff\u{e0041}\ud83d\u007f\u0000'
const hostile = fc.oneof(
  fc.constantFrom(HOSTILE, '\nPlan: 0 to create', '\u001b[8m', '\u202e'),
  fc.string({ unit: 'binary', minLength: 1 }),
)

const linesOf = (page: string): number => page.split('\n').length
const withoutColours = (page: string): string =>
  [...COLOURS].reduce((text, colour) => text.replaceAll(colour, ''), page)

describe.each(Object.entries(RENDERERS))('%s', (_name, { document, render }) => {
  const places = placesIn(document)

  // With and without colours in turn, so that neighbours have both.
  test.each(places.map((place, index) => [place.join('.'), place, index % 2 === 0] as const))(
    '%s',
    (_path, place, isColored) => {
      const page = harmlessPage(render(withText(document, place, HOSTILE), isColored), COLOURS)
      expect(linesOf(page)).toBe(linesOf(render(withText(document, place, 'x'), isColored)))
      expect(withoutColours(page).replaceAll('\n', '').search(HIDDEN)).toBe(-1)
    },
  )

  test('whatever is put anywhere, no line comes, and nothing hidden', () => {
    fc.assert(
      fc.property(fc.constantFrom(...places), hostile, (place, text) => {
        const page = harmlessPage(render(withText(document, place, text), false))
        expect(linesOf(page)).toBe(linesOf(render(withText(document, place, 'x'), false)))
        expect(page.replaceAll('\n', '').search(HIDDEN)).toBe(-1)
      }),
      { numRuns: runs(60) },
    )
  })
})

/** In forms that have escapes of their own: their tests try them with hostile texts. */
const ESCAPED: ReadonlySet<string> = new Set(['renderDiagnostics', 'renderGithub', 'renderIam', 'renderSarif'])

test('every renderer is one whose document is made harmless', () => {
  const folder = new URL('../../src/render/', import.meta.url)
  const texts = readdirSync(folder).map(file =>
    file.endsWith('.ts') ? readFileSync(new URL(file, folder), 'utf8') : '',
  )
  const made = texts.flatMap(text => [
    ...text.matchAll(/^export (?:const|function) (render\w+|preview(?:Svg|Html))(.*)$/gm),
  ])
  const others = made.filter(([, name = '', rest = '']) => !ESCAPED.has(name) && !rest.startsWith(' = outward('))
  expect(made.length).toBeGreaterThanOrEqual(7)
  expect(others.map(([, name]) => name)).toEqual([])
})
