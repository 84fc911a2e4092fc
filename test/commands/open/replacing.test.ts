import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { replaceFiles } from '../../../src/commands/open/replacing.ts'
import { folderWith } from '../../folder.ts'

const FILES = { 'a.yaml': 'one', 'b.yaml': 'two' }

const replacing = (folder: string, before: Readonly<Record<string, string>>) =>
  replaceFiles(
    Object.entries(before).map(([file, text]) => ({ path: join(folder, file), file, before: text, text: 'new' })),
  )

const textsIn = async (folder: string) =>
  Object.fromEntries(
    await Promise.all(
      (await readdir(folder)).sort().map(async file => [file, await readFile(join(folder, file), 'utf8')]),
    ),
  )

test('files that are as they were read get their other texts', async () => {
  const folder = await folderWith(FILES)
  await replacing(folder, FILES)
  expect(await textsIn(folder)).toEqual({ 'a.yaml': 'new', 'b.yaml': 'new' })
})

test('where somebody has changed one since it was read, none is written', async () => {
  const folder = await folderWith(FILES)
  await expect(replacing(folder, { ...FILES, 'b.yaml': 'before that' })).rejects.toMatchObject({
    code: 'MANIFEST_NOT_WRITTEN',
    message: 'b.yaml was changed meanwhile',
  })
  expect(await textsIn(folder)).toEqual(FILES)
})
