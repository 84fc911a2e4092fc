import { describe, expect, test } from 'vitest'
import type { Kind } from '../../../src/kinds/kind.ts'
import { declaredOf, loweringIn } from '../../../src/manifest/meaning/declared.ts'
import { checkExpressions } from '../../../src/manifest/meaning/expressions.ts'
import type { Variables } from '../../../src/manifest/meaning/interpolate.ts'
import type { ReportAt } from '../../../src/manifest/meaning/lay-document.ts'
import { lookups } from '../../../src/manifest/meaning/lookup.ts'
import { printResolved } from '../../../src/manifest/meaning/print.ts'
import { registryLayers, registryOf, withKnownNames } from '../../../src/manifest/meaning/registry.ts'
import { resolve } from '../../../src/manifest/meaning/resolve.ts'
import { Findings } from '../../../src/manifest/text/findings.ts'
import type { Fields } from '../../../src/model.ts'
import { CONTEXT } from '../../world.ts'
import { HEAD, loadedFrom } from '../world.ts'

/** A manifest as if there were kinds of the registry: `tags` stands for a setting of many keys. */
async function saying(registry: Fields | readonly Fields[]) {
  const manifest = await loadedFrom(`${HEAD}repositories: { app: }\n`)
  const root = { ...manifest.root, value: { ...(manifest.root.value as Fields), registry } }
  return { ...manifest, root }
}

const kind = (manifest: string, more: Partial<Kind> = {}): Kind =>
  ({
    key: 'setting',
    scope: 'registry',
    manifest: { [manifest]: { description: 'A setting.' } },
    want: (said: Fields) => new Map(Object.entries((said[manifest] ?? {}) as object)),
    ...more,
  }) as unknown as Kind

/** What comes of it, with variables filled in in its keys, and what is wrong with them. */
async function registryFrom(registry: Fields | readonly Fields[], variables: Variables = new Map()) {
  const manifest = await saying(registry)
  const { root } = manifest
  const findings = new Findings()
  const report: ReportAt = (...found) => findings.at(...found)
  const layers = registryLayers(root, { variables, lookup: lookups(manifest)(root), report })
  return { ...registryOf(root, layers), findings: findings.all }
}

describe('what the root says of the registry', () => {
  test('is one setting for each key, or one for each of its own where there are many', async () => {
    const { name, settings } = await registryFrom({ tags: { 'a.b': 'c', d: null }, policy: { x: 1 } })
    expect(name).toBe('')
    expect([...settings].map(([path, { value, keyed }]) => [path, value, keyed])).toEqual([
      ['tags["a.b"]', 'c', { facet: 'tags', key: 'a.b' }],
      ['tags.d', null, { facet: 'tags', key: 'd' }],
      ['policy', { x: 1 }, undefined],
    ])
  })

  test('is nothing where it says nothing', async () => {
    const manifest = await loadedFrom(`${HEAD}repositories: { app: }\n`)
    const resolved = resolve(manifest, { target: {}, environment: {} })
    expect(resolved.registry.settings.size).toBe(0)
  })

  test('is wished of no repository, each at its own place', async () => {
    const settings = await registryFrom({ tags: { a: { x: 1 }, b: null } })
    const one = { label: (name: string) => name, path: (name: string) => name }
    const wishes = declaredOf(kind('tags', { one }), settings, loweringIn(CONTEXT))
    expect(wishes.map(({ address, scope, repository, want }) => [address, scope, repository, want])).toEqual([
      ['setting["a"]', 'registry', undefined, { x: 1 }],
      ['setting["b"]', 'registry', undefined, null],
    ])
    expect(wishes[0]?.sources.get('')).toEqual([expect.objectContaining({ file: 'ecrsync.yaml' })])
  })

  test('has no place of its own where it is said as one', async () => {
    const settings = await registryFrom({ policy: { a: 1 } })
    const one = { label: (name: string) => name, path: (name: string) => name }
    const [wish] = declaredOf(kind('policy', { one }), settings, loweringIn(CONTEXT))
    expect(wish?.sources.get('')).toEqual([])
  })

  test('takes all variables but the name of a repository', async () => {
    const found = async (text: string) => {
      const findings = new Findings()
      const known = { environment: new Map(), accounts: new Map(), labels: [] }
      checkExpressions(await saying({ policy: { text } }), known, findings)
      return findings.all.map(({ code, hint }) => [code, hint])
    }
    expect(await found('${{ target.region }}')).toEqual([])
    expect(await found('${{ repository.name }}')).toMatchObject([['UNKNOWN_VARIABLE', expect.any(String)]])
  })

  test('is printed', async () => {
    const manifest = await loadedFrom(`${HEAD}repositories: { app: }\n`)
    const resolved = resolve(manifest, { target: {}, environment: {} })
    const registry = await registryFrom({ policy: { a: 1 } })
    expect(printResolved(manifest.root, { ...resolved, registry })).toMatch(/^registry:/m)
  })
})

