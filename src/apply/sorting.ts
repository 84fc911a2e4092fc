import pLimit from 'p-limit'
import { grouped } from '../collate.ts'
import { kindOf } from '../kinds/index.ts'
import type { Change, Consent, Fields, Moved, Plan, Stale } from '../model.ts'
import { onceFor } from '../once.ts'
import { changedPaths } from '../plan/compare.ts'
import { settablePaths } from '../plan/diff.ts'
import { placeOf } from '../plan/places.ts'
import { askingOnce, isSmall } from '../plan/read.ts'
import { exceeding } from './limits.ts'
import { type Fresh, type Look, type Looking, looker } from './look.ts'
import { replacedOf } from './shown.ts'
import { valueAt } from './value-at.ts'

/** What has become of a change since it was planned: it can still be made, it has been, or it is not what was planned. */
export type Standing = 'fresh' | 'done' | Stale

/** Of each change that is not blocked. */
export type Standings = ReadonlyMap<Change, Standing>

/** With what one target is looked at. */
export type LookingThere = Pick<Looking, 'reader' | 'preview' | 'now'>

/** Places of one target that are looked at, at once. */
const AT_ONCE = 20

/**
 * Reads again what the changes of a plan are about, and nothing else, each thing once.
 *
 * @throws EcrsyncError NOT_SEEN where some of it could not be read, and what ECR answers
 */
export async function sortChanges(
  plan: Plan,
  lookingAt: (target: string) => LookingThere,
  consent: Consent,
): Promise<Standings> {
  const isExceeding = exceeding(plan, consent)
  const made = plan.changes.filter(({ blocked }) => blocked === undefined)
  const changesOf = grouped(plan.changes, ({ target }) => target)
  const lookAt = onceFor((name: string): Look => {
    const { reader, ...there } = lookingAt(name)
    const targets = plan.targets.filter(target => target.name === name)
    const own = { ...plan, targets, changes: changesOf.get(name) as readonly Change[] }
    const once = askingOnce(reader, isSmall)
    return looker({ ...there, reader: once, again: reader, plan: own, isExceeding, isBegun: false })
  })
  const limitFor = onceFor((_target: string) => pLimit(AT_ONCE))
  const things = [...grouped(made, change => `${placeOf(change)} ${change.kind}`).values()]
  const sorted = await allOf(
    things.map(changes => {
      const [{ target }] = changes as [Change, ...Change[]]
      return limitFor(target)(async () => {
        const fresh = await lookAt(target)(changes)
        return changes.map(change => [change, standingOf(change, fresh(change))] as const)
      })
    }),
  )
  return new Map(sorted.flat())
}

/** What fails is thrown when all that were begun have ended. */
async function allOf<T>(asked: readonly Promise<T>[]): Promise<readonly T[]> {
  await Promise.allSettled(asked)
  return Promise.all(asked)
}

function standingOf(planned: Change, { change, differs, refusal, unshown }: Fresh): Standing {
  const why = unshown ?? refusal
  if (why === undefined) return change === undefined ? 'done' : 'fresh'
  const { message } = why
  const reason = message.startsWith(planned.address) ? message.slice(planned.address.length).trim() : message
  return { reason, differing: movedIn(planned, differs) }
}

/** Where what is there is not what the change was planned from. */
function movedIn(planned: Change, now: Change | undefined): readonly Moved[] {
  if (now === undefined) return []
  const kind = kindOf(planned.kind)
  const replaced = replacedOf(planned)
  const [before, live] = [planned.before as Fields | null, now.before as Fields | null]
  const [was, is] = [replaced(before), replaced(live)]
  const settable = settablePaths(kind, was, is)
  // Where none of these differs, it is about what nobody can set, such as the images that would go.
  return (settable.length > 0 ? settable : changedPaths(was, is)).map(path => ({
    path,
    planned: valueAt(was, path),
    live: valueAt(is, path),
    desired: valueAt(planned.after as Fields | null, path),
  }))
}
