import { describe, expect, test } from 'vitest'
import type { ImageCaller, ImageSource } from '../../src/aws/api.ts'
import { EcrsyncError } from '../../src/errors.ts'
import { openSources } from '../../src/images/sources.ts'
import { ACCOUNT, clientOf, preparedManifest, pushImage, pushIndex, sha256 } from '../emulator/ecr.ts'
import { imagesIn, REGION, REPOSITORY, world } from './world.ts'

const MIB = 1024 * 1024
const MISSING = sha256('nowhere')
const OTHER_ACCOUNT = '444455556666'
const FROM = 'staging/app'

const source = (more: object): ImageSource => ({ from: 'ecr', repositoryName: FROM, ...more })

/** A world with a second repository that images come from. */
async function staged() {
  const at = await world()
  await at.ecr.createRepository({ repositoryName: FROM })
  return at
}

describe('a source in ECR is resolved without a pull', () => {
  test.each(['tag', 'digest'])('by its %s', async by => {
    const { emulator, ecr, sources, calls } = await staged()
    const digest = await pushImage(ecr, FROM, 'one', 'v1')
    emulator.clearCalls()
    const named = by === 'tag' ? { tag: 'v1' } : { digest }
    expect(await sources.resolve(source(named), REPOSITORY)).toEqual({
      digest,
      mediaType: 'application/vnd.oci.image.manifest.v1+json',
      size: 'one'.length + '{"of":"one"}'.length,
      pushedAt: expect.any(Date),
    })
    expect(calls()).toEqual(['DescribeImages'])
  })

  test('where it is an image that the repository holds already', async () => {
    const { ecr, sources } = await staged()
    const digest = await pushImage(ecr, REPOSITORY, 'one')
    expect(await sources.resolve({ from: 'repository', digest }, REPOSITORY)).toMatchObject({ digest })
  })

  test('and without a size where ECR knows only that of the largest image of an index', async () => {
    const { ecr, sources } = await staged()
    const digest = await pushIndex(ecr, FROM, [await pushImage(ecr, FROM, 'one')], 'v1')
    const resolved = await sources.resolve(source({ tag: 'v1' }), REPOSITORY)
    expect(resolved).toMatchObject({ digest })
    expect(resolved).not.toHaveProperty('size')
  })
})

describe('a source in ECR is refused', () => {
  test.each([
    { what: 'without its repository', asked: { repositoryName: 'gone', tag: 'v1' } },
    { what: 'without its tag', asked: { tag: 'gone' } },
    { what: 'without its digest', asked: { digest: MISSING } },
    { what: 'with another digest at its tag', asked: { tag: 'v1', digest: MISSING } },
  ])('$what', async ({ asked }) => {
    const { ecr, sources } = await staged()
    await pushImage(ecr, FROM, 'one', 'v1')
    await expect(sources.resolve(source(asked), REPOSITORY)).rejects.toMatchObject({ code: 'SOURCE_NOT_FOUND' })
  })

  test('while it is archived', async () => {
    const { ecr, sources, bring } = await staged()
    const digest = await pushImage(ecr, FROM, 'one', 'v1')
    await ecr.updateImageStorageClass({
      repositoryName: FROM,
      imageId: { imageDigest: digest },
      targetStorageClass: 'ARCHIVE',
    })
    await expect(sources.resolve(source({ tag: 'v1' }), REPOSITORY)).rejects.toMatchObject({
      code: 'SOURCE_NOT_FOUND',
      detail: expect.stringContaining('is archived'),
    })
    await expect(bring(source({ digest }), digest)).rejects.toMatchObject({ code: 'SOURCE_NOT_FOUND' })
  })

  test('where neither tag nor digest says which image is meant', async () => {
    const { sources } = await staged()
    await expect(sources.resolve(source({}), REPOSITORY)).rejects.toMatchObject({ code: 'SOURCE_AMBIGUOUS' })
  })
})

