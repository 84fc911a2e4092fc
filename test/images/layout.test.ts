import { chmod, cp, mkdir, rename, rm, symlink, truncate, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { beforeEach, describe, expect, test } from 'vitest'
import type { ImageSource } from '../../src/aws/api.ts'
import { sourceOf } from '../../src/kinds/image/source.ts'
import { INDEX_TYPE, sha256 } from '../emulator/ecr.ts'
import { folderWith } from '../folder.ts'
import {
  archiveOf,
  blobPath,
  CONFIG_TYPE,
  corrupt,
  type LayoutBuilder,
  layoutOf,
  openLayoutBuilder,
} from './layouts.ts'
import { imagesIn, type World, world } from './world.ts'

const MIB = 1024 * 1024
const MISSING = sha256('nowhere')

/** A layout may be a folder or a tar of one: all holds for both. */
describe.each(['oci', 'oci-archive'] as const)('%s', from => {
  let folder: string
  let layout: LayoutBuilder
  let at: World

  beforeEach(async () => {
    folder = await folderWith({})
    layout = await openLayoutBuilder(join(folder, 'made'))
    at = await world()
  })

  type Named = { readonly tag?: string; readonly digest?: string }

  /** The layout as it is now, as a source. */
  async function source(more: Named = {}): Promise<ImageSource> {
    if (from === 'oci-archive') await archiveOf(layout.folder, join(folder, 'made.tar'), './')
    return { from, path: from === 'oci' ? 'made' : 'made.tar', directory: folder, ...more }
  }

  const resolved = async (more: Named = {}) => at.sources.resolve(await source(more), 'team/app', { isOpened: true })

  test('copies an index with its images', async () => {
    const child = await layout.image({ layers: ['base', 'app'] })
    const { digest } = await layout.list(await layout.index([child]), 'v1')
    await at.bring(await source(), digest)
    expect(await imagesIn(at.ecr)).toEqual({ [child.digest]: [], [digest]: ['v1'] })
  })

  test('is its only image, with the bytes of all layers, where no tag is named', async () => {
    const [one, other] = [
      await layout.image({ layers: ['base', 'amd64'] }),
      await layout.image({ layers: ['base', 'arm64'] }),
    ]
    const { digest } = await layout.list(await layout.index([one, other]))
    const configurations = [
      ['base', 'amd64'],
      ['base', 'arm64'],
    ].map(layers => JSON.stringify({ rootfs: layers.map(sha256) }).length)
    const size = configurations.reduce((sum, length) => sum + length, 'base'.length + 'amd64'.length + 'arm64'.length)
    expect(await resolved()).toEqual({ digest, mediaType: INDEX_TYPE, size, children: [one.digest, other.digest] })
  })

  test('is the image of a tag, or of a digest that index.json need not list', async () => {
    const child = await layout.image({ layers: ['one'] })
    await layout.list(await layout.index([child]), '1.0')
    const other = await layout.list(await layout.image({ layers: ['two'] }), '2.0')
    expect(await resolved({ tag: '2.0' })).toMatchObject({ digest: other.digest })
    expect(await resolved({ tag: '2.0', digest: other.digest })).toMatchObject({ digest: other.digest })
    expect(await resolved({ digest: child.digest })).toMatchObject({ digest: child.digest })
  })

  test('with a digest is not looked at unless asked', async () => {
    const gone: ImageSource = { from, path: 'gone', directory: folder, digest: MISSING }
    expect(await at.sources.resolve(gone, 'team/app')).toEqual({ digest: MISSING })
    await expect(at.sources.resolve(gone, 'team/app', { isOpened: true })).rejects.toMatchObject({
      code: 'SOURCE_NOT_FOUND',
    })
  })

  test('with one image and what is about it is not ambiguous', async () => {
    const image = await layout.list(await layout.image({ layers: ['app'] }), 'v1')
    const signature = await layout.list(await layout.image({ layers: ['signature'], more: { subject: image } }))
    await layout.list(await layout.index([signature]), image.digest.replace(':', '-'))
    expect(await resolved()).toMatchObject({ digest: image.digest })
  })

  test('with the same image under two tags is not ambiguous', async () => {
    const image = await layout.list(await layout.image({ layers: ['app'] }), 'v1')
    await layout.list(image, 'latest')
    expect(await resolved()).toMatchObject({ digest: image.digest })
  })

  describe('with whole references as names', () => {
    const WEB = 'docker.io/team/web:1.0'
    const API = 'localhost:5000/team/api:1.0'

    async function both() {
      const web = await layout.list(await layout.image({ layers: ['web'] }), WEB)
      const api = await layout.list(await layout.image({ layers: ['api'] }), API)
      return { web: web.digest, api: api.digest }
    }

    test.each([
      [WEB, 'web'],
      [API, 'api'],
      ['team/web:1.0', 'web'],
      ['web:1.0', 'web'],
      ['api:1.0', 'api'],
    ] as const)('%s is %s', async (tag, which) => {
      const digests = await both()
      expect(await resolved({ tag })).toMatchObject({ digest: digests[which] })
      expect(await resolved({ tag, digest: digests[which] })).toMatchObject({ digest: digests[which] })
    })

    test('a tag finds the one that has it, and not one of several', async () => {
      await both()
      await expect(resolved({ tag: '1.0' })).rejects.toMatchObject({
        code: 'SOURCE_AMBIGUOUS',
        detail: expect.stringContaining(`1.0 could be ${WEB}, ${API}`),
      })
      const { digest } = await layout.list(await layout.image({ layers: ['two'] }), 'docker.io/team/web:2.0')
      const exact = await layout.list(await layout.image({ layers: ['exact'] }), '1.0')
      at = await world()
      expect(await resolved({ tag: '2.0' })).toMatchObject({ digest })
      expect(await resolved({ tag: '1.0' })).toMatchObject({ digest: exact.digest })
    })

    test.each([
      'docker.io/team/web',
      '5000/team/api:1.0',
      'eb:1.0',
      'docker.io/team/web:1',
      'docker.io/team/web:1.0.0',
    ])('%s is none of them, and they are listed', async tag => {
      await both()
      await expect(resolved({ tag })).rejects.toMatchObject({
        code: 'SOURCE_NOT_FOUND',
        detail: expect.stringMatching(`it has no image ${tag}; it has ${WEB}, ${API}$`),
      })
    })

    test('the same image under two references is one', async () => {
      const image = await layout.image({ layers: ['web'] })
      for (const name of ['docker.io/a/web:1.0', 'docker.io/b/web:1.0']) await layout.list(image, name)
      expect(await resolved({ tag: '1.0' })).toMatchObject({ digest: image.digest })
    })

    test('it is as docker save and containerd write it, the reference beside the tag', async () => {
      const of = (name: string) => ({ 'io.containerd.image.name': name })
      const web = await layout.list(await layout.image({ layers: ['web'] }), '1.0', of(WEB))
      const api = await layout.list(await layout.image({ layers: ['api'] }), '1.0', of(API))
      expect(await resolved({ tag: WEB })).toMatchObject({ digest: web.digest })
      expect(await resolved({ tag: 'team/api:1.0' })).toMatchObject({ digest: api.digest })
      await expect(resolved({ tag: '1.0' })).rejects.toMatchObject({ code: 'SOURCE_AMBIGUOUS' })
      await expect(resolved()).rejects.toMatchObject({
        detail: expect.stringContaining(`it holds ${WEB}, ${API}`),
        hint: expect.stringMatching(/:NAME$/),
      })
    })

    test('a reference with a digest in it is one', async () => {
      const image = await layout.image({ layers: ['web'] })
      await layout.list(image, `docker.io/team/web@${image.digest}`)
      await layout.list(await layout.image({ layers: ['api'] }), API)
      const asked = { tag: 'docker.io/team/web', digest: image.digest }
      expect(await resolved(asked)).toMatchObject({ digest: image.digest })
    })

    test('a list of referrers has one, too', async () => {
      const image = await layout.list(await layout.image({ layers: ['app'] }), WEB)
      const signature = await layout.image({ layers: ['signature'], more: { subject: image } })
      await layout.list(await layout.index([signature]), `docker.io/team/web:${image.digest.replace(':', '-')}`)
      expect(await resolved()).toMatchObject({ digest: image.digest })
    })
  })

  test('at a path with colons is found, and a path up to the first colon goes before it', async () => {
    const { digest } = await layout.list(await layout.image({ layers: ['app'] }), 'team/web:1.0')
    const [longer, shorter] = from === 'oci' ? ['made:2/out', 'made'] : ['made.tar:2/out.tar', 'made.tar']
    const original = await source()
    await mkdir(join(folder, dirname(longer)), { recursive: true })
    await cp(join(folder, 'path' in original ? original.path : ''), join(folder, longer), { recursive: true })
    await rm(join(folder, shorter), { recursive: true })
    const read = (text: string) => sourceOf(`${from}:${text}`, folder) as ImageSource
    const found = (text: string) => at.sources.resolve(read(text), 'team/app', { isOpened: true })
    expect(await found(longer)).toMatchObject({ digest })
    expect(await found(`${longer}:team/web:1.0`)).toMatchObject({ digest })
    expect(await found(`${longer}@${digest}`)).toMatchObject({ digest })
    await expect(found(`${longer}:2.0`)).rejects.toMatchObject({
      detail: expect.stringContaining(`${from}:${longer}: it has no tag 2.0`),
    })
    await cp(join(folder, longer), join(folder, shorter), { recursive: true })
    await expect(found(longer)).rejects.toMatchObject({
      detail: expect.stringContaining(`${from}:${shorter}: it has no image 2/out`),
    })
  })

  test('of docker save before Docker 25 says what makes a layout of it', async () => {
    await rm(join(layout.folder, 'oci-layout'))
    await writeFile(join(layout.folder, 'manifest.json'), '[]')
    await expect(resolved()).rejects.toMatchObject({
      code: 'SOURCE_INVALID',
      hint: expect.stringContaining('skopeo copy docker-archive:'),
    })
  })

  describe('is refused', () => {
    test('where several images need a tag', async () => {
      await layout.list(await layout.image({ layers: ['one'] }), '1.0')
      await layout.list(await layout.image({ layers: ['two'] }), '2.0')
      await expect(resolved()).rejects.toMatchObject({
        code: 'SOURCE_AMBIGUOUS',
        detail: expect.stringMatching(/: it holds 1.0, 2.0$/),
        hint: expect.stringMatching(/^Name one: oci(-archive)?:made(.tar)?:TAG$/),
      })
    })

    test('where a tag is on several images', async () => {
      await layout.list(await layout.image({ layers: ['one'] }), '1.0')
      await layout.list(await layout.image({ layers: ['two'] }), '1.0')
      await expect(resolved({ tag: '1.0' })).rejects.toMatchObject({ code: 'SOURCE_AMBIGUOUS' })
    })

    test.each([
      {
        what: 'a tag that is not there',
        named: { tag: '9.0' },
        code: 'SOURCE_NOT_FOUND',
        said: 'no tag 9.0; it has v1',
      },
      {
        what: 'a digest that is not there',
        named: { digest: MISSING },
        code: 'SOURCE_NOT_FOUND',
        said: `no ${MISSING}`,
      },
      {
        what: 'another digest of a tag',
        named: { tag: 'v1', digest: MISSING },
        code: 'SOURCE_INVALID',
        said: 'and not',
      },
      { what: 'no digest', named: { digest: '../../x' }, code: 'SOURCE_INVALID', said: 'is no sha256 digest' },
    ])('for $what', async ({ named, code, said }) => {
      await layout.list(await layout.image({ layers: ['app'] }), 'v1')
      await expect(resolved(named)).rejects.toMatchObject({ code, detail: expect.stringContaining(said) })
    })

    test('where it holds no image', async () => {
      await expect(resolved()).rejects.toMatchObject({ code: 'SOURCE_NOT_FOUND' })
    })

    test.each([
      { file: 'oci-layout', text: '{}' },
      { file: 'oci-layout', text: '{"imageLayoutVersion":"2.0.0"}' },
      { file: 'oci-layout', text: undefined },
      { file: 'index.json', text: '{"manifests":' },
      { file: 'index.json', text: '{"manifests":[{"digest":"sha256:../../../etc/passwd","size":1}]}' },
      { file: 'index.json', text: '{}' },
      { file: 'index.json', text: undefined },
    ])('where $file is $text', async ({ file, text }) => {
      const path = join(layout.folder, file)
      await (text === undefined ? rm(path) : writeFile(path, text))
      await expect(resolved()).rejects.toMatchObject({ code: 'SOURCE_INVALID' })
    })

    test('where a layer has another size than its manifest says', async () => {
      const { digest } = await layout.list(await layout.image({ layers: ['app'] }), 'v1')
      await truncate(blobPath(layout.folder, sha256('app')), 2)
      await expect(resolved()).rejects.toMatchObject({
        code: 'SOURCE_INVALID',
        detail: expect.stringContaining('has 2 bytes, and should have 3'),
      })
      await expect(at.bring(await source(), digest)).rejects.toMatchObject({ code: 'SOURCE_INVALID' })
      expect(at.calls()).not.toContain('PutImage')
    })

    test('where a manifest has another size than index.json says', async () => {
      const image = await layout.image({ layers: ['app'] })
      await layout.list({ ...image, size: image.size + 1 }, 'v1')
      await expect(resolved()).rejects.toMatchObject({ code: 'SOURCE_INVALID' })
    })

    test('where a manifest is corrupt, or lacks one of its images', async () => {
      const child = await layout.image({ layers: ['app'] })
      await layout.list(await layout.index([child]), 'v1')
      await corrupt(layout.folder, child.digest)
      await expect(resolved()).rejects.toMatchObject({ code: 'SOURCE_INVALID' })
      await rm(blobPath(layout.folder, child.digest))
      at = await world()
      await expect(resolved()).rejects.toMatchObject({
        code: 'SOURCE_INVALID',
        detail: expect.stringContaining('it lacks'),
      })
    })

    test('where a layer stands for a manifest', async () => {
      await layout.list(await layout.blob(Buffer.alloc(5 * MIB)), 'v1')
      await expect(resolved()).rejects.toMatchObject({ code: 'IMAGE_TOO_LARGE' })
    })

    test.each(['layer', 'configuration'])('where a %s has no bytes', async which => {
      const empty = await layout.blob('')
      const more = which === 'layer' ? { layers: [empty] } : { config: empty }
      const child = await layout.image({ layers: ['app'], more })
      const { digest } = await layout.list(await layout.index([child]), 'v1')
      const expected = { code: 'EMPTY_LAYER', detail: expect.stringContaining('EmptyUploadException') }
      await expect(resolved()).rejects.toMatchObject(expected)
      await expect(at.bring(await source(), digest)).rejects.toMatchObject(expected)
      expect(at.calls()).toEqual([])
    })

    test('where it is an index of no image', async () => {
      const { digest } = await layout.list(await layout.index([]), 'v1')
      const expected = { code: 'SOURCE_INVALID', detail: expect.stringContaining('index of no image') }
      await expect(resolved()).rejects.toMatchObject(expected)
      await expect(at.bring(await source(), digest)).rejects.toMatchObject(expected)
    })

    test('where it is under a digest of another algorithm, which stands in no other way', async () => {
      const image = await layout.list(await layout.image({ layers: ['app'] }), 'v1')
      await layout.list({ ...image, digest: `sha512:${'a'.repeat(128)}` }, 'v2')
      expect(await resolved({ tag: 'v1' })).toMatchObject({ digest: image.digest })
      await expect(resolved({ tag: 'v2' })).rejects.toMatchObject({
        code: 'SOURCE_INVALID',
        detail: expect.stringContaining('ECR knows sha256 alone'),
      })
      await expect(resolved()).rejects.toMatchObject({ code: 'SOURCE_AMBIGUOUS' })
    })

    test('where it names other digests than sha256', async () => {
      const layers = [{ digest: `sha512:${'0'.repeat(128)}`, size: 1, mediaType: 'application/layer' }]
      await layout.list(await layout.image({ layers: [], more: { layers } }), 'v1')
      await expect(resolved()).rejects.toMatchObject({ code: 'SOURCE_INVALID' })
    })
  })
})

describe('a folder', () => {
  const of = (directory: string, path = '.'): ImageSource => ({ from: 'oci', path, directory })

  async function refused(source: ImageSource, expected: object): Promise<void> {
    const { sources } = await world()
    await expect(sources.resolve(source, 'team/app')).rejects.toMatchObject(expected)
  }

  test('of a layer that no number of parts can carry is refused before anything is sent', async () => {
    const folder = await folderWith({})
    const layout = await openLayoutBuilder(folder)
    const digest = sha256('large')
    const layer = { digest, size: 42_001 * MIB, mediaType: 'application/layer' }
    const config = await layout.blob('{}', CONFIG_TYPE)
    const image = await layout.list(await layout.image({ layers: [], more: { config, layers: [layer] } }), 'v1')
    await writeFile(blobPath(folder, digest), '')
    await truncate(blobPath(folder, digest), layer.size)
    const expected = {
      code: 'IMAGE_TOO_LARGE',
      detail: `oci:.: the layer ${digest} has 42,001 MiB; ECR takes 4200 parts of 10 MiB, 42,000 MiB in all`,
    }
    await refused(of(folder), expected)
    const { bring, calls } = await world()
    await expect(bring(of(folder), image.digest)).rejects.toMatchObject(expected)
    expect(calls()).toEqual([])
  })

  test('may be a link itself, but no file of it may stand outside', async () => {
    const folder = await folderWith({})
    const made = join(folder, 'made')
    const { digest } = await layoutOf(made, 'app')
    await symlink('made', join(folder, 'link'))
    const { sources } = await world()
    expect(await sources.resolve(of(folder, 'link'), 'team/app')).toMatchObject({ digest })
    await rename(blobPath(made, sha256('app')), join(folder, 'outside'))
    await symlink(join(folder, 'outside'), blobPath(made, sha256('app')))
    await refused(of(folder, 'made'), {
      code: 'SOURCE_INVALID',
      detail: expect.stringContaining('is a link that leads out of the folder'),
    })
  })

  test('whose blobs are a link out is refused', async () => {
    const folder = await folderWith({})
    const made = join(folder, 'made')
    await layoutOf(made, 'app')
    await rename(join(made, 'blobs'), join(folder, 'blobs'))
    await symlink('../blobs', join(made, 'blobs'))
    await refused(of(folder, 'made'), { code: 'SOURCE_INVALID' })
  })

  test('that is not there, or is a file, is said to be', async () => {
    const folder = await folderWith({ file: '' })
    await refused(of(folder, 'gone'), {
      code: 'SOURCE_NOT_FOUND',
      detail: 'oci:gone: there is no such folder',
    })
    await refused(of(folder, 'file'), { code: 'SOURCE_INVALID', detail: expect.stringContaining('oci-archive:PATH') })
  })

  test('with a folder where a file should be is refused', async () => {
    const folder = await folderWith({})
    await layoutOf(folder, 'app')
    await rm(blobPath(folder, sha256('app')))
    await mkdir(blobPath(folder, sha256('app')))
    await refused(of(folder), { code: 'SOURCE_INVALID', detail: expect.stringContaining('is no file') })
  })

  test.runIf(process.getuid?.() !== 0)('that may not be read says so', async () => {
    const folder = await folderWith({})
    await layoutOf(join(folder, 'made'), 'app')
    await chmod(join(folder, 'made'), 0)
    await refused(of(folder, 'made'), { code: 'SOURCE_INVALID', detail: expect.stringContaining('EACCES') })
  })
})
