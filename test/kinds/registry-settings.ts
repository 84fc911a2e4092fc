import type { Declared, Fields } from '../../src/model.ts'
import { HEAD, wishesFrom } from '../manifest/world.ts'
import type { Registry } from '../registry.ts'

/** What a manifest that says this of the registry, and nothing else, wishes. */
export const saying = async (registry: Fields): Promise<readonly Declared[]> =>
  (await wishesFrom(manifestOf(registry))).registry()

export const manifestOf = (registry: Fields): string => `${HEAD}registry: ${JSON.stringify(registry)}\n`

/** Each change of a plan: what is done, where, and at which paths. */
export const plannedOf = async (ecr: Registry, registry: Fields): Promise<readonly string[]> =>
  (await ecr.plan(await saying(registry))).changes.map(({ action, address, paths }) =>
    [action, address, ...paths].join(' '),
  )

/** What an apply wrote, which leaves nothing to do. */
export async function writesOf(ecr: Registry, registry: Fields): Promise<readonly string[]> {
  ecr.emulator.clearCalls()
  const { outcomes } = await ecr.apply(await saying(registry))
  const failed = outcomes.filter(({ status }) => status !== 'done')
  const left = await plannedOf(ecr, registry)
  if (failed.length + left.length > 0) throw new Error(`Not done: ${JSON.stringify({ failed, left })}`)
  return ecr.writes()
}
