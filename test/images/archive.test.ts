import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { openArchive } from '../../src/images/archive.ts'
import { folderWith } from '../folder.ts'
import { archiveOf, type Extra, layoutOf } from './layouts.ts'

const WHERE = 'oci-archive:made.tar'

/** A layout as an archive, with something beside its files. */
async function archiveWith(...extras: readonly Extra[]): Promise<string> {
  const folder = await folderWith({})
  await layoutOf(join(folder, 'made'), 'base', 'app')
  await archiveOf(join(folder, 'made'), join(folder, 'made.tar'), '', extras)
  return join(folder, 'made.tar')
}

async function text(path: string, name: string, from = 0): Promise<string> {
  const chunks: Uint8Array[] = []
  for await (const chunk of await (await openArchive(path, WHERE)).read(name, from)) chunks.push(chunk)
  return Buffer.concat(chunks).toString()
}

test('a file is read out of it, from any byte on', async () => {
  const path = await archiveWith({ name: `${'long/'.repeat(60)}name` }, { name: 'folder', type: 'directory' })
  expect(await text(path, 'oci-layout')).toBe('{"imageLayoutVersion":"1.0.0"}')
  expect(await text(path, 'oci-layout', 22)).toBe(':"1.0.0"}'.slice(1))
  expect(await text(path, 'oci-layout', 30)).toBe('')
  expect(await text(path, 'none')).toBe('')
})

test('a file behind one with a long name is where it should be', async () => {
  const folder = await folderWith({})
  const name = `${'ä'.repeat(100)}.txt`
  await writeFile(join(folder, 'made.tar'), '')
  const source = await folderWith({ [name]: 'long', last: 'last' })
  await archiveOf(source, join(folder, 'made.tar'))
  expect(await text(join(folder, 'made.tar'), 'last')).toBe('last')
  expect(await text(join(folder, 'made.tar'), name)).toBe('long')
})

test.each([
  { what: 'a path that leads out', extra: { name: 'blobs/../../etc/passwd' }, said: 'leads out of it' },
  { what: 'an absolute path', extra: { name: '/etc/passwd' }, said: 'leads out of it' },
  {
    what: 'a symbolic link',
    extra: { name: 'link', type: 'symlink', linkname: '/etc/passwd' },
    said: 'neither a file',
  },
  { what: 'a hard link', extra: { name: 'link', type: 'link', linkname: 'oci-layout' }, said: 'neither a file' },
  { what: 'a device', extra: { name: 'device', type: 'character-device' }, said: 'neither a file' },
] as const)('one with $what is refused', async ({ extra, said }) => {
  await expect(openArchive(await archiveWith(extra), WHERE)).rejects.toMatchObject({
    code: 'SOURCE_INVALID',
    detail: expect.stringContaining(said),
  })
})

test.each([
  { what: 'that ends within a file', change: (bytes: Buffer) => bytes.subarray(0, 700) },
  { what: 'that ends within a header', change: (bytes: Buffer) => bytes.subarray(0, 1024 + 100) },
  { what: 'that is compressed', change: (bytes: Buffer) => gzipSync(bytes) },
  { what: 'that is something else', change: () => Buffer.from('{}'.repeat(1000)) },
])('one $what is refused', async ({ change }) => {
  const path = await archiveWith()
  await writeFile(path, change(await readFile(path)))
  await expect(openArchive(path, WHERE)).rejects.toMatchObject({
    code: 'SOURCE_INVALID',
    detail: expect.stringContaining('is no tar archive, or ends too early'),
  })
})

test('one that is not there, or is a folder, is said to be', async () => {
  const folder = await folderWith({})
  await expect(openArchive(join(folder, 'gone.tar'), WHERE)).rejects.toMatchObject({ code: 'SOURCE_NOT_FOUND' })
  await expect(openArchive(folder, WHERE)).rejects.toMatchObject({
    code: 'SOURCE_INVALID',
    detail: expect.stringContaining('oci:PATH'),
    hint: 'Write oci:made.tar',
  })
  await expect(openArchive('/dev/null', WHERE)).rejects.toMatchObject({ code: 'SOURCE_INVALID' })
})

test('what podman saves is named, also with its links, and what to make of it', async () => {
  const source = await folderWith({ 'manifest.json': '[]' })
  const path = join(await folderWith({}), 'made.tar')
  await archiveOf(source, path, '', [{ name: 'layer.tar', type: 'symlink', linkname: 'ab.tar' }])
  await expect(openArchive(path, WHERE)).rejects.toMatchObject({
    code: 'SOURCE_INVALID',
    detail: expect.stringContaining('it is a docker archive'),
    hint: expect.stringContaining('skopeo copy docker-archive:made.tar oci-archive:made.oci.tar'),
  })
})
