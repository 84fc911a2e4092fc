import { randomBytes } from 'node:crypto'
import { rm } from 'node:fs/promises'
import { describe, expect, test } from 'vitest'
import type { ImageCaller } from '../../src/aws/api.ts'
import { copier } from '../../src/images/copier.ts'
import { pushImage, pushIndex, sha256 } from '../emulator/ecr.ts'
import { folderWith } from '../folder.ts'
import { blobPath, corrupt, layoutOf, openLayoutBuilder } from './layouts.ts'
import { counted, imagesIn, layoutAt, QUIETLY, REPOSITORY, world } from './world.ts'

const MIB = 1024 * 1024
const MISSING = sha256('nowhere')

describe('a promotion', () => {
  test('is one pull of the manifest and one put of the same text, whatever belongs to the image', async () => {
    const { emulator, ecr, bring, calls } = await world()
    const child = await pushImage(ecr, REPOSITORY, 'one')
    const digest = await pushIndex(ecr, REPOSITORY, [child], 'built')
    emulator.clearCalls()
    await bring({ from: 'repository', digest }, digest, { referrers: true })
    expect(calls()).toEqual(['BatchGetImage', 'PutImage'])
    expect(await imagesIn(ecr)).toMatchObject({ [digest]: ['built', 'v1'] })
  })

  test('that was made already is no failure', async () => {
    const { ecr, bring } = await world()
    const digest = await pushImage(ecr, REPOSITORY, 'one', 'v1')
    await bring({ from: 'repository', digest }, digest)
    expect(await imagesIn(ecr)).toEqual({ [digest]: ['v1'] })
  })

  test('of an image that is not there says so', async () => {
    const { bring } = await world()
    await expect(bring({ from: 'repository', digest: MISSING }, MISSING)).rejects.toMatchObject({
      code: 'SOURCE_NOT_FOUND',
      detail: `${REPOSITORY}: ${MISSING} is not given out (Requested image not found)`,
    })
  })
})

