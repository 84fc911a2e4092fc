import type { Plan } from '../model.ts'
import { hasChanges } from '../plan/plan.ts'
import type { Allowed } from './allow-flag.ts'
import type { PlanFlags } from './flags.ts'
import { flagWords, quoted } from './shell-words.ts'

/** What a plan was made with that its apply needs as well. */
type Asked = Pick<PlanFlags, 'only' | 'shard' | 'in-use' | 'lifecycle-preview'> & {
  readonly allow?: readonly Allowed[] | undefined
}

/** What to type to have this plan, and no other, applied; undefined where there is nothing to do, or where a guard refuses it. */
export function nextOfPlan(plan: Plan, flags: Asked, here: Here): string | undefined {
  if (plan.refused.length > 0 || !hasChanges(plan)) return undefined
  const { shard, only, 'in-use': inUse, 'lifecycle-preview': preview } = flags
  const same = flagWords({
    only,
    ...(shard && { shard: `${shard.index}/${shard.count}` }),
    'in-use': inUse,
    ...(preview === 'server' && { 'lifecycle-preview': preview }),
    ...allowing(flags),
  })
  return `To apply this plan and no other: ${here(line('apply', ...same, '--expect', plan.digest))}`
}

/** What to type to have a plan applied that was saved. Whoever applies it consents: it says so again. */
export function nextOfSaved(
  { refused }: Pick<Plan, 'refused'>,
  file: string,
  flags: Pick<Asked, 'allow'>,
  here: Here,
): string {
  if (refused.length > 0) return 'Saved, and refused: what would let it pass is said below.'
  return `Saved. To apply it: ${here(line('apply', file, ...flagWords(allowing(flags))))}`
}

/** What to type to have the plan back applied, which only a saved one is. */
export const nextOfRevert = (plan: Plan, receipt: string, here: Here): string | undefined =>
  hasChanges(plan) ? `To apply it, save it first: ${here(line('revert', receipt, '--out', 'back.plan'))}` : undefined

/** What would let a plan pass that is in a file, as it is typed where that is applied. */
export const refusedOf = ({ refused }: Pick<Plan, 'refused'>, file: string): Plan['refused'] =>
  refused.map(({ example, ...one }) => ({
    ...one,
    ...(example && { example: example.map(flags => `${line('apply', file)} ${flags}`) }),
  }))

type Here = (text: string) => string

const allowing = ({ allow = [] }: Pick<Asked, 'allow'>) => ({
  allow: allow.map(([guard, count]) => `${guard}=${count}`),
})

const line = (...words: readonly string[]): string => ['ecrsync', ...words.map(quoted)].join(' ')
