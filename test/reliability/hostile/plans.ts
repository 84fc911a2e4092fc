import fc from 'fast-check'
import { refuseForeign } from '../../../src/apply/remade.ts'
import { sortChanges } from '../../../src/apply/sorting.ts'
import { refuseAged } from '../../../src/documents/plan-age.ts'
import { planIn, refuseVersion } from '../../../src/documents/plan-file.ts'
import { sealed } from '../../../src/documents/plan-saving.ts'
import { sealOf } from '../../../src/documents/seal.ts'
import { EcrsyncError } from '../../../src/errors.ts'
import type { Plan } from '../../../src/model.ts'
import { digestOf } from '../../../src/plan/digest.ts'
import { guarded } from '../../../src/plan/guards/judge.ts'
import { othersBetween } from '../../../src/plan/others.ts'
import { renderOthers } from '../../../src/render/others-text.ts'
import { renderStale } from '../../../src/render/stale-text.ts'
import { plain } from '../../../src/render/theme.ts'
import { NOW } from '../../world.ts'
import { cutBy, cuts } from './bytes.ts'
import { changed, type Steps, steps } from './changed.ts'
import type { Hostile } from './hostile.ts'
import type { Ended } from './judge.ts'
import { diagnosticPages, failurePages, jsonPage, planPages } from './pages.ts'
import { openWorld, PARTS, type Part, plannedIn, type World } from './world.ts'

const FILE = 'ecr.plan'
const VERSION = '0.0.0'
const PAGE = { theme: plain, width: 100, isOfSeveral: false }

/** Somebody who writes a plan may have few changes in it, made otherwise, and seal it as it should be. */
interface Case {
  readonly part: Part
  readonly picked: readonly number[]
  readonly steps: Steps
  readonly isWithin: boolean
  readonly isResealed: boolean
}

const cases: fc.Arbitrary<Case> = fc.record({
  part: fc.constantFrom(...PARTS),
  picked: fc.array(fc.nat(1000), { minLength: 1, maxLength: 2 }),
  steps,
  isWithin: fc.boolean(),
  isResealed: fc.integer({ min: 0, max: 9 }).map(one => one > 0),
})

const few = (plan: Plan, picked: readonly number[]): Plan => {
  const { changes } = plan
  const chosen = [...new Set(picked.map(one => one % changes.length))].map(
    one => changes[one] as Plan['changes'][number],
  )
  return { ...plan, changes: chosen.map(change => ({ ...change, needs: [] })) }
}

function textOf(plan: Plan, { picked, steps, isWithin, isResealed }: Case): string {
  const whole = few(plan, picked)
  // In its changes alone, or anywhere.
  const made = isWithin ? { ...whole, changes: changed(whole.changes, steps) } : changed(whole, steps)
  return JSON.stringify(isResealed ? resealed(made) : made) ?? ''
}

/** As far as anybody could seal it. */
function resealed(made: unknown): unknown {
  try {
    const signed = { ...(made as Plan), digest: digestOf(made as Plan) }
    const { createdAt = NOW.toISOString() } = signed as { readonly createdAt?: string }
    const whole = { ...signed, createdAt }
    return { ...whole, seal: sealOf(whole) }
  } catch {
    return made
  }
}

/** What show, apply and apply --expect make of it. */
export async function readPlanFile(text: string, { ecr }: World, plans: Readonly<Record<Part, Plan>>): Promise<Ended> {
  const pages: string[] = []
  const documents: unknown[] = []
  try {
    const plan = planIn(text, FILE, VERSION)
    documents.push(plan)
    pages.push(...planPages(plan), renderOthers(othersBetween(plan, plans.settings), plain, PAGE))
    const refusal = refuseVersion(plan, FILE, VERSION) ?? refuseAged(plan, { file: FILE, maxAge: 86_400, now: NOW })
    if (refusal) throw refusal
    refuseForeign(plan, FILE)
    const judged = guarded(plan)
    pages.push(...diagnosticPages(judged.refused))
    const standings = await sortChanges(judged, () => ({ reader: ecr.reader, now: () => NOW }), {})
    const stale = [...standings].flatMap(([change, standing]) =>
      typeof standing === 'string' ? [] : [{ change, stale: standing }],
    )
    pages.push(renderStale(stale, PAGE), jsonPage(stale))
    return { pages, documents }
  } catch (thrown) {
    return { pages: [...pages, ...(thrown instanceof EcrsyncError ? failurePages(thrown) : [])], documents, thrown }
  }
}

async function opened() {
  const world = await openWorld()
  const plans = {} as Record<Part, Plan>
  for (const part of PARTS) plans[part] = sealed((await plannedIn(world, part)).plan, NOW)
  return { world, plans }
}

export async function plans(count: number): Promise<Hostile<string>> {
  const { world, plans } = await opened()
  return {
    what: 'plan files: other values',
    count,
    inputs: cases.map(given => textOf(plans[given.part], given)),
    size: text => text.length,
    run: text => readPlanFile(text, world, plans),
  }
}

/** Of a plan with few changes, the bytes. */
export async function planBytes(
  count: number,
): Promise<Hostile<Case & { readonly cuts: Parameters<typeof cutBy>[1] }>> {
  const { world, plans } = await opened()
  return {
    what: 'plan files: bytes of their text',
    count,
    inputs: fc.tuple(cases, cuts).map(([one, cuts]) => ({ ...one, cuts })),
    size: () => 0,
    atLeast: { taken: 0, refused: 0.5 },
    run: ({ part, picked, cuts }) => {
      const text = JSON.stringify(resealed(few(plans[part], picked)))
      return readPlanFile(Buffer.from(cutBy(Buffer.from(text), cuts)).toString(), world, plans)
    },
  }
}
