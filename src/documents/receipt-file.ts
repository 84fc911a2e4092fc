import { open } from 'node:fs/promises'
import { dirname } from 'node:path'
import { harmlessJson } from '../harmless.ts'
import type { ReceiptLine } from './receipt.ts'
import { notWritten, type ReceiptPlace } from './receipt-place.ts'

/** A receipt that is being written: whatever ends the process, what has been written is on the disk. */
export interface ReceiptFile {
  readonly file: string
  /** One after the other, each as a terminal may have it, and flushed before it resolves. Rejects with what the disk says, from then on always. */
  write(line: ReceiptLine): Promise<void>
  close(): Promise<void>
}

/**
 * With its first line.
 *
 * @throws EcrsyncError RECEIPT_NOT_WRITTEN
 */
export async function beginReceipt({ file, handle }: ReceiptPlace, head: ReceiptLine): Promise<ReceiptFile> {
  let written: Promise<void> = Promise.resolve()
  const write = (line: ReceiptLine): Promise<void> => {
    written = written.then(async () => {
      await handle.appendFile(`${harmlessJson(JSON.stringify(line))}\n`)
      await handle.sync()
    })
    // Whoever waits for it hears of it; the others that wait behind it do, too.
    written.catch(() => undefined)
    return written
  }
  const close = async (): Promise<void> => {
    await written.catch(() => undefined)
    await handle.close()
  }
  try {
    await write(head)
    await flushFolder(dirname(file))
  } catch (error) {
    await close()
    throw notWritten(file, error as Error)
  }
  return { file, write, close }
}

/** That there is a new file is known to its folder, which is flushed by itself; not every system can. */
async function flushFolder(folder: string): Promise<void> {
  const handle = await open(folder).catch(() => undefined)
  await handle?.sync().catch(() => undefined)
  await handle?.close()
}
