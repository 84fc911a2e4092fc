import type { Execution } from '../apply/execute.ts'
import { type Standings, sortChanges } from '../apply/sorting.ts'
import { readPlan, type SavedPlan } from '../documents/plan-file.ts'
import { EcrsyncError } from '../errors.ts'
import type { Emit } from '../events.ts'
import type { Change, Consent, Plan, Stale } from '../model.ts'
import { summaryOf } from '../plan/assemble.ts'
import { othersBetween } from '../plan/others.ts'
import { renderOthers } from '../render/others-text.ts'
import { renderStale, type StaleChange, staleJson } from '../render/stale-text.ts'
import { isOfSeveral } from '../render/targets.ts'
import type { Theme } from '../render/theme.ts'
import { clipped, counted } from '../words.ts'
import { written } from './flag-errors.ts'
import type { Planner } from './open/planner.ts'
import { quoted } from './shell-words.ts'

/** The plan that was looked at: all that is known of it is its digest, or the file of it is there. */
export interface Expected {
  readonly digest: string
  readonly plan?: SavedPlan
}

/** What is told goes there. */
interface Page {
  readonly theme: Theme
  readonly width: number
  print(text: string): void
}

/** Of whatever was typed: a digest, or a file. @throws EcrsyncError INVALID_FLAG, PLAN_… */
export async function openExpected(said: string | undefined, version: string): Promise<Expected | undefined> {
  if (said === undefined) return undefined
  if (/^sha256:[0-9a-f]{64}$/.test(said)) return { digest: said }
  if (/^(?:sha\d+:.*|[0-9a-f]{64}|)$/i.test(said))
    throw new EcrsyncError('INVALID_FLAG', `--expect ${written(said)} is no digest of a plan`, {
      detail: 'It is sha256: and 64 digits and letters from a to f.',
      hint: 'ecrsync plan prints it below the plan, and plan --json has it as digest.',
    })
  const plan = await readPlan(said, version)
  return { digest: plan.digest, plan }
}

interface Comparing extends Page {
  /** Of the plan, where that was saved. */
  readonly file: string | undefined
}

/** @throws EcrsyncError PLAN_DIFFERS */
export function refuseOther(
  { digest, plan: expected }: Expected,
  plan: Plan,
  { theme, width, print, file }: Comparing,
): void {
  if (digest === plan.digest) return
  const others = expected && othersBetween(expected, plan)
  if (others && others.length > 0) print(renderOthers(others, theme, { width, isOfSeveral: isOfSeveral(plan) }))
  throw new EcrsyncError('PLAN_DIFFERS', 'The plan is not the one that was expected', {
    detail: `Expected was ${digest}, and ${file === undefined ? 'it' : clipped(file)} is ${plan.digest}${file === undefined ? ': the registry, the manifest or a flag has changed since' : ''}. Nothing was written.`,
    ...nextOfOther(plan, file),
    document: { digest: plan.digest, ...(others && { others }) },
  })
}

function nextOfOther(plan: Plan, file: string | undefined) {
  if (plan.changes.length === 0)
    return { hint: 'There is nothing left to do: what was expected may have been applied.' }
  const words = ['apply', ...(file === undefined ? [] : [file]), '--expect', plan.digest]
  return {
    hint: 'Look at the plan above. To apply it and no other:',
    example: [`ecrsync ${words.map(quoted).join(' ')}`],
  }
}

interface Sorting extends Page {
  readonly skips: boolean
  readonly consent: Consent
  readonly emit: Emit
}

/** What of a plan is still to be made, and how the rest ends. */
interface Sorted {
  readonly left: Plan
  readonly endOf: Execution['endOf']
}

/**
 * Reads again what the plan is about, and leaves out what has been done and, where it is told to, what is stale.
 *
 * @throws EcrsyncError PLAN_STALE
 */
export async function sortedPlan(
  plan: Plan,
  planner: Planner,
  { theme, width, print, skips, consent, emit }: Sorting,
): Promise<Sorted> {
  const lookingAt = (name: string) => {
    const { target, preview, reader = target.client.reader } = planner.at(name)
    return { reader, caller: target.caller, preview, now: () => new Date() }
  }
  const standings = await withoutNamed(await sortChanges(plan, lookingAt, consent), planner)
  const stale = staleIn(standings)
  if (standings.size > 0) print(countsText(standings, stale.length))
  if (stale.length > 0) print(renderStale(stale, { theme, width, isOfSeveral: isOfSeveral(plan) }))
  if (stale.length > 0 && !skips) throw staleError(stale)
  const changes = plan.changes.filter(change => change.blocked || standings.get(change) === 'fresh')
  for (const { name } of plan.targets)
    emit({ type: 'planned', target: name, changes: changes.filter(one => one.target === name && !one.blocked).length })
  return { left: { ...plan, changes, summary: summaryOf(changes, plan.targets) }, endOf: endIn(standings) }
}

/** What goes because no line names it stays where one does by now. */
async function withoutNamed(standings: Standings, { namesNow }: Pick<Planner, 'namesNow'>): Promise<Standings> {
  const judged = [...standings].map(async ([change, standing]) => {
    const { isPruned, target, repository = '' } = change
    const isNamed = isPruned && standing === 'fresh' && (await namesNow?.(target, repository))
    return [change, isNamed ? NAMED : standing] as const
  })
  return new Map(await Promise.all(judged))
}

const NAMED: Stale = { reason: 'is named in the manifest by now: not pruned', differing: [] }

const staleIn = (standings: Standings): readonly StaleChange[] =>
  [...standings].flatMap(([change, stale]) => (typeof stale === 'string' ? [] : [{ change, stale }]))

const endIn =
  (standings: Standings): Execution['endOf'] =>
  change => {
    const standing = standings.get(change)
    if (standing === undefined || standing === 'fresh') return undefined
    if (standing === 'done') return { status: 'done', calls: [], before: change.after, after: change.after }
    return { status: 'skipped', because: 'stale', stale: standing }
  }

function countsText(standings: Standings, stale: number): string {
  const count = (standing: 'fresh' | 'done') => [...standings.values()].filter(one => one === standing).length
  const fresh = counted(count('fresh'), 'change')
  return `Since it was planned: ${fresh} to make, ${count('done')} already done, ${stale} stale.`
}

function staleError(stale: readonly StaleChange[]): EcrsyncError {
  const what = counted(stale.length, 'change')
  return new EcrsyncError('PLAN_STALE', `The saved plan is stale in ${what}`, {
    detail: `${stale.length === 1 ? 'It is' : 'They are'} not what was looked at any more: ${some(stale.map(({ change }) => change))}. Nothing was written.`,
    hint: 'Make a new plan, and look at it: ecrsync plan --out FILE; or apply the rest of this one with --stale skip.',
    document: { stale: staleJson(stale) },
  })
}

const SHOWN = 3

function some(changes: readonly Change[]): string {
  const more = changes.length - SHOWN
  const names = changes.slice(0, SHOWN).map(({ address }) => address)
  return `${names.join(', ')}${more > 0 ? ` and ${more} more` : ''}`
}
