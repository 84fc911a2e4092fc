import { describe, expect, test } from 'vitest'
import { inventoryText } from '../../../src/render/inventory/text.ts'
import { plain } from '../../../src/render/theme.ts'
import { inventoryOf } from './inventories.ts'

const LONG = 'platform/team-with-a-long-name/service-with-a-longer-name'

function linesAt(width: number) {
  const { repositories, ...rest } = inventoryOf('acme')
  const [first, ...others] = repositories
  if (!first) throw new Error('there is one')
  return inventoryText(
    { ...rest, repositories: [{ ...first, repository: LONG }, ...others] },
    { theme: plain, width },
  ).split('\n')
}

describe('the table', () => {
  test.each([100, 120])('stands on a page of %i columns, long names above their rows', width => {
    const lines = linesAt(width)
    expect(lines[0]).toMatch(/^repository +status +prot\. +owner +images +size/)
    expect(lines[0]).not.toContain('USD')
    expect(lines[1]).toBe(LONG)
    expect(lines[2]).toMatch(/^ +managed +yes +acme +2 +2 GiB/)
    expect(lines.filter(line => line.length > width)).toEqual([])
  })

  test('has names in their rows where these have room', () =>
    expect(linesAt(140)[1]).toMatch(new RegExp(`^${LONG} +managed +yes +acme +2 +2 GiB`)))

  test('has the cost where there is room', () => expect(linesAt(200)[0]).toMatch(/USD\/mo\.$/))

  test('becomes records on a narrow page', () => expect(linesAt(70)[0]).toBe(LONG))
})
