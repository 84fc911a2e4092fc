import { open, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { ReceiptHead, ReceiptTarget } from './receipt.ts'
import { RECEIPTS } from './receipt-place.ts'
import { AT_ONCE, LARGEST } from './receipt-read.ts'
import { lineIn } from './receipt-text.ts'

/** Of a first line: of 10,000 targets it takes some 4 MB. */
const LONGEST = 16 * 1024 * 1024
const CHUNK = 64 * 1024

/** What an apply was about, and what it left. */
export interface LastReceipt extends ReceiptHead {
  readonly targets: readonly (ReceiptTarget & Left)[]
}

interface Left {
  /** Repositories that it created in a registry that was empty when it began. */
  readonly created?: number
}

/**
 * What the last apply of a manifest of this name was about, by the receipts beside the manifest; undefined where there is none.
 * What is no receipt there is passed over: whether something is done must not hang on a file that nobody needs.
 */
export async function lastReceipt(directory: string, manifestName: string): Promise<LastReceipt | undefined> {
  const folder = join(directory, RECEIPTS)
  const names = (await readdir(folder).catch(() => [])).filter(name => name.endsWith('.json'))
  for (const name of names.sort().reverse()) {
    const file = join(folder, name)
    const head = await headIn(file)
    if (head?.manifest.name === manifestName) return withCreated(head, file)
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

/** What began with something is judged by that, and its outcomes need not be read. */
async function withCreated(head: ReceiptHead, file: string): Promise<LastReceipt> {
  if (head.targets.every(({ read }) => read > 0)) return head
  const created = await createdIn(file).catch(() => new Map<string, number>())
  const targets = head.targets.map(target => {
    const count = target.read > 0 ? 0 : (created.get(target.name) ?? 0)
    return count > 0 ? { ...target, created: count } : target
  })
  return { ...head, targets }
}

const CREATE = 'CreateRepository'

/** By target. A line that is none, as the last of a run that was killed, counts for nothing. */
async function createdIn(file: string): Promise<ReadonlyMap<string, number>> {
  const counts = new Map<string, number>()
  const handle = await open(file, AT_ONCE)
  try {
    const lines = createInterface({ input: handle.createReadStream({ end: LARGEST, autoClose: false }) })
    for await (const text of lines) {
      const target = text.includes(CREATE) ? creating(text, file) : undefined
      if (target !== undefined) counts.set(target, (counts.get(target) ?? 0) + 1)
    }
    return counts
  } finally {
    await handle.close()
  }
}

/** The target in which an outcome has created a repository. */
function creating(text: string, file: string): string | undefined {
  try {
    const line = lineIn(text, { file, number: 0 })
    if (line.type !== 'outcome') return undefined
    const call = line.calls.find(({ action }) => action === CREATE)
    return call && (call.isDone || line.status === 'done') ? line.target : undefined
  } catch {
    return undefined
  }
}
