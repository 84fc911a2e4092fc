import { join } from 'node:path'
import type { ECR } from '@aws-sdk/client-ecr'
import { expect, test } from 'vitest'
import type { Emulator } from '../../src/emulator/server.ts'
import { ACCOUNT, clientOf, IMAGE_TYPE, INDEX_TYPE, pushImage } from '../emulator/ecr.ts'
import { folderWith } from '../folder.ts'
import { seeded } from '../seed.ts'
import { describeWith, passwordOf, run } from './clients.ts'
import { type Layout, makeLayout, makeWithUmoci, readLayout } from './oci-layout.ts'

const HOUR = 60 * 60 * 1000
const DOCKER_IMAGE_TYPE = 'application/vnd.docker.distribution.manifest.v2+json'
const DOCKER_LIST_TYPE = 'application/vnd.docker.distribution.manifest.list.v2+json'

interface World {
  readonly emulator: Emulator
  readonly ecr: ECR
  readonly folder: string
  /** An image that is in no registry yet. */
  readonly layout: Layout
  skopeo(...args: readonly string[]): Promise<string>
  copy(from: string, to: string, ...flags: readonly string[]): Promise<string>
  /** As skopeo writes it: `team/app:v1`. */
  image(reference: string): string
}

/** An emulator with three repositories, and a skopeo that is logged in to it. */
async function world(): Promise<World> {
  const emulator = await seeded({
    calls: [
      { action: 'CreateRepository', input: { repositoryName: 'team/app' } },
      { action: 'CreateRepository', input: { repositoryName: 'team/copy' } },
      { action: 'CreateRepository', input: { repositoryName: 'team/fixed', imageTagMutability: 'IMMUTABLE' } },
    ],
  })
  const ecr = clientOf(emulator)
  const folder = await folderWith({})
  const env = { HOME: folder, REGISTRY_AUTH_FILE: join(folder, 'auth.json') }
  const { host } = new URL(emulator.url)
  const skopeo: World['skopeo'] = (...args) => run('skopeo', ['--insecure-policy', ...args], { env })
  const login = ['login', '--tls-verify=false', '--username', 'AWS', '--password-stdin', host]
  expect(await run('skopeo', login, { env, input: await passwordOf(ecr) })).toBe('Login Succeeded!\n')
  return {
    emulator,
    ecr,
    folder,
    layout: await makeLayout(join(folder, 'made'), 'one'),
    skopeo,
    copy: (from, to, ...flags) =>
      skopeo('copy', '--src-tls-verify=false', '--dest-tls-verify=false', ...flags, from, to),
    image: reference => `docker://${host}/${reference}`,
  }
}

const oci = (folder: string) => `oci:${folder}:v1`

/** Digest → its tags. */
async function imagesIn(ecr: ECR, repositoryName: string): Promise<Readonly<Record<string, readonly string[]>>> {
  const { imageDetails = [] } = await ecr.describeImages({ repositoryName })
  return Object.fromEntries(imageDetails.map(({ imageDigest = '', imageTags = [] }) => [imageDigest, imageTags]))
}

