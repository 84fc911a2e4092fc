import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { ECR } from '@aws-sdk/client-ecr'
import { expect, test } from 'vitest'
import type { Emulator } from '../../src/emulator/server.ts'
import { ACCOUNT, clientOf, INDEX_TYPE, pushImage } from '../emulator/ecr.ts'
import { folderWith } from '../folder.ts'
import { seeded } from '../seed.ts'
import { describeWith, passwordOf, run } from './clients.ts'

interface World {
  readonly emulator: Emulator
  readonly ecr: ECR
  readonly folder: string
  /** As they write it: `HOST/team/app:v1`. */
  image(reference: string): string
  buildah(...args: readonly string[]): Promise<string>
  podman(...args: readonly string[]): Promise<string>
}

/** An emulator with a repository, and a buildah and a podman that are logged in to it and share what they hold. */
async function world(): Promise<World> {
  const emulator = await seeded({
    calls: [
      { action: 'CreateRepository', input: { repositoryName: 'team/app' } },
      { action: 'CreateRepository', input: { repositoryName: 'team/fixed', imageTagMutability: 'IMMUTABLE' } },
    ],
  })
  const ecr = clientOf(emulator)
  const folder = await folderWith({ hello: 'hello' })
  const { host } = new URL(emulator.url)
  const storage = ['--storage-driver=vfs', `--root=${join(folder, 'root')}`, `--runroot=${join(folder, 'run')}`]
  const env = { HOME: folder, XDG_RUNTIME_DIR: folder, REGISTRY_AUTH_FILE: join(folder, 'auth.json') }
  const client =
    (command: string) =>
    (...args: readonly string[]) =>
      run(command, [...storage, ...args], { env })
  const login = ['login', '--tls-verify=false', '--username=AWS', '--password-stdin', host]
  const input = await passwordOf(ecr)
  expect(await run('buildah', [...storage, ...login], { env, input })).toBe('Login Succeeded!\n')
  return {
    emulator,
    ecr,
    folder,
    image: reference => `${host}/${reference}`,
    buildah: client('buildah'),
    podman: client('podman'),
  }
}

/** Builds an image of one file for a platform, and pushes it; its digest. */
async function built({ buildah, folder, image }: World, reference: string, architecture: string): Promise<string> {
  const container = (await buildah('from', 'scratch')).trim()
  await buildah('copy', container, join(folder, 'hello'), '/hello')
  await buildah('config', '--os=linux', `--arch=${architecture}`, '--entrypoint=["/hello"]', container)
  await buildah('commit', '--rm', container, image(reference))
  await buildah('push', '--tls-verify=false', `--digestfile=${join(folder, 'digest')}`, image(reference))
  return readFile(join(folder, 'digest'), 'utf8')
}

describeWith(['buildah'], () => {
  test('builds an image and pushes it', async () => {
    const here = await world()
    const digest = await built(here, 'team/app:v1', 'amd64')
    const { imageDetails } = await here.ecr.describeImages({ repositoryName: 'team/app' })
    expect(imageDetails).toMatchObject([{ imageDigest: digest, imageTags: ['v1'] }])
  })

  test('joins two images to one of two platforms, and pushes that', async () => {
    const here = await world()
    const { ecr, buildah, image } = here
    const digests = [await built(here, 'team/app:amd', 'amd64'), await built(here, 'team/app:arm', 'arm64')]
    await buildah('manifest', 'create', 'both')
    for (const tag of ['amd', 'arm'])
      await buildah('manifest', 'add', '--tls-verify=false', 'both', `docker://${image(`team/app:${tag}`)}`)
    const to = `docker://${image('team/app:both')}`
    await buildah('manifest', 'push', '--all', '--format=oci', '--tls-verify=false', 'both', to)
    const { images } = await ecr.batchGetImage({ repositoryName: 'team/app', imageIds: [{ imageTag: 'both' }] })
    expect(images).toMatchObject([{ imageManifestMediaType: INDEX_TYPE }])
    const { manifests } = JSON.parse(images?.[0]?.imageManifest ?? '{}') as { manifests: { digest: string }[] }
    expect(manifests.map(({ digest }) => digest).sort()).toEqual(digests.sort())
  })

  test('is told that a tag is immutable, and that a repository does not exist', async () => {
    const here = await world()
    await pushImage(here.ecr, 'team/fixed', 'content', 'v1')
    await expect(built(here, 'team/fixed:v1', 'amd64')).rejects.toThrow('cannot be overwritten')
    await expect(built(here, 'team/missing:v1', 'amd64')).rejects.toThrow(
      `name unknown: The repository with name 'team/missing' does not exist in the registry with id '${ACCOUNT}'`,
    )
  })
})

describeWith(['podman', 'buildah'], () => {
  test('pulls what was pushed, by tag and by digest, and lists its tags', async () => {
    const here = await world()
    const { buildah, podman, image } = here
    const digest = await built(here, 'team/app:v1', 'arm64')
    await buildah('rmi', '--all', '--force')
    const pull = (reference: string) =>
      podman('pull', '--quiet', '--tls-verify=false', '--arch=arm64', image(reference))
    const id = await pull('team/app:v1')
    expect(await pull(`team/app@${digest}`)).toBe(id)
    expect(JSON.parse(await podman('image', 'inspect', id.trim()))).toMatchObject([
      { Digest: digest, Architecture: 'arm64', Config: { Entrypoint: ['/hello'] } },
    ])
    const tags = await podman('search', '--list-tags', '--tls-verify=false', '--format=json', image('team/app'))
    expect(JSON.parse(tags)).toMatchObject([{ Tags: ['v1'] }])
  })

  test('pushes what it has pulled under another tag, where nothing is sent again', async () => {
    const here = await world()
    const { emulator, ecr, podman, image } = here
    const digest = await built(here, 'team/app:v1', 'amd64')
    emulator.clearCalls()
    await podman('tag', image('team/app:v1'), image('team/app:v2'))
    await podman('push', '--tls-verify=false', image('team/app:v2'))
    const { imageDetails } = await ecr.describeImages({ repositoryName: 'team/app' })
    expect(imageDetails).toMatchObject([{ imageDigest: digest, imageTags: ['v1', 'v2'] }])
    expect(emulator.calls.filter(({ operation }) => operation === 'UploadLayerPart')).toEqual([])
  })
})
