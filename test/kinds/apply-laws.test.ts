import { describe, expect, test } from 'vitest'
import { PULLS, UPLOADS } from '../../src/aws/api.ts'
import { KINDS } from '../../src/kinds/index.ts'
import type { Kind } from '../../src/kinds/kind.ts'
import type { Fields } from '../../src/model.ts'
import { clientOf, pushImage, pushPlatforms } from '../emulator/ecr.ts'
import { type Registry, registry } from '../registry.ts'
import { declared } from '../world.ts'
import { EXAMPLES, NAME } from './examples.ts'

/** Repositories that images of the examples come from; what is elsewhere comes from one of them, too. */
const SOURCES = { 'staging/api': '1.4.2', 'acme/base': '3' } as const
/** One with an index of several platforms. */
const MULTI = 'acme/multi'

const wishesFor = (kind: string, fields: Fields) => [
  ...(kind === 'repository' ? [] : [declared('repository', NAME, {})]),
  declared(kind, NAME, JSON.parse(JSON.stringify(fields).replaceAll('docker://ghcr.io/', 'ecr:'))),
]

/** A registry that holds these, where the kind looks for images somewhere. */
async function registryFor({ pin }: Kind): Promise<Registry> {
  const ecr = await registry()
  if (pin === undefined) return ecr
  const client = clientOf(ecr.emulator)
  for (const [repositoryName, tag] of Object.entries(SOURCES)) {
    await client.createRepository({ repositoryName })
    await pushImage(client, repositoryName, repositoryName, tag)
  }
  await client.createRepository({ repositoryName: MULTI })
  await pushPlatforms(client, MULTI, ['linux/amd64', 'linux/arm64', 'linux/s390x'], '3')
  client.destroy()
  ecr.emulator.clearCalls()
  return ecr
}

async function settle(ecr: Registry, kind: string, fields: Fields): Promise<void> {
  const { plan, outcomes } = await ecr.apply(wishesFor(kind, fields))
  expect(outcomes.filter(({ status }) => status === 'failed')).toEqual([])
  expect(plan.changes.filter(({ blocked }) => blocked && blocked.code !== 'CANNOT_CHANGE')).toEqual([])
  const again = await ecr.plan(wishesFor(kind, fields))
  expect(again.changes.filter(({ blocked }) => blocked === undefined)).toEqual([])
  expect(again.summary.unread).toBe(0)
}

/** The copy of an image is many calls. */
const callsOf = (action: string): readonly string[] =>
  action === 'CopyImage' ? [...Object.keys(PULLS), ...Object.keys(UPLOADS), 'ListImageReferrers'] : [action]

describe.each(EXAMPLES)('%s', (_, { kind, declared: fields }) => {
  test('after apply the plan is empty, whichever example was there before', async () => {
    const ecr = await registryFor(kind)
    // There and back again: from those before it to this one is their test.
    for (const other of kind.examples.slice(kind.examples.indexOf(fields))) {
      await settle(ecr, kind.key, other)
      await settle(ecr, kind.key, fields)
    }
  })

  test('is read and written with the calls that the kind says it uses, and no others', async () => {
    const ecr = await registryFor(kind)
    await ecr.apply(wishesFor('repository', {}))
    ecr.emulator.clearCalls()
    await ecr.apply(wishesFor(kind.key, fields))
    await ecr.plan(wishesFor(kind.key, fields))
    const listing = KINDS.find(({ key }) => key === 'repository')?.uses.reads ?? []
    const uses = new Set<string>([...kind.uses.reads, ...kind.uses.writes.flatMap(callsOf), ...listing])
    expect(ecr.emulator.calls.map(({ operation }) => operation).filter(operation => !uses.has(operation))).toEqual([])
  })
})
