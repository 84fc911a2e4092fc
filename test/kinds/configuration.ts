import { expect } from 'vitest'
import { kindOf } from '../../src/kinds/index.ts'
import type { Context } from '../../src/kinds/kind.ts'
import { pathText } from '../../src/kinds/path.ts'
import type { Change, Outcome } from '../../src/model.ts'
import { type Registry, WRITES } from '../registry.ts'
import { CONTEXT, declared } from '../world.ts'

/** One setting of the registry, in this process. */
export interface Setting {
  readonly registry: Registry
  /** What a plan would change. */
  plan(value: unknown): Promise<readonly Change[]>
  apply(value: unknown): Promise<readonly Change[]>
}

export function settingIn(registry: Registry, kind: string): Setting {
  const wish = (value: unknown) => [declared(kind, '', { [kind]: value })]
  return {
    registry,
    plan: async value => (await registry.plan(wish(value))).changes,
    apply: async value => {
      const { plan, outcomes } = await registry.apply(wish(value))
      expect(outcomes.filter(isFailed)).toEqual([])
      return plan.changes
    },
  }
}

const isFailed = ({ status }: Outcome): boolean => status !== 'done'

/** Applied: one change, at these paths, by one call; after it, the plan is empty. */
export async function changes(setting: Setting, value: unknown): Promise<readonly unknown[]> {
  const { emulator } = setting.registry
  const planned = await setting.plan(value)
  emulator.clearCalls()
  await setting.apply(value)
  const calls = emulator.calls.map(({ operation }) => operation).filter(operation => WRITES.test(operation))
  expect(await setting.plan(value)).toEqual([])
  expect(planned).toHaveLength(1)
  return [planned[0]?.action, planned[0]?.paths, calls]
}

/** Everything wrong with a setting, as `CODE path`; a warning is said to be one. */
export const problemsIn = (kind: string, value: unknown, context: Partial<Context> = {}): readonly string[] =>
  kindOf(kind)
    .check({ [kind]: value }, { ...CONTEXT, ...context })
    .map(({ code, path, severity = 'error' }) =>
      [severity === 'error' ? '' : `${severity} `, code, ' ', pathText(path.slice(1))].join(''),
    )

/** What a plan says of a change. */
export const linesIn = ([change]: readonly Change[]): readonly string[] =>
  (change?.lines ?? []).map(({ label, text }) => (label === undefined ? text : `${label}: ${text}`))

export const many = <T>(count: number, made: (index: number) => T): T[] =>
  Array.from({ length: count }, (_, index) => made(index))