const ACCOUNTS: Variables = new Map([
  ['target.account', '111122223333'],
  ['accounts.ci', '111122223333'],
])

/** Path, value, and how many places it came through. */
const said = ({ settings }: Awaited<ReturnType<typeof registryFrom>>) =>
  [...settings].map(([path, { value, places }]) => [path, value, places.map(place => place.path.join('.'))])

describe('layers of the registry', () => {
  test('are laid over each other: things by name and whole, everything else whole', async () => {
    const registry = await registryFrom([
      { tags: { a: { x: 1, y: 2 }, b: null }, policy: { x: 1, y: 2 } },
      { targets: ['prod'], tags: { a: { x: 3 }, c: {} }, policy: { z: 4 } },
    ])
    expect(said(registry)).toEqual([
      ['tags.a', { x: 3 }, ['registry.0.tags.a', 'registry.1.tags.a']],
      ['tags.b', null, ['registry.0.tags.b']],
      ['policy', { z: 4 }, ['registry.0.policy', 'registry.1.policy']],
      ['tags.c', {}, ['registry.1.tags.c']],
    ])
  })

  test('meet by the names that are filled in', async () => {
    const registry = await registryFrom(
      [{ tags: { 'arn:${{ target.account }}:x': 'one' } }, { tags: { 'arn:111122223333:x': 'two' } }],
      ACCOUNTS,
    )
    expect(said(registry)).toEqual([
      [
        'tags["arn:111122223333:x"]',
        'two',
        ['registry.0.tags.arn:${{ target.account }}:x', 'registry.1.tags.arn:111122223333:x'],
      ],
    ])
    expect(registry.findings).toEqual([])
  })

  test('have no two names that are the same once filled in', async () => {
    const { findings } = await registryFrom(
      { tags: { '${{ target.account }}': 'one', '${{ accounts.ci }}': 'two' } },
      ACCOUNTS,
    )
    expect(findings).toMatchObject([
      {
        code: 'DUPLICATE_KEY',
        summary: 'tags has 111122223333 twice',
        detail: expect.stringContaining('It is filled in from accounts.ci.'),
        related: [{ message: '111122223333 stands here first' }],
      },
    ])
  })

  test('keep a name as it is written until it is known', async () => {
    const name = '${{ target.account }}'
    const registry = await registryFrom({ tags: { [name]: 'one', b: 'two' } }, new Map([['target.account', null]]))
    expect(said(registry).map(([path]) => path)).toEqual([`tags["${name}"]`, 'tags.b'])
    expect([...withKnownNames(registry).settings.keys()]).toEqual(['tags.b'])
  })
})

describe('variables in names of things of the registry', () => {
  const found = async (registry: Fields | readonly Fields[]) => {
    const findings = new Findings()
    const accounts = new Map<string, string | readonly string[]>([
      ['ci', '111122223333'],
      ['all', ['111122223333', '444455556666']],
    ])
    checkExpressions(await saying(registry), { environment: new Map(), accounts, labels: [] }, findings)
    return findings.all.map(({ code }) => code)
  }
  const of = (name: string, more: unknown = {}) => ({ tags: { [`x \${{ ${name} }}`]: more } })

  test.each<[string, Fields | readonly Fields[], readonly string[]]>([
    ['the target', of('target.account'), []],
    ['the target, in a layer', [{ policy: {} }, of('target.account')], []],
    ['an account', of('accounts.ci'), []],
    ['several accounts', of('accounts.all'), ['LIST_IN_TEXT']],
    ['the name of a repository', of('repository.name'), ['UNKNOWN_VARIABLE']],
    ['vars', of('vars.a'), ['UNKNOWN_VARIABLE']],
    ['a key within a thing', of('target.account', { '${{ target.account }}': 1 }), ['UNKNOWN_VARIABLE']],
    ['a key of what is one thing', { policy: { '${{ target.account }}': 1 } }, ['UNKNOWN_VARIABLE']],
    ['a selector', [{ targets: ['${{ target.name }}'] }], ['UNKNOWN_VARIABLE']],
  ])('%s', async (_name, registry, expected) => {
    expect(await found(registry)).toEqual(expected)
  })
})
