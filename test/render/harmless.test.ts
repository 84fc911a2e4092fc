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
import { copied, diagnostics, plan, previewed, run } from './documents.ts'

/** What is not from outside: words that the model fixes, and times, which are made by code. */
const FIXED = [
  'severity',
  'action',
  'kind',
  'word',
  'sign',
  'status',
  'from',
  'fate',
  'type',
  'tagStatus',
  'countType',
  'state',
]
const OWN = [...FIXED, 'scope', 'pushedAt', 'code']

/** Each place of a text that comes from outside, as the steps to it. */
function placesIn(value: unknown, path: readonly string[] = []): readonly (readonly string[])[] {
  if (typeof value === 'string') return [path]
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, inner]) =>
    OWN.includes(key) && typeof inner === 'string' && !(key === 'from' && 'to' in value)
      ? []
      : placesIn(inner, [...path, key]),
  )
}

/** The document with a text put at the end of the one at a place. */
function withText<T>(value: T, [step, ...rest]: readonly string[], text: string): T
function withText(value: unknown, [step, ...rest]: readonly string[], text: string): unknown {
  if (step === undefined) return `${value}${text}`
  const inner = withText((value as Readonly<Record<string, unknown>>)[step], rest, text)
  if (Array.isArray(value)) return value.map((item, index) => (index === Number(step) ? inner : item))
  return { ...(value as object), [step]: inner }
}

/** A renderer and its document. */
const of = <T>(document: T, render: (document: T, isColored: boolean) => string) => ({
  document: document as unknown,
  render: (any: unknown, isColored: boolean) => render(any as T, isColored),
})
const themeOf = (isColored: boolean) => (isColored ? colored : plain)
const NOW = '2026-02-01T00:00:00.000Z'

const RENDERERS = {
  plan: of(plan, (any, isColored) => renderPlan(any, { theme: themeOf(isColored), width: 100, expand: false })),
  'expanded plan': of(plan, (any, isColored) =>
    renderPlan(any, { theme: themeOf(isColored), width: 100, expand: true }),
  ),
  apply: of(run, (any, isColored) => renderApplied(any, themeOf(isColored))),
  copy: of(copied, (any, isColored) => renderCopy(any, themeOf(isColored))),
  preview: of(previewed, (any, isColored) => renderPreview(any, themeOf(isColored), true)),
  html: of(previewed, any => previewHtml(any, NOW)),
  svg: of(previewed, any => previewSvg(any, NOW)),
  diagnostics: of(diagnostics, (any, isColored) => renderDiagnostics(any, themeOf(isColored))),
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

  test.each(places.map(place => [place.join('.'), place] as const))('%s', (_path, place) => {
    for (const isColored of [false, true]) {
      const page = harmlessPage(render(withText(document, place, HOSTILE), isColored), COLOURS)
      expect(linesOf(page)).toBe(linesOf(render(withText(document, place, 'x'), isColored)))
      expect(withoutColours(page).replaceAll('\n', '').search(HIDDEN)).toBe(-1)
    }
  })

  test('whatever is put anywhere, no line comes, and nothing hidden', () => {
    fc.assert(
      fc.property(fc.constantFrom(...places), hostile, (place, text) => {
        const page = harmlessPage(render(withText(document, place, text), false))
        expect(linesOf(page)).toBe(linesOf(render(withText(document, place, 'x'), false)))
        expect(page.replaceAll('\n', '').search(HIDDEN)).toBe(-1)
      }),
      { numRuns: 200 },
    )
  })
})

test('every renderer is one whose document is made harmless', () => {
  const folder = new URL('../../src/render/', import.meta.url)
  const texts = readdirSync(folder).map(file =>
    file.endsWith('.ts') ? readFileSync(new URL(file, folder), 'utf8') : '',
  )
  const made = texts.flatMap(text => [
    ...text.matchAll(/^export (?:const|function) (render\w+|preview(?:Svg|Html))(.*)$/gm),
  ])
  const others = made.filter(([, name, rest = '']) => name !== 'renderDiagnostics' && !rest.startsWith(' = outward('))
  expect(made.length).toBeGreaterThanOrEqual(7)
  expect(others.map(([, name]) => name)).toEqual([])
})
