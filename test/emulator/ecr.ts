import { createHash } from 'node:crypto'
import { ECR } from '@aws-sdk/client-ecr'
import { afterEach, beforeEach } from 'vitest'
import { type Emulator, type EmulatorOptions, startEmulator } from '../../src/emulator/server.ts'

const REGION = 'us-east-1'
export const ACCOUNT = '123456789012'
export const IMAGE_TYPE = 'application/vnd.oci.image.manifest.v1+json'
export const INDEX_TYPE = 'application/vnd.oci.image.index.v1+json'
const CONFIG_TYPE = 'application/vnd.oci.image.config.v1+json'
const LAYER_TYPE = 'application/vnd.oci.image.layer.v1.tar+gzip'

export const arnOf = (name: string) => `arn:aws:ecr:${REGION}:${ACCOUNT}:repository/${name}`

/** What AWS knows the caller as; the emulator reads both out of the signature. */
export interface Caller {
  readonly accessKey?: string
  readonly region?: string
}

export const clientOf = (
  { url }: Pick<Emulator, 'url'>,
  { accessKey = 'AKIAEXAMPLE', region = REGION }: Caller = {},
): ECR =>
  new ECR({
    region,
    endpoint: url,
    maxAttempts: 1,
    credentials: { accessKeyId: accessKey, secretAccessKey: 'secret' },
  })

/** One call without an SDK in between. */
async function post(url: string, operation: string, input: unknown) {
  const response = await fetch(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': `AmazonEC2ContainerRegistry_V20150921.${operation}`,
    },
    body: typeof input === 'string' ? input : JSON.stringify(input),
  })
  const body = (await response.json()) as { readonly __type?: string; readonly message?: string }
  return { status: response.status, body }
}

/** A fresh emulator, and a client of it, for each test of a file. */
export function emulated(options: EmulatorOptions = {}) {
  let emulator: Emulator
  let ecr: ECR
  beforeEach(async () => {
    emulator = await startEmulator(options)
    ecr = clientOf(emulator)
  })
  afterEach(async () => {
    ecr.destroy()
    await emulator.close()
  })
  return {
    get emulator() {
      return emulator
    },
    get ecr() {
      return ecr
    },
    post: (operation: string, input: unknown) => post(emulator.url, operation, input),
  }
}

export const sha256 = (bytes: string | Uint8Array): string =>
  `sha256:${createHash('sha256').update(bytes).digest('hex')}`

/** Uploads a blob in one part; what is there already stays. */
export async function uploadLayer(ecr: ECR, repositoryName: string, bytes: Uint8Array): Promise<string> {
  const layerDigests = [sha256(bytes)]
  const { layers } = await ecr.batchCheckLayerAvailability({ repositoryName, layerDigests })
  if (layers?.[0]?.layerAvailability === 'AVAILABLE') return sha256(bytes)
  const { uploadId } = await ecr.initiateLayerUpload({ repositoryName })
  const part = { partFirstByte: 0, partLastByte: bytes.length - 1, layerPartBlob: bytes }
  await ecr.uploadLayerPart({ repositoryName, uploadId, ...part })
  await ecr.completeLayerUpload({ repositoryName, uploadId, layerDigests })
  return sha256(bytes)
}

/** A manifest whose configuration and layer are already in the repository. */
export async function preparedManifest(ecr: ECR, repositoryName: string, content: string, more = {}): Promise<string> {
  const [config, layer] = [Buffer.from(`{"of":"${content}"}`), Buffer.from(content)]
  return JSON.stringify({
    schemaVersion: 2,
    mediaType: IMAGE_TYPE,
    config: { mediaType: CONFIG_TYPE, size: config.length, digest: await uploadLayer(ecr, repositoryName, config) },
    layers: [{ mediaType: LAYER_TYPE, size: layer.length, digest: await uploadLayer(ecr, repositoryName, layer) }],
    ...more,
  })
}

/** Pushes an image made of its content's name; answers its digest. */
export async function pushImage(ecr: ECR, repositoryName: string, content: string, imageTag?: string): Promise<string> {
  const imageManifest = await preparedManifest(ecr, repositoryName, content)
  await ecr.putImage({ repositoryName, imageManifest, imageTag })
  return sha256(imageManifest)
}

/** An index of images for platforms, each `OS/ARCHITECTURE`. @returns its digest, and that of each image */
export async function pushPlatforms(ecr: ECR, repositoryName: string, platforms: readonly string[], imageTag?: string) {
  const children: string[] = []
  for (const platform of platforms) children.push(await pushImage(ecr, repositoryName, platform))
  const manifests = platforms.map((platform, index) => {
    const [os, architecture] = platform.split('/')
    return { mediaType: IMAGE_TYPE, size: 1, digest: children[index], platform: { os, architecture } }
  })
  const imageManifest = JSON.stringify({ schemaVersion: 2, mediaType: INDEX_TYPE, manifests })
  await ecr.putImage({ repositoryName, imageManifest, imageTag })
  return { digest: sha256(imageManifest), children }
}

export async function pushIndex(ecr: ECR, repositoryName: string, children: readonly string[], imageTag?: string) {
  const manifests = children.map(digest => ({ mediaType: IMAGE_TYPE, size: 1, digest }))
  const imageManifest = JSON.stringify({ schemaVersion: 2, mediaType: INDEX_TYPE, manifests })
  await ecr.putImage({ repositoryName, imageManifest, imageTag })
  return sha256(imageManifest)
}
