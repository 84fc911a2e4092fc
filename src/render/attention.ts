import stringWidth from 'fast-string-width'
import { grouped } from '../collate.ts'
import type { Change, Fact, Plan } from '../model.ts'
import { isWellKnown } from '../names.ts'
import { allowText } from '../words.ts'
import { andMore } from './cut.ts'
import { fateOf, knownIn, losingOf, lossesOf } from './losses.ts'
import { flow } from './page.ts'
import type { PageOptions } from './plan-page.ts'
import { someNames } from './repositories.ts'
import { inTargets, isOfSeveral } from './targets.ts'
import { pad, type Role, type Theme } from './theme.ts'
import { writer } from './writer.ts'

/** The worst first. */
const WORDS = ['DELETES', 'REPLACES', 'EXPIRES', 'ARCHIVES', 'MOVES', 'OPENS', 'WEAKENS', 'CLOSES'] as const
type Word = (typeof WORDS)[number]

/** So many lines of one word are read, and of what is deleted, which cannot be brought back, more. */
const READ = 5
const DELETIONS = 20

const mostOf = (alike: readonly Same[]): number => (alike[0]?.[0].word === 'DELETES' ? DELETIONS : READ)

/** What nothing brings back is named, however much it is: a name that is left out could be the one that matters. */
const NAMED: ReadonlySet<string> = new Set(['DELETES', 'REPLACES'])

const isNamed = ([fact]: readonly Noticed[], expand: boolean): boolean => expand || NAMED.has(fact?.word ?? '')

interface Noticed {
  readonly word: Word
  readonly text: string
  readonly who: string
  readonly change: Change
}

/** A line of the block: what happens, to whom or what, and how much. */
interface Line extends Said {
  readonly word: Word
  readonly who: string
  readonly where: string
}

interface Said {
  readonly text: string
  /** Whose it is, where the text does not say it. */
  readonly names?: string
}

/** What a reader must not miss, and why nothing of it all would be done. */
export function attentionLines(plan: Plan, options: PageOptions): readonly string[] {
  const facts = plan.changes.filter(({ blocked }) => !blocked).flatMap(noticedOf)
  const byWord = grouped(facts, ({ word }) => word)
  const lines = WORDS.flatMap(word => linesOf(byWord.get(word) ?? [], plan, options))
  const { theme, width } = options
  const most = Math.min(40, Math.floor(width / 3))
  const column = lines
    .map(({ who }) => stringWidth(who) + 2)
    .reduce((widest, wide) => (wide > most ? widest : Math.max(widest, wide)), 0)
  return [
    ...refusals(plan, options.expand).flatMap(text =>
      flow(`  ${pad(theme('blocked', 'REFUSED'), 10)}`, text, { width, indent: 4 }),
    ),
    ...consentLines(plan, theme),
    ...lines.flatMap(({ word, who, text, names, where }) => {
      const begin = `  ${pad(theme(ROLES[word], word), 10)}`
      const isInColumn = stringWidth(who) + 2 <= column
      const indent = (isInColumn ? 12 + column : 4) + 2
      const said = {
        begin: isInColumn ? `${begin}${pad(who, column)}` : begin,
        text: isInColumn ? text : `${who}  ${text}`,
      }
      return names === undefined
        ? flow(said.begin, `${said.text}${where}`, { width, indent: 4 })
        : writer({ theme, width })({ ...said, indent, names: `${names}${where}` })
    }),
  ]
}

/** What is lost for good stands out the most. */
const ROLES = {
  DELETES: 'loss',
  REPLACES: 'loss',
  EXPIRES: 'loss',
  ARCHIVES: 'attention',
  MOVES: 'attention',
  OPENS: 'attention',
  WEAKENS: 'attention',
  CLOSES: 'attention',
} as const satisfies Record<Word | Fact['word'], Role>

const REFUSALS = 8

/** To be pasted as it is: it is one line, however long. */
function consentLines({ refused }: Plan, theme: Theme): readonly string[] {
  const line = allowText(refused)
  return line === '' ? [] : [`  ${pad(theme('note', 'unless'), 10)}${line}`]
}

function refusals({ refused }: Plan, expand: boolean): readonly string[] {
  const shown = refused.slice(0, expand ? refused.length : REFUSALS).map(({ summary }) => summary)
  const more = refused.length - shown.length
  return more > 0 ? [...shown, andMore(more)] : shown
}

function noticedOf(change: Change): readonly Noticed[] {
  const { facts, weakens = [], repository: who = '' } = change
  const weakened = weakens.map(text => ({ word: 'WEAKENS', text }) as const)
  return [...facts, ...weakened].map(fact => ({ ...fact, who, change }))
}

