import { symlink } from 'node:fs/promises'
import { resolve as resolvePath } from 'node:path'
import { describe, expect, test } from 'vitest'
import { loadManifest } from '../../../src/manifest/form/load.ts'
import { diskFiles } from '../../../src/manifest/text/disk-files.ts'
import { folderWith } from '../../folder.ts'
import { findingsIn, HEAD, resolvedFrom, settingsOf } from '../world.ts'

const ROOT = `${HEAD}include: ["teams/*.yaml"]
lifecyclePolicies: { few: [{ any: true, keepNewest: 3 }] }
defaults:
  - { match: "**", tags: { by: root, root: yes-it-is } }
`
const FRAGMENT = `lifecyclePolicies: { own: [{ any: true, keepNewest: 9 }] }
defaults:
  - { match: "**", tags: { by: a }, lifecyclePolicy: own }
repositories:
  a/app:
`
const FILES = {
  'ecrsync.yaml': `${ROOT}repositories:\n  r/app: { lifecyclePolicy: few }\n`,
  'teams/a.yaml': FRAGMENT,
  'teams/b.yaml': 'repositories:\n  b/app: { lifecyclePolicy: few, tags: { by: b } }\n',
}

const names = async (files: Readonly<Record<string, string>>) =>
  (await resolvedFrom(files)).repositories.map(({ name }) => name)

describe('a fragment', () => {
  test('has the layers of the root, then its own, which reach no other file', async () => {
    const resolved = await resolvedFrom(FILES)
    expect(['r/app', 'a/app', 'b/app'].map(name => settingsOf(resolved, name).tags)).toEqual([
      { by: 'root', root: 'yes-it-is' },
      { by: 'a', root: 'yes-it-is' },
      { by: 'b', root: 'yes-it-is' },
    ])
  })

  test('uses the policies of the root, and its own', async () => {
    const resolved = await resolvedFrom(FILES)
    expect(['a/app', 'b/app'].map(name => settingsOf(resolved, name).lifecyclePolicy)).toEqual([
      [[{ any: true, keepNewest: 9 }]],
      [[{ any: true, keepNewest: 3 }]],
    ])
  })

  test('removes repositories too', async () => {
    const { removed } = await resolvedFrom({ ...FILES, 'teams/c.yaml': 'removed: [{ name: c/app }]\n' })
    expect(removed.map(({ name }) => name)).toEqual(['c/app'])
  })

  test('has layers that match nothing of its own warned of', async () => {
    const found = await findingsIn({
      ...FILES,
      'teams/b.yaml': 'defaults: [{ match: "a/**" }]\nrepositories: { b/app: {} }\n',
    })
    expect(found).toEqual(['teams/b.yaml:1:14 warning MATCHES_NOTHING'])
  })

  test('may define a policy by the name that another fragment uses for its own', async () => {
    const again = FRAGMENT.replace('a/app', 'b/app')
    expect(await names({ ...FILES, 'teams/b.yaml': again })).toEqual(['r/app', 'a/app', 'b/app'])
  })

  test('names files relative to itself', async () => {
    const policy = JSON.stringify({ Statement: { Effect: 'Deny', Principal: '*', Action: 'ecr:PutImage' } })
    const resolved = await resolvedFrom({
      ...FILES,
      'teams/b.yaml': 'repositories: { b/app: { repositoryPolicy: { file: p.json } } }\n',
      'teams/p.json': policy,
    })
    expect(settingsOf(resolved, 'b/app').repositoryPolicy).toEqual([JSON.parse(policy)])
  })
})

describe('an include', () => {
  test.each<[string, string, readonly string[]]>([
    ['a file by its name', '[teams/a.yaml]', ['a/app']],
    ['a file that two patterns find, once', '[teams/a.yaml, "teams/*"]', ['a/app', 'b/app']],
    ['files at any depth', '["**/b.yaml"]', ['b/app']],
    ['all but the exceptions, wherever these stand', '["!teams/a.yaml", "teams/*.yaml"]', ['b/app']],
    ['itself among others, which means nothing', '["**/*.yaml"]', ['a/app', 'b/app']],
    ['files in the order of their paths', '[teams/b.yaml, teams/a.yaml]', ['a/app', 'b/app']],
  ])('finds %s', async (_name, include, found) => {
    const root = `${HEAD}lifecyclePolicies: { few: [{ any: true, keepNewest: 3 }] }\ninclude: ${include}\n`
    expect(await names({ ...FILES, 'ecrsync.yaml': root })).toEqual(found)
  })

  test.each<[string, string, string]>([
    ['whose exceptions leave nothing', '["teams/a.yaml", "!teams/*"]', '3:11 error INCLUDE_NOTHING'],
    ['of a folder', '[teams]', '3:11 error INCLUDE_NOTHING'],
    ['of a parent in braces', '["{..,x}/*"]', '3:11 error INCLUDE_OUTSIDE'],
    ['of a parent further on', '["teams/../../x.yaml"]', '3:11 error INCLUDE_OUTSIDE'],
  ])('%s is refused', async (_name, include, found) => {
    expect(await findingsIn({ ...FILES, 'ecrsync.yaml': `${HEAD}include: ${include}\n` })).toEqual([
      `ecrsync.yaml:${found}`,
    ])
  })

  test('reads a file that is reached by a link as well once, and no link back to the root', async () => {
    const folder = await folderWith({ ...FILES, 'ecrsync.yaml': ROOT })
    await symlink('a.yaml', resolvePath(folder, 'teams/z.yaml'))
    await symlink('..', resolvePath(folder, 'teams/loop'))
    await symlink('../ecrsync.yaml', resolvePath(folder, 'teams/root.yaml'))
    const { fragments } = await loadManifest(resolvePath(folder, 'ecrsync.yaml'), diskFiles)
    expect(fragments.map(({ file }) => file.replace(/^.*\//, ''))).toEqual(['a.yaml', 'b.yaml'])
  })

  test('the digest is of every file', async () => {
    const digest = async (files: Readonly<Record<string, string>>) =>
      (await loadManifest(resolvePath(await folderWith(files), 'ecrsync.yaml'), diskFiles)).digest
    const before = await digest(FILES)
    expect(await digest(FILES)).toBe(before)
    expect(await digest({ ...FILES, 'teams/a.yaml': `${FRAGMENT}# more\n` })).not.toBe(before)
  })
})
