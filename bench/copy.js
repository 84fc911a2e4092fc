// How long copies of 1 GiB from an OCI layout take beside a bare loop over UploadLayerPart, and how much memory the process that
// copies: `npm run bench:copy`. Exits 1 where a bound is broken.
import { spawn } from 'node:child_process'
import { createHash, randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { ECR } from '@aws-sdk/client-ecr'
import { connect } from '../dist/aws/client.js'
import { copier } from '../dist/images/copier.js'
import { openSources } from '../dist/images/sources.js'

const HERE = fileURLToPath(import.meta.url)
const RUN = fileURLToPath(new URL('../bin/run.js', import.meta.url))
const MIB = 1024 * 1024
/** The bounds: megabytes, and the rate of a bare loop. */
const MOST_MB = 160
const LEAST_RATE = 0.8
const ROUNDS = 3
const REGION = 'us-east-1'
const IMAGE_TYPE = 'application/vnd.oci.image.manifest.v1+json'

/** @param {string | Buffer} bytes */
const sha256 = bytes => `sha256:${createHash('sha256').update(bytes).digest('hex')}`

/** @param {string} folder @param {string} digest */
const blobPath = (folder, digest) => join(folder, 'blobs', digest.replace(':', '/'))

/** A layer of bytes that are nowhere alike. @param {string} folder @param {number} mebibytes */
async function makeLayer(folder, mebibytes) {
  const path = join(folder, 'blobs', 'sha256', 'making')
  const file = await open(path, 'w')
  const hash = createHash('sha256')
  for (let written = 0; written < mebibytes; written += 1) {
    const chunk = randomBytes(MIB)
    hash.update(chunk)
    await file.write(chunk)
  }
  await file.close()
  const digest = `sha256:${hash.digest('hex')}`
  renameSync(path, blobPath(folder, digest))
  return { mediaType: 'application/vnd.oci.image.layer.v1.tar', size: mebibytes * MIB, digest }
}

/** Answers the digest of its only image. @param {string} folder @param {readonly number[]} mebibytes of each layer */
async function makeLayout(folder, mebibytes) {
  mkdirSync(join(folder, 'blobs', 'sha256'), { recursive: true })
  const layers = []
  for (const size of mebibytes) layers.push(await makeLayer(folder, size))
  const config = { mediaType: 'application/vnd.oci.image.config.v1+json', size: 2, digest: sha256('{}') }
  const manifest = JSON.stringify({ schemaVersion: 2, mediaType: IMAGE_TYPE, config, layers })
  const image = { mediaType: IMAGE_TYPE, size: manifest.length, digest: sha256(manifest) }
  writeFileSync(blobPath(folder, config.digest), '{}')
  writeFileSync(blobPath(folder, image.digest), manifest)
  writeFileSync(join(folder, 'oci-layout'), '{"imageLayoutVersion":"1.0.0"}')
  writeFileSync(join(folder, 'index.json'), JSON.stringify({ schemaVersion: 2, manifests: [image] }))
  return image.digest
}

/** @param {string} dataDirectory */
async function startEmulator(dataDirectory) {
  const args = [RUN, 'emulator', '--port', '0', '--data', dataDirectory]
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  const url = await new Promise(resolve => {
    child.stdout.on('data', chunk => {
      const [, found] = /listening on (\S+)/.exec(String(chunk)) ?? []
      if (found !== undefined) resolve(found)
    })
  })
  return {
    url: String(url),
    async stop() {
      child.kill()
      await once(child, 'exit')
    },
  }
}

/** In a process of its own. @param {string} url @param {string} folder @param {string} imageDigest */
async function copy(url, folder, imageDigest) {
  const credentials = { accessKeyId: '123456789012', secretAccessKey: 'local' }
  const {
    images: caller,
    writer,
    close,
  } = await connect({ region: REGION, endpoint: url, credentials, concurrency: 8 })
  await writer.perform({ action: 'CreateRepository', input: { repositoryName: 'bench' } })
  const sources = openSources({ caller, region: REGION, callerFor: () => caller })
  const since = process.hrtime.bigint()
  const source = /** @type {const} */ ({ from: 'oci', path: folder, directory: '/' })
  const { bring, tag } = copier({ caller, sources })
  const image = await bring({ repositoryName: 'bench', imageDigest, source, referrers: false }, () => undefined)
  await tag(image, 'bench', 'v1')
  const seconds = Number(process.hrtime.bigint() - since) / 1e9
  process.send?.({ seconds, peak: process.resourceUsage().maxRSS / 1024 })
  close()
}

/** The same bytes by the SDK alone, each layer after the other, as one that writes a script would. @param {string} url @param {string} folder @param {string} imageDigest */
async function bare(url, folder, imageDigest) {
  const credentials = { accessKeyId: '123456789012', secretAccessKey: 'local' }
  const ecr = new ECR({ region: REGION, endpoint: url, credentials })
  const repositoryName = 'bare'
  await ecr.createRepository({ repositoryName })
  const since = process.hrtime.bigint()
  for (const { digest, size } of JSON.parse(readFileSync(blobPath(folder, imageDigest), 'utf8')).layers)
    await push(ecr, repositoryName, { digest, size, path: blobPath(folder, digest) })
  const seconds = Number(process.hrtime.bigint() - since) / 1e9
  process.send?.({ seconds, peak: process.resourceUsage().maxRSS / 1024 })
  ecr.destroy()
}

/** @param {ECR} ecr @param {string} repositoryName @param {{ digest: string, size: number, path: string }} layer */
async function push(ecr, repositoryName, { digest, size, path }) {
  const { uploadId, partSize = 10 * MIB } = await ecr.initiateLayerUpload({ repositoryName })
  const file = await open(path)
  const memory = Buffer.allocUnsafeSlow(partSize)
  for (let partFirstByte = 0; partFirstByte < size; partFirstByte += partSize) {
    const { bytesRead } = await file.read(memory, 0, partSize, partFirstByte)
    const range = { partFirstByte, partLastByte: partFirstByte + bytesRead - 1 }
    await ecr.uploadLayerPart({ repositoryName, uploadId, ...range, layerPartBlob: memory.subarray(0, bytesRead) })
  }
  await file.close()
  await ecr.completeLayerUpload({ repositoryName, uploadId, layerDigests: [digest] })
}

/** @typedef {{ seconds: number, peak: number }} Copied */

/** @param {string} way @param {string} url @param {string} folder @param {string} digest @returns {Promise<Copied>} */
const copied = (way, url, folder, digest) =>
  new Promise((resolve, reject) => {
    const env = { ...process.env, AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' }
    const stdio = /** @type {const} */ (['ignore', 'inherit', 'inherit', 'ipc'])
    const child = spawn(process.execPath, [HERE, way, url, folder, digest], { env, stdio })
    child.on('message', told => resolve(/** @type {Copied} */ (told)))
    child.on('exit', code => reject(new Error(`The copy ended with ${code}`)))
  })

const median = (/** @type {number[]} */ values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0

/** Both in turn, each into an emulator of its own. @param {string} folder @param {readonly number[]} mebibytes @param {number} rounds */
async function rounds(folder, mebibytes, rounds) {
  const layout = join(folder, 'layout')
  const digest = await makeLayout(layout, mebibytes)
  const turns = []
  for (let round = 0; round < rounds; round += 1) {
    const turn = { bare: { seconds: 0, peak: 0 }, copy: { seconds: 0, peak: 0 } }
    for (const way of /** @type {const} */ (['bare', 'copy'])) {
      const data = join(folder, 'data')
      const { url, stop } = await startEmulator(data)
      try {
        turn[way] = await copied(way, url, layout, digest)
      } finally {
        await stop()
        rmSync(data, { recursive: true, force: true })
      }
    }
    turns.push(turn)
  }
  return turns
}

/** The rate as a share of the bare loop's in the same round, and memory in MB. @param {readonly number[]} mebibytes of each layer */
export async function measure(mebibytes, count = ROUNDS) {
  const folder = mkdtempSync(join(tmpdir(), 'ecrsync-bench-'))
  try {
    const turns = await rounds(folder, mebibytes, count)
    return {
      seconds: median(turns.map(({ copy }) => copy.seconds)),
      rate: median(turns.map(({ bare, copy }) => bare.seconds / copy.seconds)),
      megabytes: Math.max(...turns.map(({ copy }) => copy.peak)),
      bareMegabytes: Math.max(...turns.map(({ bare }) => bare.peak)),
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** @type {readonly (readonly [string, readonly number[]])[]} */
export const LAYERS = [
  ['one layer of 1 GiB', [1024]],
  ['eight layers of 128 MiB', Array.from({ length: 8 }, () => 128)],
]

async function main() {
  for (const [what, mebibytes] of LAYERS) {
    const { seconds, rate, megabytes, bareMegabytes } = await measure(mebibytes)
    console.log(
      `${what}: ${seconds.toFixed(1)} s, ${rate.toFixed(2)} × the rate of a bare loop, the bound is ${LEAST_RATE}; ${megabytes.toFixed(0)} MB (a bare loop ${bareMegabytes.toFixed(0)} MB), the bound is ${MOST_MB} MB`,
    )
    if (megabytes > MOST_MB || rate < LEAST_RATE) process.exitCode = 1
  }
}

if (process.argv[1] === HERE) {
  const [way, url, folder, digest] = process.argv.slice(2)
  if (url === undefined || folder === undefined || digest === undefined) await main()
  else await (way === 'bare' ? bare : copy)(url, folder, digest)
}
