import { diffArrays } from 'diff'
import { LIMITS, type LifecyclePolicy, type LifecycleRule } from '../../lifecycle/index.ts'
import type { Becomes, Difference } from '../../model.ts'
import { canonicalJson } from '../canonical.ts'
import type { Phrase } from '../kind.ts'
import type { Verdict } from '../knowledge.ts'
import { impactLines } from './impact-words.ts'
import { KEEP_ALL } from './short.ts'
import { verbKey } from './stated.ts'
import type { LifecycleWant } from './want.ts'

/** `rule 2 (v*): keepNewest 40 → 30`; a policy that is new or goes is said whole. */
export function describeLifecycle(
  difference: Difference<LifecyclePolicy> & Verdict,
  want: LifecycleWant | null,
): readonly Phrase[] {
  const { after, impact } = difference
  const selectorAt = (index: number) => (after?.rules[index] ? selector(after.rules[index]) : 'no rule')
  return [...policyLines(difference, want), ...(impact && after ? impactLines(impact, after, selectorAt) : [])]
}

function policyLines(
  { before, after, paths }: Difference<LifecyclePolicy>,
  want: LifecycleWant | null,
): readonly Phrase[] {
  if (before === null || after === null) return [{ text: whole((after ?? before) as LifecyclePolicy, want) }]
  const lines = [...changedRules(before, after), ...renumbered(before, after)]
  const unsaid = paths.filter(path => !path.startsWith('rules'))
  return [...lines, ...unsaid.map(path => ({ text: `${path} is not part of the declared policy`, paths: [path] }))]
}

const whole = (policy: LifecyclePolicy, want: LifecycleWant | null): string =>
  `${want?.named === undefined ? '' : `${want.named}: `}${rulesText(policy)}`

const rulesText = ({ rules }: LifecyclePolicy): string => rules.map(phrase).join('; ')

export const lifecycleBecomes = (
  { before, after }: { readonly before: LifecyclePolicy; readonly after: LifecyclePolicy },
  want: LifecycleWant | null,
): Becomes => ({
  ...(want?.named !== undefined && { named: want.named }),
  does: rulesText(after),
  did: rulesText(before),
})

/** `v* newest 30` */
export const phrase = (rule: LifecycleRule): string => [selector(rule), ...verb(rule)].join(' ')

function selector({ selection }: LifecycleRule): string {
  if (selection.tagStatus !== 'tagged') return selection.tagStatus === 'any' ? 'any image' : 'untagged'
  const prefixes = selection.tagPrefixList?.map(prefix => `${prefix}…`)
  const entries = selection.tagPatternList ?? prefixes ?? []
  return entries.length === 1 ? `${entries[0]}` : `all of ${entries.join(', ')}`
}

function verb({ selection: { countType, countNumber }, action }: LifecycleRule): readonly string[] {
  const isArchive = action.type === 'transition'
  const days = `${countNumber} ${countNumber === 1 ? 'day' : 'days'}`
  switch (countType) {
    case 'imageCountMoreThan':
      if (isArchive) return ['archive all but newest', `${countNumber}`]
      return countNumber === KEEP_ALL ? ['keep all'] : ['newest', `${countNumber}`]
    case 'sinceImagePushed':
      return isArchive ? ['archive after', days] : [days]
    case 'sinceImagePulled':
      return ['archive if not pulled for', days]
    case 'sinceImageTransitioned':
      return ['expire archived after', days]
    default:
      return [`${action.type} by ${countType}`, `${countNumber}`]
  }
}

/** As many rules keep their numbers, but where the text would then be too long. */
function renumbered(before: LifecyclePolicy, after: LifecyclePolicy): readonly Phrase[] {
  const numbersIn = ({ rules }: LifecyclePolicy) => rules.map(({ rulePriority }) => rulePriority).join()
  if (before.rules.length !== after.rules.length || numbersIn(before) === numbersIn(after)) return []
  return [
    {
      text: `the rules get new numbers: with those in force the text would have over ${LIMITS.maximumText} characters`,
    },
  ]
}

interface Numbered {
  readonly rule: LifecycleRule
  readonly index: number
}

const numbered = ({ rules }: LifecyclePolicy): readonly Numbered[] => rules.map((rule, index) => ({ rule, index }))
const meaning = ({ rule: { rulePriority, ...rest } }: Numbered): string => canonicalJson(rest)

function changedRules(before: LifecyclePolicy, after: LifecyclePolicy): readonly Phrase[] {
  const runs = diffArrays([...numbered(before)], [...numbered(after)], {
    comparator: (a, b) => meaning(a) === meaning(b),
  })
  return runs.flatMap((run, position) => {
    if (!run.added && !run.removed) return []
    const next = runs[position + 1]
    if (run.removed && next?.added) return pairs(run.value, next.value)
    if (run.added && runs[position - 1]?.removed) return []
    return run.value.map(run.added ? addedLine : removedLine)
  })
}

function pairs(gone: readonly Numbered[], come: readonly Numbered[]): readonly Phrase[] {
  const together = Math.min(gone.length, come.length)
  return [
    ...come.slice(0, together).map((after, position) => changedLine((gone[position] as Numbered).rule, after)),
    ...gone.slice(together).map(removedLine),
    ...come.slice(together).map(addedLine),
  ]
}

const rulePath = (index: number): readonly string[] => [`rules[${index}]`]
const addedLine = ({ rule, index }: Numbered): Phrase => ({
  sign: '+',
  text: `+ rule ${index + 1}: ${phrase(rule)}`,
  paths: rulePath(index),
})
const removedLine = ({ rule, index }: Numbered): Phrase => ({ sign: '-', text: `- rule ${index + 1}: ${phrase(rule)}` })

function changedLine(before: LifecycleRule, { rule: after, index }: Numbered): Phrase {
  const paths = rulePath(index)
  const name = `rule ${index + 1}`
  const isOnlyNumber = canonicalJson(withNumber(before, 0)) === canonicalJson(withNumber(after, 0))
  if (isOnlyNumber)
    return { text: `${name} (${selector(after)}): ${verbKey(after)} ${amount(before)} → ${amount(after)}`, paths }
  if (phrase(before) !== phrase(after)) return { text: `${name}: ${phrase(before)} → ${phrase(after)}`, paths }
  return { text: `${name} (${selector(after)}): ${unspoken(before, after)}`, paths }
}

const withNumber = ({ rulePriority, ...rule }: LifecycleRule, countNumber: number) => ({
  ...rule,
  selection: { ...rule.selection, countNumber },
})
const amount = ({ selection: { countNumber, countUnit } }: LifecycleRule): string =>
  countNumber === KEEP_ALL && !countUnit ? 'all' : `${countNumber}${countUnit ? ` ${countUnit}` : ''}`

/** A difference that the short form has no word for: the members themselves. */
function unspoken(before: LifecycleRule, after: LifecycleRule): string {
  const members = new Set([...Object.keys(before), ...Object.keys(after)])
  const [was, is] = [before, after] as unknown as [Record<string, unknown>, Record<string, unknown>]
  return [...members]
    .filter(member => member !== 'rulePriority' && canonicalJson(was[member]) !== canonicalJson(is[member]))
    .map(member => `${member} ${said(was[member])} → ${said(is[member])}`)
    .join(', ')
}

const said = (value: unknown): string => (value === undefined ? 'none' : JSON.stringify(value))
