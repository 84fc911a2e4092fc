import { expect, test } from 'vitest'
import { unwrapped } from '../cli.ts'
import { IMAGE_TYPE, preparedManifest, pushImage, sha256 } from '../emulator/ecr.ts'
import { FROM, NAME, registries, SETTLED, settled } from './upstream.ts'

type At = Awaited<ReturnType<typeof registries>>

async function signed(ecr: At['ecr'], digest: string, name = 'signature') {
  const imageManifest = await preparedManifest(ecr, FROM, name, { subject: { mediaType: IMAGE_TYPE, size: 1, digest } })
  await ecr.putImage({ repositoryName: FROM, imageManifest })
  return sha256(imageManifest)
}

const cosignTag = (digest: string) => `${digest.replace(':', '-')}.sig`

test.each(['docker', 'ecr'])('referrers that are asked for later come later, from %s', async from => {
  const at = await registries()
  const [ecr, source] = from === 'docker' ? [at.there, at.docker] : [at.ecr, `ecr:${FROM}`]
  const digest = await pushImage(ecr, FROM, 'app', '3')
  const signature = await signed(ecr, digest)
  await pushImage(ecr, FROM, 'cosign', cosignTag(digest))
  expect(await settled(await at.over({ base: `${source}:3` }))).toEqual(SETTLED)
  const run = await at.over({ base: { from: `${source}@${digest}`, referrers: true } })
  at.target.clearCalls()
  const { stdout } = await run('plan')
  expect(at.target.calls.filter(({ operation }) => !/^(Describe|List|Get)/.test(operation))).toEqual([])
  expect(unwrapped(stdout)).toMatch(
    /~ image base {2,}sha256:\S+ gets the referrers that it lacks, from .*: sha256.* and 1 more/,
  )
  expect(stdout).toContain('Plan: 0 to create, 1 to update, 0 to delete')
  expect(await settled(run)).toEqual(SETTLED)
  const { imageIds = [] } = await at.ecr.listImages({ repositoryName: NAME })
  expect(imageIds).toContainEqual({ imageDigest: signature })
  expect(imageIds.map(({ imageTag }) => imageTag)).toContain(cosignTag(digest))

  const later = await signed(ecr, digest, 'a later one')
  expect((await run('plan')).stdout).toContain('1 to update')
  expect(await settled(run)).toEqual(SETTLED)
  expect((await at.ecr.listImages({ repositoryName: NAME })).imageIds).toContainEqual({ imageDigest: later })
  expect((await (await at.over({ base: `${source}:3` }))('plan')).stdout).toContain('No changes.')
})

test('where the source does not answer, it is said, and nothing is changed', async () => {
  const at = await registries()
  const digest = await pushImage(at.there, FROM, 'app', '3')
  expect(await settled(await at.over({ base: `${at.docker}:3` }))).toEqual(SETTLED)
  const run = await at.over({ base: { from: `docker://127.0.0.1:1/${FROM}@${digest}`, referrers: true } })
  const { code, stdout, stderr } = await run('plan')
  expect([code, stdout]).toEqual([0, expect.stringContaining('No changes.')])
  expect(stdout + stderr).toContain('REFERRERS_UNREAD')
})

test('a layout that is gone again is not missed by an image that is there', async () => {
  const at = await registries()
  const digest = await pushImage(at.ecr, NAME, 'app', 'base')
  const run = await at.over({ base: { from: `oci:./gone@${digest}`, referrers: true } })
  const { code, stdout, stderr } = await run('plan')
  expect([code, stdout]).toEqual([0, expect.stringContaining('No changes.')])
  expect(stdout + stderr).not.toContain('REFERRERS_UNREAD')
})
