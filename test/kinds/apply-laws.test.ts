import { describe, expect, test } from 'vitest'
import { KINDS } from '../../src/kinds/index.ts'
import { type Registry, registry } from '../registry.ts'
import { declared } from '../world.ts'
import { EXAMPLES, NAME } from './examples.ts'

const wishesFor = (kind: string, fields: object) => [
  ...(kind === 'repository' ? [] : [declared('repository', NAME, {})]),
  declared(kind, NAME, fields as Readonly<Record<string, unknown>>),
]

async function settle(ecr: Registry, kind: string, fields: object): Promise<void> {
  const { plan, outcomes } = await ecr.apply(wishesFor(kind, fields))
  expect(outcomes.filter(({ status }) => status === 'failed')).toEqual([])
  expect(plan.changes.filter(({ blocked }) => blocked && blocked.code !== 'CANNOT_CHANGE')).toEqual([])
  const again = await ecr.plan(wishesFor(kind, fields))
  expect(again.changes.filter(({ blocked }) => blocked === undefined)).toEqual([])
  expect(again.summary.unread).toBe(0)
}

describe.each(EXAMPLES)('%s', (_, { kind, declared: fields }) => {
  test('after apply the plan is empty, whichever example was there before', async () => {
    const ecr = await registry()
    for (const before of kind.examples) {
      await settle(ecr, kind.key, before)
      await settle(ecr, kind.key, fields)
    }
  })

  test('is read and written with the calls that the kind says it uses, and no others', async () => {
    const ecr = await registry()
    await ecr.apply(wishesFor('repository', {}))
    ecr.emulator.clearCalls()
    await ecr.apply(wishesFor(kind.key, fields))
    await ecr.plan(wishesFor(kind.key, fields))
    const listing = KINDS.find(({ key }) => key === 'repository')?.uses.reads ?? []
    const uses = new Set<string>([...kind.uses.reads, ...kind.uses.writes, ...listing])
    expect(ecr.emulator.calls.map(({ operation }) => operation).filter(operation => !uses.has(operation))).toEqual([])
  })
})
