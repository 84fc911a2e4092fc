import { describe, expect, test } from 'vitest'
import type { Kind } from '../../../src/kinds/kind.ts'
import type { Manifest } from '../../../src/manifest/form/load.ts'
import { declaredOf, loweringIn } from '../../../src/manifest/meaning/declared.ts'
import { checkExpressions } from '../../../src/manifest/meaning/expressions.ts'
import { lookups } from '../../../src/manifest/meaning/lookup.ts'
import { printResolved } from '../../../src/manifest/meaning/print.ts'
import { registryIn } from '../../../src/manifest/meaning/registry.ts'
import { resolve } from '../../../src/manifest/meaning/resolve.ts'
import { Findings } from '../../../src/manifest/text/findings.ts'
import type { Fields } from '../../../src/model.ts'
import { CONTEXT } from '../../world.ts'
import { HEAD, loadedFrom } from '../world.ts'

/** A manifest as if there were kinds of the registry: `tags` stands for a setting of many keys. */
async function saying(registry: Fields) {
  const manifest = await loadedFrom(`${HEAD}repositories: { app: }\n`)
  const root = { ...manifest.root, value: { ...(manifest.root.value as Fields), registry } }
  return { ...manifest, root }
}

const registryOf = (manifest: Manifest) => registryIn(manifest.root, lookups(manifest)(manifest.root), () => undefined)

const kind = (manifest: string, more: Partial<Kind> = {}): Kind =>
  ({
    key: 'setting',
    scope: 'registry',
    manifest: { [manifest]: { description: 'A setting.' } },
    want: (said: Fields) => new Map(Object.entries((said[manifest] ?? {}) as object)),
    ...more,
  }) as unknown as Kind

describe('what the root says of the registry', () => {
  test('is one setting for each key, or one for each of its own where there are many', async () => {
    const { name, settings } = registryOf(await saying({ tags: { 'a.b': 'c', d: null }, policy: { x: 1 } }))
    expect(name).toBe('')
    expect([...settings].map(([path, { value, keyed }]) => [path, value, keyed])).toEqual([
      ['tags["a.b"]', 'c', { facet: 'tags', key: 'a.b' }],
      ['tags.d', null, { facet: 'tags', key: 'd' }],
      ['policy', { x: 1 }, undefined],
    ])
  })

  test('is nothing where it says nothing', async () => {
    const manifest = await loadedFrom(`${HEAD}repositories: { app: }\n`)
    expect(registryOf(manifest).settings.size).toBe(0)
  })

  test('is wished of no repository, each at its own place', async () => {
    const settings = registryOf(await saying({ tags: { a: { x: 1 }, b: null } }))
    const one = { label: (name: string) => name, path: (name: string) => name }
    const wishes = declaredOf(kind('tags', { one }), settings, loweringIn(CONTEXT))
    expect(wishes.map(({ address, scope, repository, want }) => [address, scope, repository, want])).toEqual([
      ['setting["a"]', 'registry', undefined, { x: 1 }],
      ['setting["b"]', 'registry', undefined, null],
    ])
    expect(wishes[0]?.sources.get('')).toEqual([expect.objectContaining({ file: 'ecrsync.yaml' })])
  })

  test('has no place of its own where it is said as one', async () => {
    const settings = registryOf(await saying({ policy: { a: 1 } }))
    const one = { label: (name: string) => name, path: (name: string) => name }
    const [wish] = declaredOf(kind('policy', { one }), settings, loweringIn(CONTEXT))
    expect(wish?.sources).toEqual(new Map([['', []]]))
  })

  test('takes all variables but the name of a repository', async () => {
    const found = async (text: string) => {
      const findings = new Findings()
      const known = { environment: new Map(), accounts: new Map(), target: {} }
      checkExpressions(await saying({ policy: { text } }), known, findings)
      return findings.all.map(({ code, hint }) => [code, hint])
    }
    expect(await found('${{ target.region }}')).toEqual([])
    expect(await found('${{ repository.name }}')).toMatchObject([['UNKNOWN_VARIABLE', expect.any(String)]])
  })

  test('is printed', async () => {
    const manifest = await loadedFrom(`${HEAD}repositories: { app: }\n`)
    const resolved = resolve(manifest, { target: {}, environment: {} })
    const registry = registryOf(await saying({ policy: { a: 1 } }))
    expect(printResolved(manifest.root, { ...resolved, registry })).toMatch(/^registry:/m)
  })
})
