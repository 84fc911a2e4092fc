import { mkdir, rename, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { ImageSource } from '../../src/aws/api.ts'
import { openFolder } from '../../src/images/folder.ts'
import { sha256 } from '../emulator/ecr.ts'
import { folderWith } from '../folder.ts'
import { blobPath, layoutOf } from './layouts.ts'
import { imagesIn, world } from './world.ts'

const APP = sha256('app')

/** A layout as Bazel leaves it: its blobs are links into a folder beside it. */
async function linked() {
  const folder = await folderWith({ 'outside/secret': 'secret' })
  const { digest } = await layoutOf(join(folder, 'image'), 'base', 'app')
  await mkdir(join(folder, 'out', 'deep'), { recursive: true })
  await rename(join(folder, 'image', 'blobs', 'sha256'), join(folder, 'out', 'blobs'))
  await mkdir(join(folder, 'image', 'blobs', 'sha256'))
  for (const name of [digest, sha256('base'), APP, configOf()])
    await symlink(join(folder, 'out', 'blobs', name.slice(7)), blobPath(join(folder, 'image'), name))
  return {
    folder,
    digest,
    blob: blobPath(join(folder, 'image'), APP),
    real: join(folder, 'out', 'blobs', APP.slice(7)),
  }
}

const configOf = () => sha256(JSON.stringify({ rootfs: [sha256('base'), APP] }))

const of = (directory: string, links?: string): ImageSource => ({
  from: 'oci',
  path: './image',
  directory,
  ...(links !== undefined && { links }),
})

async function resolve(source: ImageSource) {
  const { sources } = await world()
  return sources.resolve(source, 'team/app')
}

async function read(bytes: AsyncIterable<Uint8Array>): Promise<string> {
  const chunks: Uint8Array[] = []
  for await (const chunk of bytes) chunks.push(chunk)
  return Buffer.concat(chunks).toString()
}

test('links of a layout are followed below the folder that is named', async () => {
  const { folder, digest } = await linked()
  const { bring, ecr, sources } = await world()
  expect(await sources.resolve(of(folder, 'out'), 'team/app')).toMatchObject({ digest })
  await bring(of(folder, 'out'), digest)
  expect(await imagesIn(ecr)).toEqual({ [digest]: ['v1'] })
})

test.each([
  ['an absolute one', (folder: string) => join(folder, 'out')],
  ['a link itself, and what is above where it leads', () => 'bazel-out/..'],
  ['one above', () => '.'],
])('the folder may be %s', async (_, links) => {
  const { folder, digest } = await linked()
  await symlink(join(folder, 'out', 'deep'), join(folder, 'bazel-out'))
  expect(await resolve(of(folder, links(folder)))).toMatchObject({ digest })
})

test('without a folder they are refused, with what to write and how to copy it whole', async () => {
  const { folder } = await linked()
  await expect(resolve(of(folder))).rejects.toMatchObject({
    code: 'SOURCE_INVALID',
    detail: expect.stringMatching(/is a link that leads out of the folder$/),
    hint: expect.stringMatching(
      /\{ from: "oci:\.\/image", links: FOLDER \}, or copy it without links: cp -rL \.\/image \.\/image-whole$/,
    ),
  })
})

test.each([
  ['out of it', async ({ folder }) => join(folder, 'outside', 'secret')],
  [
    'out of it by a second link',
    async ({ folder }) => {
      await symlink(join(folder, 'outside', 'secret'), join(folder, 'out', 'second'))
      return join(folder, 'out', 'second')
    },
  ],
  [
    'back into it by a link outside',
    async ({ folder, real }) => {
      await symlink(real, join(folder, 'outside', 'back'))
      return join(folder, 'outside', 'back')
    },
  ],
  [
    'out of it by a linked folder',
    async ({ folder }) => {
      await symlink(join(folder, 'outside'), join(folder, 'out', 'linked'))
      return join(folder, 'out', 'linked', 'secret')
    },
  ],
  ['out of it by ..', async ({ folder }) => `${folder}/out/../outside/secret`],
  [
    'to a folder whose name begins alike',
    async ({ folder }) => {
      await mkdir(join(folder, 'outer'))
      await writeFile(join(folder, 'outer', 'app'), 'app')
      return join(folder, 'outer', 'app')
    },
  ],
] as readonly [string, (at: { readonly folder: string; readonly real: string }) => Promise<string>][])(
  'a link that leads %s is refused',
  async (_, target) => {
    const at = await linked()
    await rm(at.blob)
    await symlink(await target(at), at.blob)
    await expect(resolve(of(at.folder, 'out'))).rejects.toMatchObject({
      code: 'SOURCE_INVALID',
      detail: expect.stringContaining('is a link that leads out of the folder, and of out'),
      hint: expect.stringContaining('cp -rL'),
    })
  },
)

test('a link that goes in a circle, or to nothing, ends', async () => {
  const { folder, blob, real } = await linked()
  await rm(real)
  await expect(resolve(of(folder, 'out'))).rejects.toMatchObject({ detail: expect.stringContaining('it lacks') })
  await symlink(blob, real)
  await expect(resolve(of(folder, 'out'))).rejects.toMatchObject({ code: 'SOURCE_INVALID' })
})

test.each([
  ['is not there', 'gone', { code: 'SOURCE_NOT_FOUND', detail: expect.stringContaining('no folder gone') }],
  ['is a file', 'outside/secret', { code: 'SOURCE_INVALID', detail: expect.stringContaining('is no folder') }],
  ['is all of the machine', '/', { code: 'SOURCE_INVALID', detail: expect.stringContaining('any file') }],
  ['is that, by a link', 'root', { code: 'SOURCE_INVALID', detail: expect.stringContaining('any file') }],
])('a folder for links that %s is refused', async (_, links, expected) => {
  const { folder } = await linked()
  await symlink('/', join(folder, 'root'))
  await expect(resolve(of(folder, links))).rejects.toMatchObject(expected)
})

test('a link to a file of other bytes says nothing of them', async () => {
  const { folder, digest } = await linked()
  const manifest = blobPath(join(folder, 'image'), digest)
  const secret = 's'.repeat((await stat(manifest)).size)
  await rm(manifest)
  await writeFile(join(folder, 'out', 'secret'), secret)
  await symlink(join(folder, 'out', 'secret'), manifest)
  await expect(resolve(of(folder, 'out'))).rejects.toMatchObject({
    code: 'SOURCE_INVALID',
    detail: `oci:./image: what should be the manifest ${digest} is something else`,
  })
})

test('what takes the place of a file after it was looked at is not read', async () => {
  const { folder, blob } = await linked()
  const files = await openFolder(join(folder, 'image'), 'oci:./image', { said: 'out', path: join(folder, 'out') })
  const name = `blobs/sha256/${APP.slice(7)}`
  expect(await files.size(name)).toBe(3)
  const coming = await files.read(name, 0)
  await rm(blob)
  await symlink(join(folder, 'outside', 'secret'), blob)
  await expect(read(coming)).rejects.toMatchObject({ detail: expect.stringContaining('leads out') })
  await rm(blob)
  await expect(read(await files.read(name, 0))).rejects.toMatchObject({
    detail: expect.stringContaining('is not there any more'),
  })
})
