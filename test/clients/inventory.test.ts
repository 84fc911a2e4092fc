import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { type Browser, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { inventoryHtml } from '../../src/render/inventory/html.ts'
import { inventoryOf } from '../render/inventory/inventories.ts'
import { NOW } from '../world.ts'
import { describeWith } from './clients.ts'

const BROWSER = process.env.CHROMIUM_PATH ?? '/usr/bin/chromium'

/** The names in the rows that are seen, from above. */
const NAMES = `[...document.querySelectorAll('table.inventory tbody tr')]
  .filter(row => row.getBoundingClientRect().height > 0)
  .map(row => row.querySelector('th').textContent)`
const WIDTHS = '[document.documentElement.scrollWidth, document.documentElement.clientWidth]'

describeWith([BROWSER], () => {
  let browser: Browser
  let folder: string
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'ecrsync-inventory-'))
    browser = await chromium.launch({ executablePath: BROWSER, args: ['--disable-gpu', '--disable-dev-shm-usage'] })
  })
  afterAll(async () => {
    await browser.close()
    await rm(folder, { recursive: true, force: true })
  })

  async function opened(owner: string, width = 1280) {
    const context = await browser.newContext({ viewport: { width, height: 900 }, offline: true })
    onTestFinished(() => context.close())
    const page = await context.newPage()
    const heard: string[] = []
    page.on('request', request => heard.push(request.url()))
    page.on('console', message => heard.push(message.text()))
    page.on('pageerror', error => heard.push(error.message))
    page.on('dialog', dialog => heard.push(dialog.message()))
    const file = join(folder, 'inventory.html')
    await writeFile(file, inventoryHtml(inventoryOf(owner), NOW.toISOString()))
    await page.goto(pathToFileURL(file).href)
    return { page, heard }
  }

  const names = (page: Page) => page.evaluate<readonly string[]>(NAMES)
  const sortBy = (page: Page, heading: string) =>
    page.locator('table.inventory').getByRole('button', { name: heading, exact: true }).click()

  test('its table sorts by each column, first the largest, then the smallest, and last what is not known', async () => {
    const { page } = await opened('acme')
    expect(await names(page)).toEqual(['team/api', 'team/worker', 'dark'])
    await sortBy(page, 'repository')
    expect(await names(page)).toEqual(['dark', 'team/api', 'team/worker'])
    await sortBy(page, 'size')
    expect(await names(page)).toEqual(['team/api', 'team/worker', 'dark'])
    await sortBy(page, 'size')
    expect(await names(page)).toEqual(['team/worker', 'team/api', 'dark'])
    await sortBy(page, 'last pull')
    expect(await names(page)).toEqual(['team/api', 'team/worker', 'dark'])
  })

  test('its table shows the rows in which all words of the filter stand, and says how many', async () => {
    const { page } = await opened('acme')
    await page.getByLabel('Filter').fill('TEAM managed work')
    expect(await names(page)).toEqual(['team/worker'])
    expect(await page.locator('#Shown').textContent()).toBe('1 of 3')
    await page.getByLabel('Filter').fill('')
    expect(await names(page)).toHaveLength(3)
  })

  test.each([1280, 400])('it fits into %i pixels, asks for nothing, and obeys no name', async width => {
    const { page, heard } = await opened('"><img src=x onerror=alert(1)><script>alert(1)</script>', width)
    const [scrolled = 0, shown = 0] = await page.evaluate<number[]>(WIDTHS)
    expect(scrolled).toBeLessThanOrEqual(shown)
    expect(heard).toEqual([page.url()])
  })
})
