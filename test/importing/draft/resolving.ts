import { isDeepStrictEqual } from 'node:util'
import { expect } from 'vitest'
import { type DraftFile, type DraftOptions, factored } from '../../../src/importing/draft/factored.ts'
import type { HeldRegistry } from '../../../src/importing/held.ts'
import { KINDS } from '../../../src/kinds/index.ts'
import type { Context, Kind } from '../../../src/kinds/kind.ts'
import { setText } from '../../../src/kinds/rules/aligned.ts'
import { asDeclared } from '../../../src/kinds/sayable.ts'
import { resolveTargets } from '../../../src/manifest/meaning/resolve-targets.ts'
import { wishesOf } from '../../../src/manifest/meaning/wishes.ts'
import type { Declared, Fields, Wishes } from '../../../src/model.ts'
import { loadedFrom } from '../../manifest/world.ts'

/** What a manifest wishes of each of its targets. */
export async function wishesOfDraft(
  files: readonly DraftFile[],
  region?: string,
): Promise<ReadonlyMap<string, Wishes>> {
  const manifest = await loadedFrom(Object.fromEntries(files.map(({ path, text }) => [path, text])))
  const { targets, findings } = resolveTargets(manifest, { environment: {}, region })
  expect(findings.filter(({ severity }) => severity === 'error')).toEqual([])
  return new Map(targets.map(({ target, resolved }) => [target.name, wishesOf(resolved())]))
}

/** What is created has the tags that are declared, and no other. */
const OURS = { ownership: 'none' }

/** The law: what comes of the draft is what was held, over what is there and over nothing, and nothing else. */
export async function expectHeld(registries: readonly HeldRegistry[], options: Partial<DraftOptions> = {}) {
  const files = factored(registries, { name: 'acme', layout: 'flat', root: OURS, ...options })
  const wishes = await wishesOfDraft(files, registries[0]?.region)
  expect(wishes.size).toBe(registries.length)
  for (const registry of registries) {
    const wished = wishes.get(registry.target ?? 'default') as Wishes
    expect([...wished.repositories].sort()).toEqual(registry.repositories.map(({ name }) => name))
    const whereabouts = contextOf(registry, options)
    for (const { name, states, unsaid = [] } of registry.repositories)
      for (const kind of stating('repository')) {
        const context = { ...whereabouts, repositoryName: name }
        expectSame(kind, states, wished.of(name), context)
        expectNothing(kind, unsaid, wished.of(name))
      }
    for (const kind of stating('registry')) expectSame(kind, registry.registry, wished.registry(), whereabouts)
  }
  return files
}

const stating = (scope: Kind['scope']) => KINDS.filter(kind => kind.scope === scope && kind.states !== undefined)

const contextOf = ({ account, region }: HeldRegistry, { accounts = new Map() }: Partial<DraftOptions>): Context => ({
  accounts: new Map([...accounts].map(([id, name]) => [name, id])),
  ...(account !== undefined && { account }),
  ...(region !== undefined && { region }),
})

/** What of these settings is a kind's own. */
function wantsOf(kind: Kind, states: Fields, context: Context): ReadonlyMap<string, unknown> {
  const own = Object.fromEntries(Object.entries(states).filter(([facet]) => Object.hasOwn(kind.manifest, facet)))
  if (Object.keys(own).length === 0 && (kind.documents !== undefined || kind.scope === 'registry')) return new Map()
  return kind.want(asDeclared(kind, own), context)
}

function expectSame(kind: Kind, states: Fields, wished: readonly Declared[], context: Context): void {
  const wants = wantsOf(kind, states, context)
  const made = new Map([...wants].map(([name, want]) => [name, laid(kind, null, want)] as const))
  const found = new Map(wished.filter(one => one.kind === kind.key).map(({ name, want }) => [name, want] as const))
  const anew = new Map([...found].map(([name, want]) => [name, laid(kind, null, want)] as const))
  expectEqual(meanings(anew), meanings(made))
  for (const [name, spec] of made) expectEqual(laid(kind, spec, found.get(name) ?? null), spec)
}

/** Of thousands, most are, which is told faster without words. */
function expectEqual(one: unknown, other: unknown): void {
  if (!isDeepStrictEqual(one, other)) expect(one).toEqual(other)
}

/** Nothing is wished of what was not said. */
function expectNothing({ key, manifest, documents }: Kind, unsaid: readonly string[], wished: readonly Declared[]) {
  const fields = unsaid.filter(facet => Object.hasOwn(manifest, facet))
  for (const { want } of wished.filter(one => one.kind === key))
    expect(fields.filter(field => documents || Object.hasOwn(want as Fields, field))).toEqual([])
}

const laid = (kind: Kind, before: Fields | null, want: unknown): Fields | null => {
  const after = kind.merge(before, want)
  return after && plain(kind.canonical(after))
}

/** Equal but for the order of what ECR takes for sets. */
const meanings = (specs: ReadonlyMap<string, Fields | null>) =>
  new Map([...specs].flatMap(([name, spec]) => (spec === null ? [] : [[name, setText(spec)] as const])))

/** Without what is undefined. */
const plain = (spec: Fields): Fields => JSON.parse(JSON.stringify(spec)) as Fields
