import { join } from 'node:path'
import { describe, expect, test, vi } from 'vitest'
import type { ImageSource } from '../../src/aws/api.ts'
import { lackingReferrers } from '../../src/images/lacking.ts'
import type { ImageStore } from '../../src/images/store.ts'
import { passwordOf } from '../clients/clients.ts'
import { clientOf, IMAGE_TYPE, preparedManifest, pushImage, pushIndex, sha256 } from '../emulator/ecr.ts'
import { folderWith } from '../folder.ts'
import { seeded } from '../seed.ts'
import { archiveOf, openLayoutBuilder } from './layouts.ts'
import { imagesIn, REPOSITORY, type World, world } from './world.ts'

const FROM = 'staging/app'
const tagOf = (digest: string, suffix: string) => `${digest.replace(':', '-')}.${suffix}`

/** An index with an image, of which each has something about it, and that in turn. */
async function pushSigned(ecr: World['ecr']) {
  const child = await pushImage(ecr, FROM, 'app')
  const index = await pushIndex(ecr, FROM, [child], 'v1')
  const about = async (name: string, digest: string) => {
    const imageManifest = await preparedManifest(ecr, FROM, name, {
      subject: { mediaType: IMAGE_TYPE, size: 1, digest },
    })
    await ecr.putImage({ repositoryName: FROM, imageManifest })
    return sha256(imageManifest)
  }
  const sbom = await about('sbom', child)
  const ofSbom = await about('signature of the sbom', sbom)
  const tags = { [tagOf(index, 'sig')]: 'sig', [tagOf(child, 'att')]: 'att', [tagOf(child, 'sbom')]: 'sbom text' }
  const tagged: Record<string, string[]> = {}
  for (const [tag, text] of Object.entries(tags)) tagged[await pushImage(ecr, FROM, text, tag)] = [tag]
  await pushImage(ecr, FROM, 'another', tagOf(sha256('another'), 'sig'))
  return { index, parts: [child], expected: { [index]: ['v1'], [child]: [], [sbom]: [], [ofSbom]: [], ...tagged } }
}

const PLACES = {
  async ecr(at: World) {
    await at.ecr.createRepository({ repositoryName: FROM })
    return { ...(await pushSigned(at.ecr)), source: { from: 'ecr', repositoryName: FROM, tag: 'v1' } as ImageSource }
  },
  async 'docker://'() {
    const emulator = await seeded({ calls: [{ action: 'CreateRepository', input: { repositoryName: FROM } }] })
    const ecr = clientOf(emulator)
    const { host } = new URL(emulator.url)
    const auth = Buffer.from(`AWS:${await passwordOf(ecr)}`).toString('base64')
    vi.stubEnv('DOCKER_CONFIG', await folderWith({ 'config.json': JSON.stringify({ auths: { [host]: { auth } } }) }))
    const source: ImageSource = { from: 'docker', host, repositoryName: FROM, tag: 'v1' }
    return { ...(await pushSigned(ecr)), source }
  },
}

interface Made {
  readonly index: string
  readonly parts: readonly string[]
  /** What the repository holds with all of it: digest → tags. */
  readonly expected: Readonly<Record<string, readonly string[]>>
  readonly source: ImageSource
}

/** The same in a layout, where names may be whole references. */
async function layoutWith(nameOf: (tag: string) => string, from: 'oci' | 'oci-archive'): Promise<Made> {
  const folder = await folderWith({})
  const layout = await openLayoutBuilder(join(folder, 'made'))
  const image = await layout.list(await layout.image({ layers: ['app'] }), nameOf('v1'))
  const sbom = await layout.list(await layout.image({ layers: ['sbom'], more: { subject: image } }))
  const expected: Record<string, string[]> = { [image.digest]: ['v1'], [sbom.digest]: [] }
  for (const suffix of ['sig', 'att', 'sbom']) {
    const tag = tagOf(image.digest, suffix)
    const { digest } = await layout.list(await layout.image({ layers: [suffix] }), nameOf(tag))
    expected[digest] = [tag]
  }
  if (from === 'oci-archive') await archiveOf(layout.folder, join(folder, 'made.tar'))
  const source: ImageSource = { from, path: from === 'oci' ? 'made' : 'made.tar', directory: folder }
  return { index: image.digest, parts: [], expected, source }
}