describe('a copy from ECR', () => {
  test('brings an index with what is about it, and sends what is there already not again', async () => {
    const { emulator, ecr, bring, calls } = await staged()
    const children = [await pushImage(ecr, FROM, 'one'), await pushImage(ecr, FROM, 'two')]
    const digest = await pushIndex(ecr, FROM, children, 'v1')
    const subject = { mediaType: 'application/vnd.oci.image.index.v1+json', size: 1, digest }
    const signatures: string[] = []
    for (let index = 0; index < 60; index += 1) {
      const imageManifest = await preparedManifest(ecr, FROM, 'signature', { subject, annotations: { index } })
      await ecr.putImage({ repositoryName: FROM, imageManifest })
      signatures.push(sha256(imageManifest))
    }
    emulator.clearCalls()
    await bring(source({ tag: 'v1' }), digest, { referrers: true })
    expect(await imagesIn(ecr)).toEqual({
      [digest]: ['v1'],
      ...Object.fromEntries([...children, ...signatures].map(one => [one, []])),
    })
    expect(calls().filter(call => call === 'InitiateLayerUpload')).toHaveLength(6)
    emulator.clearCalls()
    await bring(source({ tag: 'v1' }), digest, { imageTag: 'v2' })
    expect(new Set(calls())).toEqual(new Set(['BatchGetImage', 'BatchCheckLayerAvailability', 'PutImage']))
  })

  test('takes a layer of several parts', async () => {
    const { ecr, bring } = await staged()
    const digest = await pushImage(ecr, FROM, 'x'.repeat(15 * MIB), 'v1')
    await bring(source({ tag: 'v1' }), digest)
    expect(await imagesIn(ecr)).toEqual({ [digest]: ['v1'] })
  })

  test('reads in another region', async () => {
    const { emulator, ecr, sources, bring } = await staged()
    const there = clientOf(emulator, { region: 'eu-west-1' })
    await there.createRepository({ repositoryName: FROM })
    const digest = await pushImage(there, FROM, 'there', 'v1')
    const elsewhere = source({ tag: 'v1', registry: { account: ACCOUNT, region: 'eu-west-1' } })
    expect(await sources.resolve(elsewhere, REPOSITORY)).toMatchObject({ digest })
    await bring(elsewhere, digest)
    expect(await imagesIn(ecr)).toEqual({ [digest]: ['v1'] })
  })

  test('reads in another account, which has to allow it', async () => {
    const { emulator, ecr, sources, bring } = await staged()
    const there = clientOf(emulator, { accessKey: OTHER_ACCOUNT })
    await there.createRepository({ repositoryName: FROM })
    const digest = await pushImage(there, FROM, 'there', 'v1')
    const elsewhere = source({ tag: 'v1', registry: { account: OTHER_ACCOUNT, region: REGION } })
    await expect(sources.resolve(elsewhere, REPOSITORY)).rejects.toMatchObject({ code: 'ACCESS_DENIED' })
    const statement = { Effect: 'Allow', Principal: '*', Action: 'ecr:*' }
    const policyText = JSON.stringify({ Version: '2012-10-17', Statement: [statement] })
    await there.setRepositoryPolicy({ repositoryName: FROM, policyText })
    expect(await sources.resolve(elsewhere, REPOSITORY)).toMatchObject({ digest })
    await bring(elsewhere, digest)
    expect(await imagesIn(ecr)).toEqual({ [digest]: ['v1'] })
  })

  test('takes no list of referrers for whole that answers the same page again', async () => {
    const { caller: own } = await staged()
    let asked = 0
    const call = async (action: string) => {
      asked += 1
      if (action !== 'ListImageReferrers' || asked > 10) throw new Error(`${action}, asked ${asked} times`)
      return { referrers: [], nextToken: 'again' }
    }
    const caller = { ...own, call } as unknown as ImageCaller
    const sources = openSources({ caller, region: REGION, callerFor: () => caller })
    const store = await sources.open(source({}), REPOSITORY)
    await expect(store.referrers(MISSING)).rejects.toMatchObject({ message: 'ECR answers the same page again' })
  })

  /** Answers as a test wants, and is asked for nothing else. */
  const answering = (answers: Readonly<Record<string, () => unknown>>) => {
    const call = async (action: string) => answers[action]?.()
    const caller = { call } as unknown as ImageCaller
    return openSources({ caller, region: REGION, callerFor: () => caller, sleep: async () => {} })
  }
  const nothing = () => {
    throw new EcrsyncError('NOT_ECR', 'The endpoint does not answer as ECR does', { detail: 'Without it.' })
  }

  test.each<readonly [string, () => unknown]>([
    ['no address', () => ({})],
    ['null', () => ({ downloadUrl: null })],
    ['an empty one', () => ({ downloadUrl: '' })],
    ['one that is none', () => ({ downloadUrl: 'http://[' })],
    ['one without a host', () => ({ downloadUrl: '/layer' })],
    ['one of a file', () => ({ downloadUrl: 'file:///etc/passwd' })],
    ['a number', () => ({ downloadUrl: 3 })],
    ['nothing', nothing],
  ])('says that a layer has none where ECR gives %s', async (_, answer) => {
    const store = await answering({ GetDownloadUrlForLayer: answer }).open(source({}), REPOSITORY)
    const layer = { mediaType: 'application/layer', size: 1, digest: MISSING }
    await expect(store.blob(layer, 0)).rejects.toMatchObject({ code: 'SOURCE_INVALID' })
  })

  test.each<readonly [string, () => unknown, string]>([
    ['no image', () => ({}), 'SOURCE_NOT_FOUND'],
    ['an image without its manifest', () => ({ images: [{}] }), 'SOURCE_NOT_FOUND'],
    ['a manifest that is no text', () => ({ images: [{ imageManifest: {} }] }), 'SOURCE_NOT_FOUND'],
    ['another manifest', () => ({ images: [{ imageManifest: '{}' }] }), 'SOURCE_INVALID'],
    ['nothing', nothing, 'SOURCE_INVALID'],
  ])('fails alone where ECR gives %s', async (_, answer, code) => {
    const store = await answering({ BatchGetImage: answer }).open(source({}), REPOSITORY)
    await expect(store.manifest({ digest: MISSING })).rejects.toMatchObject({ code })
  })

  test('fails alone where another region does not answer', async () => {
    const { caller } = await staged()
    const callerFor = (): ImageCaller => ({
      call: () => Promise.reject(new EcrsyncError('UNREACHABLE', 'ECR cannot be reached', { detail: 'No connection' })),
    })
    const sources = openSources({ caller, region: REGION, callerFor })
    const elsewhere = source({ tag: 'v1', registry: { account: ACCOUNT, region: 'eu-west-9' } })
    await expect(sources.resolve(elsewhere, REPOSITORY)).rejects.toMatchObject({
      code: 'SOURCE_UNREACHABLE',
      detail: `ecr:${ACCOUNT}.dkr.ecr.eu-west-9.amazonaws.com/${FROM}: ECR cannot be reached. No connection`,
    })
  })

  test('can begin at any byte of a layer', async () => {
    const { ecr, sources } = await staged()
    const content = 'x'.repeat(MIB)
    await pushImage(ecr, FROM, content)
    const store = await sources.open(source({}), REPOSITORY)
    const layer = { mediaType: 'application/layer', size: MIB, digest: sha256(content) }
    let length = 0
    for await (const chunk of await store.blob(layer, 1000)) length += chunk.length
    expect(length).toBe(MIB - 1000)
  })
})
