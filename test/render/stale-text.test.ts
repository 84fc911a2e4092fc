import { expect, test } from 'vitest'
import type { Change, Stale } from '../../src/model.ts'
import { renderOthers } from '../../src/render/others-text.ts'
import { renderStale, staleJson } from '../../src/render/stale-text.ts'
import { plain } from '../../src/render/theme.ts'
import { world } from '../world.ts'

const { changes } = await world()
  .wants('team/a', { repository: { imageTagMutability: 'IMMUTABLE' } })
  .plan()
const [change] = changes as readonly [Change]
const reason = 'is not any more what the plan showed'
const stale: Stale = {
  reason,
  differing: [
    { path: 'imageTagMutability', planned: 'MUTABLE', live: 'IMMUTABLE\u001b[31m', desired: 'IMMUTABLE' },
    { path: 'tags.team', planned: null, live: { a: 1 }, desired: ['x'.repeat(90)] },
    { path: '', planned: undefined, live: 1, desired: null },
  ],
}

test('what is stale is said with what it was planned from, what is there and what is desired', () => {
  const page = { theme: plain, width: 80, isOfSeveral: true }
  expect(renderStale([{ change, stale }], page)).toMatchInlineSnapshot(`
    "  stale   repository["team/a"]
              is not any more what the plan showed in default
          imageTagMutability
            planned from  MUTABLE
            there now     IMMUTABLE\\u001b[31m
            desired       IMMUTABLE
          tags.team
            planned from  nothing
            there now     {"a":1}
            desired       ["xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx…
            planned from  nothing
            there now     1
            desired       nothing"
  `)
})

test('of one target, it is not named, and where nothing is known of what differs, nothing is said of it', () => {
  const page = { theme: plain, width: 120, isOfSeveral: false }
  expect(renderStale([{ change, stale: { reason, differing: [] } }], page)).toBe(
    '  stale   repository["team/a"]              is not any more what the plan showed',
  )
})

test('JSON has the same, whole', () => {
  expect(staleJson([{ change, stale }])).toEqual([
    { target: 'default', address: 'repository["team/a"]', action: 'create', ...stale },
  ])
})

test('what two plans do not do alike is said of each thing, and of very many how many there are', () => {
  const other = { target: 'prod', address: 'repository["team/a"]', expected: 'create', planned: null } as const
  const page = { width: 80, isOfSeveral: true }
  expect(renderOthers([other], plain, page)).toMatchInlineSnapshot(`
    "  other   repository["team/a"] in prod
            expected  create
            now       no change"
  `)
  const many = Array.from({ length: 52 }, () => ({ ...other, expected: null, planned: 'delete' }))
  expect(renderOthers(many, plain, page)).toMatch(/\n {2}… and 2 more; --json has all of them\.$/)
})
