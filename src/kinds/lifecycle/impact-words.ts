import type { LifecyclePolicy } from '../../lifecycle/index.ts'
import type { Fact, Impact } from '../../model.ts'
import { amountText, tagsText } from '../../words.ts'
import type { Phrase } from '../kind.ts'

/** What is condemned, for the attention block. */
export const impactFacts = (impact: Impact): readonly Fact[] => {
  const { expire, archive, tagged, unnamed, pulledLast30Days, isUpperBound } = impact
  const when = `at ECR's next run${isUpperBound ? ' (an upper bound)' : ''}`
  const pulled = pulledLast30Days > 0 ? `; ${pulledLast30Days} pulled in the last 30 days` : ''
  const named = (action: string) => {
    const tags = tagged.filter(one => one.action === action).flatMap(one => one.tags)
    // The newest come last in the list, and are what a reader looks for.
    return tags.length > 0 ? `: ${tagsText(tags.toReversed(), unnamed === 0)}` : ''
  }
  return [
    ...(expire.images > 0
      ? [{ word: 'EXPIRES', text: `${amountText(expire)} ${when}${pulled}${named('EXPIRE')}` } as const]
      : []),
    ...(archive.images > 0
      ? [{ word: 'ARCHIVES', text: `${amountText(archive)} ${when}${named('TRANSITION')}` } as const]
      : []),
  ]
}

/** The same below the change: which rule takes what, and which does nothing. */
export function impactLines(
  impact: Impact,
  policy: LifecyclePolicy,
  selector: (index: number) => string,
): readonly Phrase[] {
  const { byRule, newlyCondemned, idleRules, shadowedRules, keep, expire, archive } = impact
  if (keep.images + expire.images + archive.images === 0) return []
  const ruleText = (priority: number) => {
    const index = policy.rules.findIndex(({ rulePriority }) => rulePriority === priority)
    return `rule ${index + 1} (${selector(index)})`
  }
  const lost = [
    ...byRule.map(
      ({ rulePriority, action, ...amount }) =>
        `${ruleText(rulePriority)} ${action === 'EXPIRE' ? 'expires' : 'archives'} ${amountText(amount)}`,
    ),
    ...(newlyCondemned > 0 && newlyCondemned < expire.images + archive.images
      ? [`${newlyCondemned} of them not by the policy in force`]
      : []),
  ]
  const notes = [
    ...partsTexts(impact, policy),
    ...idleRules.map(priority => `${ruleText(priority)} matches no image`),
    ...shadowedRules.map(priority => `${ruleText(priority)} is left no image by the rules before it`),
  ]
  return [
    ...lost.map(text => ({ aside: 'loses', text }) as const),
    ...notes.map(text => ({ aside: 'note', text }) as const),
  ]
}

function partsTexts({ indexes, parts, isUpperBound }: Impact, { rules }: LifecyclePolicy): readonly string[] {
  const isCounted = rules.some(({ selection }) => selection.countType === 'imageCountMoreThan')
  return [
    ...(isUpperBound
      ? [`an upper bound: among them may be parts of ${imagesOf(indexes)}, which ECR keeps and seems not to count`]
      : []),
    ...(isCounted && parts > 0
      ? [`${parts} known ${parts === 1 ? 'part' : 'parts'} of multi-arch images not counted, as ECR seems to do`]
      : []),
  ]
}

const imagesOf = (indexes: number): string => `${indexes} multi-arch ${indexes === 1 ? 'image' : 'images'}`