const everywhere: Readonly<Record<string, (at: World) => Promise<Made>>> = {
  ...PLACES,
  'a layout': () => layoutWith(tag => tag, 'oci'),
  'a layout with whole references': () => layoutWith(tag => `docker.io/team/app:${tag}`, 'oci'),
  'an archive': () => layoutWith(tag => `docker.io/team/app:${tag}`, 'oci-archive'),
}

describe.each(Object.entries(everywhere))('from %s', (_, place) => {
  test('what is about an image comes along, also by tags of cosign, which stay its tags', async () => {
    const at = await world()
    const { index, expected, source } = await place(at)
    const { digest } = await at.sources.resolve(source, REPOSITORY, { isOpened: true })
    expect(digest).toBe(index)
    await at.bring(source, digest, { referrers: true })
    expect(await imagesIn(at.ecr)).toEqual(expected)
    at.emulator.clearCalls()
    await at.bring(source, digest, { referrers: true })
    expect(at.inputs('UploadLayerPart')).toEqual([])
    expect(await imagesIn(at.ecr)).toEqual(expected)
  })

  test('without asking for it, it stays where it is', async () => {
    const at = await world()
    const { index, source } = await place(at)
    await at.bring(source, index)
    expect(Object.keys(await imagesIn(at.ecr)).length).toBeLessThan(3)
  })

  test('what is missing of it is found by looks alone', async () => {
    const at = await world()
    const { index, parts, expected, source } = await place(at)
    const { children } = await at.sources.resolve(source, REPOSITORY, { isOpened: true })
    const lacking = () => at.sources.lackingReferrers(source, REPOSITORY, { digest: index, children })
    await at.bring(source, index)
    at.emulator.clearCalls()
    const own = new Set([index, ...parts])
    const names = Object.entries(expected).flatMap(([digest, [tag]]) => (own.has(digest) ? [] : (tag ?? digest)))
    const found = await lacking()
    // Which images an index in ECR holds is not known without a pull of it.
    if (source.from === 'ecr') expect(found).toEqual([tagOf(index, 'sig')])
    else expect(found).toEqual(names.sort())
    expect(at.calls().filter(call => !/^(Describe|List)/.test(call))).toEqual([])
    await at.bring(source, index, { referrers: true, imageTag: 'v2' })
    expect(await lacking()).toEqual([])
  })
})

test('a tag of cosign that is there stays on what it is on, in a repository of immutable tags, too', async () => {
  const at = await world()
  const { index, source } = await PLACES.ecr(at)
  const own = await pushImage(at.ecr, REPOSITORY, 'own signature', tagOf(index, 'sig'))
  await at.ecr.putImageTagMutability({ repositoryName: REPOSITORY, imageTagMutability: 'IMMUTABLE' })
  await at.bring(source, index, { referrers: true })
  expect((await imagesIn(at.ecr))[own]).toEqual([tagOf(index, 'sig')])
  expect(await at.sources.lackingReferrers(source, REPOSITORY, { digest: index })).toEqual([])
})

test('what is about it and cannot be held by ECR is refused before anything is sent', async () => {
  const folder = await folderWith({})
  const layout = await openLayoutBuilder(folder)
  const image = await layout.list(await layout.image({ layers: ['app'] }), 'v1')
  await layout.list(await layout.image({ layers: ['x'], more: { subject: image, config: await layout.blob('') } }))
  const at = await world()
  const source: ImageSource = { from: 'oci', path: '.', directory: folder }
  await expect(at.bring(source, image.digest, { referrers: true })).rejects.toMatchObject({ code: 'EMPTY_LAYER' })
  expect(at.calls()).toEqual([])
})

describe('a source that never ends', () => {
  const from = (store: Partial<ImageStore>): ImageStore =>
    ({ where: 'docker://host/app', resolve: () => Promise.reject(new Error('asked')), ...store }) as ImageStore
  const notThere = async () => Promise.reject(Object.assign(new Error(''), { code: 'SOURCE_NOT_FOUND' }))

  test('fails for a reason of its own as that', async () => {
    const store = from({ referrers: async () => [], resolve: notThere })
    const caller = (await world()).caller
    await expect(
      lackingReferrers(store, [sha256('app')], { caller, repositoryName: REPOSITORY }),
    ).rejects.toMatchObject({ code: 'SOURCE_NOT_FOUND' })
  })
})
