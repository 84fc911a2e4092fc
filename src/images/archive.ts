import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { Readable } from 'node:stream'
import { extract, type Header } from 'tar-stream'
import type { EcrsyncError } from '../errors.ts'
import { damaged, invalid, notFound, readable } from './failures.ts'
import type { LayoutFiles } from './layout.ts'
import { DOCKER_ARCHIVE, dockerArchive } from './strangers.ts'

/** Where a file stands in the archive, in bytes. */
interface Extent {
  readonly start: number
  readonly size: number
}

const BLOCK = 512
const CHUNK = 1024 * 1024
const FILES: readonly string[] = ['file', 'contiguous-file']

/**
 * The files in a tar archive. It is read through once for where they stand, and nothing is unpacked.
 *
 * @throws EcrsyncError SOURCE_NOT_FOUND, SOURCE_INVALID
 */
export async function openArchive(path: string, where: string): Promise<LayoutFiles> {
  await refuseOther(path, where)
  const extents = await readExtents(path, where)
  return {
    where,
    size: async name => extents.get(name)?.size,
    read: async (name, from) => {
      const { start, size } = extents.get(name) ?? { start: 0, size: 0 }
      const range = { start: start + from, end: start + size - 1, highWaterMark: CHUNK }
      return from < size ? readable(createReadStream(path, range), where) : Readable.from([])
    },
  }
}

async function refuseOther(path: string, where: string): Promise<void> {
  const found = await stat(path).catch(error => {
    throw notFound({ where, what: `it cannot be read (${error.code})`, hint: MADE, cause: error })
  })
  if (found.isDirectory())
    throw invalid({
      where,
      what: 'it is a folder, which is oci:PATH, and no archive',
      hint: `Write ${where.replace(/^oci-archive:/, 'oci:')}`,
    })
  if (!found.isFile()) throw damaged(where, 'it is no file')
}

const MADE = 'Check the path, which is relative to the file that says it, and that the image was made.'

async function readExtents(path: string, where: string): Promise<ReadonlyMap<string, Extent>> {
  const extents = new Map<string, Extent>()
  const archive = extract()
  const file = createReadStream(path, { highWaterMark: CHUNK })
  file.on('error', error => archive.destroy(error))
  file.pipe(archive as unknown as NodeJS.WritableStream)
  let unsafe: EcrsyncError | undefined
  try {
    for await (const entry of archive) {
      unsafe ??= unsafeIn(entry.header, where)
      const { name, size, type } = entry.header
      // What is read goes on for ever where a header says no length.
      if (!Number.isSafeInteger(size)) throw new Error('a header says no length')
      // What an entry tells as its offset is where its header stands, which takes one block.
      if (FILES.includes(type)) extents.set(plain(name), { start: entry.offset + BLOCK, size })
      entry.resume()
    }
  } catch (error) {
    throw unsafe ?? damaged(where, `it is no tar archive, or ends too early (${(error as Error).message})`, error)
  } finally {
    file.destroy()
  }
  if (unsafe === undefined) return extents
  // Those have links among their layers.
  throw extents.has(DOCKER_ARCHIVE) && !extents.has('oci-layout') ? dockerArchive(where) : unsafe
}

const plain = (name: string): string =>
  name
    .split('/')
    .filter(part => part !== '' && part !== '.')
    .join('/')

function unsafeIn({ name, type }: Header, where: string): EcrsyncError | undefined {
  if (name.startsWith('/') || name.split('/').includes('..'))
    return damaged(where, `the archive has ${JSON.stringify(name)}, which leads out of it`)
  const isNeither = type !== 'directory' && !FILES.includes(type)
  return isNeither
    ? damaged(where, `the archive has ${JSON.stringify(name)}, which is neither a file nor a folder`)
    : undefined
}
