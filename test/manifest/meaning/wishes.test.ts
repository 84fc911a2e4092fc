import { describe, expect, test } from 'vitest'
import { onlyOf } from '../../../src/manifest/meaning/only.ts'
import type { Declared } from '../../../src/model.ts'
import { HEAD, wishesFrom } from '../world.ts'

const MANIFEST = {
  'ecrsync.yaml': `${HEAD}include: [a.yaml]
lifecyclePolicies: { few: [{ any: true, keepNewest: 3 }] }
defaults: [{ match: "team/*", lifecyclePolicy: few }]
repositories: { team/web: , app: { images: { old: null } }, team/api: }
removed:
  - { name: old/app, maxImages: 3, reason: moved }
  - name: old/empty
`,
  'a.yaml': 'repositories: { team/db: }\nremoved: [{ name: old/db, copiedTo: team/db }]\n',
}
const REGISTRY: Declared = {
  scope: 'registry',
  address: 'x["registry"]',
  kind: 'x',
  name: 'registry',
  want: null,
  sources: new Map(),
}
const NAMES = ['team/web', 'app', 'team/api', 'team/db', 'old/app', 'old/empty', 'old/db']

describe('wishes', () => {
  test('are for every repository that is declared, then for every one that is removed, in the order of the files', async () => {
    expect((await wishesFrom(MANIFEST)).repositories).toEqual(NAMES)
  })

  test.each([
    ['team/api', ['repository["team/api"]', 'lifecyclePolicy["team/api"]', 'owner["team/api"]']],
    ['app', ['repository["app"]', 'image["app:old"]', 'owner["app"]']],
    ['old/db', ['repository["old/db"]', 'owner["old/db"]']],
    ['nobody/knows', []],
  ])('for %s are asked for by its name', async (name, addresses) => {
    const wishes = await wishesFrom(MANIFEST)
    expect(wishes.of(name).map(({ address }) => address)).toEqual(addresses)
    expect(wishes.of(name)).toEqual(wishes.of(name))
    expect(wishes.of(name).every(({ repository }) => repository === name)).toBe(true)
  })

  test.each<[string, boolean]>([
    ...NAMES.map((name): [string, boolean] => [name, true]),
    ['nobody/knows', false],
    ['team', false],
  ])('know whether %s is declared', async (name, isDeclared) => {
    expect((await wishesFrom(MANIFEST)).isDeclared(name)).toBe(isDeclared)
  })

  test('say nothing of the registry', async () => {
    expect((await wishesFrom(MANIFEST)).registry()).toEqual([])
  })
})

describe('a tombstone', () => {
  test.each([
    ['old/app', { maxImages: 3, reason: 'moved' }],
    ['old/empty', { maxImages: 0 }],
    ['old/db', { maxImages: 0, copiedTo: 'team/db' }],
  ])('wishes %s gone, if it is as empty as it says', async (name, removed) => {
    expect((await wishesFrom(MANIFEST)).of(name).map(({ want }) => want)).toEqual([
      { removed },
      { manifest: 'acme', isLeaving: true },
    ])
  })

  test('stands at its own line', async () => {
    const [declared] = (await wishesFrom(MANIFEST)).of('old/app')
    expect(declared?.sources.get('')).toEqual([expect.objectContaining({ line: 8, column: 5 })])
  })
})

describe('of the wishes for some repositories only', () => {
  test.each<[readonly string[], readonly string[]]>([
    [['team/*'], ['team/web', 'team/api', 'team/db']],
    [
      ['**', '!team/*'],
      ['app', 'old/app', 'old/empty', 'old/db'],
    ],
    [['none'], []],
  ])('%j chooses', async (globs, names) => {
    const wishes = await wishesFrom(MANIFEST)
    const only = onlyOf(wishes, globs)
    expect(only.repositories).toEqual(names)
    expect(NAMES.filter(name => only.of(name).length > 0)).toEqual(names)
    for (const name of names) expect(only.of(name)).toEqual(wishes.of(name))
  })

  test('what is left out is declared all the same', async () => {
    const only = onlyOf(await wishesFrom(MANIFEST), ['team/*'])
    expect(['app', 'old/app', 'nobody/knows'].map(only.isDeclared)).toEqual([true, true, false])
  })

  test('there is none for the registry', async () => {
    expect(onlyOf({ ...(await wishesFrom(MANIFEST)), registry: () => [REGISTRY] }, ['**']).registry()).toEqual([])
  })
})
