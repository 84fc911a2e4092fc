import type { Change, Consent, Diagnostic, Guards, Plan, PlanRefusal } from '../../model.ts'
import { allowText } from '../../words.ts'
import { type Breach, breachesOf } from './breaches.ts'
import { emptyWorlds, type LastApplied } from './empty-world.ts'
import type { Guard } from './guard.ts'
import { GUARDS } from './list.ts'

/** What of a plan guards are judged by: all of it is in its document. */
export type Judged = Pick<Plan, 'manifest' | 'guards' | 'targets' | 'changes' | 'shard' | 'only'>

/** What guards are judged with beside the plan. */
export interface Given {
  readonly consent?: Consent | undefined
  /** Left out: there is no receipt of the manifest here, or the run is about a part of it. */
  readonly last?: LastApplied | undefined
}

/** What the guards say against a plan as a whole, but for what is consented to; nothing of it is applied then. */
export function guardRefusals(plan: Judged, { consent = {}, last }: Given = {}): readonly PlanRefusal[] {
  const managed = plan.targets.reduce((sum, target) => sum + target.managed, 0)
  const asked = { guards: plan.guards, changes: madeOf(plan.changes), managed }
  const breaches = [
    ...GUARDS.flatMap(guard => breachesOf(guard, asked)),
    ...(last === undefined || plan.shard || plan.only ? [] : emptyWorlds(plan, last)),
  ]
  const isOne = plan.targets.length === 1
  return withHints(
    breaches
      .filter(breach => !isAllowed(breach, consent))
      .map(({ targets, ...breach }) =>
        refusalOf(targets === undefined || isOne ? breach : { ...breach, targets }, consent),
      ),
  )
}

/** The same plan, judged anew: guards are judged whenever it is to be applied, and by what is consented to then. */
export const guarded = (plan: Plan, given: Given = {}): Plan => ({
  ...plan,
  refused: [...plan.refused.filter(({ guard }) => guard === undefined), ...guardRefusals(plan, given)],
})

/** Guards over what the looks may find to be more than the plan has shown. */
export const OVER_IMAGES: readonly Guard[] = GUARDS.filter(({ shares }) => shares !== undefined)

interface Limited {
  readonly guards: Guards
  readonly consent: Consent
  /** Images that other changes take beside it. */
  readonly beside: number
}

/** What such a guard says of one change, as it is now. */
export const imageRefusals = (guard: Guard, { consent, ...asked }: Limited, now: Change): readonly PlanRefusal[] =>
  withHints(
    breachesOf(guard, { ...asked, changes: [now], managed: 0 })
      .filter(breach => !isAllowed(breach, consent))
      .map(breach => refusalOf(breach, consent)),
  )

/** A shard counts what is its own: said where a guard counts something. */
export function shardNotes({ shard, guards, changes }: Judged): readonly Diagnostic[] {
  if (shard === undefined || shard.count === 1) return []
  const made = madeOf(changes)
  const asked = GUARDS.filter(({ key, byDefault, shares, counted }) => {
    const { max, percent } = { ...byDefault, ...guards[key] }
    const isOverAll = max !== undefined || (percent !== undefined && shares === undefined)
    return isOverAll && counted(made).count > 0
  }).map(({ key }) => `guards.${key}`)
  if (asked.length === 0) return []
  return [
    {
      severity: 'note',
      code: 'GUARDED_BY_SHARD',
      summary: `${asked.join(', ')} ${asked.length === 1 ? 'is' : 'are'} asked of shard ${shard.index} of ${shard.count} alone`,
      detail: 'Each shard counts what its own repositories come to: all of them together may come to more.',
      hint: 'Lower the limit. Or plan without --shard, which counts all of them.',
    },
  ]
}

const madeOf = (changes: readonly Change[]): readonly Change[] => changes.filter(({ blocked }) => blocked === undefined)

const isAllowed = ({ allow: { guard, count } }: Breach, consent: Consent): boolean => (consent[guard] ?? 0) >= count

function refusalOf({ allow, detail, ...breach }: Breach, consent: Consent): PlanRefusal {
  const allowed = consent[allow.guard]
  const isTooLittle = allowed !== undefined
  return {
    severity: 'error',
    ...breach,
    detail: isTooLittle ? `${detail} Allowed were ${allowed}, which is less than ${allow.count}.` : detail,
    guard: allow.guard,
    allow,
  }
}

/** Of several, one line lets all of them pass. */
function withHints(refused: readonly PlanRefusal[]): readonly PlanRefusal[] {
  const all = allowText(refused)
  return refused.map((refusal, index) => {
    const own = allowText([refusal])
    if (index > 0) return { ...refusal, hint: `${refusal.hint}. Alone it is allowed by ${own}` }
    const what = own === all ? 'If all of it is meant, allow it' : 'If all that is refused is meant, allow it'
    return { ...refusal, hint: `${refusal.hint}. ${what} for this run:`, example: [all] }
  })
}
