import { describe, expect, test } from 'vitest'
import { awsEnvironment, ecrsync } from '../cli.ts'
import { clientOf, IMAGE_TYPE, preparedManifest, pushImage, pushIndex, sha256 } from '../emulator/ecr.ts'
import { folderWith } from '../folder.ts'
import { seeded } from '../seed.ts'

const MANIFEST = `version: 1
name: acme
ownership: none
repositories:
  new/app:
removed:
  - { name: old/app, copiedTo: new/app }
`

/** Nobody is at a terminal. */
const approved = (args: readonly string[]) => (args[0] === 'copy' ? [...args, '--auto-approve'] : args)

async function world() {
  const emulator = await seeded({
    calls: ['old/app', 'new/app'].map(repositoryName => ({ action: 'CreateRepository', input: { repositoryName } })),
  })
  const ecr = clientOf(emulator)
  const cwd = await folderWith({ 'ecrsync.yaml': MANIFEST })
  const place = { cwd, env: awsEnvironment(emulator.url) }
  const run = (...args: readonly string[]) => ecrsync(approved(args), place)
  const one = await pushImage(ecr, 'old/app', 'one', 'v1')
  const children = [await pushImage(ecr, 'old/app', 'amd'), await pushImage(ecr, 'old/app', 'arm')]
  const index = await pushIndex(ecr, 'old/app', children, 'multi')
  const subject = { mediaType: IMAGE_TYPE, digest: one, size: 1 }
  const imageManifest = await preparedManifest(ecr, 'old/app', 'signature', { subject })
  await ecr.putImage({ repositoryName: 'old/app', imageManifest })
  emulator.clearCalls()
  return { emulator, ecr, run, place, one, index, signature: sha256(imageManifest) }
}

const idsIn = async ({ ecr }: Pick<Awaited<ReturnType<typeof world>>, 'ecr'>, repositoryName: string) =>
  (await ecr.listImages({ repositoryName, filter: { imageStatus: 'ANY' } })).imageIds

