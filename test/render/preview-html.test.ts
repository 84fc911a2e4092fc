import { createHash } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { previewHtml } from '../../src/render/preview-html.ts'
import { NOW } from '../world.ts'
import { hostile, inTargets, MANY, MARKUP, NAMED, previewOf, USUAL } from './previews.ts'

const now = NOW.toISOString()
const usual = await previewOf({ ...USUAL, repositories: NAMED })
const page = previewHtml(usual, now)

const textOf = (html: string): string =>
  html
    .replaceAll(/<(style|title)[\s\S]*?<\/\1>/g, '')
    .replaceAll(/<[^>]*>/g, ' ')
    .replaceAll(/\s+/g, ' ')

describe('a page', () => {
  test('names account, region, manifest and moment, and is made of what it is given alone', () => {
    expect(textOf(page)).toMatch(
      /Lifecycle preview of the manifest acme account 123456789012 region us-east-1 its digest sha256:0+…000 as of 2026-01-31 12:00 UTC/,
    )
    expect(previewHtml(usual, now)).toBe(page)
  })

  test.each([
    ['http://127.0.0.1:4510', 'endpoint http://127.0.0.1:4510'],
    ['embedded', 'endpoint the embedded ECR'],
  ])('names the endpoint %s', (endpoint, text) => {
    const targets = usual.targets.map(target => ({ ...target, endpoint }))
    expect(textOf(previewHtml({ ...usual, targets }, now))).toContain(text)
  })

  test('leaves out an account that ECR does not say', () => {
    const targets = usual.targets.map(target => ({ ...target, account: '' }))
    expect(textOf(previewHtml({ ...usual, targets }, now))).toContain('acme region us-east-1')
  })

  test('says at the top what it comes to, and leads to each repository', () => {
    const text = textOf(page)
    expect(text).toContain('32 images expire 5.09 GiB 3 images are archived 493 MiB 20 images stay 2.9 GiB')
    expect(text).toContain('Well-known tags go: latest of payments/worker expires.')
    const ids = [...page.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id)
    const links = [...page.matchAll(/href="#([^"]+)"/g)].map(([, id]) => id)
    expect(links).toEqual(['Repositories', ...NAMED])
    expect(links.filter(link => !ids.includes(link))).toEqual([])
    expect(new Set(ids).size).toBe(ids.length)
  })

  test('says in words what has no axis', () => {
    const text = textOf(page)
    expect(text).toContain('payments/new does not exist yet: nothing to expire')
    expect(text).toContain('payments/empty is empty: nothing to expire')
    expect(text).toContain('vendor/base Has no lifecycle policy, and the manifest declares none: nothing expires.')
    expect(page.match(/class="timeline wide"/g)).toHaveLength(3)
    expect(page).not.toMatch(/NaN|1970/)
  })

  test('shows each title once, and a digest short with all of it on hover', () => {
    const worker = page.slice(page.indexOf('<h2 id="payments/worker"'), page.indexOf('<h2 id="payments/api"'))
    expect(textOf(worker).match(/payments\/worker/g)).toHaveLength(1)
    expect(page).toContain(`<code title="sha256:${'0030'.repeat(16)}">sha256:00300030…030</code>`)
    expect(textOf(page)).not.toContain('0030'.repeat(16))
  })

  test('names first what is well known, and its tag first', () => {
    const rows = textOf(page).match(/(?<=fate tags digest pushed last pulled size because ).{20}/g)
    expect(rows?.[0]).toBe('expires latest v1.10')
  })

  test('asks nothing of anybody, and obeys its own style alone', () => {
    expect(page).not.toMatch(/<(script|link|img|iframe|object)\b|url\(|@import|\bon\w+=| style="/)
    const [, style = ''] = /<style>([\s\S]*)<\/style>/.exec(page) ?? []
    const hash = createHash('sha256').update(style).digest('base64')
    expect(page).toContain(
      `content="default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'"`,
    )
  })

  test('reads what comes from outside, and does nothing with it', () => {
    const html = previewHtml(hostile(inTargets(usual, 'prod-eu', 'staging')), now)
    expect(html).not.toMatch(/<(script|img)\b/)
    expect(html).toContain('&lt;script&gt;window.pwned=1')
    expect(html).not.toContain(MARKUP)
  })
})

test('each of several targets has a heading with its account and region, and what is in it below', () => {
  const text = textOf(previewHtml(inTargets(usual, 'prod-eu', 'staging'), now))
  expect(text).toContain('targets prod-eu, staging')
  expect(text).toMatch(
    / prod-eu 111111111111, us-east-1 payments\/worker declared policy .* staging 222222222222, us-east-1 payments\/worker declared/,
  )
  expect(text).toContain('target away Not looked at: Nobody answers')
})

test('where no repository has a policy, it is said in words', async () => {
  const text = textOf(previewHtml(await previewOf({ holdings: {}, settings: {} }), now))
  expect(text).toContain('The manifest declares no lifecycle policy: there is nothing to show.')
  expect(text).not.toContain('images expire')
})

test('of ten thousand images the first are listed, all where it is asked for', async () => {
  const many = await previewOf(MANY)
  const html = previewHtml(many, now)
  expect(html.length).toBeLessThan(300_000)
  expect(textOf(html)).toMatch(
    /9,143 images that go .* … and 8,943 more: ecrsync preview payments\/worker --format html --expand lists all\./,
  )
  expect(previewHtml(many, now, true).match(/<tr/g)?.length).toBeGreaterThan(10_000)
})

test('an image of which ECR does not say when it was pushed is told in words', async () => {
  const previews = usual.previews.slice(0, 1).map(one => ({
    ...one,
    images: one.images
      .slice(0, 2)
      .map((image, index) => (index === 0 ? { ...image, pushedAt: '1970-01-01T00:00:00.000Z' } : image)),
    differences: ['it would take another'],
  }))
  const html = previewHtml({ ...usual, previews }, now)
  expect(textOf(html)).toContain('ECR does not say when 1 image was pushed: not in the picture.')
  expect(textOf(html)).toContain('ECR differs: it would take another')
  expect(textOf(html)).toContain('unknown')
  expect(html).not.toContain('1970')
})