describe('a copy', () => {
  test('sends configuration and layers, then the manifest as it is', async () => {
    const folder = await folderWith({})
    const { digest } = await layoutOf(folder, 'base', 'app')
    const { ecr, bring, calls } = await world()
    await bring(layoutAt(folder), digest)
    expect(await imagesIn(ecr)).toEqual({ [digest]: ['v1'] })
    expect(calls()[0]).toBe('BatchCheckLayerAvailability')
    expect(calls().filter(call => call === 'CompleteLayerUpload')).toHaveLength(3)
    expect(calls().at(-2)).toBe('PutImage')
  })

  test('sends a layer of several parts in parts of the size that ECR asks for', async () => {
    const folder = await folderWith({})
    const { digest } = await layoutOf(folder, randomBytes(25 * MIB))
    const { bring, inputs } = await world()
    await bring(layoutAt(folder), digest)
    const ranges = inputs('UploadLayerPart').map(({ partFirstByte, partLastByte }) => [partFirstByte, partLastByte])
    expect(ranges).toEqual(
      expect.arrayContaining([
        [0, 10 * MIB - 1],
        [10 * MIB, 20 * MIB - 1],
        [20 * MIB, 25 * MIB - 1],
      ]),
    )
  })

  test('uploads nothing where all layers are there', async () => {
    const folder = await folderWith({})
    const layout = await openLayoutBuilder(folder)
    const [one, other] = [
      await layout.image({ layers: ['base'] }),
      await layout.image({ layers: ['base'], more: { annotations: { build: '2' } } }),
    ]
    const { emulator, ecr, bring, calls } = await world()
    await bring(layoutAt(folder), one.digest, { imageTag: 'one' })
    emulator.clearCalls()
    await bring(layoutAt(folder), other.digest, { imageTag: 'two' })
    expect(calls()).toEqual(['BatchCheckLayerAvailability', 'PutImage', 'PutImage'])
    expect(await imagesIn(ecr)).toEqual({ [one.digest]: ['one'], [other.digest]: ['two'] })
  })

  test('puts the images of an index, and of an index in it, before it', async () => {
    const folder = await folderWith({})
    const layout = await openLayoutBuilder(folder)
    const amd = await layout.image({ layers: ['base', 'amd64'] })
    const arm = await layout.image({ layers: ['base', 'arm64'] })
    const inner = await layout.index([arm, amd])
    const outer = await layout.index([inner, amd])
    const { ecr, bring, inputs } = await world()
    await bring(layoutAt(folder), outer.digest)
    const put = inputs('PutImage').map(({ imageDigest, imageTag }) => [imageDigest, imageTag])
    expect(put).toEqual([
      [arm.digest, undefined],
      [amd.digest, undefined],
      [inner.digest, undefined],
      [outer.digest, undefined],
      [outer.digest, 'v1'],
    ])
    expect(Object.keys(await imagesIn(ecr))).toHaveLength(4)
    expect(inputs('InitiateLayerUpload')).toHaveLength(5)
  })

  test('takes manifests that do not say what they are', async () => {
    const folder = await folderWith({})
    const layout = await openLayoutBuilder(folder)
    const image = await layout.image({ layers: ['app'], more: { mediaType: undefined } })
    const index = await layout.index([image], { mediaType: undefined })
    const { ecr, bring } = await world()
    await bring(layoutAt(folder), index.digest)
    expect(await imagesIn(ecr)).toEqual({ [image.digest]: [], [index.digest]: ['v1'] })
  })

  test('leaves out layers that are fetched from elsewhere', async () => {
    const folder = await folderWith({})
    const layout = await openLayoutBuilder(folder)
    const own = await layout.blob('own')
    const foreign = { mediaType: 'application/foreign', size: 5, digest: MISSING, urls: ['https://example.com/layer'] }
    const { digest } = await layout.image({ layers: [], more: { layers: [foreign, own] } })
    const { ecr, bring } = await world()
    await bring(layoutAt(folder), digest)
    expect(await imagesIn(ecr)).toEqual({ [digest]: ['v1'] })
  })

  test('stays untagged where no tag is given', async () => {
    const folder = await folderWith({})
    const { digest } = await layoutOf(folder, 'app')
    const { ecr, copy } = await world()
    const source = layoutAt(folder)
    await copy({ repositoryName: REPOSITORY, imageDigest: digest, source, referrers: false }, QUIETLY)
    expect(await imagesIn(ecr)).toEqual({ [digest]: [] })
  })

  test('checks more than a hundred layers in several calls', async () => {
    const folder = await folderWith({})
    const { digest } = await layoutOf(folder, ...Array.from({ length: 101 }, (_, index) => `layer ${index}`))
    const { bring, inputs } = await world()
    await bring(layoutAt(folder), digest)
    const checked = inputs('BatchCheckLayerAvailability').map(({ layerDigests = [] }) => [layerDigests].flat().length)
    expect(checked).toEqual([100, 2])
  })

  test('tells how many bytes there are, were sent and need not be', async () => {
    const folder = await folderWith({})
    const layout = await openLayoutBuilder(folder)
    const base = await layout.image({ layers: [Buffer.alloc(11 * MIB, 1)] })
    const { digest } = await layout.image({ layers: [Buffer.alloc(11 * MIB, 1), 'app'] })
    const { copy, bring } = await world()
    await bring(layoutAt(folder), base.digest)
    const { counts, listener } = counted()
    const input = { repositoryName: REPOSITORY, imageDigest: digest, source: layoutAt(folder), referrers: false }
    await copy(input, listener())
    expect(counts.skipped).toBe(11 * MIB)
    expect(counts.total).toBe(counts.skipped + counts.sent)
    expect(counts.sent).toBeGreaterThan(0)
  })

  test('of two at the same time uploads a layer that both need once', async () => {
    const folder = await folderWith({})
    const layout = await openLayoutBuilder(folder)
    const base = Buffer.alloc(12 * MIB, 7)
    const images = [await layout.image({ layers: [base, 'one'] }), await layout.image({ layers: [base, 'two'] })]
    const { ecr, copy, inputs } = await world()
    const { counts, listener } = counted()
    await Promise.all(
      images.map(({ digest }) =>
        copy(
          { repositoryName: REPOSITORY, imageDigest: digest, source: layoutAt(folder), referrers: false },
          listener(),
        ),
      ),
    )
    expect(inputs('InitiateLayerUpload')).toHaveLength(5)
    expect(Object.keys(await imagesIn(ecr))).toHaveLength(2)
    expect(counts.skipped).toBe(12 * MIB)
    expect(counts.sent + counts.skipped).toBe(counts.total)
  })

  test('sends the same layer to each repository that needs it', async () => {
    const folder = await folderWith({})
    const { digest } = await layoutOf(folder, 'app')
    const { ecr, bring } = await world()
    await ecr.createRepository({ repositoryName: 'team/other' })
    await Promise.all([
      bring(layoutAt(folder), digest),
      bring(layoutAt(folder), digest, { repositoryName: 'team/other' }),
    ])
    expect(await imagesIn(ecr, 'team/other')).toEqual({ [digest]: ['v1'] })
  })

  test('that was interrupted sends no finished layer again', async () => {
    const folder = await folderWith({})
    const { digest } = await layoutOf(folder, ...Array.from({ length: 6 }, (_, index) => `layer ${index}`))
    const { ecr, caller, sources, bring, inputs } = await world()
    const completed = () => inputs('CompleteLayerUpload').length
    const interruption = new AbortController()
    const call: ImageCaller['call'] = async (action, input, options) => {
      const answer = await caller.call(action, input, options)
      if (action === 'CompleteLayerUpload' && completed() >= 3) interruption.abort()
      return answer
    }
    const interrupted = copier({ caller: { call }, sources, signal: interruption.signal })
    const input = { repositoryName: REPOSITORY, imageDigest: digest, source: layoutAt(folder), referrers: false }
    await expect(interrupted.bring(input, QUIETLY)).rejects.toMatchObject({ code: 'INTERRUPTED' })
    expect(await imagesIn(ecr)).toEqual({})
    const before = completed()
    expect(before).toBeLessThan(7)
    await bring(layoutAt(folder), digest)
    expect(completed()).toBe(7)
    expect(await imagesIn(ecr)).toEqual({ [digest]: ['v1'] })
  })
})