describe('copy', () => {
  test('brings over every image and tag, says equal, and has nothing to do again', async () => {
    const there = await world()
    const first = await there.run('copy', 'old/app', 'new/app')
    expect([first.code, first.stdout]).toEqual([0, expect.stringContaining('copied 5 images, put 2 tags\nequal')])
    expect(await idsIn(there, 'new/app')).toEqual(await idsIn(there, 'old/app'))
    there.emulator.clearCalls()
    const again = await there.run('copy', 'old/app', 'new/app')
    expect([again.code, again.stdout]).toEqual([0, expect.stringContaining('equal')])
    expect(there.emulator.calls.map(({ operation }) => operation)).toEqual([
      'DescribeImages',
      'DescribeImages',
      'DescribeRegistry',
    ])
  })

  test('--dry-run counts and copies nothing', async () => {
    const there = await world()
    const { code, stdout } = await there.run('copy', 'old/app', 'new/app', '--dry-run', '--json')
    expect(code).toBe(6)
    expect(JSON.parse(stdout)).toMatchObject({ equal: false, dryRun: true, copied: 0, left: { common: 0 } })
    expect(JSON.parse(stdout).left.images).toHaveLength(5)
    expect(await idsIn(there, 'new/app')).toEqual([])
  })

  test('lists archived images as not copied', async () => {
    const there = await world()
    await there.ecr.updateImageStorageClass({
      repositoryName: 'old/app',
      imageId: { imageDigest: there.one },
      targetStorageClass: 'ARCHIVE',
    })
    const { code, stdout } = await there.run('copy', 'old/app', 'new/app')
    expect([code, stdout]).toEqual([6, expect.stringMatching(/archived +sha256:\S+ v1: not copied/)])
    expect((await there.run('plan')).stdout).toContain('new/app lacks 2 of its digests and tags')
  })

  test('moves no tag away from an image that is only there', async () => {
    const there = await world()
    const other = await pushImage(there.ecr, 'new/app', 'other', 'v1')
    const { code, stdout } = await there.run('copy', 'old/app', 'new/app')
    expect([code, stdout]).toEqual([6, expect.stringContaining('conflict')])
    const { imageDetails } = await there.ecr.describeImages({
      repositoryName: 'new/app',
      imageIds: [{ imageTag: 'v1' }],
    })
    expect(imageDetails?.[0]?.imageDigest).toBe(other)
  })

  test('moves no tag that the manifest declares', async () => {
    const there = await world()
    const other = await pushImage(there.ecr, 'old/app', 'other')
    await there.run('copy', 'old/app', 'new/app')
    const text = MANIFEST.replace('new/app:', `new/app: { images: { v1: "${other}" } }`).replace(/removed:[\s\S]*/, '')
    const cwd = await folderWith({ 'ecrsync.yaml': text })
    const place = { cwd, env: awsEnvironment(there.emulator.url) }
    expect((await ecrsync(['apply', '--auto-approve'], place)).code).toBe(0)
    const { code, stdout } = await ecrsync(approved(['copy', 'old/app', 'new/app']), place)
    expect([code, stdout]).toEqual([6, expect.stringContaining('conflict  v1')])
    expect((await ecrsync(['plan'], place)).stdout).toContain('No changes.')
  })

  test('knows the declared tags also where their source depends on the account', async () => {
    const there = await world()
    const source = '${{ target.account }}.dkr.ecr.us-east-1.amazonaws.com/old/app:v1'
    const text = MANIFEST.replace('new/app:', `new/app: { images: { v1: "ecr:${source}" } }`)
    const cwd = await folderWith({ 'ecrsync.yaml': text })
    await pushImage(there.ecr, 'new/app', 'other', 'v1')
    const { code, stdout } = await ecrsync(approved(['copy', 'old/app', 'new/app']), {
      cwd,
      env: awsEnvironment(there.emulator.url),
    })
    expect([code, stdout]).toEqual([6, expect.stringContaining('conflict  v1')])
  })

  test('follows a tag that has moved in the repository that it copies', async () => {
    const there = await world()
    await there.run('copy', 'old/app', 'new/app')
    await pushImage(there.ecr, 'old/app', 'two', 'v1')
    const { code, stdout } = await there.run('copy', 'old/app', 'new/app')
    expect([code, stdout]).toEqual([0, expect.stringContaining('copied 1 image, put 1 tag')])
  })

  test('goes on where it was broken off', async () => {
    const there = await world()
    there.emulator.inject({ operation: 'PutImage', error: 'AccessDeniedException', repository: 'new/app' })
    expect((await there.run('copy', 'old/app', 'new/app')).code).toBe(6)
    there.emulator.clearFaults()
    there.emulator.clearCalls()
    expect((await there.run('copy', 'old/app', 'new/app')).code).toBe(0)
    expect(await idsIn(there, 'new/app')).toEqual(await idsIn(there, 'old/app'))
    expect(there.emulator.calls.map(({ operation }) => operation)).not.toContain('InitiateLayerUpload')
  })

  test('tells every image and tag that did not come over, and why', async () => {
    const there = await world()
    there.emulator.inject({ operation: 'PutImage', error: 'AccessDeniedException', repository: 'new/app' })
    const { code, stdout } = await there.run('copy', 'old/app', 'new/app')
    expect([code, stdout.match(/failed +sha256:\S+: PutImage is not allowed/g)]).toEqual([6, expect.any(Array)])
    expect(stdout.match(/failed/g)).toHaveLength(5)
    expect(stdout.match(/hint: Allow ecr:PutImage/g)).toHaveLength(1)
    const json = await there.run('copy', 'old/app', 'new/app', '--json')
    expect([json.code, JSON.parse(json.stdout)]).toEqual([6, expect.objectContaining({ equal: false, copied: 0 })])
    expect(JSON.parse(json.stdout).failures).toHaveLength(5)
    expect(JSON.parse(json.stdout).failures[0]).toEqual({
      digest: expect.stringMatching(/^sha256:/),
      diagnostics: [expect.objectContaining({ code: 'ACCESS_DENIED', hint: expect.stringContaining('ecr:PutImage') })],
    })
  })

  test('knows the declared tags of a manifest whose sources name the account of the target', async () => {
    const there = await world()
    const other = await pushImage(there.ecr, 'old/app', 'other')
    const source = `ecr:\${{ target.account }}.dkr.ecr.us-east-1.amazonaws.com/old/app@${other}`
    const text = MANIFEST.replace('new/app:', `new/app: { images: { v1: "${source}" } }`).replace(/removed:[\s\S]*/, '')
    const cwd = await folderWith({ 'ecrsync.yaml': text })
    const { code, stdout, stderr } = await ecrsync(approved(['copy', 'old/app', 'new/app']), {
      cwd,
      env: awsEnvironment(there.emulator.url),
    })
    expect([code, stderr, stdout]).toEqual([
      0,
      expect.not.stringContaining('INTERNAL'),
      expect.stringContaining('equal'),
    ])
  })

  test.each([
    [['old/app', 'new/app', '--only', 'new/*'], 3, 'Unknown flag --only'],
    [['old/app', 'new/app', '--expand'], 3, 'Unknown flag --expand'],
    [['old/app', 'new/app', '--min-transfer-rate', 'fast'], 3, 'takes a whole number'],
    [['old/app', 'nobody/declares'], 3, 'NOT_DECLARED'],
    [['old/app', 'old/app2'], 3, 'Add it under repositories:'],
    [['old/app', 'new/ap'], 3, 'Did you mean new/app?'],
    [['Old App', 'new/app'], 3, 'INVALID_ARGUMENT'],
    [['no/such', 'new/app'], 1, 'SOURCE_NOT_FOUND'],
    [['old/app'], 3, 'copy'],
    [['new/app', 'new/app'], 3, 'into itself'],
  ])('%j ends with %i', async (args, code, text) => {
    const there = await world()
    const run = await there.run('copy', ...args)
    expect([run.code, run.stderr]).toEqual([code, expect.stringContaining(text)])
  })
})

describe('a tombstone that says copiedTo', () => {
  test('is blocked while one tag differs, and deletes when none does', async () => {
    const there = await world()
    await there.run('copy', 'old/app', 'new/app')
    const imageManifest = await preparedManifest(there.ecr, 'old/app', 'one')
    await there.ecr.putImage({ repositoryName: 'old/app', imageManifest, imageTag: 'late' })
    const blocked = await there.run('apply', '--auto-approve')
    expect([blocked.code, blocked.stdout]).toEqual([
      6,
      expect.stringContaining('new/app lacks 1 of its digests and tags, e.g. late@'),
    ])
    await there.run('copy', 'old/app', 'new/app')
    const { code, stdout } = await there.run('apply', '--auto-approve')
    expect([code, stdout]).toEqual([0, expect.stringContaining('holds 5 images, all of them in new/app')])
    const { repositories } = await there.ecr.describeRepositories({})
    expect(repositories?.map(({ repositoryName }) => repositoryName)).toEqual(['new/app'])
  })
})
