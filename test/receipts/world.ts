import type { ReceiptEnd, ReceiptHead, ReceiptOutcome } from '../../src/documents/receipt.ts'

const DIGEST = `sha256:${'0'.repeat(64)}`

export const HEAD: ReceiptHead = {
  type: 'receipt',
  formatVersion: 1,
  ecrsync: '0.1.0',
  startedAt: '2026-11-28T05:00:00.000Z',
  manifest: { name: 'acme', digest: DIGEST, fragments: 0 },
  planDigest: DIGEST,
  consent: {},
  approval: 'auto',
  targets: [{ name: 'default', account: '123456789012', region: 'eu-west-1', declared: 1, managed: 1, read: 1 }],
}

export const OUTCOME: ReceiptOutcome = {
  type: 'outcome',
  target: 'default',
  address: 'lifecyclePolicy["a"]',
  kind: 'lifecyclePolicy',
  name: 'a',
  repository: 'a',
  action: 'create',
  status: 'done',
  before: null,
  after: { rules: [] },
  calls: [{ action: 'PutLifecyclePolicy', isDone: true, requestId: 'r-1' }],
  durationMs: 3,
}

export const END: ReceiptEnd = { type: 'end', endedAt: '2026-11-28T05:00:01.000Z', exit: 0 }

export const textOf = (...lines: readonly unknown[]): string => lines.map(line => `${JSON.stringify(line)}\n`).join('')
