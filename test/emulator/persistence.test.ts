import {
  appendFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import type { ECR } from '@aws-sdk/client-ecr'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { startEmulator } from '../../src/emulator/server.ts'
import { arnOf, type Caller, clientOf, preparedManifest, pushImage, pushIndex, sha256 } from './ecr.ts'

let dataDirectory: string

beforeEach(() => {
  dataDirectory = mkdtempSync(join(tmpdir(), 'ecrsync-data-'))
})
afterEach(() => rmSync(dataDirectory, { recursive: true }))

/** A life of the emulator: what is done in one is there in the next. */
async function life<T>(live: (ecr: ECR) => Promise<T>, caller: Caller = {}): Promise<T> {
  const emulator = await startEmulator({ dataDirectory })
  try {
    return await live(clientOf(emulator, caller))
  } finally {
    await emulator.close()
  }
}

const files = (folder = dataDirectory): readonly string[] =>
  readdirSync(folder, { withFileTypes: true })
    .flatMap(entry => (entry.isDirectory() ? files(join(folder, entry.name)) : [join(folder, entry.name)]))
    .map(path => path)

const registryFolder = () => join(dataDirectory, '123456789012', 'us-east-1')

/** Everything that can be read of a repository. */
async function everything(ecr: ECR, repositoryName: string) {
  const [described, tags, policy, lifecycle, images] = await Promise.all([
    ecr.describeRepositories({ repositoryNames: [repositoryName] }),
    ecr.listTagsForResource({ resourceArn: arnOf(repositoryName) }),
    ecr.getRepositoryPolicy({ repositoryName }),
    ecr.getLifecyclePolicy({ repositoryName }),
    ecr.describeImages({ repositoryName }),
  ])
  const answers = [described, tags, policy, lifecycle, images]
  return answers.map(answer => ({ ...answer, $metadata: undefined }))
}

async function fill(ecr: ECR, repositoryName: string) {
  await ecr.createRepository({
    repositoryName,
    tags: [{ Key: 'k', Value: 'v' }],
    encryptionConfiguration: { encryptionType: 'KMS' },
    imageScanningConfiguration: { scanOnPush: true },
  })
  const Statement = { Effect: 'Allow', Principal: '*', Action: 'ecr:BatchGetImage' }
  await ecr.setRepositoryPolicy({ repositoryName, policyText: JSON.stringify({ Statement }) })
  const selection = { tagStatus: 'any', countType: 'imageCountMoreThan', countNumber: 3 }
  const rules = [{ rulePriority: 1, description: 'at most three', selection, action: { type: 'expire' } }]
  await ecr.putLifecyclePolicy({ repositoryName, lifecyclePolicyText: JSON.stringify({ rules }) })
  const child = await pushImage(ecr, repositoryName, 'one', 'Latest')
  await pushIndex(ecr, repositoryName, [child], 'latest')
}

test('everything is there after a restart', async () => {
  const before = await life(async ecr => {
    await fill(ecr, 'aa/b')
    return everything(ecr, 'aa/b')
  })
  const after = await life(ecr => everything(ecr, 'aa/b'))
  expect(after).toEqual(before)
})

test('layers are there after a restart', async () => {
  await life(ecr => fill(ecr, 'aa'))
  const text = await life(async ecr => {
    const { downloadUrl = '' } = await ecr.getDownloadUrlForLayer({ repositoryName: 'aa', layerDigest: sha256('one') })
    return (await fetch(downloadUrl)).text()
  })
  expect(text).toBe('one')
})

test('what is deleted stays deleted', async () => {
  await life(async ecr => {
    await fill(ecr, 'aa')
    await fill(ecr, 'bb')
    await ecr.deleteRepository({ repositoryName: 'aa', force: true })
    await ecr.deleteRepositoryPolicy({ repositoryName: 'bb' })
    await ecr.deleteLifecyclePolicy({ repositoryName: 'bb' })
    await ecr.untagResource({ resourceArn: arnOf('bb'), tagKeys: ['k'] })
    await ecr.batchDeleteImage({ repositoryName: 'bb', imageIds: [{ imageTag: 'latest' }] })
  })
  await life(async ecr => {
    const { repositories } = await ecr.describeRepositories({})
    expect(repositories?.map(({ repositoryName }) => repositoryName)).toEqual(['bb'])
    await expect(ecr.getRepositoryPolicy({ repositoryName: 'bb' })).rejects.toThrow('does not exist')
    await expect(ecr.getLifecyclePolicy({ repositoryName: 'bb' })).rejects.toThrow('does not exist')
    expect((await ecr.listTagsForResource({ resourceArn: arnOf('bb') })).tags).toEqual([])
    const { imageIds } = await ecr.listImages({ repositoryName: 'bb' })
    expect(imageIds?.map(({ imageTag }) => imageTag)).toEqual(['Latest'])
  })
})

test('accounts, regions and names that contain each other are kept apart', async () => {
  const names = [
    'aa',
    'aa/bb',
    'aa/bb/cc',
    'aa-bb',
    'aa.tmp',
    'aa/bb.tmp',
    'a'.repeat(256),
    `${'a/'.repeat(127)}aa`,
    `${'a/'.repeat(127)}ab`,
  ]
  const other = { accessKey: '999999999999', region: 'eu-west-1' }
  await life(ecr => ecr.createRepository({ repositoryName: 'other' }), other)
  await life(async ecr => {
    for (const repositoryName of names) await ecr.createRepository({ repositoryName })
  })
  const listed = async (ecr: ECR) => (await ecr.describeRepositories({})).repositories?.map(one => one.repositoryName)
  expect(await life(listed)).toEqual(names.toSorted())
  expect(await life(listed, other)).toEqual(['other'])
})

test('tags that differ only in case are files that differ in more', async () => {
  await life(ecr => fill(ecr, 'aa'))
  const lowerCased = files().map(path => path.toLowerCase())
  expect(new Set(lowerCased).size).toBe(lowerCased.length)
})

test('no unfinished file is left over', async () => {
  await life(ecr => fill(ecr, 'aa'))
  const repository = join(registryFolder(), 'repositories', 'aa')
  writeFileSync(join(repository, 'images', 'half.json.01234567-89ab-4def-8123-456789abcdef.tmp'), '{"digest":')
  mkdirSync(join(registryFolder(), 'aside', 'half-deleted'), { recursive: true })
  await life(async ecr => {
    expect((await ecr.listImages({ repositoryName: 'aa' })).imageIds).toHaveLength(2)
  })
  const left = files().map(path => relative(registryFolder(), path))
  expect(left.filter(path => /tmp|aside/.test(path))).toEqual([])
})

const MIB = 1024 * 1024
const part = (layerPartBlob: Buffer, partFirstByte: number) => ({
  repositoryName: 'aa',
  partFirstByte,
  partLastByte: partFirstByte + layerPartBlob.length - 1,
  layerPartBlob,
})

test('an upload goes on after a restart where it was acknowledged', async () => {
  const [first, last] = [Buffer.alloc(5 * MIB, 'a'), Buffer.from('b')]
  const uploadId = await life(async ecr => {
    await ecr.createRepository({ repositoryName: 'aa' })
    const upload = await ecr.initiateLayerUpload({ repositoryName: 'aa' })
    await ecr.uploadLayerPart({ uploadId: upload.uploadId, ...part(first, 0) })
    return upload.uploadId
  })
  const uploads = join(registryFolder(), 'repositories', 'aa', 'uploads')
  appendFileSync(join(uploads, `${uploadId}`), 'what was being written, longer than what follows')
  const layerDigests = [sha256(Buffer.concat([first, last]))]
  await life(async ecr => {
    await expect(ecr.uploadLayerPart({ uploadId, ...part(last, 1) })).rejects.toMatchObject({
      name: 'InvalidLayerPartException',
      lastValidByteReceived: first.length - 1,
    })
    await ecr.uploadLayerPart({ uploadId, ...part(last, first.length) })
    await ecr.completeLayerUpload({ repositoryName: 'aa', uploadId, layerDigests })
    const { layers } = await ecr.batchCheckLayerAvailability({ repositoryName: 'aa', layerDigests })
    expect(layers?.[0]?.layerSize).toBe(first.length + 1)
  })
  expect(readdirSync(uploads)).toEqual([])
})

test('an upload that nobody went on with for a day is gone', async () => {
  const begin = async (ecr: ECR) => (await ecr.initiateLayerUpload({ repositoryName: 'aa' })).uploadId
  await life(ecr => ecr.createRepository({ repositoryName: 'aa' }))
  const [forgotten, recent] = [await life(begin), await life(begin)]
  const uploads = join(registryFolder(), 'repositories', 'aa', 'uploads')
  utimesSync(join(uploads, `${forgotten}.json`), 0, 0)
  await life(async ecr => {
    await expect(ecr.uploadLayerPart({ uploadId: forgotten, ...part(Buffer.from('x'), 0) })).rejects.toMatchObject({
      name: 'UploadNotFoundException',
    })
    await ecr.uploadLayerPart({ uploadId: recent, ...part(Buffer.from('x'), 0) })
  })
})

test('a repository that was not yet whole is not there', async () => {
  await life(ecr => ecr.createRepository({ repositoryName: 'aa' }))
  mkdirSync(join(registryFolder(), 'repositories', 'bb', 'images'), { recursive: true })
  await life(async ecr => {
    expect((await ecr.describeRepositories({})).repositories).toHaveLength(1)
    await ecr.createRepository({ repositoryName: 'bb' })
  })
})

test('a change of image and tag that was cut off is finished', async () => {
  const [one, two] = await life(async ecr => {
    await ecr.createRepository({ repositoryName: 'aa' })
    return [await pushImage(ecr, 'aa', 'one', 'v1'), await pushImage(ecr, 'aa', 'two', 'v2')]
  })
  const changes = { deletedImages: [one], deletedTags: ['v1'], imageTags: [{ tag: 'v3', digest: two }] }
  const journal = join(registryFolder(), 'repositories', 'aa', 'journal.json')
  writeFileSync(journal, JSON.stringify(changes))
  const imageIds = await life(async ecr => (await ecr.listImages({ repositoryName: 'aa' })).imageIds)
  expect(imageIds).toEqual([
    { imageDigest: two, imageTag: 'v2' },
    { imageDigest: two, imageTag: 'v3' },
  ])
  expect(existsSync(journal)).toBe(false)
})

test('a folder is one emulator’s at a time, until it is closed or killed', async () => {
  const emulator = await startEmulator({ dataDirectory })
  await expect(startEmulator({ dataDirectory })).rejects.toThrow(`is using ${dataDirectory}`)
  await emulator.close()
  await life(ecr => ecr.describeRegistry({}))
  expect(readdirSync(dataDirectory).filter(name => name.startsWith('lock-'))).toEqual([])
})

test('nothing is acknowledged when the folder has been taken away', () =>
  life(async ecr => {
    await ecr.createRepository({ repositoryName: 'aa' })
    rmSync(dataDirectory, { recursive: true })
    await expect(ecr.createRepository({ repositoryName: 'bb' })).rejects.toMatchObject({ name: 'ServerException' })
    mkdirSync(dataDirectory)
  }))

test.each([
  ['an image with a tag', 'new', 'tags'],
  ['the move of a tag', 'two', 'tags'],
  ['an image without one', 'new', 'images'],
])('%s that cannot be written has not happened', async (_, content, unwritable) => {
  await life(async ecr => {
    await ecr.createRepository({ repositoryName: 'aa' })
    for (const [content, tag] of [
      ['one', 'prod'],
      ['two', 'next'],
    ] as const)
      await pushImage(ecr, 'aa', content, tag)
    const imageManifest = await preparedManifest(ecr, 'aa', content)
    const before = await ecr.describeImages({ repositoryName: 'aa' })
    const folder = join(registryFolder(), 'repositories', 'aa', unwritable)
    renameSync(folder, `${folder}-away`)
    writeFileSync(folder, '')
    const imageTag = unwritable === 'tags' ? 'prod' : undefined
    await expect(ecr.putImage({ repositoryName: 'aa', imageManifest, imageTag })).rejects.toThrow()
    const after = await ecr.describeImages({ repositoryName: 'aa' })
    expect(after.imageDetails).toEqual(before.imageDetails)
    rmSync(folder)
    renameSync(`${folder}-away`, folder)
    await ecr.putImage({ repositoryName: 'aa', imageManifest, imageTag })
    expect(await ecr.describeImages({ repositoryName: 'aa' })).not.toEqual(before)
  })
})

test.each([
  ['images/x.json', 'null'],
  ['images/x.json', '{}'],
  ['repository.json', '{}'],
  ['repository.json', 'null'],
])('garbage in %s stops the start, and is named: %s', async (file, text) => {
  await life(ecr => ecr.createRepository({ repositoryName: 'aa' }))
  const folder = join(registryFolder(), 'repositories', 'aa')
  mkdirSync(join(folder, 'images'), { recursive: true })
  writeFileSync(join(folder, file), text)
  await expect(startEmulator({ dataDirectory })).rejects.toThrow(join(folder, file))
})

test.each(['', 'a key', '0'.repeat(63)])('a key that is none stops the start: %j', async key => {
  writeFileSync(join(dataDirectory, 'token-key'), key)
  await expect(startEmulator({ dataDirectory })).rejects.toThrow('token-key holds no key')
})

test('a file that cannot be read is named', async () => {
  await life(ecr => ecr.createRepository({ repositoryName: 'aa' }))
  const path = join(registryFolder(), 'repositories', 'aa', 'repository.json')
  writeFileSync(path, '{')
  await expect(startEmulator({ dataDirectory })).rejects.toThrow(path)
})

test('what else lies in the folder is left alone', async () => {
  writeFileSync(join(dataDirectory, 'notes.txt'), 'mine')
  mkdirSync(join(dataDirectory, '.git'))
  await life(ecr => fill(ecr, 'aa'))
  for (const folder of ['', 'aa', 'aa/images', 'aa/tags']) {
    writeFileSync(join(registryFolder(), 'repositories', folder, '.DS_Store'), '')
  }
  expect(await life(async ecr => (await ecr.describeRepositories({})).repositories)).toHaveLength(1)
  expect(readdirSync(dataDirectory).sort()).toEqual(['.git', '123456789012', 'notes.txt', 'reserve'])
})
