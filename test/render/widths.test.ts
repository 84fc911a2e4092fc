import { stripVTControlCharacters } from 'node:util'
import fc from 'fast-check'
import stringWidth from 'string-width'
import { describe, expect, test } from 'vitest'
import { harmlessPage } from '../../src/harmless.ts'
import { renderApplied } from '../../src/render/apply-text.ts'
import { renderCopy } from '../../src/render/copy-text.ts'
import { renderDiagnostics } from '../../src/render/diagnostics.ts'
import { renderPreview } from '../../src/render/preview-text.ts'
import { COLOURS, colored, plain, type Theme } from '../../src/render/theme.ts'
import { copied, diagnostics, previewed, run } from './documents.ts'
import { placesIn, withText } from './places.ts'

interface Page {
  readonly theme: Theme
  readonly width: number
}

/** A renderer and its document, of which every text that may stand in a line is another one each time. */
const of = <T>(document: T, render: (document: T, page: Page) => string, kept: readonly string[] = []) => ({
  document: document as unknown,
  places: placesIn(document).filter(place => !place.some(step => kept.includes(step))),
  render: (any: unknown, page: Page) => render(any as T, page),
})

const withoutImages = { ...previewed, previews: previewed.previews.map(one => ({ ...one, images: [] })) }

// What is to be typed is not wrapped, a line of a file is cut, and a digest is shortened.
const RENDERERS = {
  diagnostics: of(diagnostics, (any, { theme, width }) => renderDiagnostics(any, theme, width), ['example', 'excerpt']),
  apply: of(run, (any, { theme, width }) => renderApplied(any, theme, width)),
  copy: of(copied, (any, { theme, width }) => renderCopy(any, theme, width), ['digest', 'there']),
  preview: of(withoutImages, (any, page) => renderPreview(any, { ...page, expand: true })),
}

const WIDE = 1_000_000
const word = fc.oneof(
  fc.stringMatching(/^[!-~]{1,12}$/),
  fc.stringMatching(/^[a-z/]{5,150}:\d{1,4}:\d{1,3}$/),
  fc.constantFrom('数千', 'größer', '👍', `sha256:${'0'.repeat(64)}`, 'arn:aws:iam::111122223333:role/team/deploy'),
)
const text = fc.array(word, { maxLength: 40 }).map(words => [...words.map(one => one.normalize()), ''].join(' '))

const documentsOf = ({
  document,
  places,
}: {
  readonly document: unknown
  readonly places: readonly (readonly string[])[]
}) =>
  fc
    .array(fc.tuple(fc.constantFrom(...places), text), { minLength: 1, maxLength: 6 })
    .map(put => put.reduce((made, [place, words]) => withText(made, place, ` ${words}`), document))

const width = fc.oneof(fc.constantFrom(80, 100, 120, 200), fc.integer({ min: 40, max: 200 }))
const wordsOf = (page: string) => page.split(/\s+/).filter(Boolean)

describe.each(Object.entries(RENDERERS))('%s', (_name, renderer) => {
  const { render } = renderer

  test('no line is wider than its page, unless it is one word', () =>
    fc.assert(
      fc.property(documentsOf(renderer), width, (document, width) => {
        for (const line of render(document, { theme: plain, width }).split('\n'))
          expect(stringWidth(line) <= width || !line.trim().includes(' '), line).toBe(true)
      }),
    ))

  test('every word stands whole, where it stood', () =>
    fc.assert(
      fc.property(documentsOf(renderer), width, (document, width) => {
        const words = wordsOf(render(document, { theme: plain, width }))
        expect(words).toEqual(wordsOf(render(document, { theme: plain, width: WIDE })))
      }),
    ))

  test('colours change nothing of it, and are those of the theme', () =>
    fc.assert(
      fc.property(documentsOf(renderer), width, (document, width) => {
        const page = render(document, { theme: colored, width })
        expect(stripVTControlCharacters(page)).toBe(render(document, { theme: plain, width }))
        expect(harmlessPage(page, COLOURS)).toBe(page)
      }),
    ))
})

test.each([80, 120])('at %i columns', width => {
  const page = { theme: plain, width }
  const pages = [
    renderDiagnostics(LONG, plain, width),
    renderApplied(run, plain, width),
    renderCopy(copied, plain, width),
    renderPreview(previewed, { ...page, expand: true }),
  ]
  expect(pages.join(`\n${'─'.repeat(width)}\n`)).toMatchSnapshot()
})

const LONG = diagnostics.map(one => ({
  ...one,
  summary:
    'Access is given to everybody: Principal "*" has no condition that holds for few, so whoever has an account of AWS can pull',
  detail:
    'Whoever reads arn:aws:ecr:eu-west-1:111122223333:repository/payments/a-very-long-name-of-a-repository-that-goes-on may pull every image of it, from any account, and nobody is told of it.',
  hint: 'Name who may pull, for example access: { pull: ["111122223333"] }, or add a condition such as StringEquals with aws:PrincipalOrgID.',
  targets: ['prod-eu', 'prod-us', 'staging'],
  excerpt: `    - { Effect: Allow, Principal: "*", Action: [ecr:BatchGetImage], Sid: ${'pulled-by-everybody-'.repeat(6)} }`,
  source: { file: 'teams/payments/ecrsync.yaml', line: 1203, column: 30 },
}))
