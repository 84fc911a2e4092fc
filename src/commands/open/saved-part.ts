import { refusedPlan } from '../../documents/plan-refusals.ts'
import { checkGlob, isException, matcher } from '../../manifest/form/globs.ts'
import type { Change, Plan } from '../../model.ts'
import { clipped } from '../../words.ts'

/** The shard that has the settings of all registries. */
const OF_REGISTRIES = 1

/**
 * Refuses a plan of a part that does what no run of a part may, whoever has written its file.
 *
 * @throws EcrsyncError PLAN_INVALID
 */
export function refuseBeyond(plan: Plan, file: string): void {
  const wrong = wrongIn(plan)
  if (wrong === undefined) return
  throw refusedPlan('PLAN_INVALID', file, {
    summary: 'goes beyond the part that it is about',
    detail: `${wrong}. Somebody has written it, or another version has.`,
  })
}

function wrongIn({ changes, targets, shard, only }: Plan): string | undefined {
  const made = changes.filter(({ blocked }) => blocked === undefined)
  const isWhole = shard === undefined && only === undefined && targets.every(({ complete }) => complete)
  const pruned = isWhole ? undefined : made.find(({ isPruned }) => isPruned)
  if (pruned)
    return `${pruned.address} is pruned, which a plan does that has seen all of the manifest and its registries`
  const hasRegistry = only === undefined && (shard === undefined || shard.index === OF_REGISTRIES)
  const ofRegistry = hasRegistry ? undefined : made.find(({ scope }) => scope === 'registry')
  if (ofRegistry) return `${ofRegistry.address} is a setting of the registry, which is no matter of this part`
  const glob = only?.find(glob => checkGlob(isException(glob) ? glob.slice(1) : glob))
  if (glob !== undefined) return `${clipped(glob)} is no glob that --only takes`
  const outside = only && made.find(outsideOf(only))
  return outside && `${outside.address} is of no repository that --only chooses`
}

function outsideOf(only: readonly string[]): (change: Change) => boolean {
  const isChosen = matcher(only)
  return ({ repository }) => repository !== undefined && !isChosen(repository)
}