describeWith(['skopeo'], () => {
  test('pushes an image of two platforms, and pulls the same bytes by tag and by digest', async () => {
    const { ecr, folder, layout, skopeo, copy, image } = await world()
    const { digest, children, manifest } = layout
    await copy(oci(layout.folder), image('team/app:v1'), '--all')
    expect(await imagesIn(ecr, 'team/app')).toEqual({
      [digest]: ['v1'],
      ...Object.fromEntries(children.map(child => [child, []])),
    })

    expect(JSON.parse(await skopeo('list-tags', '--tls-verify=false', image('team/app')))).toMatchObject({
      Tags: ['v1'],
    })
    expect(await skopeo('inspect', '--raw', '--tls-verify=false', image('team/app:v1'))).toBe(manifest)
    const made = await readLayout(layout.folder)
    expect(made).toMatchObject({ digest, blobs: { length: 8 } })
    for (const reference of ['team/app:v1', `team/app@${digest}`]) {
      const pulled = join(folder, reference.replaceAll(/\W/g, '-'))
      await copy(image(reference), oci(pulled), '--all')
      expect(await readLayout(pulled)).toEqual(made)
    }
  })

  test('pulls what was pushed through the API of AWS', async () => {
    const { ecr, folder, copy, image } = await world()
    const digest = await pushImage(ecr, 'team/app', 'content', 'v1')
    await copy(image('team/app:v1'), oci(join(folder, 'pulled')), '--preserve-digests')
    expect(await readLayout(join(folder, 'pulled'))).toMatchObject({ digest, blobs: { length: 3 } })
  })

  test('copies an image to another repository, where it is the same', async () => {
    const { emulator, ecr, layout, copy, image } = await world()
    await copy(oci(layout.folder), image('team/app:v1'), '--all')
    await copy(image('team/app:v1'), image('team/copy:v2'), '--all')
    expect(await imagesIn(ecr, 'team/copy')).toMatchObject({ [layout.digest]: ['v2'] })
    expect(uploadsTo(emulator, 'team/copy')).toHaveLength(5)
  })

  test('sends only the configurations where the account lets layers be mounted', async () => {
    const { emulator, ecr, layout, copy, image } = await world()
    await ecr.putAccountSetting({ name: 'BLOB_MOUNTING', value: 'ENABLED' })
    await copy(oci(layout.folder), image('team/app:v1'), '--all')
    await copy(image('team/app:v1'), image('team/copy:v2'), '--all')
    expect(await imagesIn(ecr, 'team/copy')).toMatchObject({ [layout.digest]: ['v2'] })
    expect(uploadsTo(emulator, 'team/copy')).toHaveLength(2)
  })

  test('deletes an image of two platforms, whose parts are then without a tag', async () => {
    const { ecr, layout, skopeo, copy, image } = await world()
    await copy(oci(layout.folder), image('team/app:v1'), '--all')
    await skopeo('delete', '--tls-verify=false', image('team/app:v1'))
    const { imageIds } = await ecr.listImages({ repositoryName: 'team/app', filter: { tagStatus: 'UNTAGGED' } })
    expect(imageIds).toEqual([...layout.children].sort().map(imageDigest => ({ imageDigest })))
    expect(Object.keys(await imagesIn(ecr, 'team/app'))).toHaveLength(2)
    await expect(skopeo('inspect', '--tls-verify=false', image('team/app:v1'))).rejects.toThrow('manifest unknown')
  })

  test('is not let delete a part of an image', async () => {
    const { ecr, layout, skopeo, copy, image } = await world()
    await copy(oci(layout.folder), image('team/app:v1'), '--all')
    await expect(skopeo('delete', '--tls-verify=false', image(`team/app@${layout.children[0]}`))).rejects.toThrow(
      `Requested image referenced by manifest list: [${layout.digest}]`,
    )
    expect(Object.keys(await imagesIn(ecr, 'team/app'))).toHaveLength(3)
  })

  test.each([
    ['one platform', ['--override-arch=arm64'], DOCKER_IMAGE_TYPE, 1],
    ['two platforms', ['--all'], DOCKER_LIST_TYPE, 3],
  ])("pushes an image of %s in Docker's format", async (_, flags, type, count) => {
    const { ecr, layout, skopeo, copy, image } = await world()
    await copy(oci(layout.folder), image('team/app:v1'), '--format=v2s2', '--override-os=linux', ...flags)
    const raw = JSON.parse(await skopeo('inspect', '--raw', '--tls-verify=false', image('team/app:v1')))
    expect(raw).toMatchObject({ mediaType: type })
    const { imageDetails = [] } = await ecr.describeImages({ repositoryName: 'team/app' })
    expect(imageDetails).toHaveLength(count)
    const types = imageDetails.map(({ imageManifestMediaType }) => imageManifestMediaType)
    expect(types).toContain(type)
    expect(types).not.toContain(IMAGE_TYPE)
    expect(types).not.toContain(INDEX_TYPE)
  })

  test('is told that a tag is immutable', async () => {
    const { ecr, folder, layout, copy, image } = await world()
    await copy(oci(layout.folder), image('team/fixed:v1'), '--all')
    const other = await makeLayout(join(folder, 'other'), 'two')
    await expect(copy(oci(other.folder), image('team/fixed:v1'), '--all')).rejects.toThrow(
      "tag invalid: The image tag 'v1' already exists in the 'team/fixed' repository and cannot be overwritten because the tag is immutable.",
    )
    expect(await imagesIn(ecr, 'team/fixed')).toMatchObject({ [layout.digest]: ['v1'] })
  })

  test('is told that a repository does not exist', async () => {
    const { layout, copy, image } = await world()
    await expect(copy(oci(layout.folder), image('team/missing:v1'), '--all')).rejects.toThrow(
      `name unknown: The repository with name 'team/missing' does not exist in the registry with id '${ACCOUNT}'`,
    )
  })

  test('is refused without a token, with a wrong one and with one of more than twelve hours ago', async () => {
    const { emulator, skopeo, image } = await world()
    const inspect = (...flags: readonly string[]) =>
      skopeo('inspect', '--tls-verify=false', ...flags, image('team/app:v1'))
    await expect(inspect('--no-creds')).rejects.toThrow('authentication required')
    await expect(inspect('--creds=AWS:wrong')).rejects.toThrow('authentication required')
    emulator.clock.advance(12 * HOUR + 1000)
    await expect(inspect()).rejects.toThrow('Your authorization token has expired. Reauthenticate and try again.')
  })
})

describeWith(['umoci', 'skopeo'], () => {
  test('makes an image that is pushed and pulled unchanged', async () => {
    const { ecr, folder, copy, image } = await world()
    const layout = await makeWithUmoci(folder)
    const made = await readLayout(layout)
    await copy(oci(layout), image('team/app:v1'))
    expect(await imagesIn(ecr, 'team/app')).toEqual({ [made.digest ?? '']: ['v1'] })
    await copy(image('team/app:v1'), oci(join(folder, 'pulled')))
    expect(await readLayout(join(folder, 'pulled'))).toEqual(made)
  })
})

/** What was sent to a repository, byte by byte. */
const uploadsTo = ({ calls }: Emulator, repositoryName: string) =>
  calls.filter(({ operation, name }) => operation === 'UploadLayerPart' && name === repositoryName)
