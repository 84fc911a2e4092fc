import { expect, test } from 'vitest'
import { refuseForeign } from '../../src/apply/remade.ts'
import { type Standing, sortChanges } from '../../src/apply/sorting.ts'
import { planIn } from '../../src/documents/plan-file.ts'
import { sealed } from '../../src/documents/plan-saving.ts'
import type { Plan } from '../../src/model.ts'
import { jsonPieces } from '../../src/render/json-pieces.ts'
import type { Registry } from '../registry.ts'
import { always, failedIn } from './scenario.ts'

/** As it comes back from a file. */
const savedAndRead = (plan: Plan): Plan =>
  planIn([...jsonPieces(sealed(plan, new Date('2026-01-31T12:00:00Z')))].join(''), 'ecr.plan', plan.ecrsync)

/** Addresses of changes that do not stand so. */
async function standingOtherwise(plan: Plan, ecr: Registry, expected: Standing): Promise<readonly unknown[]> {
  const { reader, now } = ecr.performing(plan)
  const standings = await sortChanges(plan, () => ({ reader, now }), {})
  return [...standings].flatMap(([{ address }, standing]) => (standing === expected ? [] : [[address, standing]]))
}

test('a saved plan is fresh until it is applied, and then done, each change of it', () =>
  always(async ({ ecr, intent }) => {
    const plan = savedAndRead(await ecr.plan(intent))
    refuseForeign(plan, 'ecr.plan')
    ecr.emulator.clearCalls()
    expect(await standingOtherwise(plan, ecr, 'fresh')).toEqual([])
    expect(ecr.writes()).toEqual([])
    expect(failedIn(await ecr.carryOut(plan))).toEqual([])
    expect(await standingOtherwise(plan, ecr, 'done')).toEqual([])
  }, 8))
