import { symlink } from 'node:fs/promises'
import { resolve as resolvePath } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { EcrsyncError } from '../../../src/errors.ts'
import { loadManifest } from '../../../src/manifest/form/load.ts'
import { diskFiles } from '../../../src/manifest/text/disk-files.ts'
import { memoryFiles } from '../../../src/manifest/text/memory-files.ts'
import type { Diagnostic } from '../../../src/model.ts'
import { folderWith } from '../../folder.ts'
import { findingsIn, HEAD, placeOf, resolvedFrom, settingsOf } from '../world.ts'

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

describe('what is included shows nothing of a file that is no YAML with settings', () => {
  const SECRET = 'hunter2'
  const messagesOf = async (folder: string): Promise<readonly Diagnostic[]> =>
    loadManifest(resolvePath(folder, 'ecrsync.yaml'), diskFiles).then(
      () => [],
      (error: EcrsyncError) => error.diagnostics,
    )
  const rootOf = (include: string) => `${HEAD}include: [${include}]\n`

  test.each<[string, string]>([
    ['a line of settings', `FOO=${SECRET}\n`],
    ['a section', `[core]\n\turl = https://me:${SECRET}@example.com\n`],
    ['a text', `${SECRET}\n`],
    ['a list', `- ${SECRET}\n- b\n`],
    ['an alias', `*${SECRET}\n`],
    ['a tag', `!${SECRET} x\n`],
    ['a broken map', `a: b\n${SECRET}\nc: d\n`],
    ['a broken value', `a: "${SECRET}\n`],
    ['a broken list', `a: [${SECRET}\nb: c}\n`],
    ['several documents', `--- ${SECRET}\n--- ${SECRET}\n`],
    ['another version', `%YAML 1.1\n--- # ${SECRET}\na: ${SECRET}\n`],
    ['an unknown directive', `%${SECRET} x\n---\na: b\n`],
    ['a control character', `a: ${SECRET}\u0001\n`],
    ['an anchor alone', `&${SECRET}\n`],
    ['a key of many lines', `? ${SECRET}\n  ${SECRET}: x\n: b: c: d\n`],
    ['what looks like a key', `${SECRET}: ${SECRET}: ${SECRET}\n`],
  ])('%s', async (_name, text) => {
    const found = await messagesOf(await folderWith({ 'ecrsync.yaml': rootOf('a.yaml'), 'a.yaml': text }))
    expect(found).toHaveLength(1)
    expect(found[0]).toMatchObject({ severity: 'error', source: { file: expect.stringMatching(/a\.yaml$/) } })
    expect(JSON.stringify(found)).not.toContain(SECRET)
  })

  test.each<[string, string]>([
    ['.git/config', 'ecrsync.yaml:3:11'],
    ['.git/*', 'ecrsync.yaml:3:11'],
    ['link.yaml', 'ecrsync.yaml:3:11'],
    ['config', 'ecrsync.yaml:3:11'],
  ])('%s is not read at all, because it does not end in .yaml or .yml', async (include, at) => {
    const folder = await folderWith({
      'ecrsync.yaml': rootOf(JSON.stringify(include)),
      '.git/config': `[core]\n${SECRET}\n`,
      config: SECRET,
    })
    await symlink('.git/config', resolvePath(folder, 'link.yaml'))
    const found = await messagesOf(folder)
    expect(found.map(({ code, source }) => `${placeOf(source)} ${code}`)).toEqual([`${at} INCLUDE_NOT_YAML`])
    expect(JSON.stringify(found)).not.toContain(SECRET)
  })

  test('a link out of the folder is named, and what lies there is not searched', async () => {
    const folder = await folderWith({ 'ecrsync.yaml': rootOf('"**/*.yaml"'), 'a.yaml': 'repositories: { app: }\n' })
    await symlink('/', resolvePath(folder, 'everything'))
    expect((await messagesOf(folder)).map(({ code, detail }) => `${code} ${detail}`)).toEqual([
      expect.stringMatching(/^INCLUDE_OUTSIDE By .*everything\. /),
    ])
  })

  test('of a search that begins behind such a link as well', async () => {
    const folder = await folderWith({ 'ecrsync.yaml': rootOf('"everything/**/*.yaml"') })
    await symlink('/', resolvePath(folder, 'everything'))
    expect((await messagesOf(folder)).map(({ code }) => code)).toEqual(['INCLUDE_OUTSIDE'])
  })
})

describe('a folder that cannot be searched', () => {
  const failing = (code: string) => ({
    ...memoryFiles('/acme', { 'ecrsync.yaml': `${HEAD}include: ["**/*.yaml"]\nrepositories: {}\n` }),
    find: () => Promise.reject(Object.assign(new Error(code), { code })),
  })

  test('because there is too much in it is said at the pattern', async () => {
    await expect(loadManifest('/acme/ecrsync.yaml', failing('E2BIG'))).rejects.toMatchObject({
      code: 'INVALID_MANIFEST',
      diagnostics: [{ source: { line: 3, column: 11 } }],
    })
  })

  test('for another reason is no finding about the manifest', async () => {
    await expect(loadManifest('/acme/ecrsync.yaml', failing('EIO'))).rejects.toMatchObject({ code: 'EIO' })
  })

  test('lists what has gone meanwhile as nothing', async () => {
    const files = memoryFiles('/acme', { 'ecrsync.yaml': `${HEAD}include: ["*.yml"]\nrepositories: {}\n` })
    const gone = { ...files, find: async () => ['/acme/gone.yml'] }
    await expect(loadManifest('/acme/ecrsync.yaml', gone)).rejects.toMatchObject({
      diagnostics: [{ code: 'INCLUDE_NOTHING' }],
    })
  })
})