/** What is the same of several repositories, in one target or in the same ones, is one line; of too many, what comes to more. */
function linesOf(facts: readonly Noticed[], plan: Plan, { theme, expand }: PageOptions): readonly Line[] {
  const spread = [...grouped(facts, ({ who, text }) => JSON.stringify([who, text])).values()].map(same => ({
    facts: same,
    targets: [...new Set(same.map(({ change }) => change.target))],
  }))
  const alike = [...grouped(spread, ({ facts: [fact], targets }) => JSON.stringify([fact?.text, targets])).values()]
    .map(all => all.flatMap(one => one.facts) as unknown as Same)
    .toSorted((a, b) => worth(b) - worth(a))
  const lineOf = (same: Same, said: Said): Line => {
    const targets = [...new Set(same.map(({ change }) => change.target))]
    const where = isOfSeveral(plan) ? `   ${theme('faint', inTargets(targets, plan, expand))}` : ''
    return { word: same[0].word, who: whoOf(same), ...said, where }
  }
  if (!expand && alike.length > mostOf(alike)) return foldedLines(alike, lineOf)
  return alike.map(same => lineOf(same, saidOf(same, expand)))
}

type Same = readonly [Noticed, ...Noticed[]]
type LineOf = (facts: Same, said: Said) => Line

const namesIn = (same: readonly Noticed[]): readonly string[] => [...new Set(same.map(({ who }) => who))]

function whoOf(same: readonly Noticed[]): string {
  const [name, ...others] = namesIn(same)
  return others.length === 0 ? name || 'the registry' : `${others.length + 1} repositories`
}

/** A number of images is one of all places together; anything else is said of each. */
function saidOf(same: Same, expand: boolean): Said {
  const [{ text }] = same
  const lost = same.length > 1 ? lossText(same, expand) : undefined
  if (lost !== undefined) return { text: lost }
  const names = namesIn(same)
  return names.length === 1 ? { text } : { text, names: someNames(names, isNamed(same, expand)) }
}

/** Images that go are summed up over all repositories; of other things, the first are said, and all that lose them for good are named. */
function foldedLines(alike: readonly Same[], lineOf: LineOf): readonly Line[] {
  const [first, ...others] = alike.flat() as unknown as Same
  const lost = lossText([first, ...others], false)
  if (lost !== undefined) return [lineOf([first, ...others], { text: lost })]
  const most = mostOf(alike) - 1
  const rest = alike.slice(most).flat() as unknown as Same
  const names = namesIn(rest)
  return [
    ...alike.slice(0, most).map(same => lineOf(same, saidOf(same, false))),
    lineOf(rest, {
      text: andMore(rest.length),
      ...(names.length > 1 && { names: someNames(names, isNamed(rest, false)) }),
    }),
  ]
}

/** Undefined where it is not images that go. */
function lossText(facts: readonly Noticed[], expand: boolean): string | undefined {
  const fate = fateOf(facts[0]?.word)
  const losses =
    fate &&
    lossesOf(
      facts.map(({ change }) => losingOf(change)),
      fate,
      expand,
    )
  if (losses === undefined) return undefined
  const { amount, worst, isUpperBound, pulledLast30Days } = losses
  const when = `at ECR's next run${isUpperBound ? ' (an upper bound)' : ''}`
  const pulled = fate === 'expire' && pulledLast30Days > 0 ? `; ${pulledLast30Days} pulled in the last 30 days` : ''
  return `${amount} ${when}${pulled}: ${worst}`
}

/** Whom nobody knows is let in. */
const FOR_ALL = /\b(?:every|any)body\b/

/** What is missed most comes first; what is equal stays in the order of the plan. */
function worth(same: readonly Noticed[]): number {
  const [{ word, text, change }] = same as readonly [Noticed, ...Noticed[]]
  const { impact, risk } = change
  if (word === 'MOVES') return Number(risk === 'ROLLBACK')
  if (word === 'DELETES') return Number(change.repository !== undefined) + Number(namesKnownTag(same))
  if (word === 'OPENS') return Number(FOR_ALL.test(text))
  const fate = fateOf(word)
  if (impact === undefined || fate === undefined) return 0
  return Number(knownIn(impact, fate).length > 0) * 1e9 + impact[fate].images
}

const namesKnownTag = (same: readonly Noticed[]): boolean =>
  same.some(({ text }) => text.split(/[\s,]+/).some(isWellKnown))
