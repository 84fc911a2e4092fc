import type { Diagnostic, Plan } from '../model.ts'
import { counted, imagesText, someOf } from '../words.ts'
import { isRefused } from './targets.ts'

/** What scripts and people look for: the last line of every plan, which a prompt repeats. */
export function lastLine(plan: Plan): string {
  const { create, update, delete: deleted, replace, blocked, unread, unchanged } = plan.summary
  const refusals = refusalTexts(plan)
  if (create + update + deleted + replace + blocked + unread + refusals.length === 0)
    return `No changes. ${counted(unchanged, 'repository matches', 'repositories match')} the manifest.`
  const rest = [...(replace > 0 ? [`, ${replace} to replace`] : []), ...(unread > 0 ? [`, ${unread} unread`] : [])]
  const counts = `Plan: ${create} to create, ${update} to update, ${deleted} to delete, ${blocked} blocked${rest.join('')}`
  return `${[counts, ...imagesTexts(plan), ...refusals].join('; ')}.`
}

/** What the plan's policies take, in the numbers that the attention block has repository by repository. */
function imagesTexts({ changes }: Plan): readonly string[] {
  const impacts = changes.flatMap(({ impact, blocked }) => (impact && !blocked ? [impact] : []))
  const sum = (amount: 'expire' | 'archive') => impacts.reduce((total, impact) => total + impact[amount].images, 0)
  const most = impacts.some(({ isUpperBound }) => isUpperBound) ? 'up to ' : ''
  const [expire, archive] = [sum('expire'), sum('archive')]
  return [
    ...(expire > 0 ? [`${most}${imagesText(expire)} will expire`] : []),
    ...(archive > 0 ? [`${most}${imagesText(archive)} will be archived`] : []),
  ]
}

function refusalTexts({ refused, targets }: Plan): readonly string[] {
  const guards = [...new Set(refused.flatMap(guardOf))]
  const others = targets.filter(isRefused).map(({ name }) => name)
  const reasons = [
    ...(guards.length > 0 ? [`by the ${guards.length === 1 ? 'guard' : 'guards'} ${guards.join(' and ')}`] : []),
    ...(others.length > 0 ? [`for the ${others.length === 1 ? 'target' : 'targets'} ${someOf(others)}`] : []),
  ]
  return reasons.length > 0 ? [`REFUSED ${reasons.join(' and ')}`] : []
}

/** What a manifest calls a guard: `expireImages` of GUARD_EXPIRE_IMAGES. */
function guardOf({ code }: Diagnostic): readonly string[] {
  if (!code.startsWith('GUARD_')) return []
  const words = code.slice('GUARD_'.length).toLowerCase()
  return [words.replace(/_(.)/g, (_, letter: string) => letter.toUpperCase())]
}
