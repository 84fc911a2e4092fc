import { beginReceipt } from '../../../src/documents/receipt-file.ts'
import { headOf, outcomeOf } from '../../../src/documents/receipt-lines.ts'
import type { ReceiptPlace } from '../../../src/documents/receipt-place.ts'
import type { Change, Outcome, Plan } from '../../../src/model.ts'
import { NOW } from '../../world.ts'

const BEGINNING = { startedAt: NOW, version: '0.0.0', consent: {}, approval: 'auto', callers: new Map() } as const

/** What is written down of an apply, as it stands in the file. */
export async function receiptPage(plan: Plan, outcomes: ReadonlyMap<Change, Outcome>): Promise<string> {
  const written: string[] = []
  const handle = {
    appendFile: async (text: string) => void written.push(text),
    sync: async () => {},
    close: async () => {},
  } as unknown as ReceiptPlace['handle']
  const receipt = await beginReceipt({ file: '/nonexistent/r.json', handle }, headOf(plan, BEGINNING))
  await Promise.all([...outcomes].map(([change, outcome]) => receipt.write(outcomeOf(change, outcome))))
  await receipt.close()
  return written.join('')
}
