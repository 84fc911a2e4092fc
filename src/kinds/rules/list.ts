import type { Fields } from '../../model.ts'
import { isAbsent, LIVE } from '../live.ts'

/** A rule, what is to be taken away, or `live`, as the manifest has them, in its order. */
export type RuleItem<Rule> = typeof LIVE | { readonly absent: Rule } | Rule

export interface Rules<Rule> {
  /** What others have put there stays. */
  readonly keepsLive: boolean
  readonly ours: readonly Rule[]
  readonly absent: readonly Rule[]
}

export function rulesIn<Rule extends object>(items: readonly RuleItem<Rule>[]): Rules<Rule> {
  return {
    keepsLive: items.includes(LIVE),
    ours: items.filter((item): item is Rule => item !== LIVE && !isAbsent(item)),
    absent: items.flatMap(item => (isAbsent(item) ? [item.absent as Rule] : [])),
  }
}

/** Where in the manifest one of ours is said, as sources have it. */
export const placeOfRule = <Rule extends object>(
  setting: string,
  items: readonly RuleItem<Rule>[],
  isMeant: (rule: Rule) => boolean,
): readonly string[] => {
  const index = items.findIndex(item => item !== LIVE && isMeant(isAbsent(item) ? (item.absent as Rule) : item))
  return index < 0 ? [] : [`${setting}.rules[${index}]`]
}

/** Each rule of a list as the manifest writes it made into one as ECR has it; `live` and `absent` stay. */
export const loweredItems = <Rule>(
  items: readonly unknown[],
  lowered: (rule: object) => Rule,
): readonly RuleItem<Rule>[] =>
  items.map(item => {
    if (typeof item === 'string') return LIVE
    const { absent, ...rule } = item as Fields
    return absent === undefined ? lowered(rule) : { absent: lowered(absent as object) }
  })
