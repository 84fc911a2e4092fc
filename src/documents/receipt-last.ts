import { open, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { ReceiptHead } from './receipt.ts'
import { RECEIPTS } from './receipt-place.ts'
import { AT_ONCE } from './receipt-read.ts'
import { lineIn } from './receipt-text.ts'

/** Of a first line: of 10,000 targets it takes some 4 MB. */
const LONGEST = 16 * 1024 * 1024
const CHUNK = 64 * 1024

/**
 * What the last apply of a manifest of this name was about, by the receipts beside the manifest; undefined where there is none.
 * What is no receipt there is passed over: whether something is done must not hang on a file that nobody needs.
 */
export async function lastReceipt(directory: string, manifestName: string): Promise<ReceiptHead | undefined> {
  const folder = join(directory, RECEIPTS)
  const names = (await readdir(folder).catch(() => [])).filter(name => name.endsWith('.json'))
  for (const name of names.sort().reverse()) {
    const head = await headIn(join(folder, name))
    if (head?.manifest.name === manifestName) return head
  }
  return undefined
}

async function headIn(file: string): Promise<ReceiptHead | undefined> {
  try {
    const text = await firstLine(file)
    const line = text === undefined ? undefined : lineIn(text, { file, number: 1 })
    return line?.type === 'receipt' ? line : undefined
  } catch {
    return undefined
  }
}

/** Undefined where it breaks off, or has no end. */
async function firstLine(file: string): Promise<string | undefined> {
  const handle = await open(file, AT_ONCE)
  try {
    if (!(await handle.stat()).isFile()) return undefined
    const chunks: Uint8Array[] = []
    for (let length = 0; length < LONGEST; ) {
      const { bytesRead, buffer } = await handle.read({ buffer: Buffer.alloc(CHUNK) })
      const end = buffer.subarray(0, bytesRead).indexOf('\n')
      chunks.push(buffer.subarray(0, end === -1 ? bytesRead : end))
      if (end !== -1) return Buffer.concat(chunks).toString('utf8')
      if (bytesRead === 0) return undefined
      length += bytesRead
    }
    return undefined
  } finally {
    await handle.close()
  }
}
