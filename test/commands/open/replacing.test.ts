import { mkdir, readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { replaceFiles } from '../../../src/commands/open/replacing.ts'
import { folderWith } from '../../folder.ts'

const replacing = (folder: string, ...names: readonly string[]) =>
  replaceFiles(names.map(name => ({ path: join(folder, name), file: name, text: 'new' })))

test('each file gets its text, and nothing is left beside them', async () => {
  const folder = await folderWith({ 'a.yaml': 'old', 'b.yaml': 'old' })
  await replacing(folder, 'a.yaml', 'b.yaml')
  expect(await Promise.all(['a.yaml', 'b.yaml'].map(name => readFile(join(folder, name), 'utf8')))).toEqual([
    'new',
    'new',
  ])
  expect((await readdir(folder)).sort()).toEqual(['a.yaml', 'b.yaml'])
})

test.each([
  ['that is gone meanwhile', async () => {}],
  ['in whose place a folder is', (path: string) => mkdir(path)],
])('a file %s leaves all others as they were', async (_, make) => {
  const folder = await folderWith({ 'a.yaml': 'old' })
  await make(join(folder, 'b.yaml'))
  const before = (await readdir(folder)).sort()
  await expect(replacing(folder, 'a.yaml', 'b.yaml')).rejects.toMatchObject({
    code: 'MANIFEST_NOT_WRITTEN',
    message: 'b.yaml could not be written',
  })
  expect(await readFile(join(folder, 'a.yaml'), 'utf8')).toBe('old')
  expect((await readdir(folder)).sort()).toEqual(before)
})
