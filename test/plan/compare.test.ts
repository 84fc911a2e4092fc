import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { canonicalJson } from '../../src/kinds/canonical.ts'
import { changedPaths } from '../../src/plan/compare.ts'

describe('the paths of what differs', () => {
  test.each<readonly [name: string, before: unknown, after: unknown, paths: readonly string[]]>([
    ['nothing', { a: 1 }, { a: 1 }, []],
    ['nothing but the order of members', { a: 1, b: { c: 1, d: 2 } }, { b: { d: 2, c: 1 }, a: 1 }, []],
    ['a member', { a: 1, b: 1 }, { a: 2, b: 1 }, ['a']],
    ['a member within', { a: { b: { c: 1 } } }, { a: { b: { c: 2 } } }, ['a.b.c']],
    ['a member more, and one less', { a: 1 }, { b: 1 }, ['a', 'b']],
    ['a key that is no word', { tags: { 'a.b': 1, 'c d': 1 } }, { tags: {} }, ['tags["a.b"]', 'tags["c d"]']],
    ['a set', { a: ['x', 'y'] }, { a: ['x', 'z'] }, ['a']],
    ['an item of a list', { a: [{ b: 1 }, { b: 2 }] }, { a: [{ b: 1 }, { b: 3 }] }, ['a[1].b']],
    ['an item at the end', { a: [{ b: 1 }] }, { a: [{ b: 1 }, { b: 2 }] }, ['a[1]']],
    ['an item less in the middle', { a: [{ b: 1 }, { b: 2 }, { b: 3 }] }, { a: [{ b: 1 }, { b: 3 }] }, ['a[1]']],
    ['an item more at the beginning', { a: [{ b: 2 }] }, { a: [{ b: 1 }, { b: 2 }] }, ['a[0]']],
    ['items equal at both ends', { a: [{ b: 1 }, { b: 1 }] }, { a: [{ b: 1 }] }, ['a[1]']],
    ['all items', { a: [] }, { a: [{ b: 1 }] }, ['a']],
    ['the type', { a: { b: 1 } }, { a: [1] }, ['a']],
    ['null and nothing', { a: null }, {}, ['a']],
    ['a member that an object has by itself', { toString: 1 }, {}, ['toString']],
    ['the whole', 1, 2, ['']],
  ])('%s', (_, before, after, paths) => {
    expect(changedPaths(before, after)).toEqual(paths)
    expect(changedPaths(after, before)).toEqual(paths)
  })
})

const document = fc.letrec(tie => ({
  leaf: fc.oneof(fc.integer(), fc.string(), fc.boolean(), fc.constant(null)),
  set: fc.array(fc.string(), { maxLength: 3 }),
  list: fc.array(tie('fields'), { maxLength: 3 }),
  fields: fc.dictionary(fc.string(), fc.oneof({ maxDepth: 3 }, tie('leaf'), tie('set'), tie('list'), tie('fields')), {
    maxKeys: 4,
  }),
})).fields

describe('of any two documents', () => {
  test('there is no path exactly where they are equal', () =>
    fc.assert(
      fc.property(document, document, (before, after) => {
        expect(changedPaths(before, after).length === 0).toBe(canonicalJson(before) === canonicalJson(after))
      }),
    ))

  test('a document equals its copy', () =>
    fc.assert(
      fc.property(document, one => {
        expect(changedPaths(one, structuredClone(one))).toEqual([])
      }),
    ))

  test('the paths are the same in both directions, and each is said once', () =>
    fc.assert(
      fc.property(document, document, (before, after) => {
        const paths = changedPaths(before, after)
        expect(changedPaths(after, before)).toEqual(paths)
        expect(new Set(paths).size).toBe(paths.length)
      }),
    ))

  test('a member more is the only path', () =>
    fc.assert(
      fc.property(document, fc.integer(), (one, value) => {
        expect(changedPaths(one, { ...one, 'no such key': value })).toEqual(['["no such key"]'])
      }),
    ))
})
