import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { refuseForeign } from '../../src/apply/remade.ts'
import { readPlan } from '../../src/documents/plan-file.ts'
import { savePlan, sealed } from '../../src/documents/plan-saving.ts'
import type { Change, Need, Plan } from '../../src/model.ts'
import { digestOf } from '../../src/plan/digest.ts'
import { folderWith } from '../folder.ts'
import { world } from '../world.ts'

/** So many repositories, as if there were twelve settings of each. */
async function largePlan(repositories: number): Promise<Plan> {
  const plan = await world()
    .wants('team/a', { repository: { tags: { team: 'storefront' } } })
    .plan()
  const [change] = plan.changes as readonly [Change]
  const text = JSON.stringify(change)
  const changes = Array.from({ length: repositories * 12 }, (_, index) => {
    const one: Change = JSON.parse(text.replaceAll('team/a', `team/a-${index}`))
    const needs: readonly Need[] =
      index % 12 === 0 ? [] : [{ target: 'default', address: `repository["team/a-${index - (index % 12)}"]` }]
    return { ...one, needs }
  })
  const large = { ...plan, changes }
  return { ...large, digest: digestOf(large) }
}

test('a plan of 24,000 changes is saved, read back, and found to be ours', async () => {
  const file = join(await folderWith({}), 'ecr.plan')
  const plan = await largePlan(2000)
  await savePlan(sealed(plan, new Date('2026-01-31T12:00:00Z')), file)
  expect((await stat(file)).size).toBeGreaterThan(20_000_000)
  const read = await readPlan(file, plan.ecrsync)
  refuseForeign(read, file)
  expect(read.changes).toHaveLength(24_000)
  expect(read.digest).toBe(plan.digest)
})
