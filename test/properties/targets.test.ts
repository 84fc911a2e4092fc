import fc from 'fast-check'
import { expect, test } from 'vitest'
import { EcrsyncError } from '../../src/errors.ts'
import { KINDS } from '../../src/kinds/index.ts'
import { loadManifest } from '../../src/manifest/form/load.ts'
import { type ResolvedManifest, resolve } from '../../src/manifest/meaning/resolve.ts'
import { resolveTargets } from '../../src/manifest/meaning/resolve-targets.ts'
import { wishesOf } from '../../src/manifest/meaning/wishes.ts'
import { memoryFiles } from '../../src/manifest/text/memory-files.ts'
import { runs } from '../runs.ts'
import { anyManifest, entry, facets, type Json, layer, registry } from './manifests.ts'
import { mostly, NAMES } from './values.ts'

const TARGETS = {
  'prod-eu': { account: '111122223333', region: 'eu-west-1', labels: { env: 'prod', team: 'a' } },
  'prod-us': { account: '111122223333', region: 'us-east-1', labels: { env: 'prod' } },
  dev: { account: '444455556666', region: 'eu-west-1', labels: { env: 'dev', team: 'a' } },
} as const
type Name = keyof typeof TARGETS
const ALL = Object.keys(TARGETS) as readonly Name[]

/** What each selector fits, told apart from the code that finds it out. */
const FITS: Readonly<Record<string, readonly Name[]>> = {
  'prod-*': ['prod-eu', 'prod-us'],
  'prod-eu': ['prod-eu'],
  '**': ALL,
  'env=dev': ['dev'],
  'env=prod': ['prod-eu', 'prod-us'],
  'team=a': ['prod-eu', 'dev'],
}

const selector = fc.constantFrom(...Object.keys(FITS), '!prod-us', '!env=dev')

function isFor(name: Name, list: readonly string[] | undefined): boolean {
  if (list === undefined) return true
  const [exceptions, positive] = [list.filter(one => one.startsWith('!')), list.filter(one => !one.startsWith('!'))]
  const fits = (one: string) => (FITS[one.replace('!', '')] ?? ALL.filter(other => `!${other}` === one)).includes(name)
  return (positive.length === 0 || positive.some(fits)) && !exceptions.some(fits)
}

const chosen = fc
  .uniqueArray(selector, { minLength: 1, maxLength: 3 })
  .filter(list => ALL.some(name => isFor(name, list)))
const selectors = mostly(fc.option(chosen, { nil: undefined }), fc.constant(['!**']))

/** A block with selectors now and then, and with a variable of its target. */
const selecting = <T extends Json>(block: fc.Arbitrary<T>): fc.Arbitrary<Json> =>
  fc
    .tuple(
      block,
      selectors,
      mostly(
        fc.constantFrom('plain', '${{ target.name }} in ${{ target.labels.env }}'),
        fc.constant('${{ target.labels.team }}'),
      ),
    )
    .map(([fields, targets, words]) => ({
      ...fields,
      ...(targets && { targets }),
      tags: { ...(fields.tags as Json), words },
    }))

const fragment = fc.record({
  defaults: fc.array(selecting(layer), { maxLength: 1 }),
  repositories: fc.dictionary(
    mostly(fc.constantFrom('frag/a', 'frag/b', '${{ target.labels.env }}/b'), fc.constantFrom(...NAMES)),
    selecting(facets),
    {
      maxKeys: 1,
    },
  ),
})

const tombstones = fc.uniqueArray(
  fc.record({ name: fc.constantFrom('gone/a', 'gone/b'), maxImages: fc.nat(2), targets: selectors }),
  { maxLength: 2 },
)

/** Now and then with a thing whose name takes a label, which not all targets have. */
const settings = fc
  .tuple(registry, mostly(fc.constantFrom(undefined, 'env', 'name'), fc.constant('team')))
  .map(([said, label]): Json => {
    if (label === undefined) return said
    const prefix = label === 'name' ? 'of-${{ target.name }}' : `\${{ target.labels.${label} }}`
    const rules = { ...(said.pullThroughCacheRules as Json), [prefix]: { upstreamRegistryUrl: 'quay.io' } }
    return { ...said, pullThroughCacheRules: rules }
  })

/** Settings of the registry: one map for all, or layers that choose. */
const registries = fc.oneof(
  settings,
  fc.array(
    fc.tuple(settings, selectors).map(([settings, targets]): Json => ({ ...settings, ...(targets && { targets }) })),
    { maxLength: 3 },
  ),
)

