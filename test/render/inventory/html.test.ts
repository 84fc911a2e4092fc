import { createHash } from 'node:crypto'
import { Script } from 'node:vm'
import { describe, expect, test } from 'vitest'
import { harmlessPage } from '../../../src/harmless.ts'
import { inventoryCsv } from '../../../src/render/inventory/csv.ts'
import { inventoryHtml } from '../../../src/render/inventory/html.ts'
import { PAGE_SCRIPT } from '../../../src/render/inventory/page-script.ts'
import { inventoryText } from '../../../src/render/inventory/text.ts'
import { plain } from '../../../src/render/theme.ts'
import { NOW } from '../../world.ts'
import { inventoryOf } from './inventories.ts'

const HOSTILE = '"><script>alert(1)</script>\u001b[31m\u202e'

const page = inventoryHtml(inventoryOf('acme'), NOW.toISOString())

describe('the page', () => {
  test('obeys its own style and script alone, and asks for nothing', () => {
    const [, script = ''] = /<script>([\s\S]*)<\/script>/.exec(page) ?? []
    const hash = createHash('sha256').update(script).digest('base64')
    expect(page).toContain(`default-src 'none'; style-src 'sha256-`)
    expect(page).toContain(`script-src 'sha256-${hash}'`)
    expect(page).not.toMatch(/(?:src|href)="(?!#)/)
    expect(() => new Script(PAGE_SCRIPT)).not.toThrow()
  })

  test('has a key to sort by in each cell that is known, and a bar for bytes', () => {
    expect(page).toContain('data-key="2147483648"')
    expect(page).toContain('data-key="2026-01-02T03:04:05.000Z"')
    expect([...page.matchAll(/class="share" width="([\d.]+)"/g)].map(([, share]) => share)).toEqual(['100', '50'])
    expect(page).toMatch(/<td role="cell" data-of="owner">\?<\/td>/)
  })

  test('says of each prefix how many could not be read', () => {
    expect(page).toMatch(/<td role="cell" class="number" data-of="not read">1<\/td>/)
  })

  test('has all columns with a button in each', () => {
    expect([...page.matchAll(/<button type="button">([^<]+)<\/button>/g)]).toHaveLength(13)
  })
})

describe('hostile names and tags are only read', () => {
  const hostile = inventoryOf(HOSTILE, HOSTILE)

  test('in the page', () => {
    const text = inventoryHtml(hostile, NOW.toISOString())
    expect(text.match(/<script/g)).toHaveLength(1)
    expect(harmlessPage(text)).toBe(text)
  })

  test('on a terminal', () => {
    const text = inventoryText(hostile, { theme: plain, width: 120 })
    expect(harmlessPage(text)).toBe(text)
  })

  test.each(['=1+1', '+1', '-1', '@x', '\t=1', ' =1', ' \t+1', '  -1', ' @x', 'a"b,c\nd'])(
    'in rows, where it begins as a formula or breaks a row: %j',
    owner => {
      const rows = inventoryCsv(inventoryOf(owner)).trimEnd().split('\n')
      expect(rows).toHaveLength(4)
      expect(rows[1]).not.toMatch(/(?:^|,)"?\s*[=+\-@\t\r]/)
    },
  )
})
