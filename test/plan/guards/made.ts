import { addressOf } from '../../../src/kinds/address.ts'
import type { Change, PlannedTarget } from '../../../src/model.ts'
import type { Judged } from '../../../src/plan/guards/judge.ts'
import { MANIFEST, TARGET } from '../../world.ts'
import { changeAt } from '../changes.ts'

const laid = (change: Change, more: object): Change => ({ ...change, ...more }) as Change
const names = (count: number): readonly string[] => Array.from({ length: count }, (_, index) => `team/r${index}`)

/** Changes by which a guard counts each repository once. */
export const COUNTED: Readonly<Record<string, (repository: string) => Change>> = {
  delete: repository => changeAt('repository', repository, { action: 'delete' }),
  update: repository => changeAt('repository', repository, { action: 'update' }),
  create: repository => laid(changeAt('repository', repository), { isOfNew: true }),
  exposure: repository =>
    laid(changeAt('repositoryPolicy', repository, { action: 'update' }), { opens: ['organization'] }),
  weaken: repository => laid(changeAt('repository', repository, { action: 'update' }), { weakens: ['less'] }),
  rollback: repository => laid(changeAt('image', repository, { action: 'update' }), { risk: 'ROLLBACK' }),
}

export const changesOf = (key: string, count: number): readonly Change[] =>
  names(count).flatMap(name => COUNTED[key]?.(name) ?? [])

/** A change of a setting of the registry. */
export const settingAt = (kind: string, action: Change['action'], more: object = {}): Change => {
  const { repository: _, ...change } = changeAt(kind, 'x', { action: 'update' })
  return { ...change, scope: 'registry', address: addressOf(kind, kind), action, ...more } as Change
}

export const targetWith = (more: Partial<PlannedTarget> = {}): PlannedTarget => ({
  ...TARGET,
  complete: true,
  unread: [],
  read: 100,
  declared: 100,
  managed: 100,
  unchanged: 0,
  discovered: 0,
  unmanaged: 0,
  unmanagedNames: [],
  inUse: [],
  standing: [],
  ...more,
})

export const planOf = (
  changes: readonly Change[],
  { managed = 100, ...more }: Partial<Judged> & { managed?: number } = {},
): Judged => ({
  manifest: MANIFEST,
  guards: {},
  targets: [targetWith({ managed })],
  changes,
  ...more,
})
