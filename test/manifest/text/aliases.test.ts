import { describe, expect, test } from 'vitest'
import { findingsIn, HEAD } from '../world.ts'

const levels = (count: number, width: number) =>
  Array.from({ length: count }, (_, level) => {
    const items = Array(width).fill(level === 0 ? 'x' : `*a${level - 1}`)
    return `x-${level}: &a${level} [${items.join(', ')}]\n`
  }).join('')

describe('aliases that repeat without end are refused', () => {
  test.each<[string, string, string]>([
    ['nine levels of nine', levels(9, 9), 'ecrsync.yaml:9:11'],
    ['two levels of two thousand', levels(2, 2000), 'ecrsync.yaml:4:2506'],
    ['a list within itself', 'x-a: &a [*a]\n', 'ecrsync.yaml:3:10'],
    ['a map within itself, by way of another', 'x-a: &a { b: &b [*a] }\nx-c: *b\n', 'ecrsync.yaml:3:18'],
  ])('%s', async (_name, aliases, place) => {
    const found = await findingsIn(`${HEAD}${aliases}repositories: { team/app: {} }\n`)
    expect(found[0]).toBe(`${place} error ALIAS_BOMB`)
  })

  test('but not those of a thousand repositories with the same settings', async () => {
    const repositories = Array.from({ length: 1000 }, (_, index) => `  team/app${index}: *app\n`).join('')
    expect(await findingsIn(`${HEAD}x-app: &app { tags: { a: b } }\nrepositories:\n${repositories}`)).toEqual([])
  })

  test('nor a long file without any', async () => {
    const repositories = Array.from({ length: 3000 }, (_, index) => `  team/app${index}: { tags: { a: b } }\n`).join('')
    expect(await findingsIn(`${HEAD}repositories:\n${repositories}`)).toEqual([])
  })
})
