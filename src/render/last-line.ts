import type { Plan } from '../model.ts'
import { counted, imagesText, someOf } from '../words.ts'
import { isRefused } from './targets.ts'
import { plain, type Theme } from './theme.ts'

/** What scripts and people look for: the last line of every plan, which a prompt repeats; what is lost stands out. */
export function lastLine(plan: Plan, theme: Theme = plain): string {
  const { create, update, delete: deleted, replace, blocked, unread, unchanged, adopt, release } = plan.summary
  const refusals = refusalTexts(plan)
  if (create + update + deleted + replace + adopt + release + blocked + unread + refusals.length === 0)
    return `No changes. ${counted(unchanged, 'repository matches', 'repositories match')} the manifest.`
  const rest = [
    ...(replace > 0 ? [`, ${replace} to replace`] : []),
    ...(adopt > 0 ? [`, ${adopt} to adopt`] : []),
    ...(release > 0 ? [`, ${release} to release`] : []),
    ...(unread > 0 ? [`, ${unread} unread`] : []),
  ]
  const counts = `Plan: ${create} to create, ${update} to update, ${deleted} to delete, ${blocked} blocked${rest.join('')}`
  const refused = refusals.map(text => theme('blocked', text))
  return `${[theme('strong', counts), ...imagesTexts(plan, theme), ...refused].join('; ')}.`
}

/** What the plan's policies take of the images that are there. */
function imagesTexts({ summary: { expire, archive }, changes }: Plan, theme: Theme): readonly string[] {
  const most = changes.some(({ impact, blocked }) => impact?.isUpperBound && !blocked) ? 'up to ' : ''
  return [
    ...(expire > 0 ? [theme('loss', `${most}${imagesText(expire)} will expire`)] : []),
    ...(archive > 0 ? [theme('attention', `${most}${imagesText(archive)} will be archived`)] : []),
  ]
}

function refusalTexts({ refused, targets }: Plan): readonly string[] {
  const guards = [...new Set(refused.flatMap(({ guard }) => guard ?? []))]
  const others = targets.filter(isRefused).map(({ name }) => name)
  const reasons = [
    ...(guards.length > 0 ? [`by the ${guards.length === 1 ? 'guard' : 'guards'} ${joined(guards)}`] : []),
    ...(others.length > 0 ? [`for the ${others.length === 1 ? 'target' : 'targets'} ${someOf(others)}`] : []),
  ]
  return reasons.length > 0 ? [`REFUSED ${reasons.join(' and ')}`] : []
}

const joined = (names: readonly string[]): string => names.join(', ').replace(/, ([^,]*)$/, ' and $1')
