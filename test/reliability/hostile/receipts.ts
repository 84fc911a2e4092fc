import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { openReverting } from '../../../src/commands/open/reverting.ts'
import { lastReceipts } from '../../../src/documents/receipt-last.ts'
import { EcrsyncError } from '../../../src/errors.ts'
import { folderWith } from '../../folder.ts'
import { NOW, TARGET } from '../../world.ts'
import { cutBy, cuts } from './bytes.ts'
import { changed, type Steps, steps } from './changed.ts'
import type { Hostile } from './hostile.ts'
import type { Ended } from './judge.ts'
import { failurePages, planPages } from './pages.ts'
import { planOver } from './plan-over.ts'
import { receiptPage } from './receipt-page.ts'
import { appliedIn, imagesOf, openWorld, PARTS, type World } from './world.ts'

const END = { type: 'end', endedAt: NOW.toISOString(), exit: 0 }

/** A first line and some others, one of them made otherwise, or the bytes of all. */
interface Case {
  readonly picked: readonly number[]
  readonly which: number
  readonly steps: Steps
  readonly cuts: Parameters<typeof cutBy>[1] | null
}

const cases: fc.Arbitrary<Case> = fc.record({
  picked: fc.array(fc.nat(1000), { minLength: 1, maxLength: 2 }),
  which: fc.nat(5),
  steps,
  cuts: fc.option(cuts, { freq: 2 }),
})

interface Told {
  readonly head: unknown
  readonly outcomes: readonly unknown[]
}

async function toldIn(world: World): Promise<Told> {
  const lines: unknown[] = []
  let head: unknown
  for (const part of PARTS) {
    const { plan, outcomes } = await appliedIn(world, part)
    const [first, ...others] = (await receiptPage(plan, outcomes))
      .trimEnd()
      .split('\n')
      .map(line => JSON.parse(line))
    head = first
    lines.push(...others)
  }
  return { head, outcomes: lines }
}

function bytesOf({ head, outcomes }: Told, { picked, which, steps, cuts }: Case): Uint8Array {
  const chosen = [...new Set(picked.map(one => one % outcomes.length))].map(one => outcomes[one])
  const lines = [head, ...chosen, END]
  // Most often an outcome: of a head there is not much that may be another way.
  const at = which === 0 ? 0 : Math.min(lines.length - 1, 1 + ((which - 1) % 2))
  const made = lines.map((line, index) => (index === at && cuts === null ? changed(line, steps) : line))
  const bytes = Buffer.from(made.map(line => `${JSON.stringify(line)}\n`).join(''))
  return cuts === null ? bytes : cutBy(bytes, cuts)
}

/** What revert makes of it, up to its plan. */
async function reverted(file: string, { ecr, intents }: World): Promise<Ended> {
  try {
    const reverting = await openReverting(file)
    const manifest = { about: { manifest: intents.settings.manifest }, targets: [{ ...TARGET, labels: {} }] }
    reverting.checkManifest(manifest as unknown as Parameters<typeof reverting.checkManifest>[0], false)
    const intent = reverting.intentFor(intents.settings, TARGET)
    const planning = planOver(intent, { reader: ecr.reader, images: imagesOf(ecr) })
    const plan = await reverting.planned(planning.then(({ plan }) => plan))
    reverting.check(plan)
    return { documents: [plan], pages: planPages(plan) }
  } catch (thrown) {
    return { thrown, pages: thrown instanceof EcrsyncError ? failurePages(thrown) : [] }
  }
}

export async function receipts(count: number): Promise<Hostile<Case>> {
  const world = await openWorld()
  const told = await toldIn(world)
  const folder = await folderWith({ '.ecrsync/receipts/r.json': '' })
  const file = join(folder, '.ecrsync', 'receipts', 'r.json')
  return {
    what: 'receipts',
    count,
    inputs: cases,
    size: () => 0,
    async run(given) {
      writeFileSync(file, bytesOf(told, given))
      const last = await lastReceipts(folder, 'acme')
      const { documents = [], ...ended } = await reverted(file, world)
      return { ...ended, documents: [...documents, last] }
    },
  }
}
