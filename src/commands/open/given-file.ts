import { createReadStream } from 'node:fs'
import { devNull } from 'node:os'
import { isatty } from 'node:tty'
import { diskFiles } from '../../manifest/text/disk-files.ts'

const MIB = 1024 * 1024
const MOST = 64 * MIB

/**
 * A file that whoever runs this names. A pipe is read where it is open already, as `<(…)` of a shell is: one with a name
 * could be waited for without end.
 *
 * @throws Error that says why it cannot be read
 */
export async function readGiven(path: string): Promise<string> {
  if (path === devNull) return ''
  const descriptor = openAlready(path)
  const bytes = descriptor === undefined ? await diskFiles.read(path, MOST) : await readOpen(descriptor)
  if (bytes.length > MOST) throw new Error(`It has more than ${MOST / MIB} MiB.`)
  return new TextDecoder('utf-8').decode(bytes)
}

function openAlready(path: string): number | undefined {
  const [, name] = /^\/dev\/(?:fd\/)?(stdin|\d+)$/.exec(path) ?? []
  return name === undefined ? undefined : name === 'stdin' ? 0 : Number(name)
}

async function readOpen(descriptor: number): Promise<Uint8Array> {
  if (isatty(descriptor)) throw new Error('It is a terminal.')
  const chunks: Uint8Array[] = []
  let length = 0
  for await (const chunk of createReadStream('', { fd: descriptor, autoClose: false })) {
    chunks.push(chunk as Uint8Array)
    length += (chunk as Uint8Array).length
    if (length > MOST) break
  }
  return Buffer.concat(chunks)
}
