import { byText } from '../../collate.ts'
import { canonicalJson } from '../canonical.ts'
import type { Phrase } from '../kind.ts'
import { keptText } from '../live.ts'
import { setText } from './aligned.ts'
import type { Filter } from './filters.ts'

/** How one kind of rules is said. */
export interface RuleWords<Rule> {
  /** What a rule does, but for the repositories that it is about. */
  what(rule: Rule): string
  /** Left out: every repository. */
  filters(rule: Rule): readonly Filter[] | undefined
  /** All of it. */
  text(rule: Rule): string
  /** Where the manifest says it. */
  places(rule: Rule): readonly string[]
}

/** What comes and what goes; of a rule that only is about other repositories, which. */
export function ruleLines<Rule>(
  before: readonly Rule[],
  after: readonly Rule[],
  words: RuleWords<Rule>,
): readonly Phrase[] {
  const [was, is] = [before, after].map(rules => new Map(rules.map(rule => [setText(rule), rule])))
  const gone = [...(was ?? [])].flatMap(([text, rule]) => (is?.has(text) ? [] : [rule]))
  const come = [...(is ?? [])].flatMap(([text, rule]) => (was?.has(text) ? [] : [rule]))
  const changed = come.map(rule => {
    const index = gone.findIndex(other => words.what(other) === words.what(rule))
    const [other] = index < 0 ? [] : gone.splice(index, 1)
    return { rule, other }
  })
  return [
    ...gone.map(rule => ({ sign: '-' as const, text: `- ${words.text(rule)}`, paths: words.places(rule) })),
    ...changed.map(({ rule, other }): Phrase => {
      const paths = words.places(rule)
      if (other === undefined) return { sign: '+', text: `+ ${words.text(rule)}`, paths }
      return { text: `${words.what(rule)}: ${filterChanges(words.filters(other), words.filters(rule))}`, paths }
    }),
  ]
}

function filterChanges(before: readonly Filter[] | undefined, after: readonly Filter[] | undefined): string {
  const [was, is] = [filterTexts(before), filterTexts(after)]
  return [
    ...is.filter(text => !was.includes(text)).map(text => `+ ${text}`),
    ...was.filter(text => !is.includes(text)).map(text => `- ${text}`),
  ].join('  ')
}

/** In one order, whichever ECR has; no list is every repository. */
export const filterTexts = (filters: readonly Filter[] | undefined): readonly string[] =>
  filters?.map(filter => (typeof filter === 'string' ? filter : canonicalJson(filter))).sort(byText) ?? [
    'every repository',
  ]

/** The repositories that a rule is about. */
export const filtersText = (filters: readonly Filter[] | undefined): string =>
  filterTexts(filters).join(', ') || 'no repository'

const MOST_NAMED = 5

/** `keeps 3 rules that are not ours: …`, and of many not all. */
export function keptLine(what: string, kept: readonly string[]): readonly Phrase[] {
  if (kept.length === 0) return []
  const named = kept.slice(0, MOST_NAMED).join('; ')
  const more = kept.length > MOST_NAMED ? `; and ${kept.length - MOST_NAMED} more` : ''
  return [{ text: keptText(kept.length, what, named + more) }]
}
