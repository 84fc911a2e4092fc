import { createHash, randomBytes } from 'node:crypto'
import { mkdirSync, renameSync, writeFileSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { join } from 'node:path'

const MIB = 1024 * 1024
const IMAGE_TYPE = 'application/vnd.oci.image.manifest.v1+json'

/** @param {string} text */
const sha256 = text => `sha256:${createHash('sha256').update(text).digest('hex')}`

/** @param {string} layout @param {string} digest */
export const blobPath = (layout, digest) => join(layout, 'blobs', digest.replace(':', '/'))

/** A layer of bytes that are nowhere alike. @param {string} layout @param {number} mebibytes */
async function makeLayer(layout, mebibytes) {
  const path = join(layout, 'blobs', 'sha256', 'unfinished')
  const file = await open(path, 'w')
  const hash = createHash('sha256')
  for (let written = 0; written < mebibytes; written += 1) {
    const chunk = randomBytes(MIB)
    hash.update(chunk)
    await file.write(chunk)
  }
  await file.close()
  const digest = `sha256:${hash.digest('hex')}`
  renameSync(path, blobPath(layout, digest))
  return { mediaType: 'application/vnd.oci.image.layer.v1.tar', size: mebibytes * MIB, digest }
}

/**
 * An OCI layout with one image; answers the digests of its layers.
 * @param {string} layout @param {readonly number[]} mebibytes of each layer @returns {Promise<readonly string[]>}
 */
export async function makeLayout(layout, mebibytes) {
  mkdirSync(join(layout, 'blobs', 'sha256'), { recursive: true })
  const layers = []
  for (const size of mebibytes) layers.push(await makeLayer(layout, size))
  const config = { mediaType: 'application/vnd.oci.image.config.v1+json', size: 2, digest: sha256('{}') }
  const manifest = JSON.stringify({ schemaVersion: 2, mediaType: IMAGE_TYPE, config, layers })
  const image = { mediaType: IMAGE_TYPE, size: manifest.length, digest: sha256(manifest) }
  writeFileSync(blobPath(layout, config.digest), '{}')
  writeFileSync(blobPath(layout, image.digest), manifest)
  writeFileSync(join(layout, 'oci-layout'), '{"imageLayoutVersion":"1.0.0"}')
  writeFileSync(join(layout, 'index.json'), JSON.stringify({ schemaVersion: 2, manifests: [image] }))
  return layers.map(({ digest }) => digest)
}
