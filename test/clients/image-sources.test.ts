import { join } from 'node:path'
import { expect, test } from 'vitest'
import { sha256 } from '../emulator/ecr.ts'
import { folderWith } from '../folder.ts'
import { openLayoutBuilder } from '../images/layouts.ts'
import { layoutAt, REPOSITORY, world } from '../images/world.ts'
import { describeWith, passwordOf, run } from './clients.ts'
import { makeLayout, makeWithUmoci, readLayout } from './oci-layout.ts'

/** A world, and what skopeo pulls out of it into a layout. */
async function pulling() {
  const folder = await folderWith({})
  const at = await world()
  const { host } = new URL(at.emulator.url)
  const credentials = `AWS:${await passwordOf(at.ecr)}`
  const skopeo = (...args: readonly string[]) => run('skopeo', ['--insecure-policy', ...args])
  const pull = async (reference: string) => {
    const to = join(folder, 'pulled')
    const flags = ['--all', '--src-tls-verify=false', `--src-creds=${credentials}`]
    await skopeo('copy', ...flags, `docker://${host}/${reference}`, `oci:${to}:v1`)
    return readLayout(to)
  }
  /** Older ones copy what has a subject without it. */
  const raw = (reference: string) =>
    skopeo('inspect', '--raw', '--tls-verify=false', `--creds=${credentials}`, `docker://${host}/${reference}`)
  return { ...at, folder, pull, raw, skopeo }
}

describeWith(['skopeo'], () => {
  test('pulls an image of two platforms with equal digests', async () => {
    const { folder, bring, pull } = await pulling()
    const made = await makeLayout(join(folder, 'made'), 'one')
    await bring(layoutAt(made.folder, { tag: 'v1' }), made.digest)
    expect(await pull(`${REPOSITORY}:v1`)).toEqual(await readLayout(made.folder))
  })

  test('pulls what it made itself, from a folder and from a tar', async () => {
    const { folder, ecr, sources, bring, pull, skopeo } = await pulling()
    const made = await makeLayout(join(folder, 'made'), 'one')
    const archive = join(folder, 'made.tar')
    const copy = ['copy', '--override-arch=arm64', '--override-os=linux', `oci:${made.folder}:v1`]
    await skopeo(...copy, `oci-archive:${archive}:only`)
    await skopeo(...copy, `oci:${join(folder, 'again')}:only`)
    const source = { from: 'oci-archive', path: archive, directory: folder, tag: 'only' } as const
    const { digest } = await sources.resolve(source, REPOSITORY)
    expect(digest).toBe(made.children[1])
    await bring(source, digest)
    expect(await pull(`${REPOSITORY}:v1`)).toEqual(await readLayout(join(folder, 'again')))
    await ecr.batchDeleteImage({ repositoryName: REPOSITORY, imageIds: [{ imageDigest: digest }] })
    await bring(layoutAt(join(folder, 'again')), digest)
    expect((await pull(`${REPOSITORY}:v1`)).digest).toBe(digest)
  })

  test('pulls a signature, which has the image as its subject', async () => {
    const { folder, ecr, bring, raw } = await pulling()
    const layout = await openLayoutBuilder(join(folder, 'made'))
    const image = await layout.list(await layout.image({ layers: ['app'] }), 'v1')
    const signature = await layout.image({ layers: ['signature'], more: { subject: image } })
    await layout.list(signature)
    await bring(layoutAt(layout.folder), image.digest, { referrers: true })
    const { referrers } = await ecr.listImageReferrers({
      repositoryName: REPOSITORY,
      subjectId: { imageDigest: image.digest },
    })
    expect(referrers).toMatchObject([{ digest: signature.digest }])
    expect(sha256(await raw(`${REPOSITORY}@${signature.digest}`))).toBe(signature.digest)
  })
})

describeWith(['umoci', 'skopeo'], () => {
  test('makes an image that is pulled unchanged', async () => {
    const { folder, sources, bring, pull } = await pulling()
    const layout = await makeWithUmoci(folder)
    const source = layoutAt(layout, { tag: 'v1' })
    const { digest } = await sources.resolve(source, REPOSITORY)
    await bring(source, digest)
    const made = await readLayout(layout)
    expect(made.digest).toBe(digest)
    expect(await pull(`${REPOSITORY}:v1`)).toEqual(made)
  })
})