const anyTargets = fc
  .record({
    root: anyManifest,
    registry: registries,
    layers: fc.array(selecting(layer), { maxLength: 2 }),
    discovered: fc.array(selecting(entry), { maxLength: 2 }),
    own: fc.array(selecting(facets), { maxLength: 2 }),
    removed: tombstones,
    a: fragment,
    b: fragment,
  })
  .map(({ root, registry, layers, discovered, own, removed, a, b }) => {
    const names = Object.keys(root.repositories as Json)
    const repositories = Object.fromEntries(
      names.map((name, index) => [name, own[index] ?? (root.repositories as Json)[name]]),
    )
    const whole: Json = {
      ...root,
      registry,
      targets: TARGETS,
      include: ['*/x.yaml'],
      defaults: [...(root.defaults as Json[]), ...layers],
      discovered: [...(root.discovered as Json[]), ...discovered],
      repositories,
      removed: withoutUndefined(removed),
    }
    return { 'ecrsync.yaml': whole, 'a/x.yaml': a as Json, 'b/x.yaml': b as Json }
  })

type Files = Readonly<Record<string, Json>>

const withoutUndefined = (value: unknown): unknown => JSON.parse(JSON.stringify(value))

/** What is left of the files for one target when all that does not select it is out, and what is left selects nothing. */
const takenOut = (files: Files, name: Name): Files =>
  Object.fromEntries(
    Object.entries(files).map(([file, section]) => {
      const kept = (block: Json) => isFor(name, block.targets as readonly string[] | undefined)
      const plain = ({ targets: _, ...block }: Json): Json => block
      const list = (key: string) => ((section[key] ?? []) as readonly Json[]).filter(kept).map(plain)
      const repositories = Object.entries(section.repositories as Readonly<Record<string, Json>>).filter(([, block]) =>
        kept(block),
      )
      const left = {
        ...section,
        defaults: list('defaults'),
        repositories: Object.fromEntries(repositories.map(([key, block]) => [key, plain(block)])),
        ...(section.removed !== undefined && { removed: list('removed') }),
        ...(section.discovered !== undefined && { discovered: list('discovered') }),
        ...(Array.isArray(section.registry) && { registry: list('registry') }),
      }
      return [file, left]
    }),
  )

const loaded = (files: Files) =>
  loadManifest(
    '/acme/ecrsync.yaml',
    memoryFiles(
      '/acme',
      Object.fromEntries(Object.entries(files).map(([file, value]) => [file, JSON.stringify(value)])),
    ),
  )

function meantBy(resolved: ResolvedManifest): unknown {
  const wishes = wishesOf(resolved)
  const { name, accounts, guards } = resolved
  // Targets that differ in nothing but an account that nobody asks for are resolved as one without.
  const { account: _, ...context } = resolved.context
  const found = ['team/web', 'legacy', 'stranger'].flatMap(one => wishes.discovered?.of(one) ?? [])
  const wants = [...wishes.repositories.flatMap(wishes.of), ...wishes.registry(), ...found]
  return { name, context, accounts, guards, wants: wants.map(({ address, want }) => [address, want]) }
}

/** What fails says which codes it has. */
async function outcome<T>(of: () => Promise<T>): Promise<T | readonly string[]> {
  try {
    return await of()
  } catch (error) {
    if (error instanceof EcrsyncError && error.code === 'INVALID_MANIFEST')
      return error.diagnostics.map(({ code }) => code)
    throw error
  }
}

const resolvedAll = (files: Files) =>
  outcome(async () => resolveTargets(await loaded(files), { environment: {} }).targets)

test('what is tried has every kind of the registry, and is neither always right nor always wrong', async () => {
  const all = await Promise.all(fc.sample(anyTargets, { seed: 20261127, numRuns: 50 }).map(resolvedAll))
  const valid = all.flatMap(targets => (targets.every(one => typeof one === 'object') ? [targets] : []))
  const kinds = valid.flat().flatMap(({ resolved }) =>
    wishesOf(resolved())
      .registry()
      .map(({ kind }) => kind),
  )
  expect([...new Set(kinds)].sort()).toEqual(
    KINDS.flatMap(({ key, scope }) => (scope === 'registry' ? [key] : [])).sort(),
  )
  expect(Math.min(valid.length, all.length - valid.length)).toBeGreaterThan(5)
})

test('resolving for a target is resolving what is left when all that does not select it is taken out', async () => {
  await fc.assert(
    fc.asyncProperty(anyTargets, async files => {
      const whole = await outcome(async () => {
        const manifest = await loaded(files)
        const { targets } = resolveTargets(manifest, { environment: {} })
        for (const { target, resolved } of targets)
          expect(meantBy(resolve(manifest, { target, environment: {} }))).toEqual(meantBy(resolved()))
        return { targets }
      })
      const parts = await Promise.all(
        ALL.map(name =>
          outcome(async () => ({
            meant: meantBy(resolve(await loaded(takenOut(files, name)), { target: { name }, environment: {} })),
          })),
        ),
      )
      if ('targets' in whole) {
        expect(parts).toEqual(whole.targets.map(({ resolved }) => ({ meant: meantBy(resolved()) })))
      } else if (!whole.includes('UNKNOWN_TARGET')) {
        expect(parts.some(part => Array.isArray(part))).toBe(true)
      }
    }),
    { numRuns: runs(25), interruptAfterTimeLimit: 40_000 },
  )
})
