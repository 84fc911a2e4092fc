import type { LifecyclePolicy, LifecycleRule, Selection } from '../../lifecycle/index.ts'
import type { Fields } from '../../model.ts'
import { perObject } from '../../once.ts'
import { counted } from '../../words.ts'
import { isSame, present } from '../canonical.ts'
import { AGES, KEEP_ALL, longRule } from './short.ts'

/** A canonical policy as a manifest would say it: rules in the short form, where each comes to exactly this rule. */
export const statedLifecycle = perObject((policy: LifecyclePolicy): LifecyclePolicy | readonly Fields[] => {
  const { rules, ...more } = policy
  const short = rules.map(shortRule)
  const isShort = Object.keys(more).length === 0 && short.every((one, index) => comesTo(one, rules[index]))
  return isShort ? short : policy
})

const shortRule = (rule: LifecycleRule): Fields =>
  present({ ...selectorOf(rule.selection), ...verbOf(rule), description: rule.description })

/** The number of a rule is its place. */
const comesTo = (short: Fields, rule: LifecycleRule | undefined): boolean =>
  isSame({ ...longRule(short, 0), rulePriority: rule?.rulePriority }, rule)

function selectorOf({ tagStatus, tagPatternList, tagPrefixList = [] }: Selection): Fields {
  if (tagStatus !== 'tagged') return { [tagStatus]: true }
  return tagPatternList ? oneOrList('tagPattern', tagPatternList) : oneOrList('tagPrefix', tagPrefixList)
}

const oneOrList = (key: string, entries: readonly string[]): Fields =>
  entries.length === 1 ? { [key]: entries[0] } : { [`${key}List`]: entries }

function verbOf(rule: LifecycleRule): Fields {
  const { countNumber } = rule.selection
  const verb = verbKey(rule)
  if (verb === 'keepNewest' && countNumber === KEEP_ALL) return { keepAll: true }
  return { [verb]: AGES.includes(verb) ? counted(countNumber, 'day') : countNumber }
}

/** The short form's verb. */
export function verbKey({ selection, action }: LifecycleRule): string {
  const isArchive = action.type === 'transition'
  switch (selection.countType) {
    case 'imageCountMoreThan':
      return isArchive ? 'archiveAllButNewest' : 'keepNewest'
    case 'sinceImagePushed':
      return isArchive ? 'archiveAfter' : 'expireAfter'
    case 'sinceImagePulled':
      return 'archiveIfNotPulledFor'
    default:
      return 'expireArchivedAfter'
  }
}
