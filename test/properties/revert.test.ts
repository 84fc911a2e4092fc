import { expect, test } from 'vitest'
import { outcomeOf } from '../../src/documents/receipt-lines.ts'
import { receiptIn } from '../../src/documents/receipt-text.ts'
import { canonicalJson } from '../../src/kinds/canonical.ts'
import { canonicalDocument } from '../../src/kinds/policy/document.ts'
import type { Change, Outcome } from '../../src/model.ts'
import { reversalOf } from '../../src/plan/reversal.ts'
import { HEAD, textOf } from '../receipts/world.ts'
import { dump, type Everything } from './registries.ts'
import { always, failedIn, pendingIn } from './scenario.ts'

const SOURCE = { file: 'receipt.json', line: 2, column: 1 }

/** As somebody reads them who finds the receipt later. */
function deedsOf(changes: readonly Change[], outcomes: readonly Outcome[]) {
  const lines = changes.map((change, index) => outcomeOf(change, outcomes[index] as Outcome))
  return receiptIn(textOf(HEAD, ...lines), 'receipt.json').outcomes
}

/** What a registry holds, as far as it can come back: sets in one order, documents in one form, without images and moments. */
function meaning({ repositories, settings }: Everything): string {
  const held = [...repositories].map(([name, { images: _, ...one }]) => [name, one] as const)
  return canonicalJson(
    plain({ held: held.sort(), settings: [...settings].filter(([, value]) => !isNothing(value)).sort() }),
  )
}

/** Scanning that was never said is as if it were said to be nothing. */
const isNothing = (value: unknown): boolean => {
  const { scanType, rules } = (value ?? {}) as { readonly scanType?: string; readonly rules?: readonly unknown[] }
  return value === undefined || value === null || (rules?.length === 0 && scanType !== 'ENHANCED')
}

const MOMENTS = ['createdAt', 'updatedAt']

function plain(value: unknown): unknown {
  if (value instanceof Date) return undefined
  if (typeof value === 'string' && value.startsWith('{')) return plain(documentIn(value))
  if (Array.isArray(value)) return value.map(plain).sort((a, b) => (canonicalJson(a) < canonicalJson(b) ? -1 : 1))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, inner]) =>
      MOMENTS.includes(key) || inner === undefined ? [] : [[key, plain(inner)] as const],
    ),
  )
}

/** A lifecycle rule for any image of the standard class says it, or leaves it out; an empty description is none. */
function documentIn(text: string): unknown {
  const document = JSON.parse(text)
  if (document.Statement !== undefined) return canonicalDocument(document)
  return JSON.parse(JSON.stringify(document).replaceAll('"storageClass":"standard",', ''))
}

test('a receipt takes back all that an apply has done, but for the images that are gone, and its own receipt brings it again', () =>
  always(async ({ ecr, intent }) => {
    const before = await dump(ecr)
    const applied = await ecr.apply(intent)
    const made = await dump(ecr)
    const deeds = deedsOf(applied.plan.changes, applied.outcomes)
    const { wishes, notes } = reversalOf(deeds, () => SOURCE)
    const revert = { ...intent, wishes, warnings: notes }

    const back = await ecr.apply(revert)
    expect(
      back.plan.changes.flatMap(({ blocked, address }) => (blocked ? [`${address} ${blocked.code}`] : [])),
    ).toEqual([])
    expect(failedIn(back.outcomes)).toEqual([])
    expect(meaning(await dump(ecr))).toBe(meaning(before))
    expect(pendingIn(await ecr.plan(revert))).toEqual([])
    for (const [name, { images }] of before.repositories)
      if (images > 0 && !made.repositories.has(name)) expect(notes.map(({ summary }) => summary).join()).toContain(name)

    const again = reversalOf(deedsOf(back.plan.changes, back.outcomes), () => SOURCE)
    const forth = await ecr.apply({ ...intent, wishes: again.wishes })
    expect(failedIn(forth.outcomes)).toEqual([])
    expect(meaning(await dump(ecr))).toBe(meaning(made))
  }, 6))
