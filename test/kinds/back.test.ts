import { describe, expect, test } from 'vitest'
import { KINDS } from '../../src/kinds/index.ts'
import type { Fields } from '../../src/model.ts'
import { settablePaths } from '../../src/plan/diff.ts'
import { CONTEXT } from '../world.ts'

/** Of kinds that no field of a manifest declares, and of which there is always one: what ECR may hold. */
const HELD: Readonly<Record<string, readonly Fields[]>> = {
  owner: [{}, { manifest: 'acme' }, { manifest: 'billing' }],
}

/** What ECR would hold by each example of a kind, and nothing at all. */
const specsOf = (kind: (typeof KINDS)[number]): ReadonlyMap<string, readonly (Fields | null)[]> => {
  const held = HELD[kind.key]
  if (held) return new Map([['team/a', held.map(spec => kind.canonical(spec))]])
  const found = new Map<string, (Fields | null)[]>()
  for (const example of kind.examples)
    for (const [name, want] of kind.want(example, { ...CONTEXT, repositoryName: 'team/a' })) {
      const spec = kind.merge(null, want)
      found.set(name, [...(found.get(name) ?? []), spec && kind.canonical(spec)])
    }
  return new Map([...found].map(([name, specs]) => [name, [null, ...specs]] as const))
}

/** Lists of rules and statements are sets, and of priorities only the order means anything. */
function asSet<T>(value: T): T {
  const text = JSON.stringify(value, (key, inner: unknown) => {
    if (key === 'rulePriority') return undefined
    return Array.isArray(inner) ? inner.map(one => JSON.stringify(asSet(one))).sort() : inner
  })
  return JSON.parse(text) as T
}

/** What an image is wanted by is not what it was brought by. */
const OWN = new Set(['image'])

describe.each(KINDS.filter(({ key }) => !OWN.has(key)).map(kind => ({ key: kind.key, kind })))('$key', ({ kind }) => {
  test('is again what it was, whatever it has become', () => {
    expect(specsOf(kind).size).toBeGreaterThan(0)
    for (const [name, specs] of specsOf(kind))
      for (const to of specs)
        for (const from of specs) {
          const want = kind.backTo(name, { to, from, live: from, isNew: false })
          if (want === undefined) continue
          const back = kind.merge(from, want)
          const left = settablePaths(kind, asSet(back && kind.canonical(back)), asSet(to))
          // What ECR fixes at creation goes no way.
          const fixed = left.filter(path => !path.startsWith('encryptionConfiguration'))
          expect({ name, from, to, differs: from === null || to === null ? left : fixed }).toEqual({
            name,
            from,
            to,
            differs: [],
          })
        }
  })
})
