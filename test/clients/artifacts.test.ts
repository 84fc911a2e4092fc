import { join } from 'node:path'
import type { ECR } from '@aws-sdk/client-ecr'
import { attachArtifactToImage } from '@sigstore/oci'
import { describe, expect, test } from 'vitest'
import { awsEnvironment, ecrsync } from '../cli.ts'
import { clientOf, pushImage } from '../emulator/ecr.ts'
import { folderWith } from '../folder.ts'
import { openLayoutBuilder } from '../images/layouts.ts'
import { seeded } from '../seed.ts'
import { describeWith, passwordOf, run } from './clients.ts'
import { readLayout } from './oci-layout.ts'

const STATEMENT = 'application/vnd.dev.sigstore.bundle.v0.3+json'
const HELM_CONFIG = 'application/vnd.cncf.helm.config.v1+json'
const HELM_CHART = 'application/vnd.cncf.helm.chart.content.v1.tar+gzip'

/** An emulator with an image, and a manifest that promotes it with all that belongs to it. */
async function world() {
  const emulator = await seeded({ calls: [{ action: 'CreateRepository', input: { repositoryName: 'team/app' } }] })
  const ecr = clientOf(emulator)
  const digest = await pushImage(ecr, 'team/app', 'content', 'v1')
  const folder = await folderWith({
    'ecrsync.yaml': `
version: 1
name: promotion
repositories:
  prod/app:
    images:
      v1: { from: "ecr:team/app:v1", referrers: true }
`,
  })
  const promote = () => ecrsync(['apply', '--auto-approve'], { cwd: folder, env: awsEnvironment(emulator.url) })
  return { emulator, ecr, digest, folder, promote, host: new URL(emulator.url).host }
}

const referrersOf = async (ecr: ECR, repositoryName: string, imageDigest: string) =>
  (await ecr.listImageReferrers({ repositoryName, subjectId: { imageDigest } })).referrers

describe("Sigstore's client", () => {
  test('attaches an attestation to an image, which is promoted with it', async () => {
    const { ecr, digest, host, promote } = await world()
    const attestation = await attachArtifactToImage({
      imageName: `${host}/team/app`,
      imageDigest: digest,
      credentials: { username: 'AWS', password: await passwordOf(ecr) },
      artifact: Buffer.from('{"mediaType":"bundle"}'),
      mediaType: STATEMENT,
      annotations: { 'dev.sigstore.bundle.predicateType': 'https://slsa.dev/provenance/v1' },
    })
    const expected = [{ digest: attestation.digest, artifactType: STATEMENT }]
    expect(await referrersOf(ecr, 'team/app', digest)).toMatchObject(expected)
    expect(await promote()).toMatchObject({ code: 0 })
    expect(await referrersOf(ecr, 'prod/app', digest)).toMatchObject(expected)
  })
})

/** A world, and a skopeo that copies to and from it. */
async function copying() {
  const here = await world()
  const credentials = `AWS:${await passwordOf(here.ecr)}`
  const skopeo = (...args: readonly string[]) => run('skopeo', ['--insecure-policy', 'copy', ...args])
  const image = (reference: string) => `docker://${here.host}/${reference}`
  return {
    ...here,
    push: (layout: string, reference: string) =>
      skopeo('--dest-tls-verify=false', `--dest-creds=${credentials}`, `oci:${layout}:v1`, image(reference)),
    /** What it has pulled, as a layout. */
    async pull(reference: string) {
      const to = join(here.folder, reference.replaceAll(/\W/g, '-'))
      await skopeo('--src-tls-verify=false', `--src-creds=${credentials}`, image(reference), `oci:${to}:v1`)
      return readLayout(to)
    },
  }
}

describeWith(['skopeo'], () => {
  test('pushes a signature under the tag that cosign gives it, which is promoted with the image', async () => {
    const { digest, folder, promote, push, pull } = await copying()
    const signature = await makeSignature(join(folder, 'signature'), digest)
    const tag = `${digest.replace(':', '-')}.sig`
    await push(signature, `team/app:${tag}`)
    expect(await promote()).toMatchObject({ code: 0 })
    expect(await pull(`prod/app:${tag}`)).toEqual(await readLayout(signature))
  })

  test('pushes a Helm chart, which is promoted and pulled as it was', async () => {
    const { ecr, folder, promote, push, pull } = await copying()
    const { folder: chart, digest } = await makeChart(join(folder, 'chart'))
    await push(chart, 'team/app:v1')
    expect(await promote()).toMatchObject({ code: 0 })
    const { imageDetails } = await ecr.describeImages({ repositoryName: 'prod/app' })
    expect(imageDetails).toMatchObject([{ imageDigest: digest, imageTags: ['v1'], artifactMediaType: HELM_CONFIG }])
    expect(await pull('prod/app:v1')).toMatchObject({ digest })
  })
})

/** A layout with a signature `v1` as cosign pushes it. Source: sigstore/cosign, specs/SIGNATURE_SPEC.md. */
async function makeSignature(folder: string, digest: string): Promise<string> {
  const layout = await openLayoutBuilder(folder)
  const payload = {
    critical: { image: { 'docker-manifest-digest': digest }, type: 'cosign container image signature' },
  }
  const layer = await layout.blob(JSON.stringify(payload), 'application/vnd.dev.cosign.simplesigning.v1+json')
  const layers = [{ ...layer, annotations: { 'dev.cosignproject.cosign/signature': 'c2lnbmF0dXJl' } }]
  await layout.list(await layout.image({ layers: [], more: { layers } }), 'v1')
  return folder
}

/** A layout with a chart `v1` as Helm pushes it. Source: helm.sh, "Use OCI-based registries". */
async function makeChart(folder: string) {
  const layout = await openLayoutBuilder(folder)
  const metadata = { apiVersion: 'v2', name: 'app', version: '1.0.0' }
  const config = await layout.blob(JSON.stringify(metadata), HELM_CONFIG)
  const layers = [await layout.blob('a chart', HELM_CHART)]
  const annotations = { 'org.opencontainers.image.title': 'app', 'org.opencontainers.image.version': '1.0.0' }
  const { digest } = await layout.list(await layout.image({ layers: [], more: { config, layers, annotations } }), 'v1')
  return { folder, digest }
}
