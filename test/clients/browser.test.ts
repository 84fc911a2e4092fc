import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { type Browser, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { DARK, LIGHT } from '../../src/render/pictures/palette.ts'
import type { Previewed } from '../../src/render/preview.ts'
import { previewHtml } from '../../src/render/preview-html.ts'
import { previewSvg } from '../../src/render/preview-svg.ts'
import { hostile, inTargets, long, MANY, NAMED, previewOf, USUAL } from '../render/previews.ts'
import { NOW } from '../world.ts'
import { describeWith } from './clients.ts'

const BROWSER = process.env.CHROMIUM_PATH ?? '/usr/bin/chromium'
/** Where screenshots are kept; without it they are looked at by nobody, and removed. */
const KEPT = process.env.ECRSYNC_SCREENSHOTS

const now = NOW.toISOString()
const usual = await previewOf({ ...USUAL, repositories: NAMED })
const several = inTargets(usual, 'prod-eu', 'staging')
const PAGES: Readonly<Record<string, Previewed>> = {
  usual,
  several,
  long: long(usual),
  hostile: hostile(several),
  many: await previewOf(MANY),
  nothing: await previewOf({ holdings: {}, settings: {} }),
}

interface View {
  readonly width: number
  readonly colorScheme: 'light' | 'dark'
}

const WIDE: View = { width: 1280, colorScheme: 'light' }
const VIEWS: readonly View[] = [
  WIDE,
  { width: 400, colorScheme: 'light' },
  { width: 1280, colorScheme: 'dark' },
  { width: 400, colorScheme: 'dark' },
]

interface Seen {
  readonly page: Page
  /** What it asked for, and what it complained of. */
  readonly requests: readonly string[]
  readonly complaints: readonly string[]
}

/** What is in a picture as a reader sees it: each text with its box, and how large the picture is. */
const TEXTS = `[...document.querySelectorAll('svg')].filter(svg => svg.getBoundingClientRect().width > 0).map(svg => {
  const box = one => { const { left, right, top, bottom } = one.getBoundingClientRect(); return { left, right, top, bottom } }
  return { ...box(svg), texts: [...svg.querySelectorAll('text')].map(text => ({ text: text.textContent, ...box(text) })) }
})`

interface Box {
  readonly left: number
  readonly right: number
  readonly top: number
  readonly bottom: number
}
interface Text extends Box {
  readonly text: string
}
interface Picture extends Box {
  readonly texts: readonly Text[]
}

const areOnEachOther = (one: Box, other: Box): boolean =>
  one.left < other.right && other.left < one.right && one.top + 1 < other.bottom && other.top + 1 < one.bottom

const onEachOther = ({ texts }: Picture): readonly string[] =>
  texts.flatMap((one, index) =>
    texts.slice(index + 1).flatMap(other => (areOnEachOther(one, other) ? [`${one.text} and ${other.text}`] : [])),
  )

const outside = ({ left, right, top, bottom, texts }: Picture): readonly string[] =>
  texts
    .filter(text => text.left < left - 1 || text.right > right + 1 || text.top < top - 1 || text.bottom > bottom + 1)
    .map(({ text }) => text)

const WIDTHS = '[document.documentElement.scrollWidth, document.documentElement.clientWidth]'
const GROUND = 'getComputedStyle(document.documentElement).backgroundColor'
const rgb = (colour: string): string =>
  `rgb(${[1, 3, 5].map(at => Number.parseInt(colour.slice(at, at + 2), 16)).join(', ')})`

/** A browser that has much else to do may have drawn nothing yet, and says that it is unable: it is asked again. */
async function shotOf(page: Page, path: string, tries = 3): Promise<Buffer> {
  try {
    return await page.screenshot({ path })
  } catch (error) {
    if (tries === 1) throw error
    return shotOf(page, path, tries - 1)
  }
}

describeWith([BROWSER], () => {
  let browser: Browser
  let folder: string
  beforeAll(async () => {
    folder = KEPT ?? (await mkdtemp(join(tmpdir(), 'ecrsync-pictures-')))
    await mkdir(folder, { recursive: true })
    browser = await chromium.launch({ executablePath: BROWSER, args: ['--disable-gpu', '--disable-dev-shm-usage'] })
  })
  afterAll(async () => {
    await browser.close()
    if (KEPT === undefined) await rm(folder, { recursive: true, force: true })
  })

  async function seen(name: string, content: string, { width, colorScheme }: View): Promise<Seen> {
    const context = await browser.newContext({ viewport: { width, height: 900 }, colorScheme, offline: true })
    onTestFinished(() => context.close())
    const page = await context.newPage()
    const requests: string[] = []
    const complaints: string[] = []
    page.on('request', request => requests.push(request.url()))
    page.on('console', message => complaints.push(message.text()))
    page.on('pageerror', error => complaints.push(error.message))
    const file = join(folder, name)
    await writeFile(file, content)
    await page.goto(pathToFileURL(file).href)
    return { page, requests, complaints }
  }

  const pageOf = (name: string, view: View = WIDE) =>
    seen(`${name}.html`, previewHtml(PAGES[name] as Previewed, now), view)

  describe.each(Object.keys(PAGES))('the page of %s', name => {
    test.each(VIEWS)('fits into $width pixels in $colorScheme mode, and asks for nothing', async view => {
      const { page, requests, complaints } = await pageOf(name, view)
      const [scrolled = 0, shown = 0] = await page.evaluate<number[]>(WIDTHS)
      expect(scrolled).toBeLessThanOrEqual(shown)
      const pictures = await page.evaluate<readonly Picture[]>(TEXTS)
      expect(pictures.flatMap(onEachOther)).toEqual([])
      expect(pictures.flatMap(outside)).toEqual([])
      expect(await page.evaluate(GROUND)).toBe(rgb((view.colorScheme === 'dark' ? DARK : LIGHT).page))
      const path = join(folder, `${name}-${view.width}-${view.colorScheme}.png`)
      expect((await shotOf(page, path)).length).toBeGreaterThan(5000)
      expect([requests, complaints]).toEqual([[page.url()], []])
    })

    test('is reached by the keyboard alone, in order, and shows where one is', async () => {
      const { page } = await pageOf(name)
      const all = await page.evaluate<number>(`document.querySelectorAll('a[href], summary').length`)
      const steps: { place: number; outline: string; isSeen: boolean }[] = []
      for (let index = 0; index < all; index += 1) {
        await page.keyboard.press('Tab')
        steps.push(
          await page.evaluate(`(() => {
            const at = document.activeElement
            const { top, bottom } = at.getBoundingClientRect()
            return {
              place: [...document.querySelectorAll('a[href], summary')].indexOf(at),
              outline: getComputedStyle(at).outlineStyle,
              isSeen: bottom > 0 && top < innerHeight,
            }
          })()`),
        )
      }
      expect(steps).toEqual(Array.from({ length: all }, (_, place) => ({ place, outline: 'solid', isSeen: true })))
    })
  })

  test.each(['usual', 'long', 'many'])('the page of %s fits into whatever width there is', async name => {
    const { page } = await pageOf(name)
    const tooWide: number[] = []
    for (let width = 320; width <= 1440; width += 40) {
      await page.setViewportSize({ width, height: 900 })
      const [scrolled = 0, shown = 0] = await page.evaluate<number[]>(WIDTHS)
      if (scrolled > shown) tooWide.push(width)
    }
    expect(tooWide).toEqual([])
  })

  test('a link leads to its repository, and what stays is opened by the keyboard', async () => {
    const { page } = await pageOf('usual')
    await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    expect(await page.evaluate('document.activeElement.id')).toBe('Repositories')
    await page.getByRole('link', { name: 'payments/api' }).press('Enter')
    expect(await page.evaluate('decodeURIComponent(location.hash)')).toBe('#payments/api')
    expect(await page.evaluate(`document.getElementById('payments/api').getBoundingClientRect().top`)).toBeLessThan(900)
    const stays = page.getByText('8 images stay', { exact: true })
    await stays.press('Enter')
    expect(await page.getByRole('table', { name: 'Images that stay' }).getByRole('row').count()).toBe(9)
  })

  test.each(VIEWS.slice(0, 2))('tables are tables in $width pixels, with their captions and headings', async view => {
    const { page } = await pageOf('usual', view)
    const sums = page.getByRole('table', { name: 'By repository' })
    expect(await sums.getByRole('rowheader').allTextContents()).toEqual(NAMED)
    expect(await sums.getByRole('columnheader').count()).toBe(6)
    const gone = page.getByRole('table', { name: '31 images that go' })
    expect(await gone.getByRole('row').nth(1).getByRole('cell').count()).toBe(7)
    expect(await page.getByRole('heading', { level: 2 }).allTextContents()).toEqual(NAMED)
  })

  test('a mode changes what is seen, and a fate is told by shape and word in both', async () => {
    const coloursIn = async (view: View) => {
      const { page } = await pageOf('usual', view)
      const colourOf = (selector: string, style: string) =>
        page.evaluate<string>(`getComputedStyle(document.querySelector('${selector}')).${style}`)
      return [
        await colourOf('.wide path.expire', 'fill'),
        await colourOf('.tiles .keep', 'color'),
        await colourOf('.wide text.ink', 'fill'),
      ]
    }
    expect(await coloursIn(WIDE)).toEqual([LIGHT.expire, LIGHT.keep, LIGHT.ink].map(rgb))
    expect(await coloursIn({ ...WIDE, colorScheme: 'dark' })).toEqual([DARK.expire, DARK.keep, DARK.ink].map(rgb))
    const { page } = await pageOf('usual')
    expect(await page.locator('td.fate').first().textContent()).toBe('expires')
    expect(await page.locator('td.fate').first().locator('path').count()).toBe(1)
  })

  test('a page of ten thousand images is small and soon there', async () => {
    const { page } = await pageOf('many')
    expect(await page.evaluate<number>(`document.querySelectorAll('*').length`)).toBeLessThan(6000)
  })

  test('markup in names, tags and descriptions stays inert', async () => {
    const { page } = await pageOf('hostile')
    const { page: harmless } = await pageOf('several')
    const elements = (of: Page) =>
      of.evaluate(`['script', 'img', 'h1', 'h2', 'h3', 'section', 'table', 'tr', 'style', 'title', 'svg'].map(name =>
        [name, [...document.querySelectorAll(name)].filter(one => one.namespaceURI !== 'http://www.w3.org/2000/svg' || name === 'svg').length])`)
    expect(await elements(page)).toEqual(await elements(harmless))
    expect(await page.evaluate('window.pwned')).toBeUndefined()
    expect(await page.locator('h1').textContent()).toContain('<script>window.pwned=1</script>')
  })

  describe.each(Object.keys(PAGES))('the picture of %s', name => {
    test.each([WIDE, { ...WIDE, colorScheme: 'dark' as const }])(
      'has its words where they belong in $colorScheme mode, and asks for nothing',
      async view => {
        const { page, requests, complaints } = await seen(
          `${name}.svg`,
          previewSvg(PAGES[name] as Previewed, now),
          view,
        )
        const [picture] = await page.evaluate<readonly Picture[]>(TEXTS)
        expect(picture && [onEachOther(picture), name === 'hostile' ? [] : outside(picture)]).toEqual([[], []])
        const fill = await page.evaluate(`getComputedStyle(document.querySelector('rect.page')).fill`)
        expect(fill).toBe(rgb((view.colorScheme === 'dark' ? DARK : LIGHT).page))
        expect(await page.evaluate(`document.querySelectorAll('script, img, image, foreignObject').length`)).toBe(0)
        expect(await page.evaluate('window.pwned')).toBeUndefined()
        expect([requests, complaints]).toEqual([[page.url()], []])
      },
    )
  })

  test('a picture is shown within a page, as a README has it', async () => {
    await writeFile(join(folder, 'usual.svg'), previewSvg(usual, now))
    for (const view of [WIDE, { ...WIDE, colorScheme: 'dark' as const }]) {
      const { page } = await seen(
        'readme.html',
        '<!doctype html><meta name="color-scheme" content="light dark"><img src="usual.svg">',
        view,
      )
      expect(await page.evaluate(`document.querySelector('img').naturalWidth`)).toBe(960)
      await shotOf(page, join(folder, `picture-${view.colorScheme}.png`))
    }
  })
})
