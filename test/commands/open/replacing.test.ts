import { mkdir, readdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { replaceFiles } from '../../../src/commands/open/replacing.ts'
import { folderWith } from '../../folder.ts'

const FILES = { 'a.yaml': 'one', 'b.yaml': 'two' }

const replacing = (folder: string, before: Readonly<Record<string, string>>) =>
  replaceFiles(
    Object.entries(before).map(([file, text]) => ({ path: join(folder, file), file, before: text, text: 'new' })),
  )

const textIn = (folder: string, file: string) => readFile(join(folder, file), 'utf8')

test('files that are as they were read get their other texts, and nothing is left beside them', async () => {
  const folder = await folderWith(FILES)
  await replacing(folder, FILES)
  expect((await readdir(folder)).sort()).toEqual(['a.yaml', 'b.yaml'])
  for (const file of Object.keys(FILES)) expect(await textIn(folder, file)).toBe('new')
})

test('where somebody has changed one since it was read, none is written', async () => {
  const folder = await folderWith(FILES)
  await expect(replacing(folder, { ...FILES, 'b.yaml': 'before that' })).rejects.toMatchObject({
    code: 'MANIFEST_NOT_WRITTEN',
    message: 'b.yaml was changed meanwhile',
  })
  for (const [file, text] of Object.entries(FILES)) expect(await textIn(folder, file)).toBe(text)
})

test.each([
  ['that is gone meanwhile', async () => {}],
  ['in whose place a folder is', (path: string) => mkdir(path)],
])('a file %s leaves all others as they were', async (_, make) => {
  const folder = await folderWith(FILES)
  await rm(join(folder, 'b.yaml'))
  await make(join(folder, 'b.yaml'))
  const before = (await readdir(folder)).sort()
  await expect(replacing(folder, FILES)).rejects.toMatchObject({
    code: 'MANIFEST_NOT_WRITTEN',
    message: 'b.yaml could not be written',
  })
  expect(await textIn(folder, 'a.yaml')).toBe('one')
  expect((await readdir(folder)).sort()).toEqual(before)
})
