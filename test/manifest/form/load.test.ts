import { execFileSync } from 'node:child_process'
import { mkdir, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { loadManifest } from '../../../src/manifest/form/load.ts'
import { variablesIn } from '../../../src/manifest/meaning/variables.ts'
import { diskFiles } from '../../../src/manifest/text/disk-files.ts'
import { memoryFiles } from '../../../src/manifest/text/memory-files.ts'
import { folderWith } from '../../folder.ts'
import { diagnosticsOf, findingsIn, HEAD } from '../world.ts'

describe('a manifest that cannot be read', () => {
  test('because it is not there', async () => {
    const file = join(await folderWith({}), 'none.yaml')
    await expect(loadManifest(file, diskFiles)).rejects.toMatchObject({ code: 'MANIFEST_NOT_FOUND', exitCode: 3 })
  })

  test('because it is a folder', async () => {
    await expect(loadManifest(await folderWith({}), diskFiles)).rejects.toMatchObject({
      code: 'MANIFEST_UNREADABLE',
      exitCode: 3,
    })
  })

  test('because a document of it is no text', async () => {
    const folder = await folderWith({ 'ecrsync.yaml': `${HEAD}lifecyclePolicies: { few: { file: x/y.json } }\n` })
    await mkdir(join(folder, 'x'))
    await writeFile(join(folder, 'x/y.json'), Buffer.from('{"a": "\xff"}', 'latin1'))
    await expect(loadManifest(join(folder, 'ecrsync.yaml'), diskFiles)).rejects.toMatchObject({
      diagnostics: [{ code: 'FILE_UNREADABLE', detail: 'It is not text in UTF-8.' }],
    })
  })
})

describe('an include that is no list of texts is refused by its form alone', () => {
  test.each([
    ['include: teams/a.yaml', '3:1 error WRONG_TYPE'],
    ['include: [7]', '3:11 error WRONG_TYPE'],
  ])('%s', async (text, found) => {
    expect(await findingsIn(`${HEAD}${text}\n`)).toEqual([`ecrsync.yaml:${found}`])
  })
})

describe('a fragment with a fault in its text', () => {
  test('is not judged by its form as well', async () => {
    const files = { 'ecrsync.yaml': `${HEAD}include: [a.yaml]\n`, 'a.yaml': 'repositories:\n  app: { tags: { a: } }\n' }
    expect(await findingsIn(files)).toEqual(['a.yaml:2:18 error EMPTY_VALUE'])
  })
})

describe('what a manifest includes is shown where it was meant to be included', () => {
  const read = (fragment: string) => diagnosticsOf({ 'ecrsync.yaml': `${HEAD}include: [a.yaml]\n`, 'a.yaml': fragment })

  test('with the mistake that is in it', async () => {
    expect(await read('repositories:\n  a/b:\n    tags: {team:storefront}\n')).toMatchObject([
      { code: 'MISSING_SPACE', source: { file: 'a.yaml', line: 3 }, example: ['    tags: {team: storefront}'] },
    ])
  })

  test.each(['PASSWORD:"hunter2"\nUSER: x\n', 'hunter2', 'a: "hunter2\n', '- hunter2\n'])(
    'and else not: %s',
    async text => {
      const found = await read(text)
      expect(found).toMatchObject([{ code: 'INVALID_YAML', summary: 'The file is not YAML with settings' }])
      expect(JSON.stringify(found)).not.toContain('hunter2')
    },
  )
})

test('of a root that cannot be read, the files that it includes are read all the same', async () => {
  const files = {
    'ecrsync.yaml': `${HEAD}include: [a.yaml, 7]\nrepositories: ? [x\n`,
    'a.yaml':
      'repositories:\n  a/b: { tagz: {}, lifecyclePolicy: { file: none.json } }\n  a/c: { lifecyclePolicy: { file: x.json } }\n',
    'x.json': '{ "rules": [], }',
  }
  const found = (await diagnosticsOf(files)).map(({ source, code }) => `${source?.file}:${source?.line} ${code}`)
  expect(found).toEqual([
    'a.yaml:2 UNKNOWN_KEY',
    'a.yaml:2 FILE_NOT_FOUND',
    'ecrsync.yaml:4 INVALID_YAML',
    'x.json:1 INVALID_JSON',
  ])
})

describe('whether a variable is used', () => {
  const uses = async (files: Readonly<Record<string, string>>) =>
    variablesIn(await loadManifest(join(await folderWith(files), 'ecrsync.yaml'), diskFiles)).has('target.account')
  const app = (tag: string) => `repositories: { app: { tags: { a: "${tag}" } } }\n`

  test.each<[string, Readonly<Record<string, string>>, boolean]>([
    ['in the root', { 'ecrsync.yaml': HEAD + app('x-${{target.account}}') }, true],
    ['in a fragment', { 'ecrsync.yaml': `${HEAD}include: [a.yaml]\n`, 'a.yaml': app('${{ target.account }}') }, true],
    [
      'in a file',
      {
        'ecrsync.yaml': `${HEAD}lifecyclePolicies: { few: { file: x.json } }\n`,
        'x.json': '{ "a": ["${{ target.account }}"] }',
      },
      true,
    ],
    ['not where another is', { 'ecrsync.yaml': HEAD + app('${{ target.region }} target.account') }, false],
    ['not in what is ignored', { 'ecrsync.yaml': `${HEAD}x-a: "\${{ target.account }}"\n${app('b')}` }, false],
  ])('%s', async (_name, files, isUsed) => {
    expect(await uses(files)).toBe(isUsed)
  })
})

test('an include that leads to a pipe is refused, and not waited for', async () => {
  const folder = await folderWith({
    'ecrsync.yaml': 'version: 1\nname: x\ninclude: ["teams/*.yaml"]\n',
    'teams/.keep': '',
  })
  execFileSync('mkfifo', [`${folder}/pipe`])
  await symlink('../pipe', `${folder}/teams/a.yaml`)
  await expect(loadManifest(`${folder}/ecrsync.yaml`, diskFiles)).rejects.toMatchObject({
    diagnostics: [{ code: 'INCLUDE_NOTHING', summary: expect.stringContaining('is no regular file') }],
  })
})

test.each([
  ['EIO', 'the disk is broken'],
  [undefined, 'a file system of its own'],
])('a file that cannot be read for a reason of its own says it: %s', async (code, message) => {
  const files = memoryFiles('/acme', { 'ecrsync.yaml': HEAD })
  const broken = { ...files, read: () => Promise.reject(Object.assign(new Error(message), code && { code })) }
  await expect(loadManifest('/acme/ecrsync.yaml', broken)).rejects.toMatchObject({
    code: 'MANIFEST_UNREADABLE',
    detail: message,
  })
})
