import { expect, test } from 'vitest'
import type { Kind } from '../../../src/kinds/kind.ts'
import type { PlacedPart, ResolvedRepository } from '../../../src/manifest/meaning/settings.ts'
import { itemSources, sourcesOf } from '../../../src/manifest/meaning/sources.ts'
import { HEAD, loadedFrom } from '../world.ts'

const POLICY = `lifecyclePolicies:
  few:
    rules:
      - { rulePriority: 1 }
      - { rulePriority: 2 }
`
const { root } = await loadedFrom(`${HEAD}${POLICY}repositories: { app: }\n`)

const kind = (documents: object): Kind =>
  ({ key: 'x', manifest: { lifecyclePolicy: {} }, documents: { items: 'rules', ...documents } }) as unknown as Kind
const part = (body: unknown): PlacedPart => ({ body, place: { parsed: root, path: ['lifecyclePolicies', 'few'] } })
const settings = (...parts: readonly PlacedPart[]) =>
  new Map([['lifecyclePolicy', { value: 'few', places: [], parts }]])
const linesOf = (documents: object, ...parts: readonly PlacedPart[]) =>
  [...itemSources(kind(documents), settings(...parts))].map(([path, [source]]) => [path, source?.line])

const RULES = part({ rules: [{ rulePriority: 1 }, { rulePriority: 2 }] })

test('items stand in the order in which they are written, where a kind does not rank them', () =>
  expect(linesOf({}, RULES)).toEqual([
    ['rules[0]', 6],
    ['rules[1]', 7],
  ]))

test.each<readonly [name: string, documents: object, parts: readonly PlacedPart[]]>([
  ['what is no list', {}, [part({ rules: 'x' })]],
  ['several documents', {}, [RULES, RULES]],
  ['a file', {}, [{ ...RULES, file: 'x.json' }]],
  ['a document without items of its own', { items: undefined }, [RULES]],
  ['no document', {}, []],
])('%s has no items with a place of their own', (_, documents, parts) =>
  expect(linesOf(documents, ...parts)).toEqual([]),
)

test('a document that nobody says stands nowhere', () => {
  const nothing: ResolvedRepository = { name: 'app', place: RULES.place, settings: new Map() }
  expect(sourcesOf(kind({}), nothing)).toEqual(new Map([['', []]]))
  expect(sourcesOf({ ...kind({}), manifest: {} } as Kind, nothing)).toEqual(new Map([['', []]]))
})
