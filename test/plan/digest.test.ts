import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Change, Plan, Source } from '../../src/model.ts'
import { digestOf } from '../../src/plan/digest.ts'
import { othersBetween } from '../../src/plan/others.ts'
import { world } from '../world.ts'

const PLAN = await world()
  .wants('team/a', { repository: { tags: { team: 'x', env: 'prod' } } })
  .holds('team/a', { tags: { team: 'y' } })
  .wants('team/b', { repository: { imageTagMutability: 'IMMUTABLE' } })
  .removes('team/old')
  .holds('team/old')
  .plan()

const elsewhere = (source: Source): Source => ({ ...source, file: 'other.yaml', line: source.line + 40 })
const moved = (change: Change): Change => ({
  ...change,
  ...(change.source && { source: elsewhere(change.source) }),
  sources: change.sources.map(elsewhere),
  lines: change.lines.map(line => ({ ...line, text: `${line.text} `, sources: line.sources.map(elsewhere) })),
})
const reversed = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(reversed)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, inner]) => [key, reversed(inner)]),
  )
}
const withChanges = (edit: (changes: readonly Change[]) => readonly Change[]): Plan => ({
  ...PLAN,
  changes: edit(PLAN.changes),
})

describe('the digest of a plan', () => {
  test.each<[string, Plan]>([
    ['is made again', { ...PLAN }],
    ['stands in other lines and words', withChanges(changes => changes.map(moved))],
    ['is in another order', withChanges(changes => changes.toReversed())],
    ['has its members in another order', reversed(PLAN) as Plan],
    ['is by another version', { ...PLAN, ecrsync: '9.9.9' }],
    ['is of another text of the manifest', { ...PLAN, manifest: { ...PLAN.manifest, digest: 'sha256:1' } }],
    ['counts other repositories', { ...PLAN, targets: PLAN.targets.map(one => ({ ...one, read: 99, unchanged: 7 })) }],
  ])('is the same where it %s', (_, plan) => {
    expect(digestOf(plan)).toBe(PLAN.digest)
  })

  const change = (edit: (change: Change) => object) =>
    withChanges(([first, ...others]) => [{ ...(first as Change), ...edit(first as Change) } as Change, ...others])
  test.each<[string, Plan]>([
    ['a change less', withChanges(changes => changes.slice(1))],
    ['another name of the manifest', { ...PLAN, manifest: { ...PLAN.manifest, name: 'other' } }],
    ['another account', { ...PLAN, targets: PLAN.targets.map(one => ({ ...one, account: '999900001111' })) }],
    ['another region', { ...PLAN, targets: PLAN.targets.map(one => ({ ...one, region: 'eu-west-1' })) }],
    ['another call', change(({ operations }) => ({ operations: operations.slice(1) }))],
    ['another thing that was there', change(() => ({ before: { a: 1 } }))],
    ['another wish', change(() => ({ want: { a: 1 } }))],
    ['another result', change(() => ({ after: { a: 1 } }))],
    ['another action', change(() => ({ action: 'replace' }))],
    ['another fact', change(() => ({ facts: [{ word: 'OPENS', text: 'everything' }] }))],
    ['a block', change(() => ({ blocked: { code: 'X', reason: '', hint: '' } }))],
    [
      'images that expire',
      change(() => ({ impact: { expire: { images: 1, bytes: 0 }, archive: { images: 0, bytes: 0 } } })),
    ],
  ])('is another one with %s', (_, plan) => {
    expect(digestOf(plan)).not.toBe(PLAN.digest)
  })

  test('is another one whatever is changed of what a change does', () => {
    const places = PLAN.changes.flatMap((one, index) =>
      (['before', 'after', 'want', 'operations'] as const).flatMap(member =>
        leavesIn(one[member]).map(path => ({ index, member, path })),
      ),
    )
    fc.assert(
      fc.property(fc.constantFrom(...places), fc.jsonValue(), ({ index, member, path }, value) => {
        const changes = PLAN.changes.map((one, at) =>
          at === index ? { ...one, [member]: put(one[member], path, value) } : one,
        )
        const isSame = JSON.stringify(reversed(changes)) === JSON.stringify(reversed(PLAN.changes))
        expect(digestOf({ ...PLAN, changes } as Plan) === PLAN.digest).toBe(isSame)
      }),
    )
  })
})

function leavesIn(value: unknown, path: readonly string[] = []): readonly (readonly string[])[] {
  if (typeof value !== 'object' || value === null) return [path]
  return Object.entries(value).flatMap(([key, inner]) => leavesIn(inner, [...path, key]))
}

function put(value: unknown, [key, ...rest]: readonly string[], other: unknown): unknown {
  if (key === undefined) return other
  const copy = structuredClone(value) as Record<string, unknown>
  copy[key] = put(copy[key], rest, other)
  return copy
}

describe('what two plans do otherwise', () => {
  test('is nothing where they are one', () => {
    expect(
      othersBetween(
        PLAN,
        withChanges(changes => changes.map(moved)),
      ),
    ).toEqual([])
  })

  test('is what only one of them does, and what both do in another way', async () => {
    const other = await world()
      .wants('team/a', { repository: { tags: { team: 'x' } } })
      .holds('team/a', { tags: { team: 'y' } })
      .wants('team/b', { repository: { imageTagMutability: 'IMMUTABLE' } })
      .wants('team/c')
      .plan()
    expect(othersBetween(PLAN, other)).toEqual([
      {
        target: 'default',
        address: 'repository["team/a"]',
        expected: 'update of tags.env, tags.team',
        planned: 'update of tags.team',
      },
      { target: 'default', address: 'repository["team/old"]', expected: 'delete', planned: null },
      { target: 'default', address: 'repository["team/c"]', expected: null, planned: 'create' },
    ])
  })

  test('of a thing of which some fields are refused is all that is said of it', async () => {
    const blocked = {
      ...(PLAN.changes[0] as Change),
      operations: [],
      blocked: { code: 'X', fields: ['tags'], reason: '', hint: '' },
    }
    const both = withChanges(changes => [...changes, blocked])
    const [first] = othersBetween(PLAN, both)
    expect(first?.planned).toMatch(/^create, create, blocked \(X\)$|^update of .*, update, blocked \(X\)$/)
  })
})

test('wishes are of no matter in which order a manifest has them', async () => {
  const one = await world().wants('a').wants('b').plan()
  const other = await world().wants('b').wants('a').plan()
  expect(one.digest).toBe(other.digest)
})
