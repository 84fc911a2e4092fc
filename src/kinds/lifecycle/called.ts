import type { Fields } from '../../model.ts'
import { isFields } from '../canonical.ts'
import { joinedSlugs, slugOf } from '../slug.ts'

/** Rules of which a name can tell. */
const MOST_RULES = 2

/** `keep-30`, `untagged-7-days`, `keep-30-v`: what rules of the short form do, where they are few. */
export function calledByRules(body: unknown): string | undefined {
  if (!Array.isArray(body) || body.length === 0 || body.length > MOST_RULES) return undefined
  return joinedSlugs(body.map(rule => (isFields(rule) ? ruleText(rule) : undefined)))
}

function ruleText(rule: Fields): string | undefined {
  const what = wordsOf(rule)
  if (what === undefined) return undefined
  return rule.untagged === true ? `untagged-${what}` : joinedSlugs([what, ...whichOf(rule)])
}

/** What the verb of a rule is called by. */
const VERBS: Readonly<Record<string, (value: string) => string>> = {
  keepAll: () => 'keep-all',
  keepNewest: count => `keep-${count}`,
  expireAfter: age => age,
  archiveAllButNewest: count => `archive-but-${count}`,
  archiveAfter: age => `archive-${age}`,
  archiveIfNotPulledFor: age => `archive-unpulled-${age}`,
  expireArchivedAfter: age => `archived-${age}`,
}

function wordsOf(rule: Fields): string | undefined {
  const [verb] = Object.keys(rule).filter(key => Object.hasOwn(VERBS, key))
  return verb === undefined ? undefined : VERBS[verb]?.(slugOf(String(rule[verb])))
}

/** Nothing of a rule for all images. */
function whichOf({ any, ...rule }: Fields): readonly string[] {
  if (any === true) return []
  const texts = ['tagPattern', 'tagPrefix', 'tagPatternList', 'tagPrefixList'].flatMap(key => rule[key] ?? [])
  return [slugOf(texts.join('-')) || 'tagged']
}
