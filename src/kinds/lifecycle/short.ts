import { LIMITS, type LifecycleRule, type Selection } from '../../lifecycle/index.ts'
import type { Fields } from '../../model.ts'
import { saidText } from '../../words.ts'
import { isFields } from '../canonical.ts'
import type { Path, Problem } from '../kind.ts'
import { hasPlaceholder } from '../placeholder.ts'

/** `keepAll`: a count that no repository reaches, so the rule shields its images from every later rule and expires none. */
export const KEEP_ALL = 999_999

/** The short form's two halves, each key with what it becomes. Exactly one of each makes a rule. */
export const SELECTORS: Readonly<Record<string, (value: never) => Partial<Selection>>> = {
  untagged: () => ({ tagStatus: 'untagged' }),
  any: () => ({ tagStatus: 'any' }),
  tagPattern: (pattern: string) => ({ tagStatus: 'tagged', tagPatternList: [pattern] }),
  tagPrefix: (prefix: string) => ({ tagStatus: 'tagged', tagPrefixList: [prefix] }),
  tagPatternList: (patterns: readonly string[]) => ({ tagStatus: 'tagged', tagPatternList: patterns }),
  tagPrefixList: (prefixes: readonly string[]) => ({ tagStatus: 'tagged', tagPrefixList: prefixes }),
}

type Verb = Pick<LifecycleRule, 'action'> & { readonly selection: Partial<Selection> }

/** For an age that is known only with a target: any number of days that every verb takes. */
const STAND_IN = LIMITS.archivedDays

const expire = { type: 'expire' } as const
const archive = { type: 'transition', targetStorageClass: 'archive' } as const
const count = (countNumber: number) => ({ countType: 'imageCountMoreThan', countNumber }) as const
const since = (countType: Selection['countType'], age: string) =>
  ({ countType, countUnit: 'days', countNumber: daysOf(age) ?? STAND_IN }) as const

export const VERBS: Readonly<Record<string, (value: never) => Verb>> = {
  keepNewest: (kept: number) => ({ selection: count(kept), action: expire }),
  keepAll: () => ({ selection: count(KEEP_ALL), action: expire }),
  expireAfter: (age: string) => ({ selection: since('sinceImagePushed', age), action: expire }),
  archiveAllButNewest: (kept: number) => ({ selection: count(kept), action: archive }),
  archiveAfter: (age: string) => ({ selection: since('sinceImagePushed', age), action: archive }),
  archiveIfNotPulledFor: (age: string) => ({ selection: since('sinceImagePulled', age), action: archive }),
  expireArchivedAfter: (age: string) => ({
    selection: { storageClass: 'archive', ...since('sinceImageTransitioned', age) },
    action: expire,
  }),
}

export const AGES: readonly string[] = ['expireAfter', 'archiveAfter', 'archiveIfNotPulledFor', 'expireArchivedAfter']

/** `7 days`, `1 day` or `7d`. */
export const DAYS = /^\s*(\d{1,9})\s*(?:d|days?)\s*$/

function daysOf(age: unknown): number | undefined {
  const digits = typeof age === 'string' ? DAYS.exec(age)?.[1] : undefined
  return digits === undefined ? undefined : Number(digits)
}

const keysIn = (rule: Fields, table: object): readonly string[] =>
  Object.keys(rule).filter(key => Object.hasOwn(table, key))

/** One rule of the short form in ECR's own; its place in the list is its priority. */
export function longRule(rule: Fields, index: number): LifecycleRule {
  const [selector = '', verb = ''] = [keysIn(rule, SELECTORS)[0], keysIn(rule, VERBS)[0]]
  const selected = SELECTORS[selector]?.(rule[selector] as never)
  const { selection, action } = VERBS[verb]?.(rule[verb] as never) ?? { selection: {}, action: expire }
  return {
    rulePriority: index + 1,
    ...(rule.description !== undefined && { description: rule.description as string }),
    selection: { ...selected, ...selection } as Selection,
    action,
  }
}

/** The place in a short rule that a place in ECR's rule came from. */
export function shortPath(rule: Fields, [part, field]: Path): Path {
  const isSelector = part === 'selection' && /^tag/.test(String(field))
  const key = part === 'description' ? part : keysIn(rule, isSelector ? SELECTORS : VERBS)[0]
  return key === undefined || part === 'rulePriority' ? [] : [key]
}

/** What makes a rule of the short form no rule. */
export function checkShort(rule: unknown): readonly Problem[] {
  if (!isFields(rule)) return [noMap]
  const [selectors, verbs] = [keysIn(rule, SELECTORS), keysIn(rule, VERBS)]
  return [
    ...(selectors.length === 1 ? [] : [wrongSelectors(selectors)]),
    ...(verbs.length === 1 ? [] : [wrongVerbs(verbs)]),
    ...AGES.filter(
      key => Object.hasOwn(rule, key) && !hasPlaceholder(rule[key]) && daysOf(rule[key]) === undefined,
    ).map(key => wrongAge(key, rule[key])),
  ]
}

const wrongSelectors = (found: readonly string[]): Problem => ({
  path: found[1] === undefined ? [] : [found[1]],
  code: 'ONE_SELECTOR',
  summary:
    found.length === 0
      ? 'A lifecycle rule without a selector'
      : `A lifecycle rule with ${found.length} selectors: ${found.join(', ')}`,
  detail: 'A rule selects images in exactly one way; which ones, nothing says here.',
  hint: `Write one of ${Object.keys(SELECTORS).join(', ')}.`,
})

const wrongVerbs = (found: readonly string[]): Problem => ({
  path: found[1] === undefined ? [] : [found[1]],
  code: 'ONE_VERB',
  summary:
    found.length === 0
      ? 'A lifecycle rule without a verb'
      : `A lifecycle rule with ${found.length} verbs: ${found.join(', ')}`,
  detail:
    found.length === 0
      ? 'A rule does exactly one thing with the images that it selects.'
      : 'ECR has no "at least N and older than D": a rule counts images or ages them.',
  hint:
    found.length === 0
      ? `Write one of ${Object.keys(VERBS).join(', ')}.`
      : `Keep one of them, or write two rules: the first takes its images away from the second.`,
})

const noMap: Problem = {
  path: [],
  code: 'LIFECYCLE_POLICY',
  summary: 'A rule that is not a map',
  detail: 'ECR knows no such rule.',
  hint: 'Write for example { untagged: true, expireAfter: 7 days }.',
}

const wrongAge = (key: string, value: unknown): Problem => ({
  path: [key],
  code: 'NOT_DAYS',
  summary: `${key} needs a number of days`,
  detail: `ECR counts age in whole days, and ${JSON.stringify(value)} does not say them.`,
  hint: `Write ${key}: ${daysIn(value)} days`,
})

/** Days in a unit that is none here. */
const UNITS: Readonly<Record<string, number>> = { h: 1 / 24, d: 1, w: 7, mo: 30, y: 365 }

function daysIn(value: unknown): number {
  const [, count, unit = 'd'] = /^\s*(\d{1,6})\s*(h|d|w|mo|y|$)/i.exec(saidText(value)) ?? []
  return count === undefined ? 7 : Math.max(1, Math.ceil(Number(count) * (UNITS[unit.toLowerCase()] ?? 1)))
}
