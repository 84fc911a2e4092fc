import stringWidth from 'string-width'
import { grouped } from '../collate.ts'
import type { Change, Fact, Plan } from '../model.ts'
import { flow } from './flow.ts'
import { knownIn, type Losses, losingOf, lossesOf } from './losses.ts'
import type { PageOptions } from './plan-page.ts'
import { whoText } from './repositories.ts'
import { inTargets, isOfSeveral } from './targets.ts'
import { pad } from './theme.ts'

/** The worst first. */
const WORDS = ['DELETES', 'REPLACES', 'EXPIRES', 'ARCHIVES', 'MOVES', 'OPENS', 'CLOSES'] as const

/** So many lines of one word are read. */
const READ = 5

interface Noticed extends Fact {
  readonly who: string
  readonly change: Change
}

/** A line of the block: what happens, to whom or what, and how much. */
interface Line {
  readonly word: string
  readonly who: string
  readonly text: string
  readonly where: string
}

/** What a reader must not miss, and why nothing of it all would be done. */
export function attentionLines(plan: Plan, options: PageOptions): readonly string[] {
  const facts = plan.changes.filter(({ blocked }) => !blocked).flatMap(noticedOf)
  const byWord = grouped(facts, ({ word }) => word)
  const lines = WORDS.flatMap(word => linesOf(byWord.get(word) ?? [], plan, options))
  const { theme, width } = options
  const widest = lines.reduce((most, { who }) => Math.max(most, stringWidth(who)), 0) + 2
  const column = Math.min(widest, 40, Math.floor(width / 3))
  return [
    ...refusals(plan, options.expand).flatMap(text =>
      flow(`  ${theme('blocked', pad('REFUSED', 10))}`, text, { width, indent: 12 }),
    ),
    ...lines.flatMap(({ word, who, text, where }) =>
      flow(`  ${theme('attention', pad(word, 10))}${pad(who, column)}`, `${text}${where}`, { width, indent: 12 }),
    ),
  ]
}

const REFUSALS = 8

function refusals({ refused }: Plan, expand: boolean): readonly string[] {
  const shown = refused.slice(0, expand ? refused.length : REFUSALS).map(({ summary }) => summary)
  const more = refused.length - shown.length
  return more > 0 ? [...shown, `and ${more} more`] : shown
}

const noticedOf = (change: Change): readonly Noticed[] =>
  change.facts.map(fact => ({ ...fact, who: change.repository ?? '', change }))

/** What is the same of several repositories, in one target or in the same ones, is one line; of too many, what comes to more. */
function linesOf(facts: readonly Noticed[], plan: Plan, { theme, expand }: PageOptions): readonly Line[] {
  const spread = [...grouped(facts, ({ who, text }) => JSON.stringify([who, text])).values()].map(same => ({
    facts: same,
    targets: [...new Set(same.map(({ change }) => change.target))],
  }))
  const alike = [...grouped(spread, ({ facts: [fact], targets }) => JSON.stringify([fact?.text, targets])).values()]
    .map(all => all.flatMap(one => one.facts))
    .toSorted((a, b) => worth(b) - worth(a))
  const whereOf = (of: readonly Noticed[]) => {
    const targets = [...new Set(of.map(({ change }) => change.target))]
    return isOfSeveral(plan) ? `   ${theme('faint', inTargets(targets, plan, expand))}` : ''
  }
  if (!expand && alike.length > READ) return foldedLines(alike, whereOf)
  return alike.map(same => lineOf(same, whereOf(same), expand))
}

type WhereOf = (facts: readonly Noticed[]) => string

function lineOf(same: readonly Noticed[], where: string, expand: boolean): Line {
  const [{ word, text }] = same as readonly [Noticed, ...Noticed[]]
  return { word, who: whoText([...new Set(same.map(({ who }) => who))], expand), text, where }
}

const FATES = { EXPIRES: 'expire', ARCHIVES: 'archive' } as const

const fateOf = (word: Fact['word']) => (word === 'EXPIRES' || word === 'ARCHIVES' ? FATES[word] : undefined)

/** Images that go are summed up over all repositories; of other things, the first are said. */
function foldedLines(alike: readonly (readonly Noticed[])[], whereOf: WhereOf): readonly Line[] {
  const all = alike.flat()
  const word = all[0]?.word ?? 'DELETES'
  const fate = fateOf(word)
  const losses =
    fate &&
    lossesOf(
      all.map(({ change }) => losingOf(change)),
      fate,
      false,
    )
  if (losses) return [{ word, who: placesText(all), text: lossesText(losses, word), where: whereOf(all) }]
  const rest = alike.slice(READ - 1).flat()
  return [
    ...alike.slice(0, READ - 1).map(same => lineOf(same, whereOf(same), false)),
    { word, who: placesText(rest), text: `${rest.length} more`, where: whereOf(rest) },
  ]
}

/** Who it is stands in the line already. */
const placesText = (facts: readonly Noticed[]): string => whoText([...new Set(facts.map(({ who }) => who))], false)

function lossesText({ amount, worst, isUpperBound, pulledLast30Days }: Losses, word: string): string {
  const when = `at ECR's next run${isUpperBound ? ' (an upper bound)' : ''}`
  const pulled = word === 'EXPIRES' && pulledLast30Days > 0 ? `; ${pulledLast30Days} pulled in the last 30 days` : ''
  return `${amount} ${when}${pulled}: ${worst}`
}

/** What is missed most comes first; what is equal stays in the order of the plan. */
function worth(same: readonly Noticed[]): number {
  const [{ word, change }] = same as readonly [Noticed, ...Noticed[]]
  const { impact, risk } = change
  if (word === 'MOVES') return Number(risk === 'ROLLBACK')
  const fate = fateOf(word)
  if (impact === undefined || fate === undefined) return 0
  return Number(knownIn(impact, fate).length > 0) * 1e9 + impact[fate].images
}