describe('what is about an image', () => {
  test('comes along with what is about that, and about the images of an index, if asked for', async () => {
    const folder = await folderWith({})
    const layout = await openLayoutBuilder(folder)
    const child = await layout.image({ layers: ['app'] })
    const image = await layout.list(await layout.index([child]), 'v1')
    const sbom = await layout.list(await layout.image({ layers: ['sbom'], more: { subject: child } }))
    const signature = await layout.list(await layout.image({ layers: ['signature'], more: { subject: image } }))
    const countersignature = await layout.list(
      await layout.image({ layers: ['countersignature'], more: { subject: signature } }),
    )
    const { ecr, bring } = await world()
    await bring(layoutAt(folder), image.digest)
    expect(Object.keys(await imagesIn(ecr))).toHaveLength(2)
    await bring(layoutAt(folder), image.digest, { referrers: true })
    expect(Object.keys(await imagesIn(ecr)).sort()).toEqual(
      [child, image, sbom, signature, countersignature].map(({ digest }) => digest).sort(),
    )
    const { referrers } = await ecr.listImageReferrers({
      repositoryName: REPOSITORY,
      subjectId: { imageDigest: image.digest },
    })
    expect(referrers).toMatchObject([{ digest: signature.digest }])
  })

  test('is found under the tag that is made of the digest', async () => {
    const folder = await folderWith({})
    const layout = await openLayoutBuilder(folder)
    const image = await layout.list(await layout.image({ layers: ['app'] }), 'v1')
    const signature = await layout.image({ layers: ['signature'], more: { subject: image } })
    await layout.list(await layout.index([signature]), image.digest.replace(':', '-'))
    const { ecr, bring } = await world()
    await bring(layoutAt(folder), image.digest, { referrers: true })
    expect(await imagesIn(ecr)).toEqual({ [image.digest]: ['v1'], [signature.digest]: [] })
  })
})

describe('a damaged source puts nothing', () => {
  test.each([
    { what: 'a layer', size: 10, of: 'layer' },
    { what: 'a layer of several parts', size: 21 * MIB, of: 'layer' },
    { what: 'a manifest', size: 10, of: 'manifest' },
  ])('whose bytes of $what are others', async ({ size, of }) => {
    const folder = await folderWith({})
    const bytes = randomBytes(size)
    const { digest } = await layoutOf(folder, bytes)
    await corrupt(folder, of === 'layer' ? sha256(bytes) : digest)
    const { ecr, bring, calls, inputs } = await world()
    await expect(bring(layoutAt(folder), digest)).rejects.toMatchObject({ code: 'SOURCE_INVALID' })
    expect(calls()).not.toContain('PutImage')
    const completed = inputs('CompleteLayerUpload').flatMap(({ layerDigests }) => layerDigests)
    expect(completed).not.toContain(sha256(bytes))
    expect(await imagesIn(ecr)).toEqual({})
  })

  test('that lacks a layer', async () => {
    const folder = await folderWith({})
    const { digest } = await layoutOf(folder, 'base', 'app')
    await rm(blobPath(folder, sha256('app')))
    const { bring, calls } = await world()
    await expect(bring(layoutAt(folder), digest)).rejects.toMatchObject({
      code: 'SOURCE_INVALID',
      detail: `oci:${folder}: it lacks the layer ${sha256('app')}`,
    })
    expect(calls()).not.toContain('PutImage')
  })
})
