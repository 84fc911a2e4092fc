import { createReadStream, createWriteStream } from 'node:fs'
import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { type Header, pack } from 'tar-stream'
import type { Descriptor } from '../../src/images/store.ts'
import { IMAGE_TYPE, INDEX_TYPE, sha256 } from '../emulator/ecr.ts'

export const CONFIG_TYPE = 'application/vnd.oci.image.config.v1+json'
export const LAYER_TYPE = 'application/vnd.oci.image.layer.v1.tar+gzip'
const TAG = 'org.opencontainers.image.ref.name'

export interface ImageParts {
  readonly layers: readonly (string | Buffer)[]
  /** More members of the manifest, or others. */
  readonly more?: object
}

/** An OCI image layout in the making: what is put into it, and what its index.json says. */
export interface LayoutBuilder {
  readonly folder: string
  blob(content: string | Buffer, mediaType?: string): Promise<Descriptor>
  /** Its configuration is made of its layers, so that images with equal layers are equal. */
  image(parts: ImageParts): Promise<Descriptor>
  index(children: readonly Descriptor[], more?: object): Promise<Descriptor>
  /** Lists it in index.json, under a tag or another name if there is one, and with further annotations. */
  list(descriptor: Descriptor, name?: string, annotations?: object): Promise<Descriptor>
}

export const blobPath = (folder: string, digest: string): string => join(folder, 'blobs', digest.replace(':', '/'))

export async function openLayoutBuilder(folder: string): Promise<LayoutBuilder> {
  const manifests: object[] = []
  const write = async (name: string, content: string | Buffer) => {
    await mkdir(dirname(join(folder, name)), { recursive: true })
    await writeFile(join(folder, name), content)
  }
  await write('oci-layout', '{"imageLayoutVersion":"1.0.0"}')
  await write('index.json', JSON.stringify({ schemaVersion: 2, manifests }))
  const blob: LayoutBuilder['blob'] = async (content, mediaType = LAYER_TYPE) => {
    const digest = sha256(content)
    await write(`blobs/${digest.replace(':', '/')}`, content)
    return { digest, mediaType, size: Buffer.byteLength(content) }
  }
  return {
    folder,
    blob,
    async image({ layers, more = {} }) {
      const found = await Promise.all(layers.map(layer => blob(layer)))
      const config = await blob(JSON.stringify({ rootfs: found.map(({ digest }) => digest) }), CONFIG_TYPE)
      const manifest = { schemaVersion: 2, mediaType: IMAGE_TYPE, config, layers: found, ...more }
      return blob(JSON.stringify(manifest), IMAGE_TYPE)
    },
    index: (children, more = {}) =>
      blob(JSON.stringify({ schemaVersion: 2, mediaType: INDEX_TYPE, manifests: children, ...more }), INDEX_TYPE),
    async list(descriptor, name, annotations) {
      const named = { ...(name !== undefined && { [TAG]: name }), ...annotations }
      manifests.push(Object.keys(named).length === 0 ? descriptor : { ...descriptor, annotations: named })
      await write('index.json', JSON.stringify({ schemaVersion: 2, manifests }))
      return descriptor
    },
  }
}

/** A layout with one image, `v1`, of these layers. */
export async function layoutOf(folder: string, ...layers: readonly (string | Buffer)[]): Promise<Descriptor> {
  const layout = await openLayoutBuilder(folder)
  return layout.list(await layout.image({ layers }), 'v1')
}

/** Other bytes of the same length, under the same name. */
export async function corrupt(folder: string, digest: string): Promise<void> {
  const path = blobPath(folder, digest)
  const bytes = await readFile(path)
  bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] ?? 0) ^ 1
  await writeFile(path, bytes)
}

/** What stands in an archive beside the files of a folder. */
export type Extra = Partial<Header> & { readonly name: string }

/** The same as a tar archive, whose file names may begin with `./`. */
export async function archiveOf(folder: string, archive: string, prefix = '', extras: readonly Extra[] = []) {
  const tar = pack()
  const written = pipeline(Readable.from(tar), createWriteStream(archive))
  for (const extra of extras) extra.type === undefined ? tar.entry(extra, '') : tar.entry(extra)
  for (const name of await readdir(folder, { recursive: true })) {
    const path = join(folder, name)
    const { size } = await stat(path)
    if ((await stat(path)).isDirectory()) continue
    const entry = tar.entry({ name: prefix + name, size })
    for await (const chunk of createReadStream(path)) entry.write(chunk)
    entry.end(null)
  }
  tar.finalize()
  await written
}
