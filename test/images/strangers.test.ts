import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openFolder } from '../../src/images/folder.ts'
import { openLayout } from '../../src/images/layout.ts'
import { folderWith } from '../folder.ts'

const MARKER = '{"imageLayoutVersion":"1.0.0"}'

const refusalOf = async (files: Readonly<Record<string, string>>) =>
  openLayout(await openFolder(await folderWith(files), 'oci:./build/'))

test('a folder of layouts names them', async () => {
  const names = ['a', 'b', 'c', 'd', 'e', 'f', 'g']
  const files = Object.fromEntries(names.map(name => [`${name}/oci-layout`, MARKER]))
  await expect(refusalOf({ ...files, 'other/file': '', 'h/oci-layout/file': '' })).rejects.toMatchObject({
    code: 'SOURCE_INVALID',
    detail: expect.stringContaining('in it are the layouts a, b, c, d, e and 2 more'),
    hint: 'Write oci:./build/a',
  })
})

test('a folder of anything else is no layout', () =>
  expect(refusalOf({ Dockerfile: '' })).rejects.toMatchObject({
    code: 'SOURCE_INVALID',
    detail: expect.stringMatching(/that says version 1$/),
    hint: expect.stringMatching(/^Check the path/),
  }))

test('a docker archive that was unpacked is called one', () =>
  expect(refusalOf({ 'manifest.json': '[]' })).rejects.toMatchObject({
    hint: expect.stringContaining('skopeo copy docker-archive:FILE.tar oci-archive:IMAGE.tar'),
  }))

test('a file is an archive', async () => {
  const folder = await folderWith({ 'a.tar': '' })
  await expect(openFolder(join(folder, 'a.tar'), 'oci:a.tar')).rejects.toMatchObject({
    hint: 'Write oci-archive:a.tar',
  })
})
