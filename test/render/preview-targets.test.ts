import { describe, expect, test } from 'vitest'
import { type Previewed, previewJson } from '../../src/render/preview.ts'
import { previewHtml } from '../../src/render/preview-html.ts'
import { previewSvg } from '../../src/render/preview-svg.ts'
import { renderPreview } from '../../src/render/preview-text.ts'
import { plain } from '../../src/render/theme.ts'
import { previewed } from './documents.ts'

const NOW = '2026-02-01T00:00:00.000Z'
const inTargets: Previewed = {
  ...previewed,
  targets: ['prod-eu', 'prod-us'].map(name => ({ name, account: '123456789012', region: name })),
  previews: previewed.previews.flatMap(one => ['prod-eu', 'prod-us'].map(target => ({ ...one, target }))),
  missing: previewed.missing.map(one => ({ ...one, target: 'prod-us' })),
}

describe.each([
  ['text', (document: Previewed) => renderPreview(document, { theme: plain, width: 120, expand: false })],
  ['html', (document: Previewed) => previewHtml(document, NOW)],
  ['svg', (document: Previewed) => previewSvg(document, NOW)],
] as const)('as %s', (format, render) => {
  test('each of several targets is named above what is in it', () => {
    const rendered = render(inTargets)
    if (format !== 'text')
      return expect(rendered).toMatch(/>prod-eu<[\s\S]*>team\/app<[\s\S]*>prod-us<[\s\S]*>team\/app</)
    expect(rendered).toContain('team/app in prod-eu')
    expect(rendered).toContain('team/app in prod-us')
    expect(rendered).toContain('team/gone in prod-us')
    expect(rendered).toContain('target away: Nobody answers')
  })

  test('one target is not named', () => expect(render(previewed)).not.toContain(' in prod'))
})

test('as JSON, each repository has its target where there are several', () => {
  const { repositories, missing } = previewJson(inTargets, '1.0.0')
  expect(repositories.map(({ target, name }) => [target, name])).toEqual([
    ['prod-eu', 'team/app'],
    ['prod-us', 'team/app'],
  ])
  expect(missing).toEqual([{ target: 'prod-us', repository: 'team/gone', reason: 'It is not there' }])
  expect(previewJson(previewed, '1.0.0').repositories[0]).not.toHaveProperty('target')
})
