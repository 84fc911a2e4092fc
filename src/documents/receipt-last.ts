import { open, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { EMBEDDED } from '../words.ts'
import { AT_ONCE, LARGEST } from './file-text.ts'
import type { ReceiptHead, ReceiptTarget } from './receipt.ts'
import { RECEIPTS } from './receipt-place.ts'
import { lineIn } from './receipt-text.ts'

/** Of a first line: of 10,000 targets it takes some 4 MB. */
const LONGEST = 16 * 1024 * 1024
const CHUNK = 64 * 1024

/** Of so many runs, each target was in one. */
const MOST = 100

/** What the last runs of a manifest were about: of each registry the one that was about it. */
export interface LastApplied {
  readonly manifest: ReceiptHead['manifest']
  readonly targets: readonly LastTarget[]
}

interface LastTarget extends ReceiptTarget {
  /** Repositories that it created in a registry that was empty when it began. */
  readonly created?: number
}

/**
 * What the last applies of a manifest of this name were about, by the receipts beside the manifest; undefined where there is none. A
 * run of some targets tells nothing of the others, and a shard nothing of the whole. What is no receipt there is passed over: whether
 * something is done must not hang on a file that nobody needs.
 */
export async function lastReceipts(directory: string, manifestName: string): Promise<LastApplied | undefined> {
  const folder = join(directory, RECEIPTS)
  const names = (await readdir(folder).catch(() => [])).filter(name => name.endsWith('.json'))
  const targets = new Map<string, LastTarget>()
  let manifest: LastApplied['manifest'] | undefined
  let seen = 0
  for (const name of names.sort().reverse()) {
    const file = join(folder, name)
    const head = await headIn(file)
    if (head?.manifest.name !== manifestName || head.shard) continue
    manifest ??= head.manifest
    const others = head.targets.filter(target => !targets.has(keyOf(target)))
    for (const target of await withCreated(others, file)) targets.set(keyOf(target), target)
    seen += 1
    if (seen === MOST) break
  }
  return manifest && { manifest, targets: [...targets.values()] }
}

/** Which registry it is, whatever else is said of it; what `--local` has is another. */
const keyOf = ({ name, account, region, endpoint }: ReceiptTarget): string =>
  JSON.stringify([name, account, region, endpoint === EMBEDDED])

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
async function withCreated(targets: readonly ReceiptTarget[], file: string): Promise<readonly LastTarget[]> {
  if (targets.every(({ read }) => read > 0)) return targets
  const created = await createdIn(file).catch(() => new Map<string, number>())
  return targets.map(target => {
    const count = target.read > 0 ? 0 : (created.get(target.name) ?? 0)
    return count > 0 ? { ...target, created: count } : target
  })
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
