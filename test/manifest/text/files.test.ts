import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { diskFiles } from '../../../src/manifest/text/disk-files.ts'
import type { Files } from '../../../src/manifest/text/files.ts'
import { memoryFiles } from '../../../src/manifest/text/memory-files.ts'
import { folderWith } from '../../folder.ts'

const TEXTS = { 'a.yaml': 'a: ä', 'teams/b.yaml': '', 'teams/.hidden.yaml': '', 'teams/x/c.json': '{}' }

const PLACES: readonly (readonly [name: string, open: () => Promise<{ files: Files; folder: string }>])[] = [
  ['a disk', async () => ({ files: diskFiles, folder: await folderWith(TEXTS) })],
  ['a memory', async () => ({ files: memoryFiles('/memory', TEXTS), folder: '/memory' })],
]

describe.each(PLACES)('files of %s', (_name, open) => {
  test('are read as bytes', async () => {
    const { files, folder } = await open()
    expect(Buffer.from(await files.read(join(folder, 'a.yaml'))).toString()).toBe('a: ä')
  })

  test.each([
    ['none.yaml', 'ENOENT'],
    ['teams', 'EISDIR'],
  ])('that cannot be read say why: %s', async (name, code) => {
    const { files, folder } = await open()
    await expect(files.read(join(folder, name))).rejects.toMatchObject({ code })
  })

  test('are told from folders', async () => {
    const { files, folder } = await open()
    const found = await Promise.all(['a.yaml', 'teams', 'none'].map(name => files.isFile(join(folder, name))))
    expect(found).toEqual([true, false, false])
  })

  test('and folders have a real path, which what is not there has not', async () => {
    const { files, folder } = await open()
    const real = await files.realPath(folder)
    expect(await files.realPath(join(folder, 'teams/x'))).toBe(join(real, 'teams/x'))
    expect(await files.realPath(join(folder, 'teams/../a.yaml'))).toBe(join(real, 'a.yaml'))
    await expect(files.realPath(join(folder, 'none'))).rejects.toMatchObject({ code: 'ENOENT' })
  })

  test.each<[string, readonly string[]]>([
    ['teams/*.yaml', ['teams/b.yaml']],
    ['./teams/*', ['teams/b.yaml']],
    ['**/*.{yaml,json}', ['a.yaml', 'teams/b.yaml', 'teams/x/c.json']],
    ['**', ['a.yaml', 'teams/b.yaml', 'teams/x/c.json']],
    ['teams', []],
    ['teams/.*', ['teams/.hidden.yaml']],
    ['[ab].yaml', ['a.yaml']],
    ['?.yaml', ['a.yaml']],
    ['A.yaml', []],
  ])('that %s finds', async (glob, found) => {
    const { files, folder } = await open()
    expect([...(await files.find(glob, folder))].sort()).toEqual(found.map(name => join(folder, name)))
  })
})
