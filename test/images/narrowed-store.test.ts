import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { ImageSource } from '../../src/aws/api.ts'
import { clientOf, IMAGE_TYPE, INDEX_TYPE, preparedManifest, pushPlatforms, sha256 } from '../emulator/ecr.ts'
import { folderWith } from '../folder.ts'
import { archiveOf, blobPath, openLayoutBuilder } from './layouts.ts'
import { imagesIn, REPOSITORY, type World, world } from './world.ts'

const ALL = ['linux/amd64', 'linux/arm64', 'linux/s390x']
const TWO = ['linux/amd64', 'linux/arm64']
const FROM = 'staging/multi'

/** An index in a registry, with a signature of itself and one of its first image. */
async function pushed(at: Pick<World, 'ecr'>, repositoryName: string) {
  const { digest, children } = await pushPlatforms(at.ecr, repositoryName, ALL, 'v1')
  const signed = async (mediaType: string, subject: string, name: string) => {
    const more = { subject: { mediaType, size: 1, digest: subject } }
    const imageManifest = await preparedManifest(at.ecr, repositoryName, name, more)
    await at.ecr.putImage({ repositoryName, imageManifest })
    return sha256(imageManifest)
  }
  await signed(INDEX_TYPE, digest, 'of the index')
  return { digest, children, signature: await signed(IMAGE_TYPE, children[0] ?? '', 'of an image') }
}

type Place = (at: World) => Promise<{ readonly source: ImageSource; readonly ecr?: World['ecr'] }>

const ecr = (more: object = {}): ImageSource => ({ from: 'ecr', repositoryName: FROM, tag: 'v1', ...more })

/** Where an index may come from, and the client that pushes it there. */
const PLACES: readonly (readonly [string, Place])[] = [
  [
    'another repository',
    async at => {
      await at.ecr.createRepository({ repositoryName: FROM })
      return { source: ecr() }
    },
  ],
  [
    'another region',
    async ({ emulator }) => {
      const there = clientOf(emulator, { region: 'eu-west-1' })
      await there.createRepository({ repositoryName: FROM })
      return { source: ecr({ registry: { account: '123456789012', region: 'eu-west-1' } }), ecr: there }
    },
  ],
  [
    'the same repository',
    async at => {
      await at.ecr.deleteRepository({ repositoryName: REPOSITORY })
      await at.ecr.createRepository({ repositoryName: REPOSITORY })
      return { source: ecr({ repositoryName: REPOSITORY }) }
    },
  ],
]

describe.each(PLACES)('of an index in %s', (_, place) => {
  test('an index of some platforms is made of the same images, the same every time', async () => {
    const at = await world()
    const { source, ecr: there = at.ecr } = await place(at)
    const whole = await pushed({ ecr: there }, 'repositoryName' in source ? source.repositoryName : '')
    const narrow = { ...source, narrowing: { platforms: TWO } } as ImageSource
    const found = await at.sources.resolve(narrow, REPOSITORY)
    expect(found).toMatchObject({ whole: whole.digest, mediaType: INDEX_TYPE, children: whole.children.slice(0, 2) })
    expect(await at.sources.resolve({ ...narrow, digest: whole.digest } as ImageSource, REPOSITORY)).toEqual(found)
    const exact = { ...narrow, digest: whole.digest } as ImageSource
    await at.bring(exact, found.digest, { imageTag: 'small', referrers: true })
    const held = await imagesIn(at.ecr)
    expect(held[found.digest]).toEqual(['small'])
    expect(Object.keys(held)).toEqual(expect.arrayContaining([...whole.children.slice(0, 2), whole.signature]))
    if (source.from === 'ecr' && source.repositoryName === FROM) expect(Object.keys(held)).toHaveLength(4)
    await expect(at.bring(exact, sha256('other'))).rejects.toMatchObject({
      code: 'SOURCE_INVALID',
      detail: expect.stringContaining('an index of linux/amd64, linux/arm64 is'),
    })
  })

  test('what is said of it is taken for it without a pull, and comes true when it is copied', async () => {
    const at = await world()
    const { source, ecr: there = at.ecr } = await place(at)
    const whole = await pushed({ ecr: there }, 'repositoryName' in source ? source.repositoryName : '')
    const of = (digest?: string) =>
      ({ ...source, digest: whole.digest, narrowing: { platforms: TWO, ...(digest && { digest }) } }) as ImageSource
    const { digest } = await at.sources.resolve(of(), REPOSITORY)
    at.emulator.clearCalls()
    const said = await at.sources.resolve(of(digest), REPOSITORY)
    expect(said).toMatchObject({ digest, whole: whole.digest })
    const wrong = sha256('other')
    expect(await at.sources.resolve(of(wrong), REPOSITORY)).toMatchObject({ digest: wrong })
    expect(new Set(at.calls())).toEqual(new Set(['DescribeImages']))
    await expect(at.bring(of(wrong), wrong)).rejects.toMatchObject({ code: 'SOURCE_INVALID' })
    expect(at.calls()).not.toContain('PutImage')
  })

  test('all of its platforms are the index itself', async () => {
    const at = await world()
    const { source, ecr: there = at.ecr } = await place(at)
    const whole = await pushed({ ecr: there }, 'repositoryName' in source ? source.repositoryName : '')
    const narrow = { ...source, digest: whole.digest, narrowing: { platforms: ALL } } as ImageSource
    expect(await at.sources.resolve(narrow, REPOSITORY)).toMatchObject({ digest: whole.digest, whole: whole.digest })
  })
})

describe.each(['oci', 'oci-archive'] as const)('of an index in %s', from => {
  test('images of other platforms need not be there', async () => {
    const folder = await folderWith({})
    const layout = await openLayoutBuilder(join(folder, 'made'))
    const images = [await layout.image({ layers: ['amd64'] }), await layout.image({ layers: ['arm64'] })]
    const platforms = [
      { os: 'linux', architecture: 'amd64' },
      { os: 'linux', architecture: 'arm64' },
    ]
    const children = images.map((image, index) => ({ ...image, platform: platforms[index] }))
    const { digest } = await layout.list(await layout.index(children), 'v1')
    await rm(blobPath(layout.folder, images[1]?.digest ?? ''))
    if (from === 'oci-archive') await archiveOf(layout.folder, join(folder, 'made.tar'))
    const source: ImageSource = { from, path: from === 'oci' ? 'made' : 'made.tar', directory: folder, digest }
    const at = await world()
    await expect(at.sources.resolve(source, REPOSITORY, { isOpened: true })).rejects.toMatchObject({
      detail: expect.stringContaining('it lacks'),
    })
    const found = await at.sources.resolve({ ...source, narrowing: { platforms: ['linux/amd64'] } }, REPOSITORY)
    const wrong: ImageSource = { ...source, narrowing: { platforms: ['linux/amd64'], digest } }
    await expect(at.sources.resolve(wrong, REPOSITORY)).rejects.toMatchObject({
      detail: expect.stringContaining(`an index of linux/amd64 is ${found.digest}, and should be ${digest}`),
    })
    expect(found).toMatchObject({ whole: digest, children: [images[0]?.digest], size: expect.any(Number) })
    await at.bring({ ...source, narrowing: { platforms: ['linux/amd64'] } }, found.digest)
    expect(await imagesIn(at.ecr)).toEqual({ [images[0]?.digest ?? '']: [], [found.digest]: ['v1'] })
  })
})
