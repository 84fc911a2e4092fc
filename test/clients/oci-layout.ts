import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { IMAGE_TYPE, INDEX_TYPE, sha256 } from '../emulator/ecr.ts'
import { run } from './clients.ts'

const CONFIG_TYPE = 'application/vnd.oci.image.config.v1+json'
const LAYER_TYPE = 'application/vnd.oci.image.layer.v1.tar+gzip'
const TAG = 'org.opencontainers.image.ref.name'
const PLATFORMS = ['amd64', 'arm64']

/** An image of several platforms in a folder, as the OCI image layout has it. */
export interface Layout {
  readonly folder: string
  /** Of the index. */
  readonly digest: string
  readonly manifest: string
  /** Digests of the images of the platforms. */
  readonly children: readonly string[]
}

interface Descriptor {
  readonly mediaType: string
  readonly digest: string
  readonly size: number
}

/** Makes an image of two platforms, `v1`, that share a layer and have one of their own. */
export async function makeLayout(folder: string, content: string): Promise<Layout> {
  await mkdir(blobsOf(folder), { recursive: true })
  const put = async (mediaType: string, blob: string | Buffer): Promise<Descriptor> => {
    await writeFile(join(blobsOf(folder), sha256(blob).replace('sha256:', '')), blob)
    return { mediaType, digest: sha256(blob), size: Buffer.byteLength(blob) }
  }
  const images = await Promise.all(
    PLATFORMS.map(async architecture => {
      const tars = [tarOf('base', Buffer.alloc(300_000, content)), tarOf('platform', Buffer.from(architecture))]
      const rootfs = { type: 'layers', diff_ids: tars.map(sha256) }
      const config = await put(CONFIG_TYPE, JSON.stringify({ architecture, os: 'linux', config: {}, rootfs }))
      // Without compression, so that there is something to transfer.
      const layers = await Promise.all(tars.map(tar => put(LAYER_TYPE, gzipSync(tar, { level: 0 }))))
      const manifest = JSON.stringify({ schemaVersion: 2, mediaType: IMAGE_TYPE, config, layers })
      return { ...(await put(IMAGE_TYPE, manifest)), platform: { architecture, os: 'linux' } }
    }),
  )
  const manifest = JSON.stringify({ schemaVersion: 2, mediaType: INDEX_TYPE, manifests: images })
  const index = { ...(await put(INDEX_TYPE, manifest)), annotations: { [TAG]: 'v1' } }
  await writeFile(join(folder, 'oci-layout'), JSON.stringify({ imageLayoutVersion: '1.0.0' }))
  await writeFile(join(folder, 'index.json'), JSON.stringify({ schemaVersion: 2, manifests: [index] }))
  return { folder, digest: index.digest, manifest, children: images.map(({ digest }) => digest) }
}

/** A tar archive of one file; each block is 512 bytes. Source: POSIX, "ustar Interchange Format". */
function tarOf(name: string, content: Buffer): Buffer {
  const octal = (value: number, width: number) => `${value.toString(8).padStart(width - 1, '0')}\0`
  const head = Buffer.alloc(512)
  head.write(name)
  head.write(octal(0o644, 8) + octal(0, 8) + octal(0, 8) + octal(content.length, 12) + octal(0, 12), 100)
  head.write('        0', 148)
  head.write('ustar\x0000', 257)
  const sum = head.reduce((total, byte) => total + byte)
  head.write(`${octal(sum, 7)} `, 148)
  return Buffer.concat([head, content, Buffer.alloc((512 - (content.length % 512)) % 512), Buffer.alloc(1024)])
}

const blobsOf = (folder: string) => join(folder, 'blobs', 'sha256')

/** What is in a layout: digest of the one image, or index, that it is about, and of all that there is. */
export async function readLayout(folder: string): Promise<{ digest: string | undefined; blobs: readonly string[] }> {
  const { manifests } = JSON.parse(await readFile(join(folder, 'index.json'), 'utf8')) as { manifests: Descriptor[] }
  const files = await readdir(blobsOf(folder))
  return { digest: manifests[0]?.digest, blobs: files.map(file => `sha256:${file}`).sort() }
}

/** A layout with an image `v1` of one file, as umoci makes it. */
export async function makeWithUmoci(folder: string): Promise<string> {
  const layout = join(folder, 'umoci')
  await mkdir(join(folder, 'root'))
  await writeFile(join(folder, 'root', 'hello'), 'hello')
  await run('umoci', ['init', '--layout', layout])
  await run('umoci', ['new', '--image', `${layout}:v1`])
  await run('umoci', ['insert', '--rootless', '--image', `${layout}:v1`, join(folder, 'root', 'hello'), '/hello'])
  await run('umoci', ['gc', '--layout', layout])
  return layout
}
