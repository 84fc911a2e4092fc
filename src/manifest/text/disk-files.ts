import { constants } from 'node:fs'
import { open, realpath, stat } from 'node:fs/promises'
import { find } from './disk-search.ts'
import type { Files } from './files.ts'

export const diskFiles: Files = {
  read: readRegular,
  realPath: path => realpath(path),
  isFile: path =>
    stat(path).then(
      found => found.isFile(),
      () => false,
    ),
  find,
}

const CHUNK = 1024 * 1024

/** A pipe or a device could go on for ever: it is told by the open file, so that nothing else can come in its place. */
async function readRegular(path: string, most = Number.MAX_SAFE_INTEGER): Promise<Uint8Array> {
  const file = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0))
  try {
    const found = await file.stat()
    if (found.isDirectory()) throw failure('EISDIR', 'It is a folder.')
    if (!found.isFile()) throw failure('ENOTFILE', 'It is not a regular file.')
    const chunks: Uint8Array[] = []
    for (let length = 0; length <= most; ) {
      const left = Math.max(found.size - length, 0) + 1
      const { bytesRead, buffer } = await file.read({ buffer: Buffer.alloc(Math.min(CHUNK, left, most + 1 - length)) })
      if (bytesRead === 0) break
      chunks.push(buffer.subarray(0, bytesRead))
      length += bytesRead
    }
    return Buffer.concat(chunks)
  } finally {
    await file.close()
  }
}

const failure = (code: string, message: string): Error => Object.assign(new Error(message), { code })
