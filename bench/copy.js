// How long copies of 1 GiB from an OCI layout take, and how much memory the process that copies: `npm run bench:copy`.
import { spawn } from 'node:child_process'
import { createHash, randomBytes } from 'node:crypto'
import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { connect } from '../dist/aws/client.js'
import { copier } from '../dist/images/copier.js'
import { openSources } from '../dist/images/sources.js'

const HERE = fileURLToPath(import.meta.url)
const RUN = fileURLToPath(new URL('../bin/run.js', import.meta.url))
const MIB = 1024 * 1024
const MOST_MB = 200
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
  return { url: String(url), stop: () => child.kill() }
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

/** @param {string} url @param {string} folder @param {string} digest */
const copied = (url, folder, digest) =>
  new Promise((resolve, reject) => {
    const env = { ...process.env, AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' }
    const stdio = /** @type {const} */ (['ignore', 'inherit', 'inherit', 'ipc'])
    const child = spawn(process.execPath, [HERE, url, folder, digest], { env, stdio })
    child.on('message', resolve)
    child.on('exit', code => reject(new Error(`The copy ended with ${code}`)))
  })

/** @param {string} folder @param {string} what @param {readonly number[]} mebibytes */
async function measure(folder, what, mebibytes) {
  const layout = join(folder, 'layout')
  const digest = await makeLayout(layout, mebibytes)
  const { url, stop } = await startEmulator(join(folder, 'data'))
  try {
    const { seconds, peak } = await copied(url, layout, digest)
    console.log(`${what}: ${seconds.toFixed(1)} s, peak memory of the copying process ${peak.toFixed(0)} MB`)
    if (peak >= MOST_MB) process.exitCode = 1
  } finally {
    stop()
  }
}

async function main() {
  for (const [what, mebibytes] of /** @type {const} */ ([
    ['one layer of 1 GiB', [1024]],
    ['eight layers of 128 MiB', Array.from({ length: 8 }, () => 128)],
  ])) {
    const folder = mkdtempSync(join(tmpdir(), 'ecrsync-bench-'))
    try {
      await measure(folder, what, mebibytes)
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  }
}

const [url, folder, digest] = process.argv.slice(2)
if (url !== undefined && folder !== undefined && digest !== undefined) await copy(url, folder, digest)
else await main()
