import { byText } from '../src/collate.ts'
import type { Change, Diagnostic, Plan, PlannedTarget, Summary } from '../src/model.ts'
import { digestOf } from '../src/plan/digest.ts'
import { guardRefusals } from '../src/plan/guards/judge.ts'
import { order } from '../src/plan/order.ts'

/** The plan of the whole, made of those of its shards, as docs/scale.md says. */
export function planOfAll(shards: readonly Plan[]): Plan {
  const [first] = shards as [Plan, ...Plan[]]
  const { shard: _, ...one } = first
  const targets = first.targets.map(({ name }) =>
    targetOf(shards.flatMap(plan => plan.targets.filter(target => target.name === name)) as unknown as Parts),
  )
  const changes = inOrder(
    shards.flatMap(plan => plan.changes),
    targets,
  )
  const whole = {
    ...one,
    targets,
    changes,
    summary: summaryOf(shards, targets),
    warnings: saidOnce(shards.flatMap(plan => plan.warnings)),
    refused: guardRefusals({ ...one, targets, changes }),
  }
  return { ...whole, digest: digestOf(whole) }
}

/** Everything else of a change is as its shard says it. */
function inOrder(changes: readonly Change[], targets: readonly PlannedTarget[]): readonly Change[] {
  const made = new Map(changes.map(change => [keyOf(change), change]))
  return order(changes, targets).flatMap(change => made.get(keyOf(change)) ?? [])
}

const keyOf = ({ target, address, blocked, paths }: Change): string =>
  JSON.stringify([target, address, blocked?.fields, paths])

type Parts = readonly [PlannedTarget, ...PlannedTarget[]]

function targetOf(parts: Parts): PlannedTarget {
  const [first] = parts
  const sum = (count: 'read' | 'declared' | 'managed' | 'unchanged' | 'discovered' | 'unmanaged') =>
    parts.reduce((total, part) => total + part[count], 0)
  const unread = new Map(parts.flatMap(part => part.unread).map(one => [`${one.address} ${one.field ?? ''}`, one]))
  const opened = parts.flatMap(part => part.opened ?? [])
  return {
    ...first,
    complete: unread.size === 0,
    unread: [...unread].sort(([a], [b]) => byText(a, b)).map(([, one]) => one),
    read: sum('read'),
    declared: sum('declared'),
    managed: sum('managed'),
    unchanged: sum('unchanged'),
    discovered: sum('discovered'),
    unmanaged: sum('unmanaged'),
    unmanagedNames: parts.flatMap(part => part.unmanagedNames).sort(byText),
    standing: parts.flatMap(part => part.standing).sort((a, b) => byText(a.address, b.address)),
    ...(opened.length > 0 && { opened }),
  }
}

/** Sums; but what is unread of a registry as a whole, every shard says. */
function summaryOf(shards: readonly Plan[], targets: readonly PlannedTarget[]): Summary {
  const counts = Object.keys((shards[0] as Plan).summary) as readonly (keyof Summary)[]
  const sums = counts.map(count => [count, shards.reduce((total, { summary }) => total + summary[count], 0)])
  const unread = targets.reduce((total, target) => total + target.unread.length, 0)
  return { ...(Object.fromEntries(sums) as unknown as Summary), unread }
}

/** By its words; that guards are asked of shards alone, the whole does not say. */
const saidOnce = (warnings: readonly Diagnostic[]): readonly Diagnostic[] => [
  ...new Map(
    warnings.filter(({ code }) => code !== 'GUARDED_BY_SHARD').map(warning => [wordsOf(warning), warning]),
  ).values(),
]

const wordsOf = ({ code, summary, targets = [] }: Diagnostic): string => [code, summary, ...targets].join(' ')

/** A plan without the order of its warnings and their places, which a shard cannot know of others. */
export const comparable = (plan: Plan) => ({
  ...plan,
  targets: plan.targets.map(({ opened = [], ...target }) => ({
    ...target,
    opened: opened.toSorted((a, b) => byText(JSON.stringify(a), JSON.stringify(b))),
  })),
  warnings: [...new Set(plan.warnings.map(wordsOf))].sort(byText),
  refused: plan.refused.map(({ summary }) => summary).sort(byText),
})
